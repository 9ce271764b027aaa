// Free text that names a person who is erased: found, listed, and replaced in the words alone.

import { sql } from 'kysely'
import { expect } from 'vitest'
import { type Author, personWithoutDuty } from '../../src/org/author.ts'
import { sealAudit, verifyAudit } from '../../src/platform/audit.ts'
import { erasePersonEverywhere } from '../../src/privacy/erase-person.ts'
import { test as base } from '../org/fixtures.ts'
import { addOfficer, now } from '../org/world.ts'
import { addDirective } from '../telegram/chat-world.ts'

const name = 'Trần Thị Bích Thủy'

const report = (text: string, more: object = {}) =>
  JSON.stringify({
    sessions: 452,
    attended: 8842,
    plan: { yes: true, number: '34-KH/ĐUK' },
    results: text,
    ...more,
  })

const test = base
  // A person whom reports, a note, a draft and a directive name.
  .extend('officerId', async ({ db, ids: unit }) => {
    const officerId = await addOfficer(db, {
      telegramUserId: 601,
      unitId: unit.A11!,
      duty: 'secretary',
      name,
    })
    const { obligation, directiveId } = await addDirective(db, unit, ['A11', 'B11'])
    const body = `Giao đồng chí ${name} chủ trì`
    await sql`update directive set body = ${body} where id = ${directiveId}`.execute(db)
    await sql`insert into report (obligation_id, current_version, created_at) values
    (${obligation.A11!}, 2, ${now}), (${obligation.B11!}, 1, ${now})`.execute(db)
    await sql`insert into report_version (report_id, version, answers, submitted_at) values
    (1, 1, ${report(`Đồng chí ${name} chủ trì`)}, ${now}),
    (1, 2, ${report(`${name.normalize('NFD')} và tran thi bich thuy`, { proposals: 'không' })}, ${now}),
    (2, 1, ${report('Trần Thị Bích Thuỷ đến dự')}, ${now})`.execute(db)
    await sql`insert into report_review (report_id, version, verdict, note, reviewed_at)
    values (1, 1, 'returned', ${`Đề nghị ${name} bổ sung`}, ${now})`.execute(db)
    await sql`insert into report_draft (obligation_id, answers, changed_at)
    values (${obligation.A11!}, ${report('nháp')}, ${now})`.execute(db)
    return officerId
  })
  .extend('erase', ({ act, officerId }) => async (removeMentions: boolean, author: Author = 'operator') => {
    const erased = await act((tx) =>
      erasePersonEverywhere(tx, author, { officerId, removeMentions }, { now }),
    )
    if (!erased.ok) throw new Error(erased.reason)
    return erased
  })

const places = (
  mentions: { place: string; id: number; version: number; field: string; exact: boolean }[] = [],
) => mentions.map((one) => `${one.place} ${one.id}.${one.version} ${one.field}${one.exact ? '' : '?'}`)

const everywhere = [
  'report 1.1 results',
  'report 1.2 results',
  'report 2.1 results',
  'report_review 1.0 note',
  'directive 1.0 body',
]

test('an erasure tells every place, changes none of them, and notes the places without the name', async ({
  db,
  erase,
}) => {
  const erased = await erase(false)
  expect(places(erased.mentions)).toEqual(everywhere)
  expect(erased.removed).toBe(0)
  const kept = await sql<{ text: string }>`select answers::text as text from report_version`.execute(db)
  expect(kept.rows.map((row) => row.text).join()).toContain(name)
  const entry = await db
    .selectFrom('audit_entry')
    .select('detail')
    .where('action', '=', 'person.mentions')
    .executeTakeFirstOrThrow()
  expect(entry.detail).toMatchObject({ count: 5 })
  expect(JSON.stringify(entry.detail)).not.toContain('Thủy')
})

test('asked to, it replaces exact mentions in every version and in notes; figures and documents stay', async ({
  db,
  erase,
}) => {
  const before = await sql<{ answers: Record<string, unknown> }>`
    select answers from report_version order by report_id, version`.execute(db)
  expect((await erase(true)).removed).toBe(4)
  const after = await sql<{ answers: Record<string, unknown> }>`
    select answers from report_version order by report_id, version`.execute(db)
  expect(after.rows.map((row) => row.answers.results)).toEqual([
    'Đồng chí [đã xoá] chủ trì',
    '[đã xoá] và tran thi bich thuy',
    '[đã xoá] đến dự',
  ])
  expect(after.rows.map((row) => ({ ...row.answers, results: '' }))).toEqual(
    before.rows.map((row) => ({ ...row.answers, results: '' })),
  )
  const rest = await sql<{ note: string; body: string }>`
    select note, body from report_review, directive`.execute(db)
  expect(rest.rows).toEqual([{ note: 'Đề nghị [đã xoá] bổ sung', body: `Giao đồng chí ${name} chủ trì` }])
  const entries = await db
    .selectFrom('audit_entry')
    .select(['subject_kind', 'subject_id', 'detail'])
    .where('action', '=', 'report.redact')
    .orderBy('id')
    .execute()
  expect(entries.map((entry) => `${entry.subject_kind} ${entry.subject_id}`)).toEqual([
    'report 1',
    'report 1',
    'report 2',
    'report_review 1',
  ])
  await sealAudit(db)
  expect((await verifyAudit(db)).fault).toBeUndefined()
})

test('whoever erases themselves in chat has what the own units wrote looked through, and nothing changed', async ({
  officerId,
  erase,
}) => {
  const erased = await erase(false, personWithoutDuty(officerId))
  expect(places(erased.mentions)).toEqual(everywhere.filter((place) => !place.startsWith('report 2')))
})
