// Whether a code that nobody has used yet may still be used: what it gives may have gone to somebody else
// meanwhile, or whoever made it may have lost the right to give it.
import type { Tx } from '../platform/database.ts'
import { personWithoutDuty } from './author.ts'
import { authorise } from './authorise.ts'
import { actionToGrant } from './permissions.ts'

/**
 * Whether a code that could be used may still be: not when the duty it hands over has gone to somebody else
 * or the leave it is for is over. Whoever made it must still be allowed to give it for a duty that decides
 * over the system, and when using it himself: no code kept back brings back what was taken away. Locks the
 * duty, so that of two codes that hand it over one wins.
 */
export async function stillHoldsGood(
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
  // Whatever else is wrong with it is found by the update itself.
  if (!code) return true
  const about = code.hands_over ?? code.substitutes
  if (about !== null) {
    const duty = await tx
      .selectFrom('duty_holding')
      .select(['until', 'successor_id'])
      .where('id', '=', about)
      .forUpdate()
      .executeTakeFirst()
    if (!duty || duty.successor_id !== null) return false
    if (
      code.substitutes !== null &&
      (duty.until !== null || !(code.duty_ends_at && code.duty_ends_at > given.now))
    )
      return false
  }
  const action = actionToGrant(code.duty)
  if (code.created_by === null) return true
  if (action !== 'administrator.appoint' && code.makers_account !== given.telegramUserId) return true
  const maker = personWithoutDuty(code.created_by)
  return await authorise(tx, maker, action, code.unit_id, given.now)
}
