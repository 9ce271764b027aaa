// Changes of a directive that is out: extend its deadlines, add recipients, recall it, supersede it, close
// it. (Corrections: correct-directive.ts.) Each change is told to exactly the units concerned, is noted in
// the audit trail, and does nothing the second time.
import { type RawBuilder, sql } from 'kysely'
import { type Audience, audienceSql, speakersSql } from '../../directive/audience.ts'
import { deadlineFault } from '../../directive/deadline.ts'
import { lockDirective } from '../../directive/directive.store.ts'
import { auditDirective, openDirective } from '../../directive/open-directive.ts'
import { screenForSecrecy } from '../../directive/secrecy/secrecy-interlock.ts'
import { recordSecrecyRefusal } from '../../directive/secrecy/secrecy-refusal.store.ts'
import { type Author, officerIdOf } from '../../org/author.ts'
import type { Tx } from '../../platform/database.ts'
import { wakeAfterCommit } from '../../platform/wake-after-commit.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import { changeOldMessages } from '../announce.ts'
import { addSpeakers } from '../circulate-speakers.ts'
import { addNamedUnits } from '../circulate-units.ts'
import { restartChase } from '../restart-chase.ts'
import { announceAndAudit, type ChangeOutcome, endDirective, keepVersion } from './change-steps.ts'

export type { ChangeFault, ChangeOutcome } from './change-steps.ts'

const unchanged: ChangeOutcome = { ok: true, already: true, told: 0 }

/**
 * Moves deadlines to a later instant for all units that have not answered. A later deadline granted to one
 * unit stays. Units that have acknowledged (or reported) get no notice about a deadline that no longer
 * concerns them. `version` is the version that the person saw. If the directive has another one now, nothing
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
  const { directive } = opened
  if (version !== undefined && version !== directive.version) return { ok: false, reason: 'changed' }
  const wanted = {
    ackDueAt: ackDueAt ?? directive.ackDueAt,
    reportDueAt: reportDueAt ?? directive.reportDueAt,
  }
  if (
    isSameInstant(wanted.ackDueAt, directive.ackDueAt) &&
    isSameInstant(wanted.reportDueAt, directive.reportDueAt)
  )
    return unchanged
  if (isEarlier(wanted.ackDueAt, directive.ackDueAt) || isEarlier(wanted.reportDueAt, directive.reportDueAt))
    return { ok: false, reason: 'not_later' }
  const fault = deadlineFault({ ...wanted, asksReport: directive.asksReport }, now, directive)
  if (fault) return { ok: false, reason: fault }
  await keepVersion(tx, directive, author, now, { endedBy: 'extended', reason: null })
  await tx
    .updateTable('directive')
    .set({ ack_due_at: wanted.ackDueAt, report_due_at: wanted.reportDueAt, chase_planned_at: null })
    .where('id', '=', directiveId)
    .execute()
  const owesAck = sql`(o.acknowledged_at is null and o.reported_at is null)`
  const owesReport = sql`o.report_state in ('owed', 'returned')`
  const concerned: RawBuilder<unknown>[] = []
  for (const [due, before, owes, column] of [
    [ackDueAt, directive.ackDueAt, owesAck, 'ack_due_at'],
    [reportDueAt, directive.reportDueAt, owesReport, 'report_due_at'],
  ] as const) {
    if (due === undefined || isSameInstant(due, before)) continue
    concerned.push(owes)
    await sql`update obligation o set ${sql.ref(column)} = greatest(o.${sql.ref(column)}, ${due})
      where o.directive_id = ${directiveId} and ${owes}`.execute(tx)
    await restartChase(tx, directiveId, column === 'ack_due_at' ? 'ack' : 'report', directive.version)
  }
  return await announceAndAudit(
    tx,
    author,
    directive,
    'extended',
    sql`(${sql.join(concerned, sql` or `)})`,
    now,
  )
}

/**
 * Adds units of the audience's subtree, as they are today, even units that did not exist on the day of issue.
 * Skips units that have the directive already. The others get it as on the day of issue. For a directive to
 * speakers it adds the speakers of these units.
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
  const { directive } = opened
  if (directive.cancelledAt) return { ok: false, reason: 'state' }
  const addedAudience: Audience = { root: directive.audience.root, kinds: [], include: [...unitIds] }
  const unitsInside = await sql<{ unit_id: number; new: boolean }>`
    select unit_id, not exists (select from obligation o where o.directive_id = ${directiveId}
      and o.unit_id = a.unit_id) as new
    from (${audienceSql(addedAudience, day)}) a`.execute(tx)
  if (unitsInside.rows.length < new Set(unitIds).size) return { ok: false, reason: 'outside' }
  const { audience } = directive
  const speakers = audience.speakers ? await newSpeakers(tx, directiveId, addedAudience, day) : null
  const newUnitIds =
    speakers?.map((each) => each.unit_id) ??
    unitsInside.rows.filter((row) => row.new).map((row) => row.unit_id)
  if (newUnitIds.length === 0) return unchanged
  const include = [...new Set([...(audience.include ?? []), ...newUnitIds])]
  // The speakers of the added units join a list of named speakers.
  const speakersOfAudience = Array.isArray(audience.speakers)
    ? { speakers: [...audience.speakers, ...(speakers ?? []).map((each) => each.duty_id)] }
    : {}
  await tx
    .updateTable('directive')
    .set({
      audience: JSON.stringify({ ...audience, include, ...speakersOfAudience }),
      chase_planned_at: null,
      version: sql`version + 1`,
    })
    .where('id', '=', directiveId)
    .execute()
  // A directive that goes out later finds the new units in its audience at that time.
  const isOut = directive.issueAt === null || directive.issueAt <= now
  if (isOut && speakers)
    await addSpeakers(tx, directiveId, { audience: { ...addedAudience, speakers: 'all' }, day, now })
  else if (isOut) await addNamedUnits(tx, directiveId, newUnitIds, now)
  await auditDirective(tx, author, directive, 'add_recipients', now, { count: newUnitIds.length })
  await wakeAfterCommit(tx, 'plan-chase', { directiveId })
  return { ok: true, already: false, told: newUnitIds.length }
}

/** Speakers of the added units who do not have the directive yet. */
async function newSpeakers(tx: Tx, directiveId: number, addedAudience: Audience, day: string) {
  const result = await sql<{ unit_id: number; duty_id: number }>`
    select s.unit_id, s.duty_id from (${speakersSql({ ...addedAudience, speakers: 'all' }, day)}) s
    where not exists (select from obligation o where o.directive_id = ${directiveId}
      and o.duty_id = s.duty_id)`.execute(tx)
  return result.rows
}

/**
 * Recalls a directive, even while it is being circulated. Unsent messages are cancelled; messages that
 * arrived are removed or marked.
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
  const { directive } = opened
  if (directive.state === 'recalled') return unchanged
  await endDirective(tx, directive, 'recalled', now)
  await changeOldMessages(tx, directiveId, 'remove', 'recalled', now)
  return await announceAndAudit(tx, author, directive, 'recalled', sql`true`, now, reason ? { reason } : {})
}

/** Supersedes a directive by another one of the same issuer that is already out (`byId`). */
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
  const { directive } = opened
  if (directive.state === 'superseded') return unchanged
  const successor = byId === directiveId ? null : await lockDirective(tx, byId)
  const isOut = successor?.state === 'issued' && (successor.issueAt === null || successor.issueAt <= now)
  if (!successor || !isOut || successor.issuerUnitId !== directive.issuerUnitId)
    return { ok: false, reason: 'no_such_successor' }
  await endDirective(tx, directive, 'superseded', now)
  await tx
    .insertInto('directive_link')
    .values({
      from_directive_id: successor.id,
      to_directive_id: directive.id,
      to_number_text: directive.numberText,
      relation: 'replaces',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await changeOldMessages(tx, directiveId, 'mark', 'superseded', now)
  const supersededBy = { byNumber: successor.numberText, byDay: successor.issuedOn }
  return await announceAndAudit(tx, author, directive, 'superseded', sql`true`, now, supersededBy)
}

/** Closes a directive: no more reminders. Units that still owe something get a notice. */
export async function closeDirective(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<ChangeOutcome> {
  const opened = await openDirective(tx, author, directiveId, 'directive.issue', ['issued', 'closed'])
  if (!opened.ok) return opened
  const { directive } = opened
  if (directive.state === 'closed') return unchanged
  await endDirective(tx, directive, 'closed', now)
  const owes = sql`((o.acknowledged_at is null and o.reported_at is null)
    or o.report_state in ('owed', 'returned'))`
  return await announceAndAudit(tx, author, directive, 'closed', owes, now)
}

const isSameInstant = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime()
const isEarlier = (a: Date | null, b: Date | null) => a !== null && b !== null && a < b
