// What the sender makes of reminders and words to superiors when an answer comes between the run and the
// intent.
import { expect } from 'vitest'
import { planChaseOfDirective } from '../../src/chase/plan-chase.ts'
import { runChase } from '../../src/chase/run-chase.ts'
import { findDue } from '../../src/circulation/sending/delivery.store.ts'
import { commitIntents } from '../../src/circulation/sending/intent.store.ts'
import type { Db } from '../../src/platform/database.ts'
import { test as base } from '../directive/fixtures.ts'
import { calendar, type World } from '../directive/world.ts'

const local = (text: string) => new Date(`${text}:00+07:00`)
const issuedAt = local('2026-10-01T09:00')
const reportDueAt = local('2026-10-15T17:00')
const due = local('2026-10-20T08:00')

async function chased(
  db: Db,
  world: World,
  number: number,
): Promise<{ directiveId: number; obligationId: number }> {
  const directive = await db
    .insertInto('directive')
    .values({
      issuer_unit_id: world.unit.T!,
      kind: 'CT',
      number,
      number_text: `0${number}-CT/TU`,
      number_key: `${number}`,
      term: '2025-2030',
      issued_on: '2026-10-01',
      subject: 'về một việc',
      search_key: '',
      audience: '{}',
      state: 'issued',
      created_at: issuedAt,
      issued_at: issuedAt,
      circulated_at: issuedAt,
      report_due_at: reportDueAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const obligation = await db
    .insertInto('obligation')
    .values({
      directive_id: directive.id,
      unit_id: world.unit.A11!,
      unit_name: 'Chi bộ Một',
      unit_kind: 'cell',
      path_ids: ['T', 'A', 'A1', 'A11'].map((code) => world.unit[code]!),
      path_names: ['T', 'A', 'A1', 'A11'],
      report_due_at: reportDueAt,
      report_state: 'owed',
      created_at: issuedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await planChaseOfDirective(db, directive.id, { now: issuedAt, calendar })
  return { directiveId: directive.id, obligationId: obligation.id }
}

const test = base
  // Two directives reminded of in one digest, and one word to the superior.
  .extend('twoLate', async ({ db, world }) => {
    const first = await chased(db, world, 1)
    const second = await chased(db, world, 2)
    // The step before the escalation is taken first; both passes belong to one run.
    await db.updateTable('chase_step').set({ step: 'report+3', due_at: due }).execute()
    expect(await runChase(db, { now: due, calendar })).toMatchObject({ messages: 2 })
    return { first, second }
  })
  .extend(
    'report',
    ({ db }) =>
      (id: number) =>
        db.updateTable('obligation').set({ report_state: 'submitted' }).where('id', '=', id).execute(),
  )
  .extend('intents', ({ db }) => async () => {
    const rows = await findDue(db, { lane: 1, limit: 10, now: due, held: 'nothing' })
    return await commitIntents(db, rows, { owner: 'me', leaseMs: 60_000 })
  })

test('what is still owed goes out with everything that is open', async ({ twoLate, intents }) => {
  const { first, second } = twoLate
  const { go } = await intents()
  expect(go.map((row) => row.purpose).sort()).toEqual(['escalation', 'reminder'])
  expect(go.find((row) => row.purpose === 'reminder')?.stillOpen).toEqual(
    expect.arrayContaining([
      { obligationId: first.obligationId, about: 'report' },
      { obligationId: second.obligationId, about: 'report' },
    ]),
  )
})

test('what was answered is left out of the digest', async ({ twoLate, report, intents }) => {
  const { first, second } = twoLate
  await report(first.obligationId)
  const { go } = await intents()
  const reminder = go.find((row) => row.purpose === 'reminder')
  expect(reminder?.stillOpen).toEqual([{ obligationId: second.obligationId, about: 'report' }])
})

test('when everything is answered or recalled nothing goes out', async ({ db, twoLate, report, intents }) => {
  const { first, second } = twoLate
  await report(first.obligationId)
  await db.updateTable('directive').set({ state: 'recalled' }).where('id', '=', second.directiveId).execute()
  const { go, stay } = await intents()
  expect(go).toEqual([])
  expect(stay.map((each) => each.verdict)).toEqual(['answered', 'answered'])
})
