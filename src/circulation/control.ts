// Stops and goes: pause, resume and cancel one circulation (all bulk sending at once: pause-everything.ts).
// What is on the wire at that moment still arrives; nothing that was not yet intended goes out.
import { sql } from 'kysely'
import { type Author, auditActor, mayDo } from '../org/author.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import { ringOutbox } from './outbox.ts'
import { carriesFile } from './send-files.ts'

export type ControlOutcome =
  /** `already`: it was so before; nothing was changed. */
  | { ok: true; already: boolean; cancelled?: number }
  | { ok: false; reason: 'no_such_directive' | 'not_allowed' | 'cancelled' }

/** Holds the messages of a directive that are not yet on the wire, its reminders included. */
export async function pauseCirculation(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ControlOutcome> {
  return setHeld(tx, directiveId, author, now, true)
}

/** Lets a paused circulation go on. */
export async function resumeCirculation(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ControlOutcome> {
  return setHeld(tx, directiveId, author, now, false)
}

async function setHeld(
  tx: Tx,
  directiveId: number,
  author: Author,
  now: Date,
  held: boolean,
): Promise<ControlOutcome> {
  const found = await lockAllowed(tx, directiveId, author)
  if (!found.ok) return found
  if (found.row.cancelled_at) return { ok: false, reason: 'cancelled' }
  if ((found.row.paused_at !== null) === held) return { ok: true, already: true }
  await tx
    .updateTable('directive')
    .set({ paused_at: held ? now : null })
    .where('id', '=', directiveId)
    .execute()
  await audit(tx, held ? 'circulation.pause' : 'circulation.resume', found.row, author, now)
  if (!held) await ringOutbox(tx, 1)
  await wakeAfterCommit(tx, 'show-progress', {})
  return { ok: true, already: false }
}

/**
 * Gives up what has not gone out: those messages end as cancelled. What was delivered stays, and so does what
 * is owed for it. Messages on the wire come to their own end.
 */
export async function cancelCirculation(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ControlOutcome> {
  const found = await lockAllowed(tx, directiveId, author)
  if (!found.ok) return found
  if (found.row.cancelled_at) return { ok: true, already: true }
  await tx
    .updateTable('directive')
    .set({ cancelled_at: now, paused_at: null })
    .where('id', '=', directiveId)
    .execute()
  const cancelled = await cancelUnsent(tx, directiveId, 'cancelled')
  await audit(tx, 'circulation.cancel', found.row, author, now, { cancelled })
  await wakeAfterCommit(tx, 'show-progress', {})
  return { ok: true, already: false, cancelled }
}

/** Takes the unsent messages of a directive out of the queue (also for a recall). Returns how many. */
export async function cancelUnsent(tx: Tx, directiveId: number, why: string): Promise<number> {
  const gone = await sql`
    update delivery set state = 'cancelled', generation = generation + 1, owner = null, lease_until = null,
      error_text = ${why}
    where directive_id = ${directiveId} and (purpose in ('directive', 'reminder') or ${carriesFile})
      and state in ('pending', 'unknown')`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}

interface Controlled {
  id: number
  issuer_unit_id: number
  paused_at: Date | null
  cancelled_at: Date | null
}

async function lockAllowed(
  tx: Tx,
  directiveId: number,
  author: Author,
): Promise<{ ok: true; row: Controlled } | Extract<ControlOutcome, { ok: false }>> {
  const row = await tx
    .selectFrom('directive')
    .select(['id', 'issuer_unit_id', 'paused_at', 'cancelled_at'])
    .where('id', '=', directiveId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return { ok: false, reason: 'no_such_directive' }
  const path = await unitPath(tx, row.issuer_unit_id)
  if (!mayDo(author, 'circulation.control', { pathIds: path.ids }))
    return { ok: false, reason: 'not_allowed' }
  return { ok: true, row }
}

async function audit(
  tx: Tx,
  action: string,
  row: Controlled,
  author: Author,
  now: Date,
  detail: Record<string, number> = {},
) {
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action,
    subject: { kind: 'directive', id: row.id },
    unitId: row.issuer_unit_id,
    detail,
  })
}
