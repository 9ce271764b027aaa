// Exports at size: the reports of 6,000 units as a workbook, with the memory that it takes; and what
// /tinhhinh asks the database about as many.
import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { listUnreachable, needsPersonCounts } from '../../src/circulation/needs-person.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { vietnamHolidays } from '../../src/platform/holidays.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { type ExportKind, makeBook } from '../../src/rollup/exports/make-book.ts'
import { writeExport } from '../../src/rollup/exports/write-export.ts'
import { ratesByChild } from '../../src/rollup/rates.ts'
import { createDatabase, databaseUrl, startCluster, templateName } from '../support/cluster.ts'
import { type Figure, median } from './run.ts'

const now = new Date('2026-03-02T02:00:00Z')
const units = 6_000
const rounds = 5
const calendar = createCalendar({
  timeZone: 'Asia/Ho_Chi_Minh',
  ...vietnamHolidays({ from: 2025, to: 2028 }),
})

export async function run(): Promise<Figure[]> {
  const cluster = await startCluster()
  try {
    await createDatabase(cluster.adminUrl, 'bench_exports', templateName)
    const database = openDatabase({
      url: databaseUrl(cluster.adminUrl, 'bench_exports'),
      statementTimeoutMs: 0,
    })
    try {
      return await measure(database.db)
    } finally {
      await database.close()
    }
  } finally {
    await cluster.stop()
  }
}

type Db = ReturnType<typeof openDatabase>['db']

async function measure(db: Db): Promise<Figure[]> {
  const { rootId, directiveId } = await plant(db)
  const title = { vi: '05-CT/TU', en: '05-CT/TU' }
  const question = {
    scope: directiveId,
    title,
    unitId: rootId,
    unitName: 'T',
    tree: 'then',
    language: 'vi',
    madeFor: title,
    now,
    calendar,
  } as const
  const write = async (kind: ExportKind) => {
    const book = await makeBook(db, kind, question)
    await writeExport(book, 'xlsx', { language: 'vi', timeZone: 'Asia/Ho_Chi_Minh' })
  }
  const took: number[] = []
  let peak = 0
  const before = process.memoryUsage().rss
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 5)
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    await write('reports')
    took.push((performance.now() - startedAt) / 1_000)
    peak = Math.max(peak, process.memoryUsage().rss)
  }
  clearInterval(watch)
  // The statements of /tinhhinh of one directive, from its issuer.
  const scope = { within: [rootId], directiveId }
  const looks: number[] = []
  for (let round = 0; round < 20; round++) {
    const startedAt = performance.now()
    await ratesByChild(db, directiveId, rootId, now)
    await needsPersonCounts(db, scope)
    await listUnreachable(db, Object.assign({ limit: 1 }, scope))
    looks.push(performance.now() - startedAt)
  }
  return [
    { name: 'status_6000_ms', value: median(looks), unit: 'ms', better: 'lower', aim: 100 },
    { name: 'xlsx_6000_s', value: median(took), unit: 's', better: 'lower', aim: 3 },
    { name: 'xlsx_6000_mb', value: (peak - before) / 2 ** 20, unit: 'MB', better: 'lower' },
  ]
}

/** A province with 6,000 cells that all reported by the default outline. */
async function plant(db: Db): Promise<{ rootId: number; directiveId: number }> {
  const unit = await sql<{ id: number }>`
    insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
    values (null, 'province', 'T', 'T', 't', '2026-01-01', ${now}) returning id`.execute(db)
  const rootId = unit.rows[0]!.id
  await sql`insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
    select ${rootId}, 'cell', 'C' || n, 'Chi bộ thôn ' || n, 'c' || n, '2026-01-01', ${now}
    from generate_series(1, ${units}) n`.execute(db)
  const directive = await sql<{ id: number }>`
    insert into directive (issuer_unit_id, kind, number, number_text, number_key, term, issued_on, subject,
      search_key, audience, state, outline, created_at, issued_at)
    values (${rootId}, 'CT', 5, '05-CT/TU', '05-ct/tu', '2025-2030', '2026-01-02', 'Về việc đo', 'do',
      '{}', 'issued', ${JSON.stringify(defaultOutline)}::jsonb, ${now}, ${now}) returning id`.execute(db)
  const directiveId = directive.rows[0]!.id
  await sql`insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names,
      report_state, reported_at, first_reported_at, first_due_at, created_at)
    select ${directiveId}, id, name, 'cell', array[${rootId}::bigint, id], array['T', name], 'submitted',
      ${now}, ${now}, ${now}, ${now}
    from unit where kind = 'cell'`.execute(db)
  const answers = Object.fromEntries(
    defaultOutline.fields.map(({ key, type }) => [
      key,
      type === 'text'
        ? 'Đã tổ chức học tập, quán triệt nghiêm túc; chưa có khó khăn lớn.'
        : type === 'date'
          ? '2026-02-03'
          : type === 'yes_no_document'
            ? { yes: true, number: '34-KH/ĐU', date: '2026-02-07' }
            : 1_234,
    ]),
  )
  await sql`insert into report (obligation_id, current_version, created_at)
    select id, 1, ${now} from obligation`.execute(db)
  await sql`insert into report_version (report_id, version, answers, warnings, submitted_at)
    select id, 1, ${JSON.stringify(answers)}::jsonb, '[]', ${now} from report`.execute(db)
  await sql`insert into delivery (purpose, lane, directive_id, obligation_id, telegram_chat_id, state, due_at,
      sent_at, message_id, created_at)
    select 'directive', 1, directive_id, id, id, 'sent', ${now}, ${now}, id, ${now} from obligation`.execute(
    db,
  )
  // Half of them have not answered.
  await sql`update obligation set report_state = 'owed', reported_at = null, first_reported_at = null,
    first_due_at = null, report_due_at = ${now} where id % 2 = 0`.execute(db)
  await sql`vacuum analyze`.execute(db)
  return { rootId, directiveId }
}
