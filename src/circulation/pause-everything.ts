// Stops all bulk sending at once and resumes it. Answers to people still go out. The statement of the intent
// checks the setting, so a message without an intent does not go out after the commit. A message that is
// being sent at that moment may still arrive.
import { type Author, auditActor, officerIdOf } from '../org/author.ts'
import { authorise } from '../org/authorise.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { writeSetting } from '../platform/setting.store.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import type { ControlOutcome } from './control.ts'
import { ringOutbox } from './outbox.ts'
import { pausedByKey, pausedKey } from './settings.ts'

export interface EverythingPaused {
  since: Date
  /** The name of the officer ('—' once erased); null when it was the operator of the machine. */
  by: string | null
}

/** Who has stopped everything, and when; null while sending is allowed. */
export async function everythingPaused(db: Db): Promise<EverythingPaused | null> {
  const row = await db
    .selectFrom('setting as s')
    .leftJoin('setting as who', (join) => join.on('who.key', '=', pausedByKey))
    .select(['s.value', 's.updated_at', 'who.value as by'])
    .where('s.key', '=', pausedKey)
    .executeTakeFirst()
  if (row?.value !== true) return null
  if (typeof row.by !== 'number') return { since: row.updated_at, by: null }
  const officer = await db
    .selectFrom('officer')
    .select('full_name')
    .where('id', '=', row.by)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  return { since: row.updated_at, by: officer?.full_name ?? '—' }
}

/** Stops all bulk sending. */
export async function pauseEverything(
  tx: Tx,
  author: Author,
  { now }: { now: Date },
): Promise<ControlOutcome> {
  return setPaused(tx, author, now, true)
}

/** Ends `pauseEverything`. */
export async function resumeEverything(
  tx: Tx,
  author: Author,
  { now }: { now: Date },
): Promise<ControlOutcome> {
  return setPaused(tx, author, now, false)
}

/** May the author stop everything? That concerns all units, so the author needs a duty at every root. */
export async function mayPauseEverything(tx: Tx, author: Author, now: Date): Promise<boolean> {
  for (const root of await rootIds(tx))
    if (!(await authorise(tx, author, 'circulation.control_all', root, now))) return false
  return true
}

async function setPaused(tx: Tx, author: Author, now: Date, paused: boolean): Promise<ControlOutcome> {
  if (!(await mayPauseEverything(tx, author, now))) return { ok: false, reason: 'not_allowed' }
  if (((await everythingPaused(tx)) !== null) === paused) return { ok: true, already: true }
  await writeSetting(tx, pausedKey, paused, now)
  await writeSetting(tx, pausedByKey, officerIdOf(author) ?? 'operator', now)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: paused ? 'circulation.pause_all' : 'circulation.resume_all',
    subject: { kind: 'circulation' },
    unitId: (await rootIds(tx))[0] ?? null,
  })
  if (!paused) await ringOutbox(tx, 1)
  await wakeAfterCommit(tx, 'show-progress', {})
  return { ok: true, already: false }
}

async function rootIds(tx: Tx): Promise<number[]> {
  const rows = await tx
    .selectFrom('unit')
    .select('id')
    .where('parent_id', 'is', null)
    .where('valid_to', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}
