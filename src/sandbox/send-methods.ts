// sendMessage, sendDocument, sendPhoto, sendChatAction: checks everything first, then counts the message
// against the limits, then stores it in the chat. Synthetic chats take a shortcut after the same checks.
import { badRequest } from './api-error.ts'
import { type Core, nowSeconds } from './core.ts'
import { apiDocument, apiPhoto } from './files.ts'
import { type FormattedText, readCaption, readText } from './message-text.ts'
import type { Call, Params } from './params.ts'
import { type MessageContent, quoted, storeMessage } from './post-message.ts'
import { onlyFields, readMarkup } from './reply-markup.ts'
import { SYNTHETIC_NAME } from './synthetic.ts'
import { messageIn, reachableChat } from './target-chat.ts'
import type { ApiMessage, Chat, FileRecord } from './types.ts'

export function sendMessage(core: Core, { params }: Call): ApiMessage {
  const { text, entities } = readText(params)
  const content: MessageContent = { text, ...(entities.length > 0 && { entities }) }
  const preview = params.link_preview_options as Record<string, unknown> | undefined
  if (preview) {
    onlyFields(preview, 'LinkPreviewOptions')
    content.link_preview_options = preview
  }
  return send(core, params, content)
}

export function sendDocument(core: Core, call: Call): ApiMessage {
  const caption = captionContent(readCaption(call.params))
  const file = readFile(core, call, 'document')
  return send(core, call.params, caption, file)
}

export function sendPhoto(core: Core, call: Call): ApiMessage {
  const caption = captionContent(readCaption(call.params))
  const file = readFile(core, call, 'photo')
  return send(core, call.params, caption, file)
}

const ACTIONS = new Set(
  (
    'typing upload_photo record_video upload_video record_voice upload_voice upload_document ' +
    'choose_sticker find_location record_video_note upload_video_note'
  ).split(' '),
)

/** Checks the call; shows nothing here. */
export function sendChatAction(core: Core, { params }: Call): true {
  if (!core.synthetic.find(params.chat_id as number)) reachableChat(core, params)
  if (!ACTIONS.has(params.action as string)) throw badRequest('wrong parameter action in request')
  return true
}

/** A file to send: a stored one, or bytes that are stored once every other check has passed. */
type FileSource = { known: FileRecord } | { store: () => FileRecord }

function send(core: Core, params: Params, content: MessageContent, source?: FileSource): ApiMessage {
  const range = core.synthetic.find(params.chat_id as number)
  if (range) {
    const chatId = params.chat_id as number
    const markup = readMarkup(params.reply_markup, 'private')
    core.limiter.take(chatId, false)
    if (source) attach(content, source)
    const from = core.bot
    const about =
      content.text ?? `${content.caption ?? ''}\0${content.document?.file_id ?? content.photo?.[0]?.file_id}`
    return {
      message_id: range.receive(chatId, about),
      from,
      chat: { id: chatId, type: 'private', first_name: SYNTHETIC_NAME },
      date: nowSeconds(core),
      ...content,
      ...(markup.inline && { reply_markup: markup.inline }),
    }
  }
  const chat = reachableChat(core, params)
  if (chat.bot === 'muted') throw badRequest('not enough rights to send text messages to the chat')
  const markup = readMarkup(params.reply_markup, chat.kind)
  const place = { ...readThread(chat, params), ...readReply(core, chat, params) }
  core.limiter.take(chat.id, chat.kind !== 'private')
  if (source) attach(content, source)
  const message = storeMessage(core, chat, core.bot, {
    ...place,
    ...content,
    ...(params.protect_content === true && { has_protected_content: true as const }),
    ...(markup.inline && { reply_markup: markup.inline }),
  })
  if (markup.reply) core.state.putMessage({ ...message, replyKeyboard: markup.reply })
  return message.api
}

function attach(content: MessageContent, source: FileSource): void {
  const file = 'known' in source ? source.known : source.store()
  if (file.kind === 'photo') content.photo = apiPhoto(file)
  else content.document = apiDocument(file)
}

function captionContent({ text, entities }: FormattedText): MessageContent {
  if (text === '') return {}
  return { caption: text, ...(entities.length > 0 && { caption_entities: entities }) }
}

function readFile(core: Core, call: Call, field: FileRecord['kind']): FileSource {
  const value = call.params[field] as string | undefined
  const upload = call.uploads.get(value?.startsWith('attach://') ? value.slice('attach://'.length) : field)
  if (upload) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty')
    return { store: () => core.files.add(upload, field) }
  }
  if (value === undefined || value.startsWith('attach://'))
    throw badRequest(`there is no ${field} in the request`)
  if (/^https?:/i.test(value)) throw badRequest('failed to get HTTP URL content')
  const known = core.files.find(value)
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified')
  if (known.kind !== field) {
    const [is, wanted] = [capital(known.kind), capital(field)]
    throw badRequest(`can't use file of type ${is} as ${wanted}`)
  }
  return { known }
}

function readThread(chat: Chat, params: Params): MessageContent {
  const thread = params.message_thread_id as number | undefined
  if (thread === undefined || thread === 0) return {}
  if (!chat.forum || (thread !== 1 && !chat.topics.some((topic) => topic.id === thread))) {
    throw badRequest('message thread not found')
  }
  return thread === 1 ? {} : { message_thread_id: thread, is_topic_message: true }
}

function readReply(core: Core, chat: Chat, params: Params): MessageContent {
  const reply = params.reply_parameters as Record<string, unknown> | undefined
  if (!reply) return {}
  onlyFields(reply, 'ReplyParameters')
  if (reply.chat_id !== undefined && Number(reply.chat_id) !== chat.id) {
    throw badRequest('replies to another chat are not supported by the local Telegram')
  }
  const target = messageIn(core, chat, Number(reply.message_id))
  if (target) return { reply_to_message: quoted(target) }
  if (reply.allow_sending_without_reply === true) return {}
  throw badRequest('message to be replied not found')
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1)
}
