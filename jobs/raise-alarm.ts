// Something due stays undone: tells the administrators, once an hour about each kind of work. The line in the
// log and the figure for Prometheus are the sweeper's.
import { tellAdministrators } from '../src/circulation/tell-administrators.ts'
import type { DueWork } from '../src/platform/sweeper.ts'
import type { JobContext } from './context.ts'

const everyMs = 3_600_000

/** The work of reaching Telegram: its alarm tells since when that fails. */
export const telegramWork = 'reach-telegram'

/** What the sweeper calls with its alarm. */
export async function raiseAlarm(
  { db, clock }: Pick<JobContext, 'db' | 'clock'>,
  work: string,
  { count, oldestDueAt }: DueWork,
  ageMs: number,
): Promise<void> {
  const minutes = Math.floor(ageMs / 60_000)
  const notice =
    work === telegramWork && oldestDueAt
      ? ({ kind: 'telegram_away', work, since: oldestDueAt.toISOString() } as const)
      : ({ kind: 'due_work', work, count, minutes } as const)
  await tellAdministrators(db, { notice, everyMs, now: clock.now() })
}
