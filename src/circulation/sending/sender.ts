// The sender of one process. It sends due messages at the shared pace and writes the results. Any number of
// senders on any number of machines work at the same time; none is special. send-loop.ts holds one run,
// send-loop-deps.ts what a run needs, delivery.store.ts and intent.store.ts the statements, pace.store.ts the
// pace. See docs/internals/sending.md.
import type { Db } from '../../platform/database.ts'
import { type CirculationSettings, readSettings } from '../settings.ts'
import { forgetTurns } from './chat-pace.ts'
import { createDirectiveCache } from './directive-cache.ts'
import { forgetOldRests, laneRestMs } from './pace.store.ts'
import { createRateLimitJudge, type RateLimitState } from './rate-limit-judge.ts'
import { createReachJudge } from './reach-judge.ts'
import { startSendLoop } from './send-loop.ts'
import { sendLoopDeps } from './send-loop-deps.ts'
import { deliveryStore } from './sending.store.ts'
import type { SenderOptions, SendLoop } from './types.ts'

export { laneRestMs } from './pace.store.ts'
export { createPacedCalls, type PacedCalls, waitForSlot } from './paced-calls.ts'
export type { SenderOptions } from './types.ts'

export interface RunRequest {
  /** 0 answers, 1 bulk; both by default. */
  lanes?: number[]
  /** Time after which a run takes no new work, in milliseconds; 20,000 by default. */
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
 * Time after a failure of the database in which a process takes over no expired lease, in milliseconds. Every
 * sender writes its results within two seconds after the database is back. A message that another sender
 * takes over before that would be sent again.
 */
const takeOverPauseMs = 5_000
/** Maximum time between two looks for expired leases, in milliseconds. */
const maxReapEveryMs = 5_000

/** Makes the sender of a process. It does nothing until `run` or `kick`. */
export function createSender(options: SenderOptions): Sender {
  const { db, log } = options
  const store = options.store ?? deliveryStore
  const directives = createDirectiveCache(db, options.botId)
  const closing = new AbortController()
  const kickedLoops = new Set<SendLoop>()
  const trouble = { at: Number.NEGATIVE_INFINITY }
  const reach = createReachJudge()
  let isStarting = false
  let isKickedAgain = false
  let runs = 0
  // All runs of the process share it. A change of the configured pace replaces it.
  let rateLimit: (RateLimitState & { bulkPerSecond: number }) | undefined

  const currentSettings = async (): Promise<CirculationSettings> => {
    return { ...(await readSettings(db)), ...options.settings }
  }

  const startLane = (lane: number, settings: CirculationSettings, signal: AbortSignal, maxMs: number) => {
    const { bulkPerSecond } = settings
    if (rateLimit?.bulkPerSecond !== bulkPerSecond)
      rateLimit = { bulkPerSecond, judge: createRateLimitJudge(bulkPerSecond), pendingRest: null }
    const shared = { directives, settings, rateLimit, reach, trouble }
    const deps = sendLoopDeps({ ...options, ...shared, lane, run: ++runs })
    return startSendLoop(deps, signal, maxMs)
  }

  /** Takes over the messages of senders that died, and wakes the running loops for them. */
  const takeOver = async (settings: CirculationSettings, running: readonly SendLoop[]) => {
    if (performance.now() < trouble.at + takeOverPauseMs) return
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
    // Another sender may die during this run.
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

  const sendAnswers = async () => {
    const loop = startLane(0, await currentSettings(), closing.signal, kickedRunMs)
    kickedLoops.add(loop)
    isStarting = false
    if (isKickedAgain) loop.wake()
    isKickedAgain = false
    await loop.done
    kickedLoops.delete(loop)
  }

  return {
    run,
    kick() {
      if (closing.signal.aborted) return
      if (isStarting) {
        isKickedAgain = true
        return
      }
      const [current] = kickedLoops
      if (current) return current.wake()
      isStarting = true
      // The rows stay due after a failure: the next run finds them.
      sendAnswers().catch((error) => {
        isStarting = false
        log.warn({ error }, 'Answers could not be sent at once')
      })
    },
    async close() {
      closing.abort()
      await Promise.all([...kickedLoops].map((loop) => loop.done))
    },
  }
}

/** Deletes rests of chats that ended ten minutes ago and turns that ended a minute ago. */
export async function forgetOldWaits(db: Db): Promise<void> {
  await forgetOldRests(db)
  await forgetTurns(db)
}
