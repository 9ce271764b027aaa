// Figures at size: the whole country of 300,000 reports by province and commune, one committee with 500 units
// below it, and what keeping the numbers costs while reports come in.
import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../../src/platform/database.ts'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { keptFields } from '../../src/response/figures.ts'
import { figuresBelow } from '../../src/rollup/figures.ts'
import { createDatabase, databaseUrl, startCluster, templateName } from '../support/cluster.ts'
import type { Figure } from './run.ts'
import { submitStormRatio } from './submit-storm.ts'

const now = new Date('2026-03-02T02:00:00Z')
const provinces = 34
const communes = 3_321
const cells = 300_000

export async function run(): Promise<Figure[]> {
  const cluster = await startCluster()
  try {
    await createDatabase(cluster.adminUrl, 'bench_rollup', templateName)
    const database = openDatabase({
      url: databaseUrl(cluster.adminUrl, 'bench_rollup'),
      statementTimeoutMs: 0,
    })
    try {
      return await measure(database)
    } finally {
      await database.close()
    }
  } finally {
    await cluster.stop()
  }
}

async function measure(database: Database): Promise<Figure[]> {
  const { db } = database
  const { countryId, communeId, directiveId } = await plant(db)
  const country = { unitId: countryId, levels: 2 }
  const figures: Figure[] = []
  const add = (name: string, value: number, aim?: number) =>
    figures.push({ name, value, unit: 'ms', better: 'lower', aim })
  add('tree_300k_ms', await p95(50, () => figuresBelow(db, directiveId, { ...country, tree: 'then' })), 200)
  add('tree_300k_today_ms', await p95(50, () => figuresBelow(db, directiveId, { ...country, tree: 'now' })))
  const commune = { unitId: communeId, levels: 1 }
  add(
    'committee_500_ms',
    await p95(50, () => figuresBelow(db, directiveId, { ...commune, tree: 'then' })),
    15,
  )
  add(
    'committee_500_today_ms',
    await p95(50, () => figuresBelow(db, directiveId, { ...commune, tree: 'now' })),
  )
  const ratio = await submitStormRatio(database, countryId)
  figures.push({ name: 'submit_storm_ratio', value: ratio, unit: '', better: 'higher', aim: 0.9 })
  return figures
}

/** A country of one node, its provinces and communes, and cells below these that all reported. */
export async function plant(db: Database['db']) {
  const insert = async (count: number, kind: string, parentOf: (index: number) => number | null) => {
    const parents = Array.from({ length: count }, (_, index) => parentOf(index))
    const rows = await sql<{ id: number }>`
      insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
      select parent, ${kind}::unit_kind, ${kind} || n, ${kind} || n, ${kind} || n, '2026-01-01', ${now}
      from unnest(${parents}::bigint[]) with ordinality as given (parent, n)
      returning id`.execute(db)
    return rows.rows.map(({ id }) => id)
  }
  const [countryId] = await insert(1, 'province', () => null)
  const provinceIds = await insert(provinces, 'committee', () => countryId!)
  const communeIds = await insert(communes, 'grassroots', (index) => provinceIds[index % provinces]!)
  // The first commune has 500 cells, the others share the rest.
  await insert(cells, 'cell', (index) =>
    index < 500 ? communeIds[0]! : communeIds[1 + (index % (communes - 1))]!,
  )
  const directive = await sql<{ id: number }>`
    insert into directive (issuer_unit_id, kind, number, number_text, number_key, term, issued_on, subject,
      search_key, audience, state, outline, created_at, issued_at)
    values (${countryId!}, 'CT', 5, '05-CT/TW', '05-ct/tw', '2025-2030', '2026-01-02', 'Về việc đo', 'do',
      '{}', 'issued', ${JSON.stringify(defaultOutline)}::jsonb, ${now}, ${now}) returning id`.execute(db)
  const directiveId = directive.rows[0]!.id
  await sql`insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names,
      report_state, reported_at, created_at)
    select ${directiveId}, cell.id, cell.name, 'cell',
      array[${countryId}::bigint, commune.parent_id, commune.id, cell.id],
      array['', '', '', cell.name], 'submitted', ${now}, ${now}
    from unit cell join unit commune on commune.id = cell.parent_id where cell.kind = 'cell'`.execute(db)
  const fields = keptFields(defaultOutline)
  const columns = sql.join(fields.map((_, index) => sql.ref(`n${index + 1}`)))
  const numbers = sql.join(fields.map((_, index) => sql`(o.id * ${index + 7}) % 97`))
  await sql`insert into report_place (path_ids) select distinct trim_array(path_ids, 1) from obligation`.execute(
    db,
  )
  // In the order of chance: reports do not come in by committee.
  await sql`insert into report_figures (obligation_id, directive_id, unit_id, place_id, ${columns})
    select o.id, o.directive_id, o.unit_id, place.id, ${numbers}
    from obligation o join report_place place on place.path_ids = trim_array(o.path_ids, 1)
    order by md5(o.id::text)`.execute(db)
  await sql`vacuum analyze`.execute(db)
  return { countryId: countryId!, communeId: communeIds[0]!, directiveId }
}

async function p95(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    await work()
    took.push(performance.now() - startedAt)
  }
  took.sort((a, b) => a - b)
  return took[Math.floor(took.length * 0.95)]!
}
