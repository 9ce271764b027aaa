// editMessageText, editMessageCaption, editMessageReplyMarkup, deleteMessage.
import { badRequest } from './api-error.ts'
import { type Core, nowSeconds } from './core.ts'
import { readCaption, readText } from './message-text.ts'
import type { Call, Params } from './params.ts'
import { onlyFields, readEditMarkup } from './reply-markup.ts'
import { messageIn, reachableChat } from './target-chat.ts'
import type { ApiInlineKeyboard, ApiMessage, Chat, StoredMessage } from './types.ts'

const DELETE_WITHIN_MS = 48 * 3_600_000

export function editMessageText(core: Core, { params }: Call): ApiMessage {
  const { text, entities } = readText(params)
  const preview = params.link_preview_options as Record<string, unknown> | undefined
  if (preview) onlyFields(preview, 'LinkPreviewOptions')
  return edit(core, params, (api, markup) => {
    if (api.text === undefined) throw badRequest('there is no text in the message to edit')
    return {
      ...withMarkup(api, markup),
      text,
      entities: entities.length > 0 ? entities : undefined,
      ...(preview && { link_preview_options: preview }),
    }
  })
}

export function editMessageCaption(core: Core, { params }: Call): ApiMessage {
  const { text, entities } = readCaption(params)
  return edit(core, params, (api, markup) => {
    if (!api.document && !api.photo) throw badRequest('there is no caption in the message to edit')
    return {
      ...withMarkup(api, markup),
      caption: text === '' ? undefined : text,
      caption_entities: entities.length > 0 ? entities : undefined,
    }
  })
}

export function editMessageReplyMarkup(core: Core, { params }: Call): ApiMessage {
  return edit(core, params, withMarkup)
}

export function deleteMessage(core: Core, { params }: Call): true {
  const chat = reachableChat(core, params)
  const message = messageIn(core, chat, params.message_id)
  if (!message) throw badRequest('message to delete not found')
  const tooOld = core.clock.now().getTime() - message.atMs > DELETE_WITHIN_MS
  const isOwn = message.api.from?.id === core.bot.id
  if (tooOld || (!isOwn && chat.kind !== 'private' && chat.bot !== 'administrator')) {
    throw badRequest("message can't be deleted for everyone")
  }
  core.state.putMessage({ ...message, deleted: true })
  core.changes.emit(chat.id)
  return true
}

type Change = (api: ApiMessage, markup: ApiInlineKeyboard | undefined) => ApiMessage

function edit(core: Core, params: Params, change: Change): ApiMessage {
  const range = core.synthetic.find(params.chat_id as number)
  if (range) throw badRequest('message to edit not found')
  const chat = reachableChat(core, params)
  const markup = readEditMarkup(params.reply_markup, chat.kind)
  const message = editable(core, chat, params)
  const changed = JSON.parse(JSON.stringify(change(message.api, markup))) as ApiMessage
  if (sameContent(changed, message.api)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same ' +
        'as a current content and reply markup of the message',
    )
  }
  core.limiter.take(chat.id, chat.kind !== 'private')
  const api = { ...changed, edit_date: nowSeconds(core) }
  core.state.putMessage({
    ...message,
    api,
    editedAtMs: core.clock.now().getTime(),
    pastData: pastData(message),
  })
  core.changes.emit(chat.id)
  return api
}

function editable(core: Core, chat: Chat, params: Params): StoredMessage {
  if (params.message_id === undefined) throw badRequest('message identifier is not specified')
  const message = messageIn(core, chat, params.message_id)
  if (!message) throw badRequest('message to edit not found')
  if (message.api.from?.id !== core.bot.id || isService(message.api))
    throw badRequest("message can't be edited")
  return message
}

/** An edit without a keyboard takes the keyboard away, as Telegram does. */
function withMarkup(api: ApiMessage, markup: ApiInlineKeyboard | undefined): ApiMessage {
  return { ...api, reply_markup: markup }
}

function isService(api: ApiMessage): boolean {
  return api.text === undefined && !api.document && !api.photo
}

function sameContent(a: ApiMessage, b: ApiMessage): boolean {
  const content = ({ text, entities, caption, caption_entities, reply_markup }: ApiMessage) =>
    JSON.stringify([text, entities, caption, caption_entities, reply_markup])
  return content(a) === content(b)
}

function pastData(message: StoredMessage): string[] | undefined {
  const shown = message.api.reply_markup?.inline_keyboard.flat().flatMap((b) => b.callback_data ?? []) ?? []
  const all = new Set([...(message.pastData ?? []), ...shown])
  return all.size > 0 ? [...all] : undefined
}
