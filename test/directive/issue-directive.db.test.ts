// Drafting and issuing on the real database: interlock, identity, double press, permissions.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { afterWorkingDays } from '../../src/directive/deadline.ts'
import { findDirective } from '../../src/directive/directive.store.ts'
import { type DraftInput, draftDirective } from '../../src/directive/draft-directive.ts'
import { issueDirective } from '../../src/directive/issue-directive.ts'
import { twoPersonsSetting } from '../../src/directive/two-persons.ts'
import type { Db } from '../../src/platform/database.ts'
import { askForTwoPersons } from '../support/two-persons.ts'
import { test as base } from './fixtures.ts'
import { actorOf, calendar, monday, type World } from './world.ts'

const at = { now: monday, calendar }
const input = (world: World, changes: Partial<DraftInput> = {}): DraftInput => ({
  issuerUnitId: world.unit.T!,
  numberText: '05- CT/TU',
  issuedOn: '2026-11-12',
  subject: 'Về tăng cường học tập, quán triệt nghị quyết',
  asksReport: true,
  ackDueAt: afterWorkingDays(3, monday, calendar),
  reportDueAt: afterWorkingDays(10, monday, calendar),
  files: [{ bytes: Buffer.from('xin chào'), name: 'chi thi.txt', mime: 'text/plain', text: 'xin chào' }],
  declaredNotSecret: true,
  ...changes,
})
/** Every value of every table as text. */
async function everything(db: Db): Promise<string> {
  const tables = await sql<{
    name: string
  }>`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`.execute(db)
  let all = ''
  for (const { name } of tables.rows) {
    const rows = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(db)
    all += rows.rows.map((row) => row.text).join('\n')
  }
  return all
}

const test = base
  .extend('draft', ({ db, world }) => async (changes?: Partial<DraftInput>, who = 'office') => {
    const actor = await actorOf(db, world, who)
    const content = input(world, changes)
    return await db.transaction().execute((tx) => draftDirective(tx, actor, { content }, at))
  })
  // Makes a draft and returns its id.
  .extend('drafted', ({ draft }) => async (changes?: Partial<DraftInput>) => {
    const outcome = await draft(changes)
    if (!outcome.ok) throw new Error(outcome.reason)
    return outcome.directiveId
  })
  .extend(
    'issue',
    ({ db, world }) =>
      async (
        id: number,
        who = 'office',
        { now = monday, ...more }: { now?: Date; version?: number; issueAt?: Date } = {},
      ) => {
        const actor = await actorOf(db, world, who)
        return await db
          .transaction()
          .execute((tx) => issueDirective(tx, actor, { directiveId: id, ...more }, { now, calendar }))
      },
  )

describe('drafting', () => {
  test('keeps number, term, subject and file, and writes an audit entry', async ({ db, world, draft }) => {
    const outcome = await draft()
    expect(outcome).toMatchObject({ ok: true })
    const row = await findDirective(db, (outcome as { directiveId: number }).directiveId)
    expect(row).toMatchObject({
      numberText: '05-CT/TU',
      term: '2025-2030',
      kind: 'directive',
      state: 'draft',
    })
    const audit = await db.selectFrom('audit_entry').select(['action', 'actor_id']).execute()
    expect(audit).toEqual([{ action: 'directive.draft', actor_id: world.officer.office }])
    const file = await db.selectFrom('directive_file').selectAll().executeTakeFirstOrThrow()
    expect(file).toMatchObject({ name: 'chi thi.txt', size: Buffer.byteLength('xin chào') })
  })

  test.for<[name: string, changes: Partial<DraftInput>, why: string]>([
    [
      'a mark in the text of the file',
      {
        files: [
          { bytes: Buffer.from('zyxw'), name: 'a.txt', mime: 'text/plain', text: 'zyxw\nTUYỆT MẬT\nqqvv' },
        ],
      },
      'mark_found',
    ],
    [
      'a mark in the file name',
      {
        files: [{ bytes: Buffer.from('zyxw'), name: 'TOI MAT - zyxw.txt', mime: 'text/plain', text: 'zyxw' }],
      },
      'mark_found',
    ],
    ['a mark in the body', { body: 'MẬT\nzyxw' }, 'mark_found'],
    ['no declaration', { declaredNotSecret: false, subject: 'zyxw' }, 'declared'],
  ])('%s: refused, and no byte stays', async ([_name, changes, why], { db, world, draft }) => {
    const secret = { subject: 'zyxw', numberText: '77-NQ/TU', ...changes }
    expect(await draft(secret)).toMatchObject({ ok: false, reason: 'secret', why })
    const rest = await everything(db)
    expect(rest).not.toContain('zyxw')
    expect(rest).not.toContain(Buffer.from('zyxw').toString('hex'))
    expect(rest).not.toContain('77-NQ')
    const refusals = await db.selectFrom('secrecy_refusal').selectAll().execute()
    expect(refusals).toMatchObject([{ officer_id: world.officer.office, reason: why }])
  })

  test('refusals are noted twenty times a day and person, not more', async ({ db, draft }) => {
    for (let time = 0; time < 22; time++)
      expect(await draft({ subject: 'zyxw', body: 'MẬT' })).toMatchObject({ ok: false, reason: 'secret' })
    expect(await db.selectFrom('secrecy_refusal').select('id').execute()).toHaveLength(20)
  })

  test('a doubt passes with a reason, which is kept; a real mark never does', async ({ db, draft }) => {
    const doubtful = { body: 'CHI BỘ THÔN TÂN MẬT' }
    expect(await draft(doubtful)).toMatchObject({ ok: false, reason: 'secret', isDoubtful: true })
    const notAMark = 'Tân Mật là tên thôn'
    expect(await draft({ ...doubtful, notAMark: '  ' })).toMatchObject({ ok: false })
    expect(await draft({ body: 'TỐI MẬT', notAMark })).toMatchObject({ ok: false, isDoubtful: false })
    expect(await draft({ ...doubtful, notAMark: 'MẬT' })).toMatchObject({ ok: false })
    expect(await draft({ ...doubtful, notAMark })).toMatchObject({ ok: true })
    const row = await db.selectFrom('directive').select('not_a_mark').executeTakeFirstOrThrow()
    expect(row.not_a_mark).toBe(notAMark)
  })

  test.for<[name: string, changes: Partial<DraftInput>, reason: string]>([
    ['an unknown kind', { numberText: '05-XY/TU' }, 'number_unknown_kind'],
    ['a number without a kind', { numberText: '05/TU' }, 'number_no_kind'],
    [
      'an acknowledgement after the report',
      { ackDueAt: new Date('2026-12-20T10:00:00Z') },
      'ack_after_report',
    ],
    ['a deadline in the past', { ackDueAt: new Date('2026-11-16T01:00:00Z') }, 'ack_deadline_past'],
    ['an empty subject', { subject: ' ' }, 'subject_missing'],
    ['an audience of nobody', { audience: { root: 0, kinds: ['section'] } }, 'audience_empty'],
  ])('%s is answered and stores nothing', async ([_name, changes, reason], { db, world, draft }) => {
    const audience =
      'audience' in changes ? { audience: { root: world.unit.T!, kinds: ['section' as const] } } : {}
    expect(await draft({ ...changes, ...audience })).toMatchObject({
      ok: false,
      reason,
    })
    expect(await db.selectFrom('directive').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
  })

  test('needs the duty at or above the issuer, and an audience below it', async ({ world, draft }) => {
    expect(await draft({}, 'officeA')).toMatchObject({ reason: 'not_allowed' })
    expect(await draft({}, 'one')).toMatchObject({ reason: 'not_allowed' })
    const own = { issuerUnitId: world.unit.A!, numberText: '01-KH/ĐU' }
    expect(await draft({ ...own, audience: { root: world.unit.T! } }, 'officeA')).toMatchObject({
      reason: 'audience_outside',
    })
    expect(await draft(own, 'officeA')).toMatchObject({ ok: true })
  })
})

describe('issuing', () => {
  test('happens once however often and however concurrently it is pressed', async ({
    db,
    drafted,
    issue,
  }) => {
    const id = await drafted()
    const outcomes = await Promise.all([issue(id), issue(id), issue(id), issue(id, 'office2')])
    expect(outcomes.filter((each) => each.ok && !each.already)).toHaveLength(1)
    expect(outcomes.filter((each) => each.ok && each.already)).toHaveLength(3)
    const audit = await db
      .selectFrom('audit_entry')
      .select('id')
      .where('action', '=', 'directive.issue')
      .execute()
    expect(audit).toHaveLength(1)
  })

  test('two drafts of one document: only one goes out, the other is shown it', async ({ drafted, issue }) => {
    const ids = [await drafted(), await drafted({ numberText: '5-ct/tu' })]
    const outcomes = await Promise.all(ids.map((id) => issue(id)))
    expect(outcomes.filter((each) => each.ok)).toHaveLength(1)
    const refused = outcomes.find((each) => !each.ok)
    expect(refused).toMatchObject({ reason: 'duplicate', same: { numberText: '05-CT/TU', state: 'issued' } })
  })

  test('a duplicate is shown when it is drafted; another date, kind or term is another document', async ({
    world,
    draft,
    drafted,
    issue,
  }) => {
    const id = await drafted()
    await issue(id)
    expect(await draft({ numberText: '05 – CT/TU' })).toMatchObject({ reason: 'duplicate', same: { id } })
    expect(await draft({ issuedOn: '2026-11-13' })).toMatchObject({ ok: true })
    expect(await draft({ numberText: '05-NQ/TU' })).toMatchObject({ ok: true })
    expect(await draft({ issuerUnitId: world.unit.A! })).toMatchObject({ ok: true })
  })

  test('a changed draft is not issued by whoever saw the former one', async ({ db, drafted, issue }) => {
    const id = await drafted()
    await db.updateTable('directive').set({ version: 2 }).where('id', '=', id).execute()
    expect(await issue(id, 'office', { version: 1 })).toEqual({ ok: false, reason: 'changed' })
  })

  test('where nothing is set the drafter cannot issue, a colleague can', async ({
    db,
    world,
    drafted,
    issue,
  }) => {
    await askForTwoPersons(db)
    const id = await drafted()
    expect(await issue(id)).toEqual({ ok: false, reason: 'second_person' })
    expect(await issue(id, 'office2')).toMatchObject({ ok: true, already: false })
    // For one unit alone one person is enough.
    const one = await drafted({
      numberText: '06-CT/TU',
      audience: { root: world.unit.T!, branches: [world.unit.A11!] },
    })
    expect(await issue(one)).toMatchObject({ ok: true, already: false })
    const two = await drafted({
      numberText: '07-CT/TU',
      audience: { root: world.unit.T!, branches: [world.unit.A11!, world.unit.A12!] },
    })
    expect(await issue(two)).toEqual({ ok: false, reason: 'second_person' })
  })

  test('the operator issues alone, whatever is set', async ({ db, drafted }) => {
    await askForTwoPersons(db)
    const id = await drafted()
    const outcome = await db
      .transaction()
      .execute((tx) => issueDirective(tx, 'operator', { directiveId: id }, { now: monday, calendar }))
    expect(outcome).toMatchObject({ ok: true, already: false })
  })

  test.for<[value: string, reason: string | undefined]>([
    ['true', 'second_person'],
    ['"off"', 'second_person'],
    ['null', 'second_person'],
    ['false', undefined],
  ])(
    'set to %s, the drafter of a directive for many units hears: %s',
    async ([value, reason], { db, drafted, issue }) => {
      await askForTwoPersons(db)
      await db.insertInto('setting').values({ key: twoPersonsSetting, value, updated_at: monday }).execute()
      const outcome = await issue(await drafted())
      expect(outcome.ok ? undefined : outcome.reason).toBe(reason)
    },
  )

  test('a draft whose deadline has passed meanwhile stays a draft', async ({ drafted, issue }) => {
    const id = await drafted()
    expect(await issue(id, 'office', { now: new Date('2026-12-24T02:00:00Z') })).toMatchObject({
      reason: 'ack_deadline_past',
    })
  })
})
