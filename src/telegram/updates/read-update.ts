// Reads an update as it came over the wire. Every field is unknown until looked at: what is kept has the
// right type and a sane size, everything else is left out. That is also all of an update that is ever stored:
// no captions of our own messages, no names of bystanders. Which feature wants it is left to the features.
import type { Update } from 'grammy/types'
import { acknowledgeButtons } from '../features/report/buttons.ts'
import { maxText } from '../layout.ts'

/** Maximum length of the id of an album; Telegram's have about twenty characters. */
const maxAlbumId = 64

/** An update reduced to what is used, with the key whose updates keep their order. */
export interface ReadUpdate {
  updateId: number
  /**
   * The chat; for taps the person (in a private chat that is the same number). 0 when the update names
   * neither.
   */
  orderKey: number
  /** The obligation that a tap on "Đã nhận" acknowledges; such taps are handled many at once. */
  acknowledges: number | null
  /** null: nothing in it that we handle. */
  payload: Update | null
}

/** The update, or null when it has no usable update_id. Never throws, whatever it is given. */
export function readUpdate(received: unknown): ReadUpdate | null {
  const raw = fields(received)
  const updateId = whole(raw.update_id)
  if (updateId === undefined) return null
  const nothing = { updateId, orderKey: 0, acknowledges: null, payload: null }
  for (const kind of ['message', 'edited_message'] as const) {
    const message = readMessage(raw[kind])
    if (message)
      return { ...nothing, orderKey: message.chat.id, payload: as({ update_id: updateId, [kind]: message }) }
  }
  const tap = readTap(raw.callback_query)
  if (tap) {
    const acknowledges = tap.message
      ? (acknowledgeButtons.read(tap.data ?? '')?.values.obligation ?? null)
      : null
    return {
      updateId,
      orderKey: tap.from.id,
      acknowledges,
      payload: as({ update_id: updateId, callback_query: tap }),
    }
  }
  const member = readMembership(raw.my_chat_member)
  if (member)
    return {
      ...nothing,
      orderKey: member.chat.id,
      payload: as({ update_id: updateId, my_chat_member: member }),
    }
  return nothing
}

function readMessage(value: unknown) {
  const raw = fields(value)
  const chat = readChat(raw.chat)
  const messageId = whole(raw.message_id)
  if (!chat || messageId === undefined || chat.type === 'channel') return undefined
  // An anonymous administrator or a channel is nobody: the account in `from` is then a stand-in.
  const isPerson = raw.sender_chat === undefined
  const from = isPerson ? readUser(raw.from) : undefined
  const text = string(raw.text, maxText)
  const caption = string(raw.caption, maxText)
  const forwarded = raw.forward_origin !== undefined
  return without({
    message_id: messageId,
    date: whole(raw.date) ?? 0,
    chat,
    from,
    sender_chat: isPerson ? undefined : { id: whole(fields(raw.sender_chat).id) ?? 0 },
    text,
    entities: text === undefined ? undefined : readEntities(raw.entities, text.length),
    caption,
    media_group_id: string(raw.media_group_id, maxAlbumId),
    forward_origin: forwarded ? {} : undefined,
    message_thread_id: whole(raw.message_thread_id),
    is_topic_message: raw.is_topic_message === true ? true : undefined,
    document: readDocument(raw.document),
    contact: readContact(raw.contact),
    migrate_to_chat_id: integer(raw.migrate_to_chat_id),
    migrate_from_chat_id: integer(raw.migrate_from_chat_id),
    reply_to_message: readReply(raw.reply_to_message),
    ...Object.fromEntries(
      [...otherContent, ...serviceContent].filter((key) => raw[key] !== undefined).map((key) => [key, {}]),
    ),
  })
}

/** Content we cannot use; that it was there is enough to answer. */
const otherContent = [
  'photo',
  'sticker',
  'voice',
  'video',
  'video_note',
  'audio',
  'animation',
  'location',
  'venue',
  'poll',
  'dice',
  'story',
  'game',
]
/** What Telegram itself says in a chat; never answered. */
const serviceContent = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'pinned_message',
  'forum_topic_created',
]

function readTap(value: unknown) {
  const raw = fields(value)
  const id = string(raw.id, 64)
  const from = readUser(raw.from)
  if (id === undefined || id === '' || !from) return undefined
  const message = fields(raw.message)
  const chat = readChat(message.chat)
  const messageId = whole(message.message_id)
  return without({
    id,
    from,
    chat_instance: '',
    data: string(raw.data, 64) ?? '',
    message:
      chat && messageId !== undefined
        ? without({
            message_id: messageId,
            date: whole(message.date) ?? 0,
            chat,
            message_thread_id: whole(message.message_thread_id),
            is_topic_message: message.is_topic_message === true ? true : undefined,
          })
        : undefined,
  })
}

function readMembership(value: unknown) {
  const raw = fields(value)
  const chat = readChat(raw.chat)
  const from = readUser(raw.from)
  const status = (member: unknown) => string(fields(member).status, 20)
  const now = status(raw.new_chat_member)
  const may = (member: unknown, right: string) => (fields(member)[right] === true ? true : undefined)
  if (!chat || !from || now === undefined) return undefined
  return {
    chat,
    from,
    date: whole(raw.date) ?? 0,
    old_chat_member: { status: status(raw.old_chat_member) ?? 'left' },
    new_chat_member: without({
      status: now,
      can_send_messages: may(raw.new_chat_member, 'can_send_messages'),
      can_send_documents: may(raw.new_chat_member, 'can_send_documents'),
    }),
  }
}

function readChat(value: unknown) {
  const raw = fields(value)
  const id = integer(raw.id)
  const type = string(raw.type, 20)
  if (id === undefined || type === undefined) return undefined
  if (!['private', 'group', 'supergroup', 'channel'].includes(type)) return undefined
  return without({
    id,
    type,
    title: string(raw.title, 255),
    is_forum: raw.is_forum === true ? true : undefined,
  })
}

function readUser(value: unknown) {
  const raw = fields(value)
  const id = whole(raw.id)
  if (id === undefined) return undefined
  return without({
    id,
    is_bot: raw.is_bot === true,
    first_name: string(raw.first_name, 255) ?? '',
    last_name: string(raw.last_name, 255),
    language_code: string(raw.language_code, 20),
  })
}

function readEntities(value: unknown, length: number) {
  if (!Array.isArray(value)) return undefined
  return value.slice(0, 100).flatMap((entry) => {
    const raw = fields(entry)
    const type = string(raw.type, 30)
    const [offset, size] = [whole(raw.offset), whole(raw.length)]
    if (type === undefined || offset === undefined || size === undefined || offset + size > length) return []
    return [{ type, offset, length: size }]
  })
}

function readDocument(value: unknown) {
  const raw = fields(value)
  const fileId = string(raw.file_id, 255)
  if (!fileId) return undefined
  return without({
    file_id: fileId,
    file_unique_id: string(raw.file_unique_id, 255) ?? '',
    file_name: string(raw.file_name, 255),
    mime_type: string(raw.mime_type, 128),
    file_size: whole(raw.file_size),
  })
}

function readContact(value: unknown) {
  const raw = fields(value)
  const phone = string(raw.phone_number, 32)
  if (phone === undefined) return undefined
  return without({
    phone_number: phone,
    first_name: string(raw.first_name, 255) ?? '',
    last_name: string(raw.last_name, 255),
    user_id: whole(raw.user_id),
  })
}

function readReply(value: unknown) {
  const messageId = whole(fields(value).message_id)
  return messageId === undefined ? undefined : { message_id: messageId }
}

type Fields = Record<string, unknown>

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

const integer = (value: unknown) => (Number.isSafeInteger(value) ? (value as number) : undefined)
const whole = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined

/** A text that the database can hold: no NUL, no halves of surrogate pairs. */
function string(value: unknown, max: number): string | undefined {
  return typeof value === 'string' ? value.slice(0, max).replaceAll('\0', '').toWellFormed() : undefined
}

function without<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}

/** The shape is checked above, field by field; grammY's types ask for more than is used. */
const as = (update: object) => update as unknown as Update
