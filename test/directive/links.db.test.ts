// What nobody has issued yet shows nowhere, not even as a link to a directive that is out.
import { expect } from 'vitest'
import { draftDirective } from '../../src/directive/draft-directive.ts'
import { linksOf } from '../../src/directive/links.store.ts'
import { test } from './fixtures.ts'
import { calendar, monday } from './world.ts'

test('the number of what awaits approval does not show through its link', async ({ db, unit }) => {
  const draft = (numberText: string, links: { numberText: string; relation: 'implements' }[] = []) =>
    db.transaction().execute(async (tx) => {
      const content = {
        issuerUnitId: unit('T'),
        numberText,
        issuedOn: '2026-11-12',
        subject: 'Về việc thử',
        asksReport: false,
        ackDueAt: new Date(monday.getTime() + 86_400_000),
        reportDueAt: null,
        declaredNotSecret: true,
        links,
      }
      const drafted = await draftDirective(tx, 'operator', { content }, { now: monday, calendar })
      if (!drafted.ok) throw new Error(drafted.reason)
      return drafted.directiveId
    })
  const named = await draft('05-CT/TU')
  const state = (id: number, value: 'draft' | 'awaiting_approval' | 'issued') =>
    db.updateTable('directive').set({ state: value }).where('id', '=', id).execute()
  // A number is tied to what is out only, whatever the draft names.
  for (const [index, hidden] of (['draft', 'awaiting_approval'] as const).entries()) {
    await state(named, hidden)
    const early = await draft(`${index + 1}-CV/TU`, [{ numberText: '05-CT/TU', relation: 'implements' }])
    expect(await linksOf(db, early)).toMatchObject([{ numberText: '05-CT/TU', directiveId: null }])
  }
  await state(named, 'issued')
  const other = await draft('34-KH/TU', [{ numberText: '05-CT/TU', relation: 'implements' }])
  const shown = async () => (await linksOf(db, named)).map(({ numberText }) => numberText)
  for (const hidden of ['draft', 'awaiting_approval'] as const) {
    await state(other, hidden)
    expect(await shown()).toEqual([])
  }
  await state(other, 'issued')
  expect(await shown()).toEqual(['34-KH/TU'])
})
