// What a feature gets to handle one update: the transaction, the person who acts, and ways to answer that
// take effect only when that transaction commits. A feature never calls Telegram: its messages go out through
// the outbox, its answers to taps and edits of buttons follow after the commit.
import { type Api, Context } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import type { Button, OutgoingMessage } from '../circulation/messenger.ts'
import { enqueueMessages } from '../circulation/outbox.ts'
import type { SentFileReading } from '../directive/read-sent-file.ts'
import type { FileRole } from '../directive/reading/read-file.ts'
import type { Actor } from '../org/actor.ts'
import type { Tx } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { html, type Language, plain, type TextArguments, type TextKey } from '../texts/index.ts'
import type { DialogHandle } from './dialog.store.ts'
import { splitHtml } from './split-html.ts'

/**
 * A document that the person sent, fetched and read outside any transaction. Not stored anywhere yet. Null:
 * it could not be fetched. `not_readable_here`: the set-up of this machine is wrong, and the operator was
 * told.
 */
export type SentDocument =
  | { bytes: Uint8Array; role: FileRole; reading: SentFileReading }
  | 'not_readable_here'
  | null

/**
 * Ends a transaction that needs the document of its message. Nothing of it stays. It begins again once the
 * document was fetched and read: its bytes come from outside, and nobody may wait for them.
 */
export class DocumentNeeded extends Error {
  override name = 'DocumentNeeded'
  readonly role: FileRole

  /** `role`: what it is to be; other kinds of files are taken as an annex. */
  constructor(role: FileRole) {
    super()
    this.role = role
  }
}

/** Everything about a message besides its text. */
export type SayOptions = Omit<OutgoingMessage, 'text' | 'threadId' | 'replaces'> & {
  /** The chat to write to, when it is not the update's own. */
  to?: number
  /** The message's directive: an office sees it when the message cannot be delivered. */
  directiveId?: number
  obligationId?: number
  /** It waits until nobody else waits. */
  isLast?: boolean
  /** It takes the place of the message whose button was tapped: one call instead of two. */
  inPlace?: boolean
}

/** A message of ours in a chat. */
export interface ShownMessage {
  telegramChatId: number
  messageId: number
}

/** What a face does after the commit. The handler of stored updates does it. */
export interface Effects {
  tapAnswer: { text: string; alert: boolean } | null
  /** The buttons (and the text) that replace those of the tapped message. */
  shown: { buttons: Button[][]; html?: string } | null
  /** Buttons of other messages. */
  buttons: { at: ShownMessage; buttons: Button[][] }[]
  /** Messages of ours to delete. */
  removed: ShownMessage[]
  after: (() => Promise<void> | void)[]
}

export interface ContextParts {
  tx: Tx
  now: Date
  actor: Actor | null
  language: Language
  dialog: DialogHandle
  /** Undefined until it was asked for. */
  document: SentDocument | undefined
  calendar: Calendar
  log: Log
}

/**
 * One stored update and what is known about it. `ctx.api` refuses every call: no request inside a
 * transaction.
 */
export class BotContext extends Context {
  readonly tx: Tx
  /** The time when the update is handled, by the clock of the process. */
  readonly now: Date
  /** The person with the duties held now; null when the person holds none. */
  readonly actor: Actor | null
  readonly dialog: DialogHandle
  readonly calendar: Calendar
  readonly log: Log
  /** What was read of the document; undefined until it was asked for. See `sentDocument`. */
  readonly document: SentDocument | undefined
  readonly effects: Effects = {
    tapAnswer: null,
    shown: null,
    buttons: [],
    removed: [],
    after: [],
  }
  /** The language of the answers; `/ngonngu` changes it within the update. */
  language: Language
  /** Another update to handle after this one. */
  next: Update | null = null

  constructor(update: Update, api: Api, me: UserFromGetMe, parts: ContextParts) {
    super(update, api, me)
    this.tx = parts.tx
    this.now = parts.now
    this.actor = parts.actor
    this.language = parts.language
    this.dialog = parts.dialog
    this.document = parts.document
    this.calendar = parts.calendar
    this.log = parts.log
  }

  /**
   * The document of this message. Ask for it once it is sure that it is wanted, and before anything else.
   * @throws DocumentNeeded when it was not read yet
   */
  sentDocument(role: FileRole): SentDocument {
    const { document } = this
    const isOfOtherRole = typeof document === 'object' && document !== null && document.role !== role
    if (document === undefined || isOfOtherRole) throw new DocumentNeeded(role)
    return document
  }

  /** When a use case runs, as it takes it. */
  get at(): { now: Date; calendar: Calendar } {
    return { now: this.now, calendar: this.calendar }
  }

  /** Is this the person's own private chat with the bot? Its id is the person's. */
  get isPrivate(): boolean {
    return this.chat?.type === 'private' && this.chat.id === this.from?.id
  }

  /** A text as plain characters, for labels of buttons. */
  t(key: TextKey, args: TextArguments = {}): string {
    return plain(this.language, key, args)
  }

  /** A text as Telegram HTML, so that several can be joined into one message. */
  html(key: TextKey, args: TextArguments = {}): string {
    return html(this.language, key, args)
  }

  /** Sends a text of src/texts after the commit; values are escaped. */
  async say(key: TextKey, args: TextArguments = {}, options: SayOptions = {}): Promise<void> {
    await this.sayHtml(html(this.language, key, args), options)
  }

  /**
   * Sends ready Telegram HTML. A text that exceeds a message goes out as several, with the buttons below the
   * last one. Returns the id of the (last) delivery, 0 when there is no chat.
   */
  async sayHtml(text: string, options: SayOptions = {}): Promise<number> {
    const { to, directiveId, obligationId, isLast = false, inPlace = false, ...rest } = options
    const telegramChatId = to ?? this.chat?.id
    if (telegramChatId === undefined) return 0
    const parts = rest.file ? [text] : splitHtml(text)
    const tapped = inPlace && parts.length === 1 ? this.callbackQuery?.message?.message_id : undefined
    const place = tapped === undefined ? {} : { replaces: tapped }
    const messages = parts.map((part, i): OutgoingMessage => {
      if (i === parts.length - 1) return { ...rest, ...place, text: part }
      return rest.protect ? { text: part, protect: true } : { text: part }
    })
    const ids = await enqueueMessages(
      this.tx,
      messages.map((message) => ({
        purpose: 'answer' as const,
        lane: isLast ? (1 as const) : (0 as const),
        telegramChatId,
        directiveId,
        obligationId,
        threadId: to === undefined ? this.topicId : undefined,
        language: this.language,
        payload: { message },
        dueAt: this.now,
        now: this.now,
      })),
    )
    return ids.at(-1) ?? 0
  }

  /**
   * Answers a tap with a short line over the chat (at most 200 characters); `alert` makes it a box that the
   * person closes.
   */
  answerTap(key: TextKey, args: TextArguments = {}, options: { alert?: boolean } = {}): void {
    const text = plain(this.language, key, args)
    this.effects.tapAnswer = { text: text.slice(0, 200), alert: options.alert ?? false }
  }

  /**
   * Replaces the buttons of the tapped message, and its text when `newHtml` is given. A text that exceeds a
   * message is cut: where that can happen, send a new message instead.
   */
  showInstead(buttons: Button[][], newHtml?: string): void {
    this.effects.shown = newHtml === undefined ? { buttons } : { buttons, html: splitHtml(newHtml)[0] ?? '' }
  }

  /** Replaces the buttons of another message of ours after the commit; best effort. */
  showButtons(at: ShownMessage, buttons: Button[][]): void {
    this.effects.buttons.push({ at, buttons })
  }

  /** Deletes a message of ours after the commit; best effort. */
  removeMessage(at: ShownMessage): void {
    this.effects.removed.push(at)
  }

  /**
   * Runs `work` once the transaction has committed. Best effort: the work is lost if the process dies in
   * between.
   */
  afterCommit(work: () => Promise<void> | void): void {
    this.effects.after.push(work)
  }

  /** Handles another update after this one, in the same transaction: what the person wanted before. */
  handleNext(update: Update): void {
    this.next = update
  }

  /** The topic of the forum group in which the update was sent. */
  get topicId(): number | undefined {
    const message = this.message ?? this.callbackQuery?.message
    if (message === undefined || !('is_topic_message' in message) || !message.is_topic_message)
      return undefined
    return message.message_thread_id
  }
}
