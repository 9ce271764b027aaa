// The state of the local Telegram, in memory, with every change written to the journal. Only the `put…`
// functions change it; they take whole entities. The rules for changes are in world*.ts and in the methods.
import type { Journal, JournalLine } from './journal.ts'
import type {
  CallbackQuery,
  Chat,
  CommandSet,
  FileRecord,
  Person,
  QueuedUpdate,
  StoredMessage,
  WebhookSetting,
} from './types.ts'

export interface Settings {
  webhook?: WebhookSetting
  /** Kinds of updates that the bot wants; undefined = Telegram's default set. */
  allowedUpdates?: string[]
  clockOffsetMs: number
  commands: CommandSet[]
  loggedOutAtMs?: number
  lastError?: { atMs: number; message: string }
}

export interface State {
  readonly people: ReadonlyMap<number, Person>
  readonly chats: ReadonlyMap<number, Chat>
  /** Groups by member. */
  readonly groupsOf: ReadonlyMap<number, ReadonlySet<number>>
  readonly files: ReadonlyMap<string, FileRecord>
  readonly callbacks: ReadonlyMap<string, CallbackQuery>
  /** In order of arrival. */
  readonly queue: ReadonlyMap<number, QueuedUpdate>
  readonly settings: Readonly<Settings>
  messages(chatId: number): ReadonlyMap<number, StoredMessage>
  putPerson(person: Person): void
  putChat(chat: Chat): void
  putMessage(message: StoredMessage): void
  putFile(file: FileRecord): void
  putCallback(query: CallbackQuery): void
  putUpdate(queued: QueuedUpdate): void
  dropUpdate(updateId: number): void
  putSettings(change: Partial<Settings>): void
  /** Reorders pending updates (only in memory: a fault, not a fact). */
  reorderQueue(ids: readonly number[]): void
  nextUpdateId(): number
  nextFileSeq(): number
  nextCallbackId(): string
}

const CALLBACK_KEPT_MS = 3_600_000
const NO_MESSAGES: ReadonlyMap<number, StoredMessage> = new Map()

/** A state with the content of `lines`; `snapshot()` returns equivalent lines, without expired entities. */
export function createState(lines: readonly JournalLine[]): {
  state: State
  snapshot: () => Iterable<JournalLine>
  attach: (journal: Journal) => void
} {
  const people = new Map<number, Person>()
  const chats = new Map<number, Chat>()
  const groupsOf = new Map<number, Set<number>>()
  const messages = new Map<number, Map<number, StoredMessage>>()
  const files = new Map<string, FileRecord>()
  const callbacks = new Map<string, CallbackQuery>()
  let queue = new Map<number, QueuedUpdate>()
  let settings: Settings = { clockOffsetMs: 0, commands: [] }
  let lastUpdateId = 410_000_000
  let lastFileSeq = 0
  let lastCallback = 0
  let journal: Journal | undefined

  const readers: Record<string, (value: never) => void> = {
    person: (value: Person) => people.set(value.id, value),
    chat: (value: Chat) => {
      const before = chats.get(value.id)?.memberIds ?? []
      chats.set(value.id, value)
      if (value.kind === 'private') return
      for (const id of before) groupsOf.get(id)?.delete(value.id)
      for (const id of value.memberIds) groupsOf.getOrInsertComputed(id, () => new Set()).add(value.id)
    },
    message: (value: StoredMessage) => {
      const inChat = messages.getOrInsertComputed(value.chatId, () => new Map())
      inChat.set(value.id, value)
      const chat = chats.get(value.chatId)
      if (chat && chat.lastMessageId < value.id) chat.lastMessageId = value.id
    },
    file: (value: FileRecord) => {
      files.set(value.fileId, value)
      lastFileSeq = Math.max(lastFileSeq, value.seq)
    },
    callback: (value: CallbackQuery) => {
      callbacks.set(value.id, value)
      lastCallback = Math.max(lastCallback, Number(BigInt(value.id) & 0xffff_ffffn))
    },
    update: (value: QueuedUpdate) => {
      queue.set(value.update.update_id, value)
      lastUpdateId = Math.max(lastUpdateId, value.update.update_id)
    },
    taken: (id: number) => {
      queue.delete(id)
      lastUpdateId = Math.max(lastUpdateId, id)
    },
    settings: (value: Settings) => {
      settings = value
    },
  }
  const put = (kind: string, value: unknown) => {
    readers[kind]!(value as never)
    journal?.append(kind, value)
  }
  for (const [kind, value] of lines) readers[kind]?.(value as never)

  const state: State = {
    people,
    chats,
    groupsOf,
    files,
    callbacks,
    get queue() {
      return queue
    },
    get settings() {
      return settings
    },
    messages: (chatId) => messages.get(chatId) ?? NO_MESSAGES,
    putPerson: (value) => put('person', value),
    putChat: (value) => put('chat', value),
    putMessage: (value) => put('message', value),
    putFile: (value) => put('file', value),
    putCallback: (value) => put('callback', value),
    putUpdate: (value) => put('update', value),
    dropUpdate: (id) => put('taken', id),
    putSettings: (change) => put('settings', { ...settings, ...change }),
    reorderQueue(ids) {
      queue = new Map(ids.flatMap((id) => (queue.has(id) ? [[id, queue.get(id)!]] : [])))
    },
    nextUpdateId: () => ++lastUpdateId,
    nextFileSeq: () => ++lastFileSeq,
    nextCallbackId: () => String((8_151n << 32n) + BigInt(++lastCallback)),
  }

  function* snapshot(): Iterable<JournalLine> {
    yield ['taken', lastUpdateId]
    yield ['settings', settings]
    for (const value of people.values()) yield ['person', value]
    for (const value of chats.values()) yield ['chat', value]
    for (const inChat of messages.values()) for (const value of inChat.values()) yield ['message', value]
    for (const value of files.values()) yield ['file', value]
    const newest = [...callbacks.values()].at(-1)
    for (const value of callbacks.values()) {
      if (value === newest || value.atMs > (newest?.atMs ?? 0) - CALLBACK_KEPT_MS) yield ['callback', value]
    }
    for (const value of queue.values()) yield ['update', value]
  }

  return {
    state,
    snapshot,
    attach(given) {
      journal = given
    },
  }
}
