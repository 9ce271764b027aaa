// The sender of one process. It sends what is due at the shared pace and writes the results. Any number of
// senders on any number of machines work side by side; none is special. One run is in send-loop.ts, what it
// needs in send-loop-deps.ts, the statements in delivery.store.ts and intent.store.ts, the pace in
// pace.store.ts. See docs/internals/sending.md.
import type { Db } from '../../platform/database.ts'
import { type CirculationSettings, readSettings } from '../settings.ts'
import { forgetTurns } from './chat-pace.ts'
import { createDirectiveCache } from './directive-cache.ts'
import { forgetOldRests, laneRestMs } from './pace.store.ts'
import { createRateLimitJudge, type RateLimitState } from './rate-limit-judge.ts'
import { startSendLoop } from './send-loop.ts'
import { sendLoopDeps } from './send-loop-deps.ts'
import { deliveryStore } from './sending.store.ts'
import type { SenderOptions, SendLoop } from './types.ts'

export { laneRestMs } from './pace.store.ts'
export type { SenderOptions } from './types.ts'

export interface RunRequest {
  /** 0 answers, 1 bulk; both by default. */
  lanes?: number[]
  /** A run takes no new work after this; 20,000 by default. */
  maxMs?: number
}

export interface RunReport {
  sent: number
  /** Any other outcome. */
  other: number
}

export interface Sender {
  /** Sends until nothing is due. On `signal` it finishes what is in flight and releases the rest. */
  run: (signal: AbortSignal, request?: RunRequest) => Promise<RunReport>
  /** Sends answers at once, without waiting for a job. */
  kick: () => void
  /** Ends what `kick` started. */
  close: () => Promise<void>
}

/** Time limit of a run that `kick` started, in milliseconds. */
const kickedRunMs = 60_000
/**
 * After trouble with the database a process takes over nothing for this long, in milliseconds. Every sender
 * writes what it knows within two seconds of the database's return; taken over before that, it would be
 * sent again.
 */
const patienceMs = 5_000
/** Longest time between two looks for expired leases, in milliseconds. */
const maxReapEveryMs = 5_000

/** Makes the sender of a process. It does nothing until `run` or `kick`. */
export function createSender(options: SenderOptions): Sender {
  const { db, log } = options
  const store = options.store ?? deliveryStore
  const directives = createDirectiveCache(db, options.botId)
  const closing = new AbortController()
  const answering = new Set<SendLoop>()
  const trouble = { at: Number.NEGATIVE_INFINITY }
  let isStarting = false
  let isKickedAgain = false
  let runs = 0
  // One for all runs of the process, made anew when the configured pace changes.
  let rateLimit: (RateLimitState & { of: number }) | undefined

  const currentSettings = async (): Promise<CirculationSettings> => {
    return { ...(await readSettings(db)), ...options.settings }
  }

  const startLane = (lane: number, settings: CirculationSettings, signal: AbortSignal, maxMs: number) => {
    const { bulkPerSecond } = settings
    if (rateLimit?.of !== bulkPerSecond)
      rateLimit = { of: bulkPerSecond, judge: createRateLimitJudge(bulkPerSecond), owed: null }
    const deps = sendLoopDeps({ ...options, directives, settings, rateLimit, trouble, lane, run: ++runs })
    return startSendLoop(deps, signal, maxMs)
  }

  /** Takes over what dead senders left. */
  const takeOver = async (settings: CirculationSettings, running: readonly SendLoop[]) => {
    if (performance.now() < trouble.at + patienceMs) return
    const reaped = await store.reapExpired(db, settings.resendDelayMs)
    if (reaped.unknown + reaped.parked === 0) return
    log.info(reaped, 'Took over what another sender left')
    for (const loop of running) loop.wake()
  }

  const run: Sender['run'] = async (signal, { lanes = [0, 1], maxMs = 20_000 } = {}) => {
    const report = { sent: 0, other: 0 }
    if (signal.aborted) return report
    const settings = await currentSettings().catch((error) => {
      trouble.at = performance.now()
      throw error
    })
    const started: SendLoop[] = []
    await takeOver(settings, started)
    await forgetOldWaits(db)
    for (const lane of lanes) {
      if (lane === 1 && settings.paused) continue
      if ((await laneRestMs(db, lane)) > 0) continue
      started.push(startLane(lane, settings, signal, maxMs))
    }
    // A sender may die during a long run of this one.
    const reaping = setInterval(
      () => void takeOver(settings, started).catch(() => {}),
      Math.min(maxReapEveryMs, settings.leaseMs / 4),
    )
    for (const { sent, other } of await Promise.all(started.map((each) => each.done))) {
      report.sent += sent
      report.other += other
    }
    clearInterval(reaping)
    return report
  }

  const answer = async () => {
    const loop = startLane(0, await currentSettings(), closing.signal, kickedRunMs)
    answering.add(loop)
    isStarting = false
    if (isKickedAgain) loop.wake()
    isKickedAgain = false
    await loop.done
    answering.delete(loop)
  }

  return {
    run,
    kick() {
      if (closing.signal.aborted) return
      if (isStarting) {
        isKickedAgain = true
        return
      }
      const [current] = answering
      if (current) return current.wake()
      isStarting = true
      // The rows stay due: the next run finds what fails here.
      answer().catch((error) => {
        isStarting = false
        log.warn({ error }, 'Answers could not be sent at once')
      })
    },
    async close() {
      closing.abort()
      await Promise.all([...answering].map((loop) => loop.done))
    },
  }
}

/** Deletes the rests and turns of chats that ended minutes ago. */
export async function forgetOldWaits(db: Db): Promise<void> {
  await forgetOldRests(db)
  await forgetTurns(db)
}
