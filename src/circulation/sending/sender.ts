// The sender of one process: sends what is due, at the shared pace, and writes down what became of it. Any number of
// senders on any number of machines work side by side; none is special. The flow of one run is in send-loop.ts, what it
// works with in send-loop-deps.ts, the statements in delivery.store.ts and intent.store.ts, the pace in pace.store.ts.

import { type CirculationSettings, readSettings } from '../settings.ts'
import { forgetTurns } from './chat-pace.ts'
import { createDirectiveCache } from './directive-cache.ts'
import { forgetOldRests, laneRestMs } from './pace.store.ts'
import { createRateLimitJudge, type RateLimitState } from './rate-limit-judge.ts'
import { startSendLoop } from './send-loop.ts'
import { sendLoopDeps } from './send-loop-deps.ts'
import { deliveryStore } from './sending.store.ts'
import type { SenderOptions, SendLoop } from './types.ts'

export type { SenderOptions } from './types.ts'

export interface RunRequest {
  /** 0 answers, 1 bulk; both unless told. */
  lanes?: number[]
  /** Begin nothing new after so long; 20,000 unless told. */
  maxMs?: number
}

export interface RunReport {
  sent: number
  /** Any other outcome. */
  other: number
}

export interface Sender {
  /** Sends until nothing is due. On `signal` it finishes what is in flight and gives the rest back. */
  run: (signal: AbortSignal, request?: RunRequest) => Promise<RunReport>
  /** Sends answers at once, without waiting for a job. */
  kick: () => void
  /** Ends what `kick` started. */
  close: () => Promise<void>
}

/** Makes the sender of a process. It does nothing until `run` or `kick`. */
export function createSender(options: SenderOptions): Sender {
  const { db, log } = options
  const directives = createDirectiveCache(db, options.botId)
  const closing = new AbortController()
  const answering = new Set<SendLoop>()
  let starting = false
  let kickedAgain = false
  let runs = 0
  // One for all runs of the process, made anew when the pace is set anew.
  let rateLimit: (RateLimitState & { of: number }) | undefined

  // What could not be written while the database was away is written before anybody counts it as lost, or it would be
  // sent again: senders try again within two seconds, and for longer than that nobody takes anything over.
  const trouble = { at: Number.NEGATIVE_INFINITY }
  const patienceMs = 5_000

  const currentSettings = async (): Promise<CirculationSettings> => {
    return { ...(await readSettings(db)), ...options.settings }
  }

  const startLane = async (
    lane: number,
    settings: CirculationSettings,
    signal: AbortSignal,
    maxMs: number,
  ) => {
    if (rateLimit?.of !== settings.bulkPerSecond)
      rateLimit = {
        of: settings.bulkPerSecond,
        judge: createRateLimitJudge(settings.bulkPerSecond),
        owed: null,
      }
    const parts = sendLoopDeps({ ...options, directives, settings, rateLimit, trouble, lane, run: ++runs })
    return startSendLoop(parts, signal, maxMs)
  }

  /** Looks after what dead senders left, also while a long run goes on. */
  const takeOver = async (settings: CirculationSettings, running: readonly SendLoop[]) => {
    if (performance.now() < trouble.at + patienceMs) return
    const reaped = await (options.store ?? deliveryStore).reapExpired(db, settings.resendDelayMs)
    if (reaped.unknown + reaped.parked === 0) return
    log.info(reaped, 'Took over what another sender left')
    for (const lane of running) lane.wake()
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
    await forgetOldRests(db)
    await forgetTurns(db)
    for (const lane of lanes) {
      if (lane === 1 && settings.paused) continue
      if ((await laneRestMs(db, lane)) > 0) continue
      started.push(await startLane(lane, settings, signal, maxMs))
    }
    const again = setInterval(
      () => void takeOver(settings, started).catch(() => {}),
      Math.min(5_000, settings.leaseMs / 4),
    )
    for (const { sent, other } of await Promise.all(started.map((each) => each.done))) {
      report.sent += sent
      report.other += other
    }
    clearInterval(again)
    return report
  }

  const answer = async () => {
    const settings = await currentSettings()
    const lane = await startLane(0, settings, closing.signal, 60_000)
    answering.add(lane)
    starting = false
    if (kickedAgain) lane.wake()
    kickedAgain = false
    await lane.done
    answering.delete(lane)
  }

  return {
    run,
    kick() {
      if (closing.signal.aborted) return
      if (starting) {
        kickedAgain = true
        return
      }
      const [current] = answering
      if (current) return current.wake()
      starting = true
      // What goes wrong here is found by the next run: the rows are still due.
      answer().catch((error) => {
        starting = false
        log.warn({ error }, 'Answers could not be sent at once')
      })
    },
    async close() {
      closing.abort()
      await Promise.all([...answering].map((lane) => lane.done))
    },
  }
}
