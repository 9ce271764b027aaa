// The methods that the local Telegram knows and the fields of each: one line per method, `name:type`, a `!`
// marks a required field. Real Telegram ignores unknown fields; the sandbox refuses them, because a misspelt
// field is a fault in the bot. test/sandbox/fields.unit.test.ts compares the table with the Bot API
// description.

export type FieldType = 'int' | 'bool' | 'text' | 'chat' | 'object' | 'list' | 'file'

export interface Field {
  type: FieldType
  required: boolean
}

const send = 'business_connection_id:text chat_id!:chat message_thread_id:int direct_messages_topic_id:int'
const sendTail =
  'disable_notification:bool protect_content:bool allow_paid_broadcast:bool message_effect_id:text ' +
  'suggested_post_parameters:object reply_parameters:object reply_markup:object'
const caption = 'caption:text parse_mode:text caption_entities:list'
const documentFields = 'document!:file thumbnail:file disable_content_type_detection:bool'
const edit = 'business_connection_id:text chat_id:chat message_id:int inline_message_id:text'

const lines: Record<string, string> = {
  getMe: '',
  logOut: '',
  close: '',
  getUpdates: 'offset:int limit:int timeout:int allowed_updates:list',
  setWebhook:
    'url!:text certificate:file ip_address:text max_connections:int allowed_updates:list ' +
    'drop_pending_updates:bool secret_token:text',
  deleteWebhook: 'drop_pending_updates:bool',
  getWebhookInfo: '',
  sendMessage: `${send} text!:text parse_mode:text entities:list link_preview_options:object ${sendTail}`,
  sendDocument: `${send} ${documentFields} ${caption} ${sendTail}`,
  sendPhoto: `${send} photo!:file ${caption} show_caption_above_media:bool has_spoiler:bool ${sendTail}`,
  sendChatAction: 'business_connection_id:text chat_id!:chat message_thread_id:int action!:text',
  editMessageText:
    `${edit} text:text parse_mode:text entities:list link_preview_options:object ` +
    'rich_message:object reply_markup:object',
  editMessageCaption: `${edit} ${caption} show_caption_above_media:bool reply_markup:object`,
  editMessageReplyMarkup: `${edit} reply_markup:object`,
  deleteMessage: 'chat_id!:chat message_id!:int',
  answerCallbackQuery: 'callback_query_id!:text text:text show_alert:bool url:text cache_time:int',
  getFile: 'file_id!:text',
  getChat: 'chat_id!:chat',
  getChatMember: 'chat_id!:chat user_id!:int',
  leaveChat: 'chat_id!:chat',
  pinChatMessage: 'business_connection_id:text chat_id!:chat message_id!:int disable_notification:bool',
  unpinChatMessage: 'business_connection_id:text chat_id!:chat message_id:int',
  setMyCommands: 'commands!:list scope:object language_code:text',
  deleteMyCommands: 'scope:object language_code:text',
  getMyCommands: 'scope:object language_code:text',
  setMyDescription: 'description:text language_code:text',
  setMyShortDescription: 'short_description:text language_code:text',
}

/** Field tables by lower-case method name: method names are not case-sensitive in the Bot API. */
export const METHOD_FIELDS: ReadonlyMap<string, { name: string; fields: ReadonlyMap<string, Field> }> =
  new Map(
    Object.entries(lines).map(([name, line]) => [name.toLowerCase(), { name, fields: parseLine(line) }]),
  )

/** Fields of the objects inside parameters, by Bot API type name. */
export const OBJECT_FIELDS = {
  InlineKeyboardMarkup: new Set(['inline_keyboard']),
  InlineKeyboardButton: new Set(
    (
      'text icon_custom_emoji_id style url callback_data web_app login_url switch_inline_query ' +
      'switch_inline_query_current_chat switch_inline_query_chosen_chat copy_text callback_game pay'
    ).split(' '),
  ),
  ReplyKeyboardMarkup: new Set(
    'keyboard is_persistent resize_keyboard one_time_keyboard input_field_placeholder selective'.split(' '),
  ),
  KeyboardButton: new Set(
    (
      'text icon_custom_emoji_id style request_users request_chat request_managed_bot request_contact ' +
      'request_location request_poll web_app'
    ).split(' '),
  ),
  ReplyKeyboardRemove: new Set(['remove_keyboard', 'selective']),
  ForceReply: new Set(['force_reply', 'input_field_placeholder', 'selective']),
  LinkPreviewOptions: new Set(
    'is_disabled url prefer_small_media prefer_large_media show_above_text'.split(' '),
  ),
  ReplyParameters: new Set(
    (
      'message_id chat_id allow_sending_without_reply quote quote_parse_mode quote_entities quote_position ' +
      'checklist_task_id poll_option_id'
    ).split(' '),
  ),
  BotCommand: new Set(['command', 'description']),
} satisfies Record<string, ReadonlySet<string>>

/**
 * Fields of the Bot API that the local Telegram does not simulate. They are refused by name rather than
 * silently ignored: a bot that relies on them must not seem to work here.
 */
export const NOT_ACTED_OUT: ReadonlySet<string> = new Set([
  'business_connection_id',
  'direct_messages_topic_id',
  'inline_message_id',
  'message_effect_id',
  'suggested_post_parameters',
  'rich_message',
  'certificate',
  'thumbnail',
])

function parseLine(line: string): Map<string, Field> {
  const fields = new Map<string, Field>()
  for (const part of line.split(' ')) {
    if (part === '') continue
    const [name, type] = part.split(':') as [string, FieldType]
    const required = name.endsWith('!')
    fields.set(required ? name.slice(0, -1) : name, { type, required })
  }
  return fields
}
