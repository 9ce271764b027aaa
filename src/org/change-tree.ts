// Changes of the tree by decision: rename, move, merge, split, dissolve. A renamed or moved unit stays the
// same unit, with its past in unit_history. A merged, split or dissolved unit ends and has a successor. The
// successor answers for its obligations and gets its group chat, and its people if it has none of its own.
// Unused codes for the ended unit are revoked. The view unit_recipient and findActor follow the link to the
// successor.
import { sql } from 'kysely'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { type Author, auditActor } from './author.ts'
import { authorise } from './authorise.ts'
import { endOfDuty } from './duty-succession.ts'
import { maxUnitCodeLength, maxUnitNameLength } from './lists/check-units.ts'
import { keepHistory, lockTree } from './tree-history.ts'
import { findUnit, findUnitByCode, type UnitRow, unitPath, unitSearchKey } from './unit.store.ts'
import { tidyCode, unitCodeKey } from './unit-code.ts'

export interface TreeChange {
  /** The first day of the change (YYYY-MM-DD), not after today: the tree holds the present only. */
  day: string
  /** The number of the decision, such as 12-QĐ/TU. */
  decision: string | null
}

interface At {
  now: Date
  /** The organisation's calendar, which tells today. */
  calendar: Pick<Calendar, 'dayOf'>
}

export type TreeFault =
  | 'not_allowed'
  /** The unit is unknown or has ended. */
  | 'gone'
  | 'empty_name'
  | 'too_long'
  | 'code_taken'
  | 'future_day'
  /** The day lies before the unit began or was last changed. */
  | 'too_early'
  /** The unit would be below itself. */
  | 'cycle'
  /** A cell has no units below it. */
  | 'parent_is_cell'
  /** A unit cannot be its own successor. */
  | 'same_unit'

export type TreeOutcome<Done = object> = ({ ok: true } & Done) | { ok: false; reason: TreeFault }

const refuse = (reason: TreeFault) => ({ ok: false, reason }) as const

/** Renames a unit. The same name again changes nothing and is no fault. */
export async function renameUnit(
  tx: Tx,
  author: Author,
  change: TreeChange & { unitId: number; name: string },
  at: At,
): Promise<TreeOutcome> {
  const { unitId, name } = change
  const tidy = normaliseText(name).replace(/\s+/g, ' ').trim()
  if (tidy === '') return refuse('empty_name')
  if (tidy.length > maxUnitNameLength) return refuse('too_long')
  const opened = await openUnits(tx, author, { unitIds: [unitId], ...change }, at)
  if (!opened.ok) return opened
  const [unit] = opened.units
  if (!unit || unit.name === tidy) return { ok: true }
  await keepHistory(tx, [unitId], change.day, change.decision)
  await tx
    .updateTable('unit')
    .set({ name: tidy, search_key: unitSearchKey(tidy, unit.code) })
    .where('id', '=', unitId)
    .execute()
  await audit(tx, author, 'unit.rename', { id: unitId, ...change }, at)
  return { ok: true }
}

/** Moves a unit, with everything below it, under another one. */
export async function moveUnit(
  tx: Tx,
  author: Author,
  change: TreeChange & { unitId: number; parentId: number },
  at: At,
): Promise<TreeOutcome> {
  const { unitId, parentId } = change
  if (unitId === parentId) return refuse('cycle')
  const opened = await openUnits(
    tx,
    author,
    { unitIds: [unitId, parentId], targets: [parentId], day: change.day },
    at,
  )
  if (!opened.ok) return opened
  const parent = opened.units.find((unit) => unit.id === parentId)
  const unit = opened.units.find((each) => each.id === unitId)
  if (!unit || !parent) return refuse('gone')
  if (parent.kind === 'cell') return refuse('parent_is_cell')
  if ((await unitPath(tx, parentId)).ids.includes(unitId)) return refuse('cycle')
  if (unit.parentId === parentId) return { ok: true }
  await keepHistory(tx, [unitId], change.day, change.decision)
  await tx.updateTable('unit').set({ parent_id: parentId }).where('id', '=', unitId).execute()
  const detail = { from: unit.parentId, to: parentId }
  await audit(tx, author, 'unit.move', { id: unitId, ...change, detail }, at)
  return { ok: true }
}

/** Ends units that another living one takes over: a merger, or a dissolution with a successor. */
export async function mergeUnits(
  tx: Tx,
  author: Author,
  change: TreeChange & { unitIds: readonly number[]; intoId: number; reason?: 'merge' | 'dissolve' },
  at: At,
): Promise<TreeOutcome> {
  const { unitIds, intoId, reason = 'merge' } = change
  if (unitIds.includes(intoId)) return refuse('same_unit')
  const opened = await openUnits(
    tx,
    author,
    { unitIds: [...unitIds, intoId], targets: [intoId], day: change.day },
    at,
  )
  if (!opened.ok) return opened
  const into = opened.units.find((unit) => unit.id === intoId)
  const ending = opened.units.filter((unit) => unit.id !== intoId)
  if (!into) return refuse('gone')
  const above = new Set((await unitPath(tx, intoId)).ids)
  if (ending.some((unit) => above.has(unit.id))) return refuse('cycle')
  if (into.kind === 'cell' && (await hasChildren(tx, unitIds))) return refuse('parent_is_cell')
  await endUnits(tx, author, { ...change, ending, successors: [intoId], reason }, at)
  return { ok: true }
}

/**
 * Ends a unit and makes several in its place, of its kind and under its superior. The first of them is its
 * successor and also gets the units below it. One of them may have the code of the ended unit, because only
 * one unit has the code on any day.
 */
export async function splitUnit(
  tx: Tx,
  author: Author,
  change: TreeChange & { unitId: number; parts: readonly { code: string; name: string }[] },
  at: At,
): Promise<TreeOutcome<{ partIds: number[] }>> {
  const { unitId, parts } = change
  const tidy = parts.map(({ code, name }) => ({
    code: tidyCode(code),
    name: normaliseText(name).replace(/\s+/g, ' ').trim(),
  }))
  if (tidy.length < 2 || tidy.some((part) => part.name === '' || part.code === ''))
    return refuse('empty_name')
  if (tidy.some((part) => part.name.length > maxUnitNameLength || part.code.length > maxUnitCodeLength))
    return refuse('too_long')
  const opened = await openUnits(tx, author, { unitIds: [unitId], ...change }, at)
  if (!opened.ok) return opened
  const [unit] = opened.units
  if (!unit) return refuse('gone')
  if (new Set(tidy.map((part) => unitCodeKey(part.code))).size < tidy.length) return refuse('code_taken')
  for (const { code } of tidy) {
    const holder = await findUnitByCode(tx, code)
    if (holder && holder.id !== unitId) return refuse('code_taken')
  }
  // End the unit first: then its code is free.
  await sql`update unit set valid_to = ${change.day}::date where id = ${unitId}`.execute(tx)
  const rows = await tx
    .insertInto('unit')
    .values(
      tidy.map(({ code, name }) => ({
        parent_id: unit.parentId,
        kind: unit.kind,
        code,
        name,
        search_key: unitSearchKey(name, code),
        valid_from: change.day,
        created_at: at.now,
      })),
    )
    .returning('id')
    .execute()
  const partIds = rows.map((row) => row.id)
  await endUnits(tx, author, { ...change, ending: [unit], successors: partIds, reason: 'split' }, at)
  return { ok: true, partIds }
}

type Opened = { ok: true; units: UnitRow[] } | { ok: false; reason: TreeFault }

/**
 * Locks the tree and checks day, existence and permission. `targets` are those of the units that do not
 * change themselves, because others move or merge into them. They may have been changed after the day.
 */
async function openUnits(
  tx: Tx,
  author: Author,
  { unitIds, targets = [], day }: { unitIds: readonly number[]; targets?: readonly number[]; day: string },
  { now, calendar }: At,
): Promise<Opened> {
  if (day > calendar.dayOf(now)) return refuse('future_day')
  await lockTree(tx)
  const units: UnitRow[] = []
  for (const id of new Set(unitIds)) {
    const unit = await findUnit(tx, id)
    if (!unit || unit.validTo !== null) return refuse('gone')
    if (!(await authorise(tx, author, 'unit.manage', id, now))) return refuse('not_allowed')
    units.push(unit)
  }
  const changing = units.filter((unit) => !targets.includes(unit.id))
  const later = await tx
    .selectFrom('unit_history')
    .select('id')
    .where(
      'unit_id',
      'in',
      changing.map((unit) => unit.id),
    )
    .where('until_day', '>', day)
    .executeTakeFirst()
  if (later || changing.some((unit) => unit.validFrom > day)) return refuse('too_early')
  return { ok: true, units }
}

/** Ends units with their successors; the first successor is the main one. Moves the units below to it. */
async function endUnits(
  tx: Tx,
  author: Author,
  change: TreeChange & {
    ending: UnitRow[]
    successors: number[]
    reason: 'merge' | 'split' | 'dissolve'
  },
  { now }: { now: Date },
): Promise<void> {
  const { ending, successors } = change
  const ids = ending.map((unit) => unit.id)
  const [main] = successors
  const children = await sql<{ id: number }>`
    select id from unit where parent_id = any(${ids}::bigint[]) and valid_to is null
      and id <> all(${ids}::bigint[])`.execute(tx)
  if (children.rows.length > 0) {
    const childIds = children.rows.map((row) => row.id)
    await keepHistory(tx, childIds, change.day, change.decision)
    await tx.updateTable('unit').set({ parent_id: main }).where('id', 'in', childIds).execute()
  }
  await sql`update unit set valid_to = ${change.day}::date,
    successor_id = ${main} where id = any(${ids}::bigint[])`.execute(tx)
  // Earlier ended units whose successor ends now get the new successor.
  await sql`update unit set successor_id = ${main} where successor_id = any(${ids}::bigint[])`.execute(tx)
  await tx
    .insertInto('unit_successor')
    .values(
      ids.flatMap((old_unit_id) =>
        successors.map((new_unit_id) => ({
          old_unit_id,
          new_unit_id,
          reason: change.reason,
          on_day: change.day,
          decision: change.decision,
        })),
      ),
    )
    .execute()
  await passOnToSuccessor(tx, ids, main ?? 0, now)
  const detail = { successor: main ?? null }
  for (const id of ids) await audit(tx, author, `unit.${change.reason}`, { id, ...change, detail }, { now })
}

// Ends the duties at the ended units. If nobody has a duty at the successor, as after a split, the people of
// the ended units get their duties there. Otherwise only the speakers do: a unit may have many. Also revokes
// unused codes and passes on the group chat.
async function passOnToSuccessor(tx: Tx, endedIds: number[], successorId: number, now: Date): Promise<void> {
  const presentHolder = await tx
    .selectFrom('duty_holding')
    .select('id')
    .where('unit_id', '=', successorId)
    .where('until', 'is', null)
    .executeTakeFirst()
  const ended = await sql<{ id: number; officer_id: number; duty: string; isSubstitute: boolean }>`
    update duty_holding set until = ${endOfDuty(now)}
    where unit_id = any(${endedIds}::bigint[]) and until is null
    returning id, officer_id, duty, substitute_for is not null as "isSubstitute"`.execute(tx)
  const passedOn = ended.rows.filter((row) => !presentHolder || row.duty === 'speaker')
  const ids = (isSubstitute: boolean) =>
    passedOn.filter((row) => row.isSubstitute === isSubstitute).map((row) => row.id)
  if (passedOn.length > 0) {
    await sql`
      insert into duty_holding (officer_id, unit_id, duty, since, ends_at)
      select officer_id, ${successorId}::bigint, duty, ${now}::timestamptz, max(ends_at)
      from duty_holding where id = any(${ids(false)}::bigint[]) group by officer_id, duty
      on conflict do nothing`.execute(tx)
    await sql`update duty_holding old set successor_id = today.id
      from duty_holding ended join duty_holding today
        on today.unit_id = ${successorId} and today.officer_id = ended.officer_id
        and today.duty = ended.duty and today.until is null
      where ended.id = any(${ids(false)}::bigint[])
        and (old.id = ended.id or old.successor_id = ended.id)`.execute(tx)
    // Their substitutes are substitutes at the successor, for as long as before.
    await sql`
      insert into duty_holding (officer_id, unit_id, duty, since, ends_at, substitute_for)
      select distinct on (stood.officer_id, stood.duty) stood.officer_id, ${successorId}::bigint, stood.duty,
        ${now}::timestamptz, stood.ends_at, away.successor_id
      from duty_holding stood join duty_holding away on away.id = stood.substitute_for
      where stood.id = any(${ids(true)}::bigint[]) and away.successor_id is not null
        and stood.ends_at > ${now}
      order by stood.officer_id, stood.duty, stood.ends_at desc
      on conflict do nothing`.execute(tx)
  }

  await sql`update enrolment_code set revoked_at = ${now}
    where unit_id = any(${endedIds}::bigint[]) and used_at is null and revoked_at is null`.execute(tx)
  // The group of an ended unit becomes the successor's, unless the successor has a group of its own.
  await sql`update chat set unit_id = case when id = (
        select min(id) from chat c where c.unit_id = any(${endedIds}::bigint[])
          and not exists (select from chat other where other.unit_id = ${successorId})
      ) then ${successorId}::bigint end
    where unit_id = any(${endedIds}::bigint[])`.execute(tx)
}

async function hasChildren(tx: Tx, unitIds: readonly number[]): Promise<boolean> {
  const result = await sql<{ id: number }>`select id from unit
    where parent_id = any(${[...unitIds]}::bigint[]) and valid_to is null
      and id <> all(${[...unitIds]}::bigint[])
    limit 1`.execute(tx)
  return result.rows.length > 0
}

async function audit(
  tx: Tx,
  author: Author,
  action: string,
  { id, day, decision, detail = {} }: TreeChange & { id: number; detail?: Record<string, number | null> },
  { now }: { now: Date },
): Promise<void> {
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action,
    subject: { kind: 'unit', id },
    unitId: id,
    detail: { ...detail, day, decision },
  })
}
