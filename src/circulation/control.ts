// Pauses, resumes, cancels and continues one circulation. (All bulk sending at once: pause-everything.ts.)
// Messages that are being sent at that moment may still arrive. Messages without an intent do not go out.
import { sql } from 'kysely'
import { type Author, auditActor, mayDo } from '../org/author.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { DirectiveState } from '../platform/database-types.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import { ringOutbox } from './outbox.ts'
import { joinRecipient } from './recipient-of.ts'
import { restartChase } from './restart-chase.ts'
import { carriesFile } from './send-files.ts'

export type ControlOutcome =
  /** `already`: it was so before, and nothing was changed. `cancelled`, `sending`: number of messages. */
  | { ok: true; already: boolean; cancelled?: number; sending?: number }
  | { ok: false; reason: 'no_such_directive' | 'not_allowed' | 'cancelled' }

/** Holds back the messages and reminders of a directive that are not being sent yet. */
export async function pauseCirculation(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ControlOutcome> {
  return setPaused(tx, directiveId, author, now, true)
}

/** Lets a paused circulation go on. */
export async function resumeCirculation(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ControlOutcome> {
  return setPaused(tx, directiveId, author, now, false)
}

async function setPaused(
  tx: Tx,
  directiveId: number,
  author: Author,
  now: Date,
  paused: boolean,
): Promise<ControlOutcome> {
  const locked = await lockControlled(tx, directiveId, author)
  if (!locked.ok) return locked
  if (locked.row.cancelled_at) return { ok: false, reason: 'cancelled' }
  if ((locked.row.paused_at !== null) === paused) return { ok: true, already: true }
  await tx
    .updateTable('directive')
    .set({ paused_at: paused ? now : null })
    .where('id', '=', directiveId)
    .execute()
  await audit(tx, paused ? 'circulation.pause' : 'circulation.resume', locked.row, author, now)
  if (!paused) await ringOutbox(tx, 1)
  await wakeAfterCommit(tx, 'show-progress', {})
  return { ok: true, already: false }
}

/**
 * Cancels the messages that have not gone out. Delivered messages and their obligations stay. A message that
 * is being sent may still arrive.
 */
export async function cancelCirculation(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ControlOutcome> {
  const locked = await lockControlled(tx, directiveId, author)
  if (!locked.ok) return locked
  if (locked.row.cancelled_at) return { ok: true, already: true }
  await tx
    .updateTable('directive')
    .set({ cancelled_at: now, paused_at: null })
    .where('id', '=', directiveId)
    .execute()
  const cancelled = await cancelUnsent(tx, directiveId, 'cancelled')
  await audit(tx, 'circulation.cancel', locked.row, author, now, { cancelled })
  await wakeAfterCommit(tx, 'show-progress', {})
  return { ok: true, already: false, cancelled }
}

/**
 * Continues a circulation that was cancelled: sends to all who have not received the directive, at their
 * present chats. It is the same directive for the same recipients, so nobody approves it again. The chase
 * starts anew.
 */
export async function continueCirculation(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ControlOutcome> {
  const locked = await lockControlled(tx, directiveId, author)
  if (!locked.ok) return locked
  if (locked.row.state !== 'issued') return { ok: false, reason: 'cancelled' }
  if (!locked.row.cancelled_at) return { ok: true, already: true }
  await tx
    .updateTable('directive')
    .set({ cancelled_at: null, chase_planned_at: null })
    .where('id', '=', directiveId)
    .execute()
  const queued = await sql`
    update delivery d set state = 'pending', generation = d.generation + 1, due_at = ${now},
      not_before = null, error_text = null, chat_id = r.chat_id, telegram_chat_id = r.telegram_chat_id,
      thread_id = r.thread_id, language = r.language
    from obligation o ${joinRecipient(sql`o`)}
    where o.directive_id = ${directiveId} and d.obligation_id = o.id and d.purpose = 'directive'
      and d.state = 'cancelled' and d.sent_at is null and r.telegram_chat_id is not null`.execute(tx)
  for (const about of ['ack', 'report'] as const)
    await restartChase(tx, directiveId, about, `continued-${now.getTime()}`)
  const sending = Number(queued.numAffectedRows ?? 0)
  await audit(tx, 'circulation.continue', locked.row, author, now, { sending })
  await ringOutbox(tx, 1)
  // Recipients that were not listed yet, and those who can be reached only now.
  await wakeAfterCommit(tx, 'circulate-directive', { directiveId })
  await wakeAfterCommit(tx, 'show-progress', {})
  return { ok: true, already: false, sending }
}

/**
 * Cancels the unsent messages, reminders and files of a directive, also for a recall. `why` is noted with
 * each. Returns how many.
 */
export async function cancelUnsent(tx: Tx, directiveId: number, why: string): Promise<number> {
  const result = await sql`
    update delivery set state = 'cancelled', generation = generation + 1, owner = null, lease_until = null,
      error_text = ${why}
    where directive_id = ${directiveId} and (purpose in ('directive', 'reminder') or ${carriesFile})
      and state in ('pending', 'unknown')`.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

interface Controlled {
  id: number
  issuer_unit_id: number
  paused_at: Date | null
  cancelled_at: Date | null
  state: DirectiveState
}

/** Locks the directive and checks that the author may control its circulation. */
async function lockControlled(
  tx: Tx,
  directiveId: number,
  author: Author,
): Promise<{ ok: true; row: Controlled } | Extract<ControlOutcome, { ok: false }>> {
  const row = await tx
    .selectFrom('directive')
    .select(['id', 'issuer_unit_id', 'paused_at', 'cancelled_at', 'state'])
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
