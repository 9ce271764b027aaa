// The rows of the local Telegram, and the shapes of the Bot API. Types only, no rules. `Api…` types are as on
// the wire (dates in seconds); the others are our own rows (instants in milliseconds).

/** A user or a bot as the Bot API shows it. */
export interface ApiUser {
  id: number
  is_bot: boolean
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
}

/** A chat as the Bot API shows it inside a message. */
export interface ApiChat {
  id: number
  type: 'private' | 'group' | 'supergroup'
  title?: string
  first_name?: string
  last_name?: string
  username?: string
  is_forum?: true
}

/** A marked stretch of text; offset and length count UTF-16 units. */
export interface ApiEntity {
  type: string
  offset: number
  length: number
  url?: string
  language?: string
  custom_emoji_id?: string
}

export interface ApiPhotoSize {
  file_id: string
  file_unique_id: string
  width: number
  height: number
  file_size: number
}

export interface ApiDocument {
  file_id: string
  file_unique_id: string
  file_name?: string
  mime_type?: string
  file_size: number
}

/** One inline button; exactly one of the actions is present. */
export interface ApiInlineButton {
  text: string
  callback_data?: string
  url?: string
  copy_text?: { text: string }
  web_app?: { url: string }
}

export interface ApiInlineKeyboard {
  inline_keyboard: ApiInlineButton[][]
}

/** A message as the Bot API shows it to the bot. */
export interface ApiMessage {
  message_id: number
  message_thread_id?: number
  is_topic_message?: true
  from?: ApiUser
  sender_chat?: ApiChat
  chat: ApiChat
  date: number
  edit_date?: number
  has_protected_content?: true
  text?: string
  entities?: ApiEntity[]
  caption?: string
  caption_entities?: ApiEntity[]
  document?: ApiDocument
  photo?: ApiPhotoSize[]
  contact?: { phone_number: string; first_name: string; last_name?: string; user_id?: number }
  reply_to_message?: ApiMessage
  reply_markup?: ApiInlineKeyboard
  link_preview_options?: Record<string, unknown>
  new_chat_members?: ApiUser[]
  left_chat_member?: ApiUser
  migrate_to_chat_id?: number
  migrate_from_chat_id?: number
  pinned_message?: ApiMessage
}

/** An update without its number. */
export interface UpdateBody {
  message?: ApiMessage
  edited_message?: ApiMessage
  callback_query?: {
    id: string
    from: ApiUser
    message: ApiMessage
    chat_instance: string
    data: string
  }
  my_chat_member?: Record<string, unknown> & { chat: ApiChat; from: ApiUser }
}

/** An update as the bot receives it. */
export type ApiUpdate = { update_id: number } & UpdateBody

/** A reply keyboard, force reply or its removal, as the bot sent it. */
export type ReplyKeyboard = Record<string, unknown>

/** A playable person; `title` is the duty shown under the name, `note` a hint for the user of the sandbox. */
export interface Person {
  id: number
  firstName: string
  lastName?: string
  username?: string
  languageCode?: string
  title?: string
  note?: string
  deactivated?: boolean
}

/** The bot's status in a chat: never added, member, administrator, left by itself, or removed. */
export type BotMembership = 'absent' | 'member' | 'administrator' | 'muted' | 'left' | 'kicked'

/** A chat with the bot. A private chat has the id of its person. */
export interface Chat {
  id: number
  kind: 'private' | 'group' | 'supergroup'
  title: string
  memberIds: number[]
  adminIds: number[]
  bot: BotMembership
  /** Private chats: the person has pressed Start at least once. */
  started: boolean
  /** Private chats: the person has blocked the bot. */
  blocked: boolean
  forum: boolean
  topics: { id: number; name: string }[]
  migratedTo?: number
  migratedFrom?: number
  lastMessageId: number
  /** The last message that each person has read. */
  readUpTo: Record<string, number>
}

/** A message with what the Bot API does not show. */
export interface StoredMessage {
  chatId: number
  id: number
  atMs: number
  api: ApiMessage
  editedAtMs?: number
  deleted?: boolean
  pinned?: boolean
  /** The reply keyboard, force reply or removal that came with it; the latest of a chat is in force. */
  replyKeyboard?: ReplyKeyboard
  /** Callback data of buttons that this message once had: an outdated client may still tap them. */
  pastData?: string[]
}

export interface FileRecord {
  /** Number in order of arrival; also the name on disk. */
  seq: number
  fileId: string
  uniqueId: string
  path: string
  name: string
  mime: string
  size: number
  kind: 'document' | 'photo'
  width?: number
  height?: number
}

/** A tap waiting for its answer. */
export interface CallbackQuery {
  id: string
  atMs: number
  chatId: number
  messageId: number
  personId: number
  answered: boolean
}

export interface WebhookSetting {
  url: string
  secretToken?: string
  maxConnections: number
}

/** An update waiting to be fetched or delivered. */
export interface QueuedUpdate {
  update: ApiUpdate
  atMs: number
}

export interface CommandSet {
  scope: string
  languageCode: string
  commands: { command: string; description: string }[]
}
