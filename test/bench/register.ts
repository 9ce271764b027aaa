// The register: search among 100,000 directives, and what 6,000 recipients already owe.
import { sql } from 'kysely'
import { documentNumberKey } from '../../src/directive/reading/document-number.ts'
import {
  directiveSearchKey,
  type RegisterQuery,
  searchRegister,
} from '../../src/directive/search-register.ts'
import { type Db, openDatabase } from '../../src/platform/database.ts'
import { burdenOf } from '../../src/rollup/burden.ts'
import { concernsAny } from '../../src/rollup/visible-directives.ts'
import { databaseUrl, startCluster, templateName } from '../support/cluster.ts'
import type { Figure } from './run.ts'

const directives = 100_000
const cells = 6_000
const committees = 120

export async function run(): Promise<Figure[]> {
  const cluster = await startCluster()
  const database = openDatabase({ url: databaseUrl(cluster.adminUrl, templateName), statementTimeoutMs: 0 })
  try {
    const { db } = database
    await plant(db)
    const search = await searchTimes(db)
    const burden: number[] = []
    for (let round = 0; round < 15; round++) {
      const from = performance.now()
      const owed = await burdenOf(db, { root: 1 }, '2026-11-16')
      burden.push(performance.now() - from)
      if (owed.units !== cells) throw new Error(`burden of ${owed.units} units instead of ${cells}`)
    }
    return [
      { name: 'search_p50_ms', value: percentile(search, 0.5), unit: 'ms', better: 'lower' },
      { name: 'search_p95_ms', value: percentile(search, 0.95), unit: 'ms', better: 'lower', aim: 50 },
      { name: 'search_max_ms', value: Math.max(...search), unit: 'ms', better: 'lower' },
      { name: 'burden_6000_ms', value: percentile(burden, 0.95), unit: 'ms', better: 'lower', aim: 300 },
    ]
  } finally {
    await database.close()
    await cluster.stop()
  }
}

const percentile = (values: number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN

const topics = [
  'học tập, quán triệt nghị quyết',
  'công tác cán bộ',
  'phòng, chống tham nhũng, lãng phí',
  'đại hội chi bộ',
  'xây dựng nông thôn mới',
  'bảo vệ môi trường',
  'chuyển đổi số',
  'an toàn giao thông',
  'sinh hoạt chuyên đề',
  'kết nạp đảng viên',
  'kiểm tra, giám sát',
  'dân vận khéo',
  'quốc phòng, an ninh',
  'giáo dục mầm non',
]
const verbs = [
  'tăng cường',
  'đẩy mạnh',
  'tiếp tục đổi mới',
  'nâng cao chất lượng',
  'triển khai',
  'sơ kết, tổng kết',
]
const rare = ['thủy lợi nội đồng', 'làng nghề gốm', 'rừng ngập mặn', 'nhà văn hóa thôn', 'hồ chứa Đồng Mít']
const kinds = [
  ['CT', 'directive'],
  ['KH', 'plan'],
  ['NQ', 'resolution'],
  ['HD', 'guidance'],
  ['TB', 'notice'],
  ['KL', 'conclusion'],
] as const

/**
 * A province, 120 committees, 6,000 cells; 100,000 directives; 30 obligations per cell, every third still
 * owed.
 */
async function plant(db: Db): Promise<void> {
  await sql`insert into unit (kind, code, name, search_key, valid_from, created_at)
    values ('province', 'T', 'Tỉnh ủy', 'tinh uy', '2020-01-01', now())`.execute(db)
  await sql`insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
    select 1, 'committee', 'C' || i, 'Đảng ủy ' || i, 'dang uy', '2020-01-01', now()
      from generate_series(1, ${committees}) i`.execute(db)
  await sql`insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
    select 2 + i % ${committees}, 'cell', 'B' || i, 'Chi bộ ' || i, 'chi bo', '2020-01-01', now()
    from generate_series(1, ${cells}) i`.execute(db)
  const rows = Array.from({ length: directives }, (_, i) => {
    const [code, kind] = kinds[i % kinds.length]!
    const number = `${String(1 + (i % 2_500)).padStart(2, '0')}-${code}/${i % 3 === 0 ? 'TU' : 'ĐU'}`
    const special = i % 997 === 0 ? ` ${rare[i % rare.length]}` : ''
    const subject = `Về ${verbs[i % verbs.length]} ${topics[(i * 7) % topics.length]} năm ${2010 + (i % 17)}${special}`
    const issuer = i % 3 === 0 ? 1 : 2 + (i % committees)
    const day = new Date(Date.UTC(2010, 0, 1) + (i % 6_100) * 86_400_000).toISOString().slice(0, 10)
    return {
      number,
      key: documentNumberKey(number),
      kind,
      subject,
      search: directiveSearchKey(number, subject),
      issuer,
      day,
      i,
    }
  })
  for (let at = 0; at < rows.length; at += 10_000) {
    const part = rows.slice(at, at + 10_000)
    await sql`insert into directive (issuer_unit_id, kind, number, number_text, number_key, term, issued_on,
      subject,
        search_key, audience, state, created_at, issued_at)
      select r.issuer, r.kind, 1 + r.i, r.number, r.key, 'n' || r.i, r.day::date, r.subject, r.search,
        jsonb_build_object('root', r.issuer), 'issued', now(), r.day::date
      from unnest(${part.map((r) => r.issuer)}::bigint[], ${part.map((r) => r.kind)}::text[],
        ${part.map((r) => r.i)}::int[],
        ${part.map((r) => r.number)}::text[], ${part.map((r) => r.key)}::text[],
        ${part.map((r) => r.day)}::text[],
        ${part.map((r) => r.subject)}::text[], ${part.map((r) => r.search)}::text[])
        as r (issuer, kind, i, number, key, day, subject, search)`.execute(db)
  }
  await sql`insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names,
    report_state, created_at)
    select d.id, u.id, u.name, 'cell', array[1, u.parent_id, u.id], array['Tỉnh ủy', 'Đảng ủy', u.name],
      (case when d.id % 3 = 0 then 'owed' else 'accepted' end)::report_state, now()
    from unit u cross join generate_series(1, 30) d (id) where u.kind = 'cell'`.execute(db)
  await sql`vacuum analyze`.execute(db)
}

async function searchTimes(db: Db): Promise<number[]> {
  const texts = [
    '05-CT/TU',
    '5 – ct / tu',
    'số 126-QĐ/TU',
    '126-QD/TU',
    '2182 - KH/ĐU',
    '99-XX/TU',
    'học tập quán triệt',
    'hoc tap quan triet',
    'HỌC TẬP',
    'về',
    've nam',
    'tu',
    'ct tu',
    '05 ct',
    '05',
    'rừng ngập mặn',
    'rung ngap man',
    'ho chua dong mit',
    'đại hội chi bộ năm 2025',
    'dai hoi chi bo tu 2013',
    'không có gì như thế',
    'xyz',
    'kiểm tra giám sát đẩy mạnh',
    'chuyen doi so 2024',
    'lang nghe gom',
    'q',
  ]
  const filters: Partial<RegisterQuery>[] = [
    {},
    { visible: concernsAny([[1]]) },
    { visible: concernsAny([[1, 17]]) },
    { kind: 'plan', since: '2024-01-01' },
    { kind: 'plan', visible: concernsAny([[1, 17]]) },
    { since: '2011-01-01', until: '2011-12-31', visible: concernsAny([[1, 17]]) },
    { issuerUnitId: 30 },
    { states: ['recalled'] },
    { offset: 40 },
  ]
  const times: number[] = []
  for (let round = 0; round < 4; round++)
    for (const text of texts)
      for (const filter of filters) {
        const from = performance.now()
        await searchRegister(db, { text, limit: 8, ...filter })
        const took = performance.now() - from
        // The first round warms caches, as a running service has them.
        if (round > 0) times.push(took)
      }
  return times
}
