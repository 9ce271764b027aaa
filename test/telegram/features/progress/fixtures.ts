// A directive on its way to the cells, for the tests of what is shown of its progress.
import { draftDirective } from '../../../../src/directive/draft-directive.ts'
import { issueDirective } from '../../../../src/directive/issue-directive.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { calendar, monday } from '../../../directive/world.ts'
import { test as base } from '../fixtures.ts'

/** Tests with 05-CT/TU issued by T and sent to everybody who can be reached. */
export const test = base
  .extend('directiveId', { auto: true }, async ({ db, world }) => {
    const due = new Date('2026-11-20T10:00:00Z')
    const directiveId = await db.transaction().execute(async (tx) => {
      const drafted = await draftDirective(
        tx,
        'operator',
        {
          content: {
            issuerUnitId: world.unit.T!,
            numberText: '05-CT/TU',
            issuedOn: '2026-11-12',
            subject: 'Về việc thử',
            asksReport: true,
            ackDueAt: due,
            reportDueAt: due,
            declaredNotSecret: true,
          },
        },
        { now: monday, calendar },
      )
      if (!drafted.ok) throw new Error(drafted.reason)
      await issueDirective(tx, 'operator', { directiveId: drafted.directiveId }, { now: monday, calendar })
      return drafted.directiveId
    })
    await circulateDirective(db, directiveId, monday)
    await db.updateTable('delivery').set({ state: 'sent', sent_at: monday }).execute()
    return directiveId
  })
  // What the last message that was changed shows now.
  .extend(
    'shown',
    ({ bot }) =>
      () =>
        bot.edits.at(-1)!,
  )
