// What people can do: exist, start the bot, write, send files, tap, block. The in-process half of the test
// contract; json-people.ts and json-world.ts are the same over HTTP. Groups are in world-groups.ts.
import { setBlocked } from './bot-membership.ts'
import type { Callbacks, TapAnswer } from './callbacks.ts'
import { chatFor, chatsOf, privateChat } from './chats-of-people.ts'
import { apiUser, type Core, nowSeconds, personOf } from './core.ts'
import { apiDocument, apiPhoto } from './files.ts'
import { plainText } from './message-text.ts'
import { type MessageContent, markRead, postFromPerson, quoted } from './post-message.ts'
import { SYNTHETIC_NAME, type SyntheticSummary } from './synthetic.ts'
import type { ApiMessage, Chat, Person, StoredMessage, UpdateBody } from './types.ts'
import { waitForMessage } from './wait-for-message.ts'
import { createGroupActions, type GroupActions } from './world-groups.ts'

export interface WriteOptions {
  /** The message that this one replies to. */
  replyTo?: number
  /** The topic of a forum group. */
  threadId?: number
  /** As an anonymous administrator: the bot does not learn who it is. */
  anonymously?: boolean
}

export interface SentFile {
  name: string
  mime: string
  bytes: Buffer
  caption?: string
  /** As a picture instead of a document. */
  asPhoto?: boolean
}

export interface TapOptions {
  /** Time limit for the bot's answer, in milliseconds of real time; default 10,000. */
  timeoutMs?: number
  /** Sends data that no button of the message ever had, as a tampered client could. */
  force?: boolean
}

export interface World extends GroupActions {
  addUser(person: Person): Person
  addUsers(people: readonly Person[]): void
  /** The person presses Start: sends `/start`, or `/start payload`. With `silently` nobody is told. */
  startPrivateChat(personId: number, options?: { silently?: boolean; payload?: string }): void
  sendText(personId: number, chatId: number, text: string, options?: WriteOptions): ApiMessage
  sendFile(personId: number, chatId: number, file: SentFile, options?: WriteOptions): ApiMessage
  /** Edits a text of the person's own; queues edited_message in private chats. */
  editText(personId: number, chatId: number, messageId: number, text: string): void
  /** Shares a phone number: the person's own, or that of somebody else as a card from the address book. */
  sendContact(personId: number, chatId: number, ofPersonId?: number): ApiMessage
  /** Taps an inline button and waits for the answer; null when the bot gives none in time. */
  tap(
    personId: number,
    chatId: number,
    messageId: number,
    callbackData: string,
    options?: TapOptions,
  ): Promise<TapAnswer | null>
  block(personId: number, options?: { silently?: boolean }): void
  unblock(personId: number): void
  /** Deletes the account: every message to it is refused. */
  deactivate(personId: number): void
  markRead(personId: number, chatId: number, upTo: number): void
  /** All messages of a chat that are still there, oldest first. */
  messages(chatId: number): StoredMessage[]
  /** Private chat first, then groups. */
  chatsOf(personId: number): Chat[]
  /**
   * Resolves with the first matching message of the chat, waiting for it if necessary. Rejects after
   * `timeoutMs`.
   */
  waitForMessage(
    chatId: number,
    fits: (message: StoredMessage) => boolean,
    options?: { after?: number; timeoutMs?: number },
  ): Promise<StoredMessage>
  addSyntheticChats(firstId: number, count: number, options?: { keepHashes?: boolean }): void
  syntheticCount(chatId: number): number
  /** A tap by the person of a synthetic chat on one of its messages. */
  syntheticTap(
    chatId: number,
    messageId: number,
    data: string,
    options?: TapOptions,
  ): Promise<TapAnswer | null>
  syntheticSummary(): SyntheticSummary
  /**
   * Queues an update as it is, for kinds that nothing here causes. Returns its number if the bot wants that
   * kind.
   */
  pushUpdate(body: UpdateBody | Record<string, object>): number | undefined
}

const TAP_TIMEOUT_MS = 10_000

/** The people of one local Telegram. Actions that a person could not do throw an Error that says why. */
export function createWorld(core: Core, callbacks: Callbacks): World {
  const { state } = core

  const addUser = (person: Person) => {
    state.putPerson(person)
    if (!state.chats.has(person.id)) state.putChat(privateChat(person))
    return person
  }

  const write = (personId: number, chatId: number, content: MessageContent, options: WriteOptions = {}) => {
    const chat = chatFor(core, personId, chatId)
    if (chat.kind === 'private') {
      if (chat.blocked) setBlocked(core, chatId, false, apiUser(personOf(core, personId)))
      if (!chat.started) state.putChat({ ...state.chats.get(chatId)!, started: true })
    }
    const target = options.replyTo === undefined ? undefined : state.messages(chatId).get(options.replyTo)
    if (options.replyTo !== undefined && !target)
      throw new Error(`no message ${options.replyTo} in chat ${chatId}`)
    return postFromPerson(
      core,
      state.chats.get(chatId)!,
      personId,
      {
        ...(options.threadId && { message_thread_id: options.threadId, is_topic_message: true as const }),
        ...(target && { reply_to_message: quoted(target) }),
        ...content,
      },
      options.anonymously,
    ).api
  }

  const sendText: World['sendText'] = (personId, chatId, text, options) => {
    return write(personId, chatId, typed(text), options)
  }

  return {
    ...createGroupActions(core, sendText),
    addUser,
    addUsers(people) {
      for (const person of people) addUser(person)
    },
    startPrivateChat(personId, options) {
      personOf(core, personId)
      if (options?.silently) state.putChat({ ...state.chats.get(personId)!, started: true })
      else sendText(personId, personId, options?.payload ? `/start ${options.payload}` : '/start')
    },
    sendText,
    sendFile(personId, chatId, file, options) {
      chatFor(core, personId, chatId)
      const stored = core.files.add(file, file.asPhoto ? 'photo' : 'document')
      const content = file.asPhoto ? { photo: apiPhoto(stored) } : { document: apiDocument(stored) }
      return write(personId, chatId, { ...content, ...(file.caption && { caption: file.caption }) }, options)
    },
    editText(personId, chatId, messageId, text) {
      const message = state.messages(chatId).get(messageId)
      if (message?.api.from?.id !== personId || message.api.text === undefined) {
        throw new Error(`message ${messageId} in chat ${chatId} is no text of person ${personId}`)
      }
      const api = { ...message.api, ...typed(text), edit_date: nowSeconds(core) }
      state.putMessage({ ...message, api, editedAtMs: core.clock.now().getTime() })
      core.changes.emit(chatId)
      if (chatId === personId) core.updates.push({ edited_message: api })
    },
    sendContact(personId, chatId, ofPersonId = personId) {
      const person = personOf(core, ofPersonId)
      const { first_name, last_name } = apiUser(person)
      const phone_number = `+8490${String(person.id).slice(-7).padStart(7, '0')}`
      return write(personId, chatId, {
        contact: { phone_number, first_name, ...(last_name && { last_name }), user_id: person.id },
      })
    },
    async tap(personId, chatId, messageId, callbackData, options) {
      chatFor(core, personId, chatId)
      const message = state.messages(chatId).get(messageId)
      if (!message || message.deleted) throw new Error(`no message ${messageId} in chat ${chatId}`)
      if (!options?.force && !hasButton(message, callbackData)) {
        throw new Error(`message ${messageId} in chat ${chatId} never had a button with data ${callbackData}`)
      }
      const from = apiUser(personOf(core, personId))
      return await callbacks.tap(from, message.api, callbackData, options?.timeoutMs ?? TAP_TIMEOUT_MS)
    },
    block(personId, options) {
      const by = apiUser(personOf(core, personId))
      if (options?.silently) state.putChat({ ...state.chats.get(personId)!, blocked: true })
      else setBlocked(core, personId, true, by)
    },
    unblock(personId) {
      setBlocked(core, personId, false, apiUser(personOf(core, personId)))
    },
    deactivate(personId) {
      state.putPerson({ ...personOf(core, personId), deactivated: true })
    },
    markRead: (personId, chatId, upTo) => {
      chatFor(core, personId, chatId)
      if (markRead(core, chatId, personId, upTo)) core.changes.emit(chatId)
    },
    messages: (chatId) => [...state.messages(chatId).values()].filter((message) => !message.deleted),
    chatsOf: (personId) => chatsOf(core, personId),
    waitForMessage: (chatId, fits, options) => waitForMessage(core, chatId, fits, options),
    addSyntheticChats: (firstId, count, options) => core.synthetic.add(firstId, count, options),
    syntheticCount: (chatId) => core.synthetic.count(chatId),
    syntheticTap(chatId, messageId, data, options) {
      if (core.synthetic.count(chatId) < messageId)
        throw new Error(`no message ${messageId} in chat ${chatId}`)
      const chat = { id: chatId, type: 'private' as const, first_name: SYNTHETIC_NAME }
      const message = { message_id: messageId, from: core.bot, chat, date: nowSeconds(core), text: '' }
      const from = { id: chatId, is_bot: false, first_name: SYNTHETIC_NAME }
      return callbacks.tap(from, message, data, options?.timeoutMs ?? TAP_TIMEOUT_MS)
    },
    pushUpdate: (body) => core.updates.push(body),
    syntheticSummary: () => core.synthetic.summary(),
  }
}

function typed(text: string): MessageContent {
  const { entities } = plainText(text)
  return { text, entities: entities.length > 0 ? entities : undefined }
}

function hasButton(message: StoredMessage, data: string): boolean {
  const buttons = message.api.reply_markup?.inline_keyboard.flat() ?? []
  return (
    buttons.some((button) => button.callback_data === data) || (message.pastData?.includes(data) ?? false)
  )
}
