// An organisation whose zone has another day than Hà Nội: what counts recipients of a day goes by the
// organisation's.
import { expect } from 'vitest'
import { circulateDirective } from '../../src/circulation/circulate-directive.ts'
import { draftDirective } from '../../src/directive/draft-directive.ts'
import { issueDirective } from '../../src/directive/issue-directive.ts'
import { exportHolders } from '../../src/org/lists/export-units.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { test as base } from '../support/database.ts'
import { askForTwoPersons } from '../support/two-persons.ts'
import { actorOf, makeWorld, monday } from './world.ts'

/** At `monday` it is still Sunday there. */
const calendar = createCalendar({ timeZone: 'America/New_York' })

const test = base
  .extend('world', { auto: true }, async ({ db }) => {
    const world = await makeWorld(db)
    // Of the two cells below A1 that stay, the second begins on Monday.
    await db
      .updateTable('unit')
      .set({ valid_from: '2026-11-16' })
      .where('code', 'in', ['A12', 'A13'])
      .execute()
    return world
  })
  // Makes a draft and returns its id.
  .extend('drafted', ({ db, world }) => async () => {
    const actor = await actorOf(db, world, 'officeA')
    const content = {
      issuerUnitId: world.unit.A!,
      numberText: '05-CT/ĐU',
      issuedOn: '2026-11-12',
      subject: 'Về học tập',
      asksReport: false,
      ackDueAt: new Date('2026-11-20T10:00:00Z'),
      reportDueAt: null,
      files: [{ bytes: Buffer.from('xin chào'), name: 'a.txt', mime: 'text/plain', text: 'xin chào' }],
      declaredNotSecret: true,
      audience: { root: world.unit.A! },
    }
    const outcome = await db
      .transaction()
      .execute((tx) => draftDirective(tx, actor, { content }, { now: monday, calendar }))
    if (!outcome.ok) throw new Error(outcome.reason)
    return outcome.directiveId
  })
  .extend('issue', ({ db, world }) => async (directiveId: number) => {
    const actor = await actorOf(db, world, 'officeA')
    return await db
      .transaction()
      .execute((tx) => issueDirective(tx, actor, { directiveId }, { now: monday, calendar }))
  })

test('the rule of two persons counts the recipients of its day', async ({ db, drafted, issue }) => {
  await askForTwoPersons(db)
  expect(await issue(await drafted())).toMatchObject({ ok: true, already: false })
})

test('a directive goes to the units of its day', async ({ db, drafted, issue }) => {
  const id = await drafted()
  await issue(id)
  expect(await circulateDirective(db, id, monday, { calendar })).toEqual({ ok: true, recipients: 1 })
})

test('the list of people has its days', async ({ db }) => {
  await db.updateTable('duty_holding').set({ since: monday }).execute()
  const { csv } = await exportHolders(db, calendar)
  expect(csv).toContain('2026-11-15')
  expect(csv).not.toContain('2026-11-16')
})
