// Which messages wait for working hours: reminders, digests and escalations always, directives where the
// setting quietHours says so. Urgent messages and answers never wait. A message that waits does not count as
// late, and none is dropped.
import { sql } from 'kysely'
import type { Urgency } from '../../platform/database-types.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import type { CirculationSettings } from '../settings.ts'

/** Which messages quiet hours hold back just now. */
export type Held = 'nothing' | 'reminders' | 'everything'

/** Which messages of the bulk lane quiet hours hold back at `now`. */
export function heldAt(
  now: Date,
  calendar: Calendar,
  settings: Pick<CirculationSettings, 'quietHours'>,
): Held {
  if (!calendar.inQuietHours(now)) return 'nothing'
  return settings.quietHours ? 'everything' : 'reminders'
}

/** Until when a directive that should go out at `at` waits; null when it goes at once. */
export function waitsUntil(
  at: Date,
  urgency: Urgency,
  calendar: Calendar,
  settings: Pick<CirculationSettings, 'quietHours'>,
): Date | null {
  const waits = urgency === 'normal' && heldAt(at, calendar, settings) === 'everything'
  return waits ? calendar.nextWorkingInstant(at) : null
}

/** The SQL condition that leaves out held messages, on the table delivery under the name `alias`. */
export function notHeld(held: Held, alias: string) {
  const urgent = sql.ref(`${alias}.urgent`)
  if (held === 'nothing') return sql`true`
  if (held === 'everything') return urgent
  return sql`(${urgent} or ${sql.ref(`${alias}.purpose`)} not in ('reminder', 'escalation'))`
}
