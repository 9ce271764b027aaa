// What a run of a lane works with, and what passes between its parts: send-loop.ts keeps the pipe full, send-loop-deps.ts reaches
// the database and the channel.
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
  /** Whose file handles are of use. */
  botId: number
  /** Wins over the rows of the table setting. */
  settings?: Partial<CirculationSettings>
  /** The statements; the real ones unless a test plants a fault. */
  store?: DeliveryStore
}

/** When the database was last out of reach, monotonic; one for all runs of a process. */
export interface DatabaseTrouble {
  at: number
}

export interface LaneContext extends SenderOptions {
  directives: DirectiveCache
  settings: CirculationSettings
  rateLimit: RateLimitState
  trouble: DatabaseTrouble
  lane: number
  run: number
}

/** A message ready for the wire. */
export interface ReadyMessage {
  row: IntendedDelivery
  /** Monotonic; when its lease began at the latest known moment. */
  intendedAt: number
  leaseMs: number
  send(): Promise<Outcome>
  /** It is given back instead. */
  dropped?(): void
}

/** What became of due rows: these go out, and so many others were seen to. The rest is with somebody else. */
export interface Intended {
  ready: ReadyMessage[]
  stayed: number
}

/** An intent whose answer was lost: whether it was committed is not known, but nothing of it is on the wire. */
export interface UnconfirmedIntent {
  name: string
  ids: number[]
}

/** What a run needs to know of the world; see sender.ts, which provides it. */
export interface SendLoopDeps {
  lane: number
  owner: string
  log: Log
  settings: CirculationSettings
  trouble: DatabaseTrouble
  /** Most messages on the wire at once, of a lane without a pace. */
  atOnce: number
  /** What is due, urgent and oldest first. Nothing is held: others may look at the same. */
  look(limit: number): Promise<DueDelivery[]>
  /** Milliseconds until something of this lane may become due that is not yet; null when nothing soon. */
  nextDueMs(): Promise<number | null>
  /** Commits intents and makes the messages; files are seen to here. What others were faster with is left out. */
  intend(rows: DueDelivery[]): Promise<Intended>
  lost: UnconfirmedIntent[]
  releaseUnconfirmed(): Promise<void>
  /** Null while the lane rests. */
  reserve(count: number): Promise<Reservation | null>
  release(rows: readonly { id: number; generation: number }[]): Promise<void>
  settle(row: IntendedDelivery, outcome: Outcome): Settlement
  /** Writes results and whatever follows from them (chat states, rests). */
  writeBack(results: SendResult[]): Promise<void>
}

export interface SendResult {
  row: IntendedDelivery
  outcome: Outcome
  settlement: Settlement
  intendedAt: number
  /** When it went on the wire and when its answer came; monotonic. */
  launchedAt: number
  endedAt: number
  /** The flood judge has heard of it. */
  isJudged: boolean
  leaseMs: number
}

export interface SendLoop {
  done: Promise<{ sent: number; other: number }>
  /** There may be new work. */
  wake(): void
}
