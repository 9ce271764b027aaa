// Makes what the send loop needs from the database and the channel: due messages under quiet hours, slots
// of the shared pace, intents with texts and files, and results with everything that follows from them.
import { withinTime } from '../../platform/time-limit.ts'
import { sendElsewhere } from '../follow-chats.ts'
import { noteMovement } from '../movement.store.ts'
import { totalPerSecond } from '../settings.ts'
import { createIntentStage } from './commit-intents.ts'
import type { Settlement } from './delivery.store.ts'
import { followOutcomes } from './follow-outcomes.ts'
import { nextDueMs } from './next-due.store.ts'
import { reserveForAnswers, reserveForBulk } from './pace.store.ts'
import { type Held, heldAt } from './quiet-hours.ts'
import { deliveryStore } from './sending.store.ts'
import { chatStateOf, settle } from './settle.ts'
import type { LaneContext, SendLoopDeps } from './types.ts'

/**
 * Maximum wait for one statement, in milliseconds: a connection that never answers must not hang the sender.
 */
const maxStatementMs = 15_000

/**
 * Time between two notes that messages were sent, failed or parked, in milliseconds. The sweeper reads them.
 */
const noteEveryMs = 5_000

/**
 * Unused time of the pace that a lane may make up in one burst, in milliseconds. Answers: ten at Telegram's
 * rate. Bulk: a short stall of the database.
 */
const answersBurstMs = 333
const bulkBurstMs = 100

/** Wait of a message that did not reach the channel, in milliseconds. While none does, all sending rests. */
const backOffMs = 500

/** Makes the dependencies of one run. */
export function sendLoopDeps(context: LaneContext): SendLoopDeps {
  const { db, clock, calendar, log, settings, lane, directives, rateLimit, reach } = context
  const store = context.store ?? deliveryStore
  const owner = `${context.owner}:${context.run}`
  const { bulkPerSecond } = settings
  const rates = { bulkPerSecond, totalPerSecond: totalPerSecond(settings) }
  const limited = <T>(work: Promise<T>) => withinTime(maxStatementMs, work)
  const held = (): Held => (lane === 0 ? 'nothing' : heldAt(clock.now(), calendar, settings))
  let notedAt = Number.NEGATIVE_INFINITY

  return {
    lane,
    owner,
    log,
    settings,
    trouble: context.trouble,
    maxConcurrent: context.messenger.capabilities.maxConcurrent,
    ...createIntentStage(context, owner, maxStatementMs),
    look: (limit) => limited(store.findDue(db, { lane, limit, now: clock.now(), held: held() })),
    nextDueMs: () => limited(nextDueMs(db, { lane, now: clock.now(), held: held() })),
    reserve: (count) =>
      limited(
        lane === 0
          ? reserveForAnswers(db, count, rates, answersBurstMs)
          : reserveForBulk(db, count, rates, bulkBurstMs),
      ),
    settle: (row, outcome) => settle(row, outcome, { resendDelayMs: settings.resendDelayMs, backOffMs }),
    async writeBack(results) {
      const now = clock.now()
      const parts = { db, log, bulkPerSecond: settings.bulkPerSecond, directives, rateLimit, reach }
      await limited(followOutcomes(parts, results, now))
      const settlements = results.map((result) => result.settlement)
      const written = await limited(store.writeBack(db, settlements, now))
      const refused = results.filter(
        ({ row, outcome }) =>
          outcome.kind === 'final' && chatStateOf(outcome.reason, row.telegramChatId) !== undefined,
      )
      if (refused.length > 0) {
        const ids = refused.map(({ row }) => row.id)
        const count = await limited(sendElsewhere(db, ids, now))
        if (count > 0) log.info({ count }, 'Sent to another chat of the unit')
      }
      if (notedAt + noteEveryMs < performance.now() && settlements.some(isFinal)) {
        notedAt = performance.now()
        await limited(noteMovement(db, lane))
      }
      if (written.length < results.length)
        log.warn(
          { stale: results.length - written.length },
          'Results came after the lease had expired; nothing was changed',
        )
    },
    release: (rows) => limited(store.release(db, rows)),
  }
}

const isFinal = ({ state }: Settlement) => state === 'sent' || state === 'failed' || state === 'parked'
