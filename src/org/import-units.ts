// Imports a list of units: all of it or nothing, and the same list twice changes nothing. Renames and moves keep what
// was in unit_history. Reading the file is read-unit-table.ts, judging it check-units.ts.
import { sql } from 'kysely'
import { type AuditNote, recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { UnitKind } from '../platform/database-types.ts'
import { checkUnits, type KnownUnit, type PlannedUnit, type RowFault, type UnitPlan } from './check-units.ts'
import type { TableFault } from './read-table.ts'
import { readUnitFile, readUnitText, type UnitLine, type UnitTable } from './read-unit-table.ts'
import { keepHistory, lockTree } from './tree-history.ts'
import { unitSearchKey } from './unit.store.ts'

export interface ImportOptions {
  now: Date
  /** The organisation's day: new units exist from it, changes count from it. */
  day: string
  /** Only say what would happen. */
  dryRun?: boolean
  by?: AuditNote['actor']
}

export interface ImportDone extends UnitPlan {
  ok: true
  dryRun: boolean
}

export type ImportOutcome =
  | ImportDone
  | { ok: false; fault: TableFault; errors: [] }
  | { ok: false; fault?: undefined; errors: RowFault[] }

/** Imports from the bytes of a file (CSV, XLSX, XLS), from CSV text, or from lines made elsewhere. */
export async function importUnits(
  db: Db,
  given: string | Uint8Array | readonly UnitLine[],
  options: ImportOptions,
): Promise<ImportOutcome> {
  const table = await readTable(given)
  if (!table.ok) return { ok: false, fault: table.fault, errors: [] }
  return db.transaction().execute(async (tx): Promise<ImportOutcome> => {
    await lockTree(tx)
    const known = await knownUnits(tx)
    const checked = checkUnits(table.lines, known)
    if (!checked.ok) return { ok: false, errors: checked.faults }
    const { plan } = checked
    if (!options.dryRun) await apply(tx, plan, known, options)
    return { ok: true, dryRun: options.dryRun ?? false, ...plan }
  })
}

async function readTable(
  given: string | Uint8Array | readonly UnitLine[],
): Promise<UnitTable | { ok: true; lines: readonly UnitLine[] }> {
  if (typeof given === 'string') return readUnitText(given)
  return given instanceof Uint8Array ? readUnitFile(given) : { ok: true, lines: given }
}

async function knownUnits(tx: Tx): Promise<KnownUnit[]> {
  const rows = await tx
    .selectFrom('unit as u')
    .leftJoin('unit as p', 'p.id', 'u.parent_id')
    .select(['u.id', 'u.code', 'u.kind', 'u.name', 'p.code as parentCode'])
    .where('u.valid_to', 'is', null)
    .orderBy('u.id')
    .execute()
  return rows
}

async function apply(tx: Tx, plan: UnitPlan, known: KnownUnit[], options: ImportOptions): Promise<void> {
  const idOf = new Map(known.map((unit) => [unit.code, unit.id]))
  await create(tx, plan.created, idOf, options)
  if (plan.changed.length > 0) {
    const ids = plan.changed.map((unit) => unit.id)
    await keepHistory(tx, ids, options.day, null)
    await sql`
      update unit set parent_id = given.parent_id, kind = given.kind, name = given.name, search_key = given.search_key
      from unnest(${ids}::bigint[], ${parentIds(plan.changed, idOf)}::bigint[], ${plan.changed.map((unit) => unit.kind)}::unit_kind[],
        ${plan.changed.map((unit) => unit.name)}::text[],
        ${plan.changed.map((unit) => unitSearchKey(unit.name, unit.code))}::text[])
        as given (id, parent_id, kind, name, search_key)
      where unit.id = given.id`.execute(tx)
  }
  await noteImport(tx, plan, idOf, options)
}

// All in one statement: foreign keys are checked at its end, so children may name parents of the same list.
async function create(
  tx: Tx,
  units: PlannedUnit[],
  idOf: Map<string, number>,
  options: ImportOptions,
): Promise<void> {
  if (units.length === 0) return
  const fresh = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('unit', 'id')) as id from generate_series(1, ${units.length}::int)`.execute(
    tx,
  )
  for (const [index, unit] of units.entries()) idOf.set(unit.code, fresh.rows[index]?.id ?? 0)
  await sql`
    insert into unit (id, parent_id, kind, code, name, search_key, valid_from, created_at)
    overriding system value
    select id, parent_id, kind, code, name, search_key, ${options.day}::date, ${options.now}
    from unnest(${units.map((unit) => idOf.get(unit.code))}::bigint[], ${parentIds(units, idOf)}::bigint[],
      ${units.map((unit) => unit.kind)}::unit_kind[], ${units.map((unit) => unit.code)}::text[],
      ${units.map((unit) => unit.name)}::text[],
      ${units.map((unit) => unitSearchKey(unit.name, unit.code))}::text[])
      as given (id, parent_id, kind, code, name, search_key)`.execute(tx)
  // A tree that was just planted has no statistics yet; without them the planner guesses badly for hours.
  if (units.length >= 500) await sql`analyze unit`.execute(tx)
}

function parentIds(units: { parentCode: string | null }[], idOf: Map<string, number>): (number | null)[] {
  return units.map((unit) => (unit.parentCode === null ? null : (idOf.get(unit.parentCode) ?? null)))
}

// New units are told of in one entry, each changed unit in its own.
async function noteImport(
  tx: Tx,
  plan: UnitPlan,
  idOf: Map<string, number>,
  options: ImportOptions,
): Promise<void> {
  if (plan.created.length === 0 && plan.changed.length === 0) return
  const actor = options.by ?? { kind: 'operator' as const }
  const first = plan.created[0] ?? plan.changed[0]
  await recordAudit(tx, {
    at: options.now,
    actor,
    action: 'unit.import',
    subject: { kind: 'unit' },
    unitId: (first?.parentCode ? idOf.get(first.parentCode) : first && idOf.get(first.code)) ?? null,
    detail: { created: plan.created.length, changed: plan.changed.length, unchanged: plan.unchanged },
  })
  for (let from = 0; from < plan.changed.length; from += 5_000) {
    await recordAudit(
      tx,
      plan.changed.slice(from, from + 5_000).map((unit) => ({
        at: options.now,
        actor,
        action: 'unit.change',
        subject: { kind: 'unit', id: unit.id },
        unitId: unit.id,
        detail: {
          renamed: unit.name !== unit.before.name,
          moved: unit.parentCode !== unit.before.parentCode,
          kind: unit.kind as UnitKind,
        },
      })),
    )
  }
}
