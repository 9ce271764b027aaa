// What a directive would come to, before it goes out (--dry-run): recipients by committee, who cannot be
// reached and why.
import { type Audience, summariseAudience, unreachableUnits } from '../../directive/audience.ts'
import type { Db, Tx } from '../../platform/database.ts'

const namesShown = 20

/** Runs `work` in a transaction; a rehearsal that went well is rolled back. */
export async function rehearsable<Outcome extends { ok: boolean }>(
  isRehearsal: boolean,
  db: Db,
  work: (tx: Tx) => Promise<Outcome>,
): Promise<Outcome> {
  if (!isRehearsal) return await db.transaction().execute(work)
  let outcome: Outcome | undefined
  try {
    return await db.transaction().execute(async (tx) => {
      outcome = await work(tx)
      // What was refused commits: the bare fact of a refusal for secrecy is kept.
      if (outcome.ok) throw rolledBack
      return outcome
    })
  } catch (error) {
    if (error !== rolledBack || outcome === undefined) throw error
    return outcome
  }
}
const rolledBack = new Error('Nothing is kept of a rehearsal.')

/** Lines for a person, and the same for a program. */
export async function previewOf(db: Db, audience: Audience, day: string) {
  const summary = await summariseAudience(db, audience, day)
  const unreachable = await unreachableUnits(db, audience, day, namesShown)
  const lines = [
    ...summary.byChild.map(
      (child) =>
        `  ${child.unitName}: ${child.recipients}` +
        `${child.unreachable > 0 ? ` (${child.unreachable} cannot be reached)` : ''}`,
    ),
    ...Object.entries(summary.whyNot).map(
      ([why, count]) => `Not reached, ${why.replaceAll('_', ' ')}: ${count}`,
    ),
    ...unreachable.map(
      ({ speaker, unitName, whyNot }) =>
        `  ${speaker === null ? '' : `${speaker}, `}${unitName}: ${whyNot.replaceAll('_', ' ')}`,
    ),
    ...(summary.unreachable > unreachable.length
      ? [`  and ${summary.unreachable - unreachable.length} more`]
      : []),
  ]
  return { lines, json: { byChild: summary.byChild, whyNot: summary.whyNot, unreached: unreachable } }
}
