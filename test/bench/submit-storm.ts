// Reports handed in at once, with their numbers kept for the figures and without: what the figures cost.
import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import pg from 'pg'
import type { Database } from '../../src/platform/database.ts'
import { vietnamHolidays } from '../../src/platform/holidays.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { submitReport } from '../../src/response/submit-report.ts'
import { goodReport } from '../response/good-report.ts'
import { median } from './run.ts'

const calendar = createCalendar({
  timeZone: 'Asia/Ho_Chi_Minh',
  ...vietnamHolidays({ from: 2025, to: 2028 }),
})
/** After the days of the report. */
const now = new Date('2026-11-23T02:00:00Z')
const atOnce = 8
const perRound = 400
const rounds = 10

/**
 * Reports per second with figures ÷ without: the median of rounds that follow each other, with and without in
 * turn. The cells, of which there must be enough, owe a report on a directive of their own.
 */
export async function submitStormRatio({ db }: Database, issuerUnitId: number): Promise<number> {
  const directive = await sql<{ id: number }>`
    insert into directive (issuer_unit_id, kind, number, number_text, number_key, term, issued_on, subject,
      search_key, audience, state, outline, created_at, issued_at)
    values (${issuerUnitId}, 'CT', 6, '06-CT/TW', '06-ct/tw', '2025-2030', '2026-01-02', 'Về việc đo', 'do',
      '{}', 'issued', ${JSON.stringify(defaultOutline)}::jsonb, ${now}, ${now}) returning id`.execute(db)
  const person = await sql<{ id: number }>`insert into officer (full_name, search_key, created_at)
    values ('Người đo', 'nguoi do', ${now}) returning id`.execute(db)
  const officerId = person.rows[0]!.id
  const owed = await sql<{ id: number; unitId: number; pathIds: number[] }>`
    insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names, report_state,
      report_due_at, created_at)
    select ${directive.rows[0]!.id}, o.unit_id, o.unit_name, o.unit_kind, o.path_ids, o.path_names, 'owed',
      ${new Date('2026-11-30T10:00:00Z')}, ${now}
    from obligation o order by md5(o.id::text) limit ${perRound * rounds * 2}
    returning id, unit_id as "unitId", path_ids as "pathIds"`.execute(db)
  await sql`insert into report_draft (obligation_id, answers, version, changed_at, changed_by)
    select id, ${JSON.stringify(goodReport)}::jsonb, 1, ${now}, ${officerId}
    from obligation where directive_id = ${directive.rows[0]!.id}`.execute(db)
  const submit = async (one: (typeof owed.rows)[number]): Promise<void> => {
    const duty = {
      duty: 'secretary',
      unitId: one.unitId,
      unitCode: '',
      unitName: '',
      unitKind: 'cell',
    } as const
    const author = { officerId, duties: [{ ...duty, pathIds: one.pathIds }] }
    const sent = await db
      .transaction()
      .execute((tx) =>
        submitReport(
          tx,
          author,
          { obligationId: one.id, draftVersion: 1, confirmed: true },
          { now, calendar },
        ),
      )
    if (!sent.ok) throw new Error(`A report was not taken: ${sent.reason}`)
  }
  const round = async (index: number): Promise<number> => {
    const reports = owed.rows.slice(index * perRound, (index + 1) * perRound)
    const startedAt = performance.now()
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let one = reports.pop(); one; one = reports.pop()) await submit(one)
      }),
    )
    return perRound / (performance.now() - startedAt)
  }
  const ratios: number[] = []
  for (let pair = 0; pair < rounds; pair++) {
    const withFigures = await round(pair * 2)
    const without = await withoutFigures(() => round(pair * 2 + 1))
    ratios.push(withFigures / without)
  }
  return median(ratios)
}

/** The statement that keeps the numbers is answered here and never reaches the server. */
async function withoutFigures<Result>(work: () => Promise<Result>): Promise<Result> {
  const query = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query')!
    .value as typeof pg.Client.prototype.query
  let left = 0
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text?: string } | null)?.text
    if (!text?.includes('insert into report_figures')) return Reflect.apply(query, this, given)
    left++
    const nothing = { command: 'INSERT', rowCount: 0, rows: [] }
    const done = given.at(-1)
    if (typeof done === 'function') return process.nextTick(() => done(null, nothing))
    return Promise.resolve(nothing)
  } as never
  try {
    const result = await work()
    if (left < perRound) throw new Error('Reports kept their numbers all the same.')
    return result
  } finally {
    pg.Client.prototype.query = query
  }
}
