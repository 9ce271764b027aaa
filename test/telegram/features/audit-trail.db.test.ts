// /nhatky says which document, duty or person an entry is about, as far as the reader may see it.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { draftDirective } from '../../../src/directive/draft-directive.ts'
import { issueDirective } from '../../../src/directive/issue-directive.ts'
import { readAudit } from '../../../src/org/audit-trail.ts'
import { dutiesAt, handOver } from '../../../src/org/hand-over.ts'
import { recordAudit } from '../../../src/platform/audit.ts'
import { erasePerson } from '../../../src/privacy/personal-data.ts'
import { auditSubjects } from '../../../src/rollup/audit-subjects.ts'
import { calendar, monday } from '../../directive/world.ts'
import { addOfficer } from '../../org/world.ts'
import { inOrder } from '../../support/in-order.ts'
import { test as base } from './fixtures.ts'

const test = base.extend('drafted', ({ db, world }) => async (numberText: string, subject: string) => {
  const due = new Date('2026-11-20T10:00:00Z')
  return db.transaction().execute(async (tx) => {
    const made = await draftDirective(
      tx,
      'operator',
      {
        content: {
          issuerUnitId: world.unit.T!,
          numberText,
          issuedOn: '2026-11-12',
          subject,
          asksReport: false,
          reportDueAt: null,
          ackDueAt: due,
          declaredNotSecret: true,
        },
      },
      { now: monday, calendar },
    )
    if (!made.ok) throw new Error(made.reason)
    return made.directiveId
  })
})

test('the document by number and subject; a draft and what goes elsewhere without', async ({
  db,
  world,
  bot,
  drafted,
}) => {
  await addOfficer(db, { telegramUserId: 604, unitId: world.unit.T!, duty: 'observer' })
  const issued = await drafted('05-CT/TU', 'Về việc <thử>')
  await db
    .transaction()
    .execute((tx) => issueDirective(tx, 'operator', { directiveId: issued }, { now: monday, calendar }))
  await drafted('06-CT/TU', 'Chưa ai được biết')
  const text = (await bot.text(604, '/nhatky'))[0]?.text ?? ''
  expect(text).toContain('phát hành văn bản')
  expect(text).toContain('số 05-CT/TU “Về việc &lt;thử&gt;”')
  expect(text).toContain('văn bản chưa phát hành')
  expect(text).not.toContain('06-CT/TU')
  expect(text).not.toContain('Chưa ai được biết')
})

test('a document that is none of the reader’s business has no title; the operator reads all', async ({
  db,
  world,
  bot,
  drafted,
}) => {
  const id = await drafted('07-KH/ĐU', 'Việc của nơi khác')
  await db
    .transaction()
    .execute((tx) => issueDirective(tx, 'operator', { directiveId: id }, { now: monday, calendar }))
  await sql`update directive set audience = ${JSON.stringify({ root: world.unit.T, include: [world.unit.B], kinds: [] })}::jsonb`.execute(
    db,
  )
  await recordAudit(db, {
    at: monday,
    actor: { kind: 'operator' },
    action: 'directive.pass_on',
    unitId: world.unit.A,
    subject: {
      kind: 'directive',
      id,
    },
  })
  await addOfficer(db, { telegramUserId: 605, unitId: world.unit.A!, duty: 'observer' })
  const text = (await bot.text(605, '/nhatky'))[0]?.text ?? ''
  expect(text).toContain('văn bản ngoài phạm vi')
  expect(text).not.toContain('07-KH/ĐU')
  const lines = await readAudit(db, [world.unit.A!], { limit: 10 })
  const subjects = await auditSubjects(db, lines, 'operator')
  expect([...subjects.values()]).toContainEqual({
    directive: {
      numberText: '07-KH/ĐU',
      subject: 'Việc của nơi khác',
    },
    officerIds: [],
  })
})

test('the duty with whom it went from and to; an erased name stays erased, and the chain holds no name', async ({
  db,
  world,
  bot,
}) => {
  const add = (telegramUserId: number, name: string, duty: 'secretary' | 'deputy') =>
    addOfficer(db, { telegramUserId, unitId: world.unit.A!, duty, name })
  const before = await add(701, 'Nguyễn Thị Trước', 'secretary')
  const after = await add(702, 'Trần Văn Sau', 'deputy')
  await addOfficer(db, { telegramUserId: 606, unitId: world.unit.A!, duty: 'observer' })
  const held = (await dutiesAt(db, world.unit.A!)).find((one) => one.officerId === before)
  await db
    .transaction()
    .execute((tx) => handOver(tx, 'operator', { heldId: held?.id ?? 0, successorId: after }, { now: monday }))
  expect((await bot.text(606, '/nhatky'))[0]?.text).toContain('Bí thư: Nguyễn Thị Trước → Trần Văn Sau')
  const viewed = await db
    .selectFrom('audit_entry')
    .select('subject_id')
    .where('action', '=', 'person.view')
    .execute()
  expect(inOrder(viewed.map((row) => row.subject_id ?? 0))).toEqual(inOrder([before, after]))
  await db.transaction().execute((tx) => erasePerson(tx, 'operator', { officerId: before }, { now: monday }))
  expect((await bot.text(606, '/nhatky'))[0]?.text).toContain('Bí thư: — → Trần Văn Sau')
  const kept = await sql<{
    text: string
  }>`select string_agg(audit_entry::text, ' ') as text from audit_entry`.execute(db)
  expect(kept.rows[0]?.text).not.toMatch(/Trước|Sau/)
})
