// Refusals of the secrecy interlock: when, whose, and why; nothing of the document.
import type { Db } from '../../platform/database.ts'

/** Refusals noted per person and day; of people without a duty, for all of them together. */
const maxNotedPerDay = 20

/** The only trace of a refused document. */
export async function recordSecrecyRefusal(
  db: Db,
  refusal: { at: Date; officerId: number | null; reason: 'declared' | 'mark_found' },
): Promise<void> {
  const { at, officerId, reason } = refusal
  const { noted } = await db
    .selectFrom('secrecy_refusal')
    .select((eb) => eb.fn.countAll<number>().as('noted'))
    .where('officer_id', 'is not distinct from', officerId)
    .where('at', '>', new Date(at.getTime() - 86_400_000))
    .executeTakeFirstOrThrow()
  if (Number(noted) >= maxNotedPerDay) return
  await db.insertInto('secrecy_refusal').values({ at, officer_id: officerId, reason }).execute()
}
