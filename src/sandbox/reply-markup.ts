// Checks the `reply_markup` of a call as strictly as Telegram, and splits it: an inline keyboard belongs to
// its message, everything else (reply keyboard, removal, force reply) to the chat.
import { badRequest } from './api-error.ts'
import { OBJECT_FIELDS } from './fields.ts'
import type { ApiInlineButton, ApiInlineKeyboard, Chat, ReplyKeyboard } from './types.ts'

export interface Markup {
  inline?: ApiInlineKeyboard
  reply?: ReplyKeyboard
}

type Loose = Record<string, unknown>
const MAX_BUTTONS = 100
const ACTIONS = ['callback_data', 'url', 'copy_text', 'web_app']
const OTHER_ACTIONS = [
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'callback_game',
  'pay',
]

/** Any markup of a send method. @throws ApiError 400 */
export function readMarkup(markup: unknown, kind: Chat['kind']): Markup {
  if (markup === undefined) return {}
  const object = markup as Loose
  if ('inline_keyboard' in object) return { inline: readInlineKeyboard(object, kind) }
  if ('keyboard' in object) return { reply: readReplyKeyboard(object, kind) }
  if ('remove_keyboard' in object) {
    onlyFields(object, 'ReplyKeyboardRemove')
    return { reply: object }
  }
  if ('force_reply' in object) {
    onlyFields(object, 'ForceReply')
    checkPlaceholder(object)
    return { reply: object }
  }
  if (Object.keys(object).length === 0) return {}
  throw badRequest(`unknown field "${Object.keys(object)[0]}" in reply markup`)
}

/** The only kind of markup that an edit takes; an empty keyboard removes it. @throws ApiError 400 */
export function readEditMarkup(markup: unknown, kind: Chat['kind']): ApiInlineKeyboard | undefined {
  if (markup === undefined) return undefined
  if (!('inline_keyboard' in (markup as Loose))) throw badRequest('inline keyboard expected')
  return readInlineKeyboard(markup as Loose, kind)
}

function readInlineKeyboard(markup: Loose, kind: Chat['kind']): ApiInlineKeyboard | undefined {
  onlyFields(markup, 'InlineKeyboardMarkup')
  const rows = toRows(markup.inline_keyboard, 'inline keyboard')
  for (const row of rows) for (const button of row) checkInlineButton(button, kind)
  const filled = rows.filter((row) => row.length > 0)
  return filled.length > 0 ? { inline_keyboard: filled as unknown as ApiInlineButton[][] } : undefined
}

function checkInlineButton(button: Loose, kind: Chat['kind']): void {
  onlyFields(button, 'InlineKeyboardButton')
  checkButtonText(button, 'inline keyboard button')
  const other = OTHER_ACTIONS.find((name) => name in button)
  if (other) throw badRequest(`button field "${other}" is not supported by the local Telegram`)
  const actions = ACTIONS.filter((name) => button[name] !== undefined)
  if (actions.length === 0) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  }
  if (actions.length > 1)
    throw badRequest(`inline keyboard button has more than one action: ${actions.join(', ')}`)
  if (button.callback_data !== undefined) {
    const bytes = typeof button.callback_data === 'string' ? Buffer.byteLength(button.callback_data) : 0
    if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID')
  }
  const url = typeof button.url === 'string' ? button.url : ''
  if (button.url !== undefined && !isButtonUrl(url)) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`)
  }
  if (button.copy_text !== undefined) {
    const text = (button.copy_text as Loose | null)?.text
    if (typeof text !== 'string' || text.length < 1 || text.length > 256)
      throw badRequest('BUTTON_COPY_TEXT_INVALID')
  }
  if (button.web_app !== undefined) {
    if (kind !== 'private') throw badRequest('BUTTON_TYPE_INVALID')
    const url = (button.web_app as Loose | null)?.url
    if (typeof url !== 'string' || !/^https:\/\/\S+$/i.test(url)) {
      throw badRequest(
        `inline keyboard button Web App URL '${String(url)}' is invalid: Only HTTPS links are allowed`,
      )
    }
  }
}

/** As Telegram: tg:// and http(s) only, and a bare host name such as `localhost` is no address. */
function isButtonUrl(url: string): boolean {
  if (/^tg:\/\/\S+$/i.test(url)) return true
  return /^https?:\/\/\S+$/i.test(url) && (URL.parse(url)?.hostname ?? '').includes('.')
}

function readReplyKeyboard(markup: Loose, kind: Chat['kind']): ReplyKeyboard {
  onlyFields(markup, 'ReplyKeyboardMarkup')
  checkPlaceholder(markup)
  const rows = toRows(markup.keyboard, 'reply keyboard')
  for (const row of rows) {
    for (const button of row) {
      onlyFields(button, 'KeyboardButton')
      checkButtonText(button, 'keyboard button')
      if (button.request_contact === true && kind !== 'private') {
        throw badRequest('phone number can be requested in private chats only')
      }
    }
  }
  if (rows.every((row) => row.length === 0)) throw badRequest('reply keyboard is empty')
  return { ...markup, keyboard: rows }
}

/** Rows of buttons; a plain string is a button with that text. */
function toRows(value: unknown, what: string): Loose[][] {
  if (!Array.isArray(value)) throw badRequest(`can't parse ${what}: expected an Array of Array`)
  let count = 0
  const rows = value.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest(`can't parse ${what}: expected an Array of Array`)
    count += row.length
    return row.map((button: unknown) => {
      if (typeof button === 'string' && what === 'reply keyboard') return { text: button }
      if (typeof button !== 'object' || button === null) throw badRequest(`can't parse ${what} button`)
      return button as Loose
    })
  })
  if (count > MAX_BUTTONS) throw badRequest('reply markup is too long')
  return rows
}

function checkButtonText(button: Loose, what: string): void {
  if (typeof button.text !== 'string')
    throw badRequest(`can't parse ${what}: Field "text" must be of type String`)
  if (button.text.trim() === '') throw badRequest(`${what} text must be non-empty`)
}

function checkPlaceholder(markup: Loose): void {
  const placeholder = markup.input_field_placeholder
  if (placeholder !== undefined && (typeof placeholder !== 'string' || placeholder.length > 64)) {
    throw badRequest('input field placeholder is too long')
  }
}

/** Refuses a field that the named Bot API type does not have. @throws ApiError 400 */
export function onlyFields(object: Loose, type: keyof typeof OBJECT_FIELDS): void {
  for (const name in object) {
    if (!OBJECT_FIELDS[type].has(name)) throw badRequest(`unknown field "${name}" in ${type}`)
  }
}
