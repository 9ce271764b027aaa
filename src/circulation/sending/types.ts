// What the parts of the sender pass to each other.
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import type { Messenger, Outcome } from '../messenger.ts'
import type { CirculationSettings } from '../settings.ts'
import type { ComposeMessage } from './compose.ts'
import type { DueDelivery, Settlement } from './delivery.store.ts'
import type { DirectiveCache } from './directive-cache.ts'
import type { IntendedDelivery } from './intent.store.ts'
import type { Reservation } from './pace.store.ts'
import type { RateLimitState } from './rate-limit-judge.ts'
import type { ReachJudge } from './reach-judge.ts'
import type { DeliveryStore } from './sending.store.ts'

export interface SenderOptions {
  db: Db
  messenger: Messenger
  compose: ComposeMessage
  clock: Clock
  /** For quiet hours. */
  calendar: Calendar
  /** Names this process in leases. */
  owner: string
  log: Log
  /** The bot whose file handles can be used. */
  botId: number
  /** Override the rows of the table setting. */
  settings?: Partial<CirculationSettings>
  /** The statements; a test may plant a fault in one. */
  store?: DeliveryStore
}

/** The last failure of the database. All runs of a process share it. */
export interface DatabaseTrouble {
  /** Monotonic milliseconds. */
  at: number
}

/** What one run over one lane needs. */
export interface LaneContext extends SenderOptions {
  directives: DirectiveCache
  settings: CirculationSettings
  rateLimit: RateLimitState
  reach: ReachJudge
  trouble: DatabaseTrouble
  lane: number
  /** Number of the run in this process. */
  run: number
}

/** A message whose intent is committed, ready to be sent. */
export interface ReadyMessage {
  row: IntendedDelivery
  /**
   * Just before the intent was committed, in monotonic milliseconds. The lease ends no earlier than `leaseMs`
   * after it.
   */
  intendedAt: number
  leaseMs: number
  /** Maximum duration of its request, in milliseconds. */
  timeoutMs: number
  send(): Promise<Outcome>
  /** Called when the message is released instead of sent. */
  onRelease?(): void
}

/** What the intents of due rows came to. Another sender has taken the rows that neither field counts. */
export interface Intended {
  ready: ReadyMessage[]
  /** How many rows were judged and are not sent now. */
  heldBack: number
}

/** An intent whose commit was not confirmed. None of its messages was sent. */
export interface UnconfirmedIntent {
  /** The value of the column `owner`. No other intent writes the same. */
  name: string
  ids: number[]
}

/** What the loop needs from the database and the channel; send-loop-deps.ts makes it. */
export interface SendLoopDeps {
  lane: number
  owner: string
  log: Log
  settings: CirculationSettings
  trouble: DatabaseTrouble
  /** Maximum number of requests at the same time in a lane without a pace. */
  maxConcurrent: number
  /** Due messages: urgent ones first, then the oldest. Locks nothing: other senders may see the same. */
  look(limit: number): Promise<DueDelivery[]>
  /** Milliseconds until a message of this lane comes due; null when none does within a few seconds. */
  nextDueMs(): Promise<number | null>
  /** Reserves slots; null while the lane rests. */
  reserve(count: number): Promise<Reservation | null>
  /** Commits intents and prepares the messages with their files. Leaves out rows that another sender took. */
  intend(rows: DueDelivery[]): Promise<Intended>
  settle(row: IntendedDelivery, outcome: Outcome): Settlement
  /** Writes results, and what follows from them: states of chats, rests of chats and lanes. */
  writeBack(results: SendResult[]): Promise<void>
  release(rows: readonly { id: number; generation: number }[]): Promise<void>
  /** Intents still to be released. `intend` adds to the list, `releaseUnconfirmed` empties it. */
  unconfirmed: UnconfirmedIntent[]
  releaseUnconfirmed(): Promise<void>
}

/** The outcome of one message, not yet written. Times are monotonic. */
export interface SendResult {
  row: IntendedDelivery
  outcome: Outcome
  settlement: Settlement
  intendedAt: number
  launchedAt: number
  /** When its response arrived. */
  endedAt: number
  /** Whether the rate-limit judge has seen it. */
  isJudged: boolean
  leaseMs: number
}

export interface SendLoop {
  done: Promise<{ sent: number; other: number }>
  /** Tells the loop that there may be new messages. */
  wake(): void
}
