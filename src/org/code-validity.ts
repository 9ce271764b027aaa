// Is an unused enrolment code still valid? The duty may have gone to somebody else meanwhile, or the person
// who made the code may have lost the right to give the duty.
import type { Tx } from '../platform/database.ts'
import { personWithoutDuty } from './author.ts'
import { authorise } from './authorise.ts'
import { asksForMaker, isDutyToGive } from './code-rules.ts'
import { actionToGrant } from './permissions.ts'

/**
 * Is a usable code still valid? No when the duty that it hands over has a new holder already, or when the
 * leave that it names a substitute for is over. The person who made the code must still be allowed to give
 * the duty in two cases: the duty is administrator or observer, or that person uses the code. So nobody
 * regains a lost duty with a code that was kept back. True for a code that cannot be used at all: the caller
 * finds that out. Locks the duty, so that only one of two codes hands it over.
 */
export async function isCodeStillValid(
  tx: Tx,
  hash: Buffer,
  given: { telegramUserId: number; now: Date },
): Promise<boolean> {
  const code = await tx
    .selectFrom('enrolment_code as c')
    .leftJoin('officer as maker', 'maker.id', 'c.created_by')
    .select(['c.unit_id', 'c.duty', 'c.hands_over', 'c.substitutes', 'c.duty_ends_at', 'c.created_by'])
    .select('maker.telegram_user_id as makers_account')
    .where('c.code_hash', '=', hash)
    .where('c.used_at', 'is', null)
    .where('c.revoked_at', 'is', null)
    .where('c.expires_at', '>', given.now)
    .executeTakeFirst()
  // The code is unknown, used, revoked or expired. The caller's update finds that out.
  if (!code) return true
  const heldId = code.hands_over ?? code.substitutes
  if (heldId !== null) {
    const duty = await tx
      .selectFrom('duty_holding')
      .select(['until', 'successor_id'])
      .where('id', '=', heldId)
      .forUpdate()
      .executeTakeFirst()
    if (!isDutyToGive(code, duty, given.now)) return false
  }
  if (code.created_by === null || !asksForMaker(code, given.telegramUserId)) return true
  const maker = personWithoutDuty(code.created_by)
  return await authorise(tx, maker, actionToGrant(code.duty), code.unit_id, given.now)
}
