// The port to the channel, which is Telegram today. The sender uses the channel only through this port, so
// that another one can be added. An outcome is a value, never an exception: it decides whether a message may
// be sent again.

/** What the sender must know of a channel. */
export interface Capabilities {
  /** Maximum number of calls at the same time. More would only wait for a connection. */
  maxConcurrent: number
}

/** A button below a message. */
export type Button =
  | { text: string; data: string }
  | { text: string; url: string }
  | { text: string; copy: string }

export type OutgoingFile =
  | { fileId: string; name?: string }
  | { bytes: Uint8Array; name: string; mime: string }

/** One message for one chat. Text is Telegram HTML; with a file it becomes the caption. */
export interface OutgoingMessage {
  text: string
  file?: OutgoingFile
  buttons?: Button[][]
  /** Keyboard below the input field that asks for the phone number. `removeKeyboard` removes it. */
  askContact?: { text: string }
  removeKeyboard?: boolean
  protect?: boolean
  threadId?: number
  /** A message of ours that it takes the place of: one call instead of two. Gone, it is sent anew. */
  replaces?: number
}

export interface Address {
  telegramChatId: number
  threadId?: number | null
}

export type FinalReason =
  | 'blocked'
  | 'deactivated'
  | 'kicked'
  | 'not_found'
  /** The bot may not write in the group, or not what it has to send. */
  | 'no_rights'
  /** The topic of the group is closed or deleted. */
  | 'no_topic'
  | 'bad_request'
  | 'too_large'
  /** The message to edit or remove does not exist any more. The caller sends a new one. */
  | 'target_missing'
  | 'unauthorized'

/** What became of a call. */
export type Outcome =
  | { kind: 'sent'; messageId: number; fileId?: string }
  /** Surely not delivered. It may be sent again, after `retryAfterMs` when the channel said so (429). */
  | { kind: 'not_delivered'; reason: 'rate_limited' | 'unreachable'; retryAfterMs?: number; detail: string }
  /** Refused for good: the same call to this chat can never succeed. */
  | { kind: 'final'; reason: FinalReason; code: number; detail: string }
  /** Surely not delivered: the group has a new id. The message is to be sent there. */
  | { kind: 'migrated'; toChatId: number }
  /** It may have been delivered: connection reset or time-out after writing, 5xx, unreadable answer. */
  | { kind: 'unknown'; detail: string }

export interface Messenger {
  readonly capabilities: Capabilities
  /** `timeoutMs`: maximum duration of the whole exchange; the channel's own unless told. */
  send(to: Address, message: OutgoingMessage, options?: { timeoutMs?: number }): Promise<Outcome>
  /** Replaces text and buttons of a message sent before. The answer "not modified" counts as sent. */
  edit(
    to: Address,
    messageId: number,
    message: Pick<OutgoingMessage, 'text' | 'buttons'> & { isCaption?: boolean },
  ): Promise<Outcome>
  /** Replaces only the buttons. */
  editButtons(to: Address, messageId: number, buttons: Button[][]): Promise<Outcome>
  /** Answers a tap. A tap that is too old is no error. */
  answerTap(tapId: string, text: string, options?: { alert?: boolean }): Promise<void>
  remove(to: Address, messageId: number): Promise<Outcome>
  close(): Promise<void>
}
