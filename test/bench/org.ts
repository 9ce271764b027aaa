// The organisation at size: importing lists of 6,000 and of 60,000 units, sums over the subtree of a province
// and of a commune in a tree of 44,000 units, search by name, and choosing the chat of each of 300,000 cells.
import { sql } from 'kysely'
import { importUnits } from '../../src/org/lists/import-units.ts'
import { searchUnits, subtreeSql } from '../../src/org/unit.store.ts'
import { cellsBelow } from '../../src/org/unit-card.ts'
import { type Database, openDatabase } from '../../src/platform/database.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { createDatabase, databaseUrl, startCluster, templateName } from '../support/cluster.ts'
import { type Figure, median } from './run.ts'

const now = new Date('2026-03-02T02:00:00Z')
const at = { now, calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }) }

export async function run(): Promise<Figure[]> {
  const cluster = await startCluster()
  const figures: Figure[] = []
  const add = (name: string, value: number, unit: string, aim?: number) =>
    figures.push({ name, value, unit, better: 'lower', aim })
  const fresh = async (work: (database: Database) => Promise<void>) => {
    await createDatabase(cluster.adminUrl, 'bench_org', templateName)
    const database = openDatabase({ url: databaseUrl(cluster.adminUrl, 'bench_org'), statementTimeoutMs: 0 })
    try {
      await work(database)
    } finally {
      await database.close()
    }
  }
  try {
    await fresh(async ({ db }) => {
      const list = unitList(6_000)
      add('import_6000_s', await seconds(() => imported(db, list)), 's', 5)
      add('import_6000_again_s', await seconds(() => imported(db, list)), 's', 5)
    })
    await fresh(async ({ db }) => {
      const list = unitList(60_000)
      add('import_60000_s', await seconds(() => imported(db, list)), 's')
    })
    await fresh(async ({ db }) => {
      await imported(db, unitList(44_000))
      await sql`vacuum analyze unit`.execute(db)
      const idOf = async (code: string) =>
        (await db.selectFrom('unit').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id
      const province = await idOf('T')
      const commune = await idOf('X077')
      add('province_ms', await middleMs(31, () => sum(db, province)), 'ms')
      add('commune_ms', await middleMs(31, () => sum(db, commune)), 'ms')
      add('province_reach_ms', await middleMs(7, () => cellsBelow(db, province)), 'ms')
      const took: number[] = []
      for (let round = 0; round < 200; round++) {
        const typed = searches[round % searches.length] ?? ''
        took.push((await seconds(() => searchUnits(db, [province], typed))) * 1_000)
      }
      took.sort((a, b) => a - b)
      add('unit_search_p95_ms', took[Math.floor(took.length * 0.95)] ?? Number.NaN, 'ms')
    })
    await fresh(async ({ db }) => {
      await plantCells(db, 300_000)
      const read = () =>
        sql`select count(*), count(telegram_chat_id), count(why_not) from unit_recipient
          join unit on unit.id = unit_id
          where kind = 'cell'`.execute(db)
      add('recipients_300000_s', (await middleMs(3, read)) / 1_000, 's')
    })
  } finally {
    await cluster.stop()
  }
  return figures
}

const words = ['khu phố', 'thôn', 'trường', 'trạm y tế', 'công an', 'quân sự', 'hợp tác xã', 'cơ quan']
const places = [
  'An Bình',
  'Bắc Sơn',
  'Cẩm Đường',
  'Đồng Tâm',
  'Hòa Khê',
  'Lộc Thủy',
  'Minh Đức',
  'Xuân Giang',
]
const searches = [
  'khu pho 12',
  'thôn 7',
  'hoa khe',
  'tram y te xuan',
  'Cẩm Đường',
  'dong tam 31',
  'x012',
  'quan su',
]

/** A province of `count` units: 150 communes, one grass-roots organisation for ten units, the rest cells. */
function unitList(count: number): Uint8Array {
  const lines = ['code,parent_code,kind,name', 'T,,province,Tỉnh ủy Hòa Khê']
  const communes = 150
  const grassroots = Math.floor((count - 1 - communes) / 10)
  const place = (index: number) => `${places[index % places.length]} ${Math.floor(index / places.length)}`
  for (let index = 0; index < communes; index++)
    lines.push(`X${String(index).padStart(3, '0')},T,committee,Đảng ủy xã ${place(index)}`)
  for (let index = 0; index < grassroots; index++)
    lines.push(
      `G${index},X${String(index % communes).padStart(3, '0')},grassroots,Đảng bộ cơ sở ${place(index)}`,
    )
  for (let index = 0; lines.length <= count; index++)
    lines.push(`C${index},G${index % grassroots},cell,Chi bộ ${words[index % words.length]} ${place(index)}`)
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

async function imported(db: Database['db'], list: Uint8Array): Promise<void> {
  const outcome = await importUnits(db, 'operator', { list }, at)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome).slice(0, 500))
}

/** Units and cells in a subtree, as a page shows them. */
async function sum(db: Database['db'], root: number): Promise<void> {
  await sql`select count(*), count(*) filter (where kind = 'cell') from (${subtreeSql(root)}) below`.execute(
    db,
  )
}

async function plantCells(db: Database['db'], count: number): Promise<void> {
  await sql`insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
    select null, 'cell', 'C' || n, 'Chi bộ ' || n, 'chi bo ' || n, '2026-01-01', ${now}
    from generate_series(1, ${count}::int) n`.execute(db)
  await sql`insert into officer (full_name, search_key, telegram_user_id, created_at)
    select 'Người ' || id, 'nguoi ' || id, 700000000 + id, ${now} from unit where id % 10 <> 0`.execute(db)
  await sql`insert into duty_holding (officer_id, unit_id, duty, since)
    select id, telegram_user_id - 700000000, 'secretary', ${now} from officer`.execute(db)
  await sql`insert into chat (telegram_chat_id, kind, officer_id, state, state_changed_at, created_at)
    select telegram_user_id, 'private', id,
      (case when id % 100 = 1 then 'blocked' else 'reachable' end)::chat_state, ${now},
      ${now} from officer`.execute(db)
  await sql`insert into chat (telegram_chat_id, kind, unit_id, state, state_changed_at, created_at)
    select -id, 'group', id, 'reachable', ${now}, ${now} from unit where id % 12 = 0`.execute(db)
  await sql`vacuum analyze unit, officer, duty_holding, chat`.execute(db)
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

async function middleMs(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) took.push((await seconds(work)) * 1_000)
  return median(took)
}
