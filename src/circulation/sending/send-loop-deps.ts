// What a run of one lane needs, made from the database and the channel: what is due under quiet hours, intents with their
// texts and files, slots of the shared pace, results with all that follows from them.
import { withinTime } from '../../platform/time-limit.ts'
import { sendElsewhere } from '../follow-chats.ts'
import { createIntentStage } from './commit-intents.ts'
import type { Settlement } from './delivery.store.ts'
import { followOutcomes } from './follow-outcomes.ts'
import { nextDueMs } from './next-due.store.ts'
import { borrowIdleSlot, noteMovement, reserveSlots } from './pace.store.ts'
import { type Held, heldAt } from './quiet-hours.ts'
import { unpacedPerSecond } from './send-loop.ts'
import { deliveryStore } from './sending.store.ts'
import { chatStateOf, settle } from './settle.ts'
import type { LaneContext, SendLoopDeps, SendResult } from './types.ts'

/** Longest wait for one statement; a connection that swallows everything must not hang the sender. */
const statementLimitMs = 15_000

/** The sweeper asks whether messages move every few seconds. */
const noteEveryMs = 5_000
const isOver = ({ state }: Settlement) => state === 'sent' || state === 'failed' || state === 'parked'

/** A second's worth of answers may go at once; of bulk only what a hiccup of the database has held up. */
const answersBurstMs = 1_000
const bulkBurstMs = 100

/** Makes the parts of one run. */
export function sendLoopDeps(world: LaneContext): SendLoopDeps {
  const { db, clock, calendar, log, settings, lane, directives } = world
  const store = world.store ?? deliveryStore
  const owner = `${world.owner}:${world.run}`
  const perSecond = lane === 0 ? settings.answersPerSecond : settings.bulkPerSecond
  const limited = <T>(work: Promise<T>) => withinTime(statementLimitMs, work)
  const held = (): Held => (lane === 0 ? 'nothing' : heldAt(clock.now(), calendar, settings))
  let movedAt = Number.NEGATIVE_INFINITY
  // Grows while the channel cannot be reached at all.
  let unreachable = 0

  const release: SendLoopDeps['release'] = (rows) => limited(store.release(db, rows))

  return {
    lane,
    owner,
    log,
    settings,
    trouble: world.trouble,
    atOnce: world.messenger.capabilities.atOnce,
    ...createIntentStage(world, owner, statementLimitMs),
    release,
    look: (limit) => limited(store.findDue(db, { lane, limit, now: clock.now(), held: held() })),
    nextDueMs: () => limited(nextDueMs(db, { lane, now: clock.now(), held: held() })),
    async reserve(count) {
      if (
        lane === 0 &&
        settings.bulkPerSecond < unpacedPerSecond &&
        (await borrowIdleSlot(db, 1, settings.bulkPerSecond))
      )
        return { count: 1, waitMs: 0, stepMs: 0 }
      return limited(reserveSlots(db, lane, count, perSecond, lane === 0 ? answersBurstMs : bulkBurstMs))
    },
    settle(row, outcome) {
      const cannotReach = outcome.kind === 'not_delivered' && outcome.reason === 'unreachable'
      unreachable = cannotReach ? unreachable + 1 : 0
      const backOffMs = Math.min(15_000, 500 * 2 ** Math.min(5, Math.floor(unreachable / 10)))
      return settle(row, outcome, { resendDelayMs: settings.resendDelayMs, backOffMs })
    },
    async writeBack(results: SendResult[]) {
      const now = clock.now()
      await limited(
        followOutcomes(
          { db, log, bulkPerSecond: settings.bulkPerSecond, directives, rateLimit: world.rateLimit },
          results,
          now,
        ),
      )
      const settlements = results.map((result) => result.settlement)
      const written = await limited(store.writeBack(db, settlements, now))
      const refused = results.filter(
        ({ outcome }) => outcome.kind === 'final' && chatStateOf(outcome.reason) !== undefined,
      )
      if (refused.length > 0) {
        const ids = refused.map(({ row }) => row.id)
        const count = await limited(sendElsewhere(db, ids, now))
        if (count > 0) log.info({ count }, 'Sent to another chat of the unit')
      }
      if (movedAt + noteEveryMs < performance.now() && settlements.some(isOver)) {
        movedAt = performance.now()
        await limited(noteMovement(db, lane))
      }
      if (written.length < results.length)
        log.warn(
          { stale: results.length - written.length },
          'Results came after the lease had ended; nothing was changed',
        )
    },
  }
}
