// What can still be done once a directive is out: extend its deadlines, add recipients, recall it, have it
// superseded, close it (correcting is correct-directive.ts). Each is told to exactly those concerned, kept in
// the audit trail, and safe to press twice.
import { type RawBuilder, sql } from 'kysely'
import { type Audience, audienceSql, speakersSql } from '../directive/audience.ts'
import { deadlineFault } from '../directive/deadline.ts'
import { lockDirective } from '../directive/directive.store.ts'
import { auditDirective, openDirective } from '../directive/open-directive.ts'
import { recordSecrecyRefusal, screenForSecrecy } from '../directive/secrecy/secrecy-interlock.ts'
import { type Author, officerIdOf } from '../org/author.ts'
import type { Tx } from '../platform/database.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { changeOldMessages } from './announce.ts'
import { type ChangeOutcome, end, keepVersion, restartChase, told } from './change-steps.ts'
import { addSpeakers } from './circulate-speakers.ts'
import { addNamedUnits } from './circulate-units.ts'

export type { ChangeFault, ChangeOutcome } from './change-steps.ts'

const already: ChangeOutcome = { ok: true, already: true, told: 0 }

/**
 * Moves deadlines to a later instant, for everybody who has not answered; a later deadline granted to one
 * unit stays. Those who have acknowledged (or reported) hear nothing of a deadline that no longer concerns
 * them. `version` is the one that a number of further days was counted from: another one by now, and nothing
 * is changed.
 */
export async function extendDeadlines(
  tx: Tx,
  author: Author,
  {
    directiveId,
    ackDueAt,
    reportDueAt,
    version,
  }: { directiveId: number; ackDueAt?: Date; reportDueAt?: Date; version?: number },
  { now }: { now: Date },
): Promise<ChangeOutcome> {
  const opened = await openDirective(tx, author, directiveId, 'directive.issue', ['issued'])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (version !== undefined && version !== found.version) return { ok: false, reason: 'changed' }
  const wanted = { ackDueAt: ackDueAt ?? found.ackDueAt, reportDueAt: reportDueAt ?? found.reportDueAt }
  if (same(wanted.ackDueAt, found.ackDueAt) && same(wanted.reportDueAt, found.reportDueAt)) return already
  if (isEarlier(wanted.ackDueAt, found.ackDueAt) || isEarlier(wanted.reportDueAt, found.reportDueAt))
    return { ok: false, reason: 'not_later' }
  const fault = deadlineFault({ ...wanted, asksReport: found.asksReport }, now)
  // A deadline that is not touched may have passed already.
  if (fault && !(fault === 'ack_deadline_past' && ackDueAt === undefined)) return { ok: false, reason: fault }
  await keepVersion(tx, found, author, now, { endedBy: 'extended', reason: null })
  await tx
    .updateTable('directive')
    .set({ ack_due_at: wanted.ackDueAt, report_due_at: wanted.reportDueAt, chase_planned_at: null })
    .where('id', '=', directiveId)
    .execute()
  const owesAck = sql`(o.acknowledged_at is null and o.reported_at is null)`
  const owesReport = sql`o.report_state in ('owed', 'returned')`
  const concerned: RawBuilder<unknown>[] = []
  for (const [due, owes, column] of [
    [ackDueAt, owesAck, 'ack_due_at'],
    [reportDueAt, owesReport, 'report_due_at'],
  ] as const) {
    if (due === undefined) continue
    concerned.push(owes)
    await sql`update obligation o set ${sql.ref(column)} = greatest(o.${sql.ref(column)}, ${due})
      where o.directive_id = ${directiveId} and ${owes}`.execute(tx)
    await restartChase(tx, directiveId, column === 'ack_due_at' ? 'ack' : 'report', found.version)
  }
  return await told(tx, author, found, 'extended', sql`(${sql.join(concerned, sql` or `)})`, now)
}

/**
 * Adds units of the issuer's subtree, as they are today, also those that were not there yet on the day of
 * issue. Those who have it already are passed over; the others get it as on the first day, and nobody else
 * does.
 */
export async function addRecipients(
  tx: Tx,
  author: Author,
  { directiveId, unitIds }: { directiveId: number; unitIds: readonly number[] },
  { now, calendar }: { now: Date; calendar: Pick<Calendar, 'dayOf'> },
): Promise<ChangeOutcome> {
  const day = calendar.dayOf(now)
  const opened = await openDirective(tx, author, directiveId, 'directive.issue', ['issued'])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (found.cancelledAt) return { ok: false, reason: 'state' }
  const added: Audience = { root: found.audience.root, kinds: [], include: [...unitIds] }
  const inside = await sql<{ unit_id: number; new: boolean }>`
    select unit_id, not exists (select from obligation o where o.directive_id = ${directiveId}
      and o.unit_id = a.unit_id) as new
    from (${audienceSql(added, day)}) a`.execute(tx)
  if (inside.rows.length < new Set(unitIds).size) return { ok: false, reason: 'outside' }
  const { audience } = found
  const speakers = audience.speakers ? await newSpeakers(tx, directiveId, added, day) : null
  const fresh =
    speakers?.map((each) => each.unit_id) ?? inside.rows.filter((row) => row.new).map((row) => row.unit_id)
  if (fresh.length === 0) return already
  const include = [...new Set([...(audience.include ?? []), ...fresh])]
  // A list of named speakers grows by those of the units added.
  const named = Array.isArray(audience.speakers)
    ? { speakers: [...audience.speakers, ...(speakers ?? []).map((each) => each.duty_id)] }
    : {}
  await tx
    .updateTable('directive')
    .set({
      audience: JSON.stringify({ ...audience, include, ...named }),
      chase_planned_at: null,
      version: sql`version + 1`,
    })
    .where('id', '=', directiveId)
    .execute()
  // One that is to go out at its hour finds them among its recipients then.
  const isOut = found.issueAt === null || found.issueAt <= now
  if (isOut && speakers)
    await addSpeakers(tx, directiveId, { audience: { ...added, speakers: 'all' }, day, now })
  else if (isOut) await addNamedUnits(tx, directiveId, fresh, now)
  await auditDirective(tx, author, found, 'add_recipients', now, { count: fresh.length })
  await wakeAfterCommit(tx, 'plan-chase', { directiveId })
  return { ok: true, already: false, told: fresh.length }
}

/** Speakers of the units added who do not have the directive yet. */
async function newSpeakers(tx: Tx, directiveId: number, added: Audience, day: string) {
  const found = await sql<{ unit_id: number; duty_id: number }>`
    select s.unit_id, s.duty_id from (${speakersSql({ ...added, speakers: 'all' }, day)}) s
    where not exists (select from obligation o where o.directive_id = ${directiveId}
      and o.duty_id = s.duty_id)`.execute(tx)
  return found.rows
}

/**
 * Takes a directive back, also while it is being sent: nothing more goes out, what arrived is removed or
 * marked.
 */
export async function recallDirective(
  tx: Tx,
  author: Author,
  { directiveId, reason = null }: { directiveId: number; reason?: string | null },
  { now }: { now: Date },
): Promise<ChangeOutcome> {
  if (!screenForSecrecy({ declaredNotSecret: true, texts: [reason], fileNames: [] }).pass) {
    await recordSecrecyRefusal(tx, { at: now, officerId: officerIdOf(author), reason: 'mark_found' })
    return { ok: false, reason: 'secret' }
  }
  const opened = await openDirective(tx, author, directiveId, 'directive.recall', [
    'issued',
    'closed',
    'recalled',
  ])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (found.state === 'recalled') return already
  await end(tx, found, 'recalled', now)
  await changeOldMessages(tx, directiveId, 'remove', 'recalled', now)
  return await told(tx, author, found, 'recalled', sql`true`, now, reason ? { reason } : {})
}

/** Another directive of the same issuer, already out, takes the place of this one. */
export async function supersedeDirective(
  tx: Tx,
  author: Author,
  { directiveId, byId }: { directiveId: number; byId: number },
  { now }: { now: Date },
): Promise<ChangeOutcome> {
  const opened = await openDirective(tx, author, directiveId, 'directive.recall', [
    'issued',
    'closed',
    'superseded',
  ])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (found.state === 'superseded') return already
  const by = byId === directiveId ? null : await lockDirective(tx, byId)
  const isOut = by?.state === 'issued' && (by.issueAt === null || by.issueAt <= now)
  if (!by || !isOut || by.issuerUnitId !== found.issuerUnitId)
    return { ok: false, reason: 'no_such_successor' }
  await end(tx, found, 'superseded', now)
  await tx
    .insertInto('directive_link')
    .values({
      from_directive_id: by.id,
      to_directive_id: found.id,
      to_number_text: found.numberText,
      relation: 'replaces',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await changeOldMessages(tx, directiveId, 'mark', 'superseded', now)
  const successor = { byNumber: by.numberText, byDay: by.issuedOn }
  return await told(tx, author, found, 'superseded', sql`true`, now, successor)
}

/** Ends the follow-up: no more reminders. Told to those who still owed something. */
export async function closeDirective(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ChangeOutcome> {
  const opened = await openDirective(tx, author, directiveId, 'directive.issue', ['issued', 'closed'])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (found.state === 'closed') return already
  await end(tx, found, 'closed', now)
  const owes = sql`((o.acknowledged_at is null and o.reported_at is null)
    or o.report_state in ('owed', 'returned'))`
  return await told(tx, author, found, 'closed', owes, now)
}

const same = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime()
const isEarlier = (a: Date | null, b: Date | null) => a !== null && b !== null && a < b
