// A first answer that contradicts others is refused; a changed one is kept and named.
import { expect } from 'vitest'
import { findActor } from '../../src/org/actor.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { keepAnswer } from '../../src/response/keep-answer.ts'
import { fieldOf } from '../../src/response/outline.ts'
import { openDraft } from '../../src/response/report-draft.ts'
import { type ChatWorld, monday } from '../telegram/chat-world.ts'
import { test } from '../telegram/fixtures.ts'

const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })

/** Gives one answer after another, each in a transaction of its own. */
async function give(world: ChatWorld, key: string, value: number) {
  return await world.db.transaction().execute(async (tx) => {
    const actor = (await findActor(tx, world.user.secretary!, monday))!
    const opened = await openDraft(tx, actor, { obligationId: world.obligation.A11! }, { now: monday })
    if (!opened.ok) throw new Error(opened.reason)
    const field = fieldOf(opened.draft.outline, key)!
    return await keepAnswer(tx, actor, { draft: opened.draft, field, value }, { now: monday, calendar })
  })
}

test('refused at first, kept when changed', async ({ db, world }) => {
  const kept = async () => (await db.selectFrom('report_draft').select('answers').executeTakeFirst())?.answers
  await give(world, 'total_members', 28)
  const first = await give(world, 'exempt_members', 30)
  expect(first).toMatchObject({ ok: false, reason: 'contradicts' })
  expect(first).toMatchObject({ contradictions: [{ rule: 'exempt_at_most_total' }] })
  expect(await kept()).toEqual({ total_members: 28 })
  expect(await give(world, 'exempt_members', 3)).toMatchObject({ ok: true, contradictions: [] })
  const changed = await give(world, 'total_members', 2)
  expect(changed).toMatchObject({ ok: true, contradictions: [{ rule: 'exempt_at_most_total' }] })
  expect(await kept()).toEqual({ total_members: 2, exempt_members: 3 })
})
