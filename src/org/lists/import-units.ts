// Imports a list of units: all of it or nothing. The same list a second time changes nothing. Renames and
// moves keep the past in unit_history. read-unit-table.ts reads the file, check-units.ts checks it.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { recordAudit } from '../../platform/audit.ts'
import type { Db, Tx } from '../../platform/database.ts'
import type { UnitKind } from '../../platform/database-types.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import { type Author, auditActor } from '../author.ts'
import { authorisedWithin } from '../authorise.ts'
import { mergeUnits, type TreeFault } from '../change-tree.ts'
import { keepHistory, lockTree } from '../tree-history.ts'
import { unitSearchKey } from '../unit.store.ts'
import type { PlannedClosing } from './check-closings.ts'
import { checkUnits, type PlannedChange, type PlannedUnit, type UnitPlan } from './check-units.ts'
import { faultsOutside, importScope, linesWithin, planForTree } from './import-scope.ts'
import type { KnownUnit, RowFault } from './list-faults.ts'
import type { TableFault } from './read-table.ts'
import { readUnitFile, readUnitText, type UnitLine, type UnitTable } from './read-unit-table.ts'
import type { UnitColumn } from './unit-columns.ts'

export interface UnitImport {
  /** The bytes of a file (CSV, XLSX, XLS), CSV text, or lines made elsewhere. */
  list: string | Uint8Array | readonly UnitLine[] | UnitTable
  /** First day of new units and of changes (YYYY-MM-DD); today by default, never a later day. */
  on?: string
  /** The number of the decision by which units are renamed, moved or get another kind. */
  decision?: string
  /**
   * The changes correct an earlier list and need no decision. They keep no history: the past changes as well.
   */
  isCorrection?: boolean
  /** Only reports what the import would do. */
  dryRun?: boolean
  /** The `mark` of the plan that a person saw. If the import would now do anything else, it is refused. */
  expected?: string
  /** Without it, an import that would close units is refused. */
  closing?: {
    /** The number of the decision by which units close. */
    decision: string
    /** The day for units without a day in the list; today by default. */
    day?: string
    /** Whether units that the list does not name close as well. */
    absentToo?: boolean
    /** Whether more than a fifth of all units may close. */
    many?: boolean
  }
}

/** Maximum share of the living units that may close at once without `many`. */
export const maxClosedShare = 1 / 5

export interface ImportDone extends UnitPlan {
  ok: true
  dryRun: boolean
  /** A hash of the plan: the same list on the same tree gives the same mark. */
  mark: string
  /** Further sheets of the workbook that have the headings and were not read. */
  otherSheets: string[]
}

export type ImportOutcome =
  | ImportDone
  /** The file cannot be read as a list. */
  | { ok: false; reason: 'unreadable'; fault: TableFault<UnitColumn> }
  | { ok: false; reason: 'wrong_rows'; errors: RowFault[] }
  | { ok: false; reason: 'refused'; refused: ClosingRefusal }

/**
 * Why nothing was imported. `no_decision`: units would close. `undecided`: units with a past would change.
 * `too_many`: more than `maxClosedShare` would close. `not_as_seen`: the mark differs from `expected`.
 * TreeFault: a unit cannot be closed.
 */
export interface ClosingRefusal {
  reason: 'no_decision' | 'undecided' | 'too_many' | 'not_as_seen' | TreeFault
  closed: PlannedClosing[]
  /** Units that have a past and would be renamed, moved or get another kind. */
  changed: PlannedChange[]
  /** Number of units in the author's part of the tree. */
  units: number
}

interface At {
  now: Date
  /** The organisation's calendar, which tells today. */
  calendar: Pick<Calendar, 'dayOf'>
}

/**
 * Imports a list in a transaction of its own, which begins after the list was read. A person imports into the
 * subtrees of the duties that allow unit.manage, the operator everywhere.
 */
export async function importUnits(
  db: Db,
  author: Author,
  wanted: UnitImport,
  { now, calendar }: At,
): Promise<ImportOutcome> {
  const today = calendar.dayOf(now)
  const day = wanted.on ?? today
  const table = await readTable(wanted.list)
  if (!table.ok) return { ok: false, reason: 'unreadable', fault: table.fault }
  return db.transaction().execute(async (tx): Promise<ImportOutcome> => {
    await lockTree(tx)
    const allUnits = await knownUnits(tx)
    const { closing, dryRun = false } = wanted
    const within = await authorisedWithin(tx, author, 'unit.manage', now)
    const nothing = { closed: [], changed: [], units: 0 }
    if (within.length === 0)
      return { ok: false, reason: 'refused', refused: { reason: 'not_allowed', ...nothing } }
    const scope = importScope(allUnits, within)
    const { known } = scope
    const closings = {
      day: closing?.day ?? today,
      today,
      absentToo: closing?.absentToo ?? false,
    }
    const lines = linesWithin(table.lines, scope)
    const outside = faultsOutside(lines, scope)
    const checked = checkUnits(lines, known, closings, day)
    if (!checked.ok || outside.length > 0) {
      const faults = [...outside, ...(checked.ok ? [] : checked.faults)]
      return { ok: false, reason: 'wrong_rows', errors: faults.sort((a, b) => a.row - b.row) }
    }
    const plan = planForTree(checked.plan, scope)
    const mark = markOf(plan)
    const changed = plan.changed.filter((unit) => unit.hasPast)
    const refuse = (reason: ClosingRefusal['reason']): ImportOutcome => ({
      ok: false,
      reason: 'refused',
      refused: {
        reason,
        closed: plan.closed,
        changed,
        units: known.length,
      },
    })
    if (wanted.expected !== undefined && wanted.expected !== mark) return refuse('not_as_seen')
    if (day > today) return refuse('future_day')
    const isDecided = decisionOf(wanted) !== null || wanted.isCorrection === true
    if (changed.length > 0 && !isDecided && !dryRun) return refuse('undecided')
    if (plan.closed.length > 0 && !closing && !dryRun) return refuse('no_decision')
    if (plan.closed.length > known.length * maxClosedShare && !closing?.many && !dryRun)
      return refuse('too_many')
    const otherSheets = 'otherSheets' in table ? (table.otherSheets ?? []) : []
    const done: ImportDone = { ok: true, dryRun, mark, ...plan, otherSheets }
    if (dryRun && plan.closed.length === 0) return done
    // Only closing the units shows whether they can be closed. So a dry run closes them and rolls back.
    const undo = await savepoint(tx)
    await applyPlan(tx, author, { ...wanted, plan, known: allUnits, day }, now)
    const decision = closing?.decision ?? null
    const fault = await closeUnits(tx, author, { closed: plan.closed, decision }, { now, calendar })
    if (fault !== null || dryRun) await undo()
    return fault === null ? done : refuse(fault)
  })
}

/** The hash of what is created, changed and closed. */
function markOf({ created, changed, closed }: UnitPlan): string {
  return createHash('sha256')
    .update(JSON.stringify([created, changed, closed]))
    .digest('hex')
}

/** The decision by which units are renamed and moved; by default the one by which units close. */
const decisionOf = ({ decision, closing }: Pick<UnitImport, 'decision' | 'closing'>) =>
  decision ?? closing?.decision ?? null

/** Sets a savepoint. Returns the function that rolls back to it. */
async function savepoint(tx: Tx): Promise<() => Promise<void>> {
  await sql`savepoint before_import`.execute(tx)
  return async () => {
    await sql`rollback to savepoint before_import`.execute(tx)
  }
}

// Closes the units in the order of their days, because a later closing must not move a unit that ended
// earlier. On one day the units with the deepest successor close first. mergeUnits does the rest
// (change-tree.ts).
async function closeUnits(
  tx: Tx,
  author: Author,
  { closed, decision }: { closed: readonly PlannedClosing[]; decision: string | null },
  at: At,
): Promise<TreeFault | null> {
  if (closed.length === 0) return null
  const codes = [...new Set(closed.map((unit) => unit.successorCode))]
  const result = await sql<{ code: string; id: number; depth: number }>`
    select unit.code, unit.id, (
      with recursive up (id, parent_id) as (
        select unit.id, unit.parent_id union all select above.id, above.parent_id from up
          join unit above on above.id = up.parent_id
      ) select count(*) from up) as depth
    from unit where valid_to is null and code = any(${codes}::text[])`.execute(tx)
  const successors = new Map(result.rows.map((row) => [row.code, row]))
  const groups = [...Map.groupBy(closed, (unit) => `${unit.successorCode}\n${unit.day}`).values()].flatMap(
    (units) => {
      const [first] = units
      const successor = first && successors.get(first.successorCode)
      return successor ? [{ successor, day: first.day, ids: units.map((unit) => unit.id) }] : []
    },
  )
  groups.sort((a, b) => a.day.localeCompare(b.day) || b.successor.depth - a.successor.depth)
  for (const { successor, day, ids } of groups) {
    const merger = { unitIds: ids, intoId: successor.id, day, decision, reason: 'dissolve' as const }
    const outcome = await mergeUnits(tx, author, merger, at)
    if (!outcome.ok) return outcome.reason
  }
  return null
}

async function readTable(
  given: UnitImport['list'],
): Promise<UnitTable | { ok: true; lines: readonly UnitLine[] }> {
  if (typeof given === 'string') return readUnitText(given)
  if (given instanceof Uint8Array) return await readUnitFile(given)
  return 'ok' in given ? given : { ok: true, lines: given }
}

async function knownUnits(tx: Tx): Promise<KnownUnit[]> {
  const rows = await tx
    .with('changed', (eb) =>
      eb
        .selectFrom('unit_history')
        .select(['unit_id', ({ fn }) => fn.max('until_day').as('day')])
        .groupBy('unit_id'),
    )
    .selectFrom('unit as u')
    .leftJoin('unit as p', 'p.id', 'u.parent_id')
    .leftJoin('changed', 'changed.unit_id', 'u.id')
    .select(['u.id', 'u.code', 'u.kind', 'u.name', 'p.code as parentCode', 'u.valid_from as validFrom'])
    .select(({ fn }) => fn.coalesce('changed.day', 'u.valid_from').as('since'))
    .where('u.valid_to', 'is', null)
    .orderBy('u.id')
    .execute()
  return rows
}

/** An import that was checked. */
interface CheckedImport extends Pick<UnitImport, 'decision' | 'closing' | 'isCorrection'> {
  plan: UnitPlan
  /** All living units. */
  known: readonly KnownUnit[]
  /** First day of new units and of changes. */
  day: string
}

/** Creates and changes units as planned, and notes it in the audit trail. */
async function applyPlan(tx: Tx, author: Author, checked: CheckedImport, now: Date): Promise<void> {
  const { plan, known, day, isCorrection } = checked
  const idOf = new Map(known.map((unit) => [unit.code, unit.id]))
  await createUnits(tx, { units: plan.created, idOf, day }, now)
  if (plan.changed.length > 0) {
    const ids = plan.changed.map((unit) => unit.id)
    if (!isCorrection) await keepHistory(tx, ids, day, decisionOf(checked))
    await sql`
      update unit set parent_id = given.parent_id, kind = given.kind, name = given.name,
        search_key = given.search_key
      from unnest(${ids}::bigint[], ${parentIds(plan.changed, idOf)}::bigint[],
        ${plan.changed.map((unit) => unit.kind)}::unit_kind[],
        ${plan.changed.map((unit) => unit.name)}::text[],
        ${plan.changed.map((unit) => unitSearchKey(unit.name, unit.code))}::text[])
        as given (id, parent_id, kind, name, search_key)
      where unit.id = given.id`.execute(tx)
  }
  await auditImport(tx, author, { ...checked, idOf }, now)
}

// One statement creates all units. The database checks foreign keys at its end, so a unit may name a superior
// of the same list. Adds the new ids to `idOf`.
async function createUnits(
  tx: Tx,
  { units, idOf, day }: { units: PlannedUnit[]; idOf: Map<string, number>; day: string },
  now: Date,
): Promise<void> {
  if (units.length === 0) return
  const newIds = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('unit', 'id')) as id
      from generate_series(1, ${units.length}::int)`.execute(tx)
  for (const [index, unit] of units.entries()) idOf.set(unit.code, newIds.rows[index]?.id ?? 0)
  await sql`
    insert into unit (id, parent_id, kind, code, name, search_key, valid_from, created_at)
    overriding system value
    select id, parent_id, kind, code, name, search_key, ${day}::date, ${now}
    from unnest(${units.map((unit) => idOf.get(unit.code))}::bigint[], ${parentIds(units, idOf)}::bigint[],
      ${units.map((unit) => unit.kind)}::unit_kind[], ${units.map((unit) => unit.code)}::text[],
      ${units.map((unit) => unit.name)}::text[],
      ${units.map((unit) => unitSearchKey(unit.name, unit.code))}::text[])
      as given (id, parent_id, kind, code, name, search_key)`.execute(tx)
  // Many new units have no statistics yet. Without them the planner chooses bad plans for
  // hours.
  if (units.length >= 500) await sql`analyze unit`.execute(tx)
}

function parentIds(units: { parentCode: string | null }[], idOf: Map<string, number>): (number | null)[] {
  return units.map((unit) => (unit.parentCode === null ? null : (idOf.get(unit.parentCode) ?? null)))
}

// One audit entry for the import, and one for each changed unit.
async function auditImport(
  tx: Tx,
  author: Author,
  imported: CheckedImport & { idOf: Map<string, number> },
  now: Date,
): Promise<void> {
  const { plan, idOf, day, isCorrection } = imported
  if (plan.created.length + plan.changed.length + plan.closed.length === 0) return
  const actor = auditActor(author)
  const first = plan.created[0] ?? plan.changed[0]
  await recordAudit(tx, {
    at: now,
    actor,
    action: 'unit.import',
    subject: { kind: 'unit' },
    unitId: (first?.parentCode ? idOf.get(first.parentCode) : first && idOf.get(first.code)) ?? null,
    detail: {
      created: plan.created.length,
      changed: plan.changed.length,
      unchanged: plan.unchanged,
      closed: plan.closed.length,
    },
  })
  for (let from = 0; from < plan.changed.length; from += 5_000) {
    await recordAudit(
      tx,
      plan.changed.slice(from, from + 5_000).map((unit) => ({
        at: now,
        actor,
        action: 'unit.change',
        subject: { kind: 'unit', id: unit.id },
        unitId: unit.id,
        detail: {
          renamed: unit.name !== unit.before.name,
          moved: unit.parentCode !== unit.before.parentCode,
          kind: unit.kind as UnitKind,
          day,
          ...(isCorrection ? { correction: true } : { decision: decisionOf(imported) }),
        },
      })),
    )
  }
}
