// How long an enrolment code lives, and what may end it before its time. Pure. code-validity.ts reads the
// rows.
import type { Duty } from '../platform/database-types.ts'
import { actionToGrant } from './permissions.ts'

/** Time in which a code can be used, in days. */
const codeLifetimeDays = 14

/** The instant at which a code made at `now` stops working. */
export const codeExpiry = (now: Date) => new Date(now.getTime() + codeLifetimeDays * 86_400_000)

/**
 * Can the duty `held` still be handed over, or its holder be substituted for, with this code? No when it has
 * a new holder already, or when the leave that the code names a substitute for is over.
 */
export function isDutyToGive(
  code: { substitutes: number | null; duty_ends_at: Date | null },
  held: { until: Date | null; successor_id: number | null } | undefined,
  now: Date,
): boolean {
  if (!held || held.successor_id !== null) return false
  if (code.substitutes === null) return true
  return held.until === null && code.duty_ends_at !== null && code.duty_ends_at > now
}

/**
 * Must the maker of the code still be allowed to give the duty? Yes when the duty is administrator or
 * observer, or when the maker uses the code.
 */
export function asksForMaker(
  code: { duty: Duty; makers_account: number | null },
  telegramUserId: number,
): boolean {
  return actionToGrant(code.duty) === 'administrator.appoint' || code.makers_account === telegramUserId
}
