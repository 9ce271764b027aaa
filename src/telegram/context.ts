// What a feature gets to handle one update: the transaction, who is acting, and ways to answer that take
// effect only when that transaction commits. A feature never calls Telegram: what it says goes out through
// the outbox, answers to taps and edits of buttons follow after the commit.
import { type Api, Context } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import type { Button, OutgoingMessage } from '../circulation/messenger.ts'
import { enqueueMessages } from '../circulation/outbox.ts'
import type { Actor } from '../org/actor.ts'
import type { Tx } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { html, type Language, plain, type TextArguments, type TextKey } from '../texts/index.ts'
import type { DialogHandle } from './dialog.store.ts'
import { splitHtml } from './split-html.ts'

/** A file the person sent, fetched before the transaction began. Not stored anywhere yet. */
export interface DownloadedFile {
  bytes: Uint8Array
  name: string
  mime: string
}

/** Everything about a message besides its text. */
export type SayOptions = Omit<OutgoingMessage, 'text' | 'threadId'> & {
  /** Another chat than the one the update came from. */
  to?: number
  /** What the message is about: shown to an office when it cannot be delivered. */
  directiveId?: number
  obligationId?: number
}

/** A message of ours in a chat. */
export interface ShownMessage {
  telegramChatId: number
  messageId: number
}

/** What a face does after the commit; the handler of stored updates carries it out. */
export interface Effects {
  tapAnswer: { text: string; alert: boolean } | null
  /** Buttons (and text) the tapped message is to show from now on. */
  shown: { buttons: Button[][]; html?: string } | null
  /** Buttons of other messages. */
  buttons: { at: ShownMessage; buttons: Button[][] }[]
  /** Messages of ours that are to go. */
  removed: ShownMessage[]
  after: (() => Promise<void> | void)[]
}

export interface ContextParts {
  tx: Tx
  now: Date
  actor: Actor | null
  language: Language
  dialog: DialogHandle
  file: DownloadedFile | null
  calendar: Calendar
  log: Log
}

/**
 * One stored update with what is known about it. `ctx.api` refuses every call: no request inside a
 * transaction.
 */
export class BotContext extends Context {
  readonly tx: Tx
  /** When the update is handled, by the clock of the process. */
  readonly now: Date
  /** The person with the duties held now; null when the person holds none. */
  readonly actor: Actor | null
  readonly dialog: DialogHandle
  readonly calendar: Calendar
  readonly log: Log
  /**
   * The document of this message; null when there is none, it is too large, or the person may not send
   * documents.
   */
  readonly file: DownloadedFile | null
  readonly effects: Effects = {
    tapAnswer: null,
    shown: null,
    buttons: [],
    removed: [],
    after: [],
  }
  /** The language to answer in; `/ngonngu` changes it within the update. */
  language: Language
  /** An update to handle after this one. */
  next: Update | null = null

  constructor(update: Update, api: Api, me: UserFromGetMe, parts: ContextParts) {
    super(update, api, me)
    this.tx = parts.tx
    this.now = parts.now
    this.actor = parts.actor
    this.language = parts.language
    this.dialog = parts.dialog
    this.file = parts.file
    this.calendar = parts.calendar
    this.log = parts.log
  }

  /** Is this the person's own private chat with the bot? Its id is the person's. */
  get isPrivate(): boolean {
    return this.chat?.type === 'private' && this.chat.id === this.from?.id
  }

  /** A text as plain characters, for labels of buttons. */
  t(key: TextKey, args: TextArguments = {}): string {
    return plain(this.language, key, args)
  }

  /** A text as Telegram HTML, for joining several into one message. */
  html(key: TextKey, args: TextArguments = {}): string {
    return html(this.language, key, args)
  }

  /** Says a text of src/texts; values are escaped. Goes out when the transaction has committed. */
  async say(key: TextKey, args: TextArguments = {}, options: SayOptions = {}): Promise<void> {
    await this.sayHtml(html(this.language, key, args), options)
  }

  /**
   * Says ready Telegram HTML; what is longer than a message may be goes as several, the buttons below the
   * last one. Returns the (last) delivery's id, 0 when there is no chat.
   */
  async sayHtml(text: string, options: SayOptions = {}): Promise<number> {
    const { to, directiveId, obligationId, ...rest } = options
    const telegramChatId = to ?? this.chat?.id
    if (telegramChatId === undefined) return 0
    const parts = rest.file ? [text] : splitHtml(text)
    const messages = parts.map((part, i): OutgoingMessage => {
      if (i === parts.length - 1) return { ...rest, text: part }
      return rest.protect ? { text: part, protect: true } : { text: part }
    })
    const ids = await enqueueMessages(
      this.tx,
      messages.map((message) => ({
        purpose: 'answer' as const,
        lane: 0 as const,
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
   * The short line over the chat that answers a tap (at most 200 characters); `alert` makes it a box to
   * close.
   */
  answerTap(key: TextKey, args: TextArguments = {}, options: { alert?: boolean } = {}): void {
    const text = plain(this.language, key, args)
    this.effects.tapAnswer = { text: text.slice(0, 200), alert: options.alert ?? false }
  }

  /**
   * What the tapped message shows from now on: its buttons, and its text too when `newHtml` is given. Of a
   * text that is longer than a message may be only the beginning: where that can happen it is better said
   * anew.
   */
  showInstead(buttons: Button[][], newHtml?: string): void {
    this.effects.shown = newHtml === undefined ? { buttons } : { buttons, html: splitHtml(newHtml)[0] ?? '' }
  }

  /** Fresh buttons for another message of ours, shown after the commit; best effort. */
  showButtons(at: ShownMessage, buttons: Button[][]): void {
    this.effects.buttons.push({ at, buttons })
  }

  /** Takes a message of ours out of its chat after the commit; best effort. */
  removeMessage(at: ShownMessage): void {
    this.effects.removed.push(at)
  }

  /**
   * Something to do once the transaction has committed. Best effort: it is lost if the process dies in
   * between.
   */
  afterCommit(work: () => Promise<void> | void): void {
    this.effects.after.push(work)
  }

  /** Handles another update after this one, in the same transaction: what the person wanted before. */
  handleNext(update: Update): void {
    this.next = update
  }

  /** The topic of a forum group that the update came from. */
  get topicId(): number | undefined {
    const message = this.message ?? this.callbackQuery?.message
    if (message === undefined || !('is_topic_message' in message) || !message.is_topic_message)
      return undefined
    return message.message_thread_id
  }
}
