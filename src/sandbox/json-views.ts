// People, chats and messages as the messenger page and outside tests see them.

import { chatsOf } from './chats-of-people.ts'
import { botIsIn, type Core, personName } from './core.ts'
import type {
  ApiEntity,
  ApiInlineButton,
  ApiMessage,
  Chat,
  CommandSet,
  Person,
  ReplyKeyboard,
  StoredMessage,
} from './types.ts'

export interface PersonView {
  id: number
  name: string
  title: string
  note: string
  unread: number
}

export interface ChatView {
  id: number
  kind: Chat['kind']
  title: string
  subtitle: string
  unread: number
  canWrite: boolean
  started: boolean
  blocked: boolean
  forum: boolean
  topics: { id: number; name: string }[]
  /** The bot's menu in this chat. */
  commands: { command: string; description: string }[]
  last: { text: string; at: number; mine: boolean; from: string } | null
}

export interface ButtonView {
  text: string
  kind: 'callback' | 'url' | 'copy' | 'web_app'
  data: string
}

export interface MessageView {
  id: number
  /** Time in milliseconds, by the sandbox's clock. */
  at: number
  from: { id: number; name: string; isBot: boolean }
  text?: string
  entities?: ApiEntity[]
  caption?: string
  captionEntities?: ApiEntity[]
  document?: { fileId: string; name: string; mime: string; size: number }
  photo?: { fileId: string; width: number; height: number; size: number }
  contact?: { phone: string; name: string }
  buttons: ButtonView[][]
  replyKeyboard?: ReplyKeyboard
  editedAt?: number
  deleted: boolean
  pinned: boolean
  protected: boolean
  threadId?: number
  replyTo?: { id: number; from: string; text: string }
  /** The Vietnamese text of a service message; absent for ordinary messages. */
  service?: string
}

export function personView(core: Core, person: Person): PersonView {
  const unread = chatsOf(core, person.id).reduce((sum, chat) => sum + unreadCount(core, chat, person.id), 0)
  return {
    id: person.id,
    name: personName(person),
    title: person.title ?? '',
    note: noteOf(core, person),
    unread,
  }
}

/** The person's status with the bot, and the person's hint; empty for most. */
export function noteOf(core: Core, person: Person): string {
  const chat = core.state.chats.get(person.id)
  const standing = chat?.blocked ? 'đã chặn bot' : chat?.started ? '' : 'chưa đăng ký'
  // The hint may describe an earlier status with the bot; the chat has the present one.
  const hint = person.note?.replace(/^(chưa đăng ký|đã chặn bot)( · )?/, '')
  return [standing, hint].filter(Boolean).join(' · ')
}

export function chatView(core: Core, chat: Chat, personId: number): ChatView {
  const isPrivate = chat.kind === 'private'
  const last = [...core.state.messages(chat.id).values()].findLast((message) => !message.deleted)
  return {
    id: chat.id,
    kind: chat.kind,
    title: isPrivate ? core.bot.first_name : chat.title,
    subtitle: isPrivate
      ? `@${core.bot.username}`
      : `${chat.memberIds.length + (botIsIn(chat) ? 1 : 0)} thành viên`,
    unread: unreadCount(core, chat, personId),
    canWrite: isPrivate ? chat.started && !chat.blocked : true,
    started: chat.started,
    blocked: chat.blocked,
    forum: chat.forum,
    topics: chat.topics,
    commands: commandsFor(core, chat, personId),
    last: last
      ? {
          text: summary(last.api),
          at: last.atMs,
          mine: last.api.from?.id === personId,
          from: senderName(last.api),
        }
      : null,
  }
}

export function messageView({ id, atMs, api, ...kept }: StoredMessage): MessageView {
  const photo = api.photo?.at(-1)
  const quote = api.reply_to_message
  return {
    id,
    at: atMs,
    from: { id: api.from?.id ?? 0, name: senderName(api), isBot: api.from?.is_bot === true },
    text: api.text ?? (api.contact && `${api.contact.first_name}: ${api.contact.phone_number}`),
    entities: api.entities,
    caption: api.caption,
    captionEntities: api.caption_entities,
    document: api.document && {
      fileId: api.document.file_id,
      name: api.document.file_name ?? '',
      mime: api.document.mime_type ?? '',
      size: api.document.file_size,
    },
    photo: photo && {
      fileId: photo.file_id,
      width: photo.width,
      height: photo.height,
      size: photo.file_size,
    },
    contact: api.contact && { phone: api.contact.phone_number, name: api.contact.first_name },
    buttons: (api.reply_markup?.inline_keyboard ?? []).map((row) => row.map(buttonView)),
    replyKeyboard: kept.replyKeyboard,
    editedAt: kept.editedAtMs,
    deleted: kept.deleted === true,
    pinned: kept.pinned === true,
    protected: api.has_protected_content === true,
    threadId: api.message_thread_id,
    replyTo: quote && { id: quote.message_id, from: senderName(quote), text: summary(quote) },
    service: serviceText(api),
  }
}

/** As Telegram chooses: the narrowest scope first, and within it the person's language before none. */
function commandsFor(core: Core, chat: Chat, personId: number): ChatView['commands'] {
  const language = core.state.people.get(personId)?.languageCode ?? 'vi'
  const kind = chat.kind === 'private' ? 'all_private_chats' : 'all_group_chats'
  for (const scope of [`chat_member:${chat.id}:${personId}`, `chat:${chat.id}`, kind, 'default']) {
    for (const code of [language, '']) {
      const isSame = (set: CommandSet) => set.scope === scope && set.languageCode === code
      const found = core.state.settings.commands.find(isSame)
      if (found) return found.commands
    }
  }
  return []
}

function unreadCount(core: Core, chat: Chat, personId: number): number {
  const readUpTo = chat.readUpTo[personId] ?? 0
  if (chat.lastMessageId <= readUpTo) return 0
  let count = 0
  for (let id = chat.lastMessageId; id > readUpTo; id--) {
    const message = core.state.messages(chat.id).get(id)
    if (message && !message.deleted && message.api.from?.id !== personId) count++
  }
  return count
}

function buttonView(button: ApiInlineButton): ButtonView {
  const { text } = button
  if (button.url !== undefined) return { text, kind: 'url', data: button.url }
  if (button.copy_text) return { text, kind: 'copy', data: button.copy_text.text }
  if (button.web_app) return { text, kind: 'web_app', data: button.web_app.url }
  return { text, kind: 'callback', data: button.callback_data ?? '' }
}

function senderName(api: ApiMessage): string {
  return [api.from?.first_name, api.from?.last_name].filter(Boolean).join(' ')
}

function summary(api: ApiMessage): string {
  const text = api.text ?? api.caption ?? api.document?.file_name ?? serviceText(api)
  return (text ?? (api.photo ? 'Ảnh' : api.contact ? 'Số điện thoại' : '')).slice(0, 120)
}

function serviceText(api: ApiMessage): string | undefined {
  const name = senderName(api)
  if (api.new_chat_members)
    return `${name} đã thêm ${api.new_chat_members.map((m) => m.first_name).join(', ')}`
  if (api.left_chat_member) return `${api.left_chat_member.first_name} đã rời nhóm`
  if (api.migrate_to_chat_id !== undefined || api.migrate_from_chat_id !== undefined) {
    return 'Nhóm đã được nâng cấp thành siêu nhóm'
  }
  if (api.pinned_message) return `${name} đã ghim: ${summary(api.pinned_message).slice(0, 40)}`
  return undefined
}
