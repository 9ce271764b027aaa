// Changes of a directive that is out: each told to exactly those concerned, safe to press twice, and refused
// clearly.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { changeMessages } from '../../../jobs/change-messages.ts'
import { planChaseOfDirective } from '../../../src/chase/plan-chase.ts'
import {
  addRecipients,
  type ChangeOutcome,
  closeDirective,
  extendDeadlines,
  recallDirective,
  supersedeDirective,
} from '../../../src/circulation/change/change-directive.ts'
import { correctDirective } from '../../../src/circulation/change/correct-directive.ts'
import { draftDirective } from '../../../src/directive/draft-directive.ts'
import { issueDirective } from '../../../src/directive/issue-directive.ts'
import type { Author } from '../../../src/org/author.ts'
import type { Db, Tx } from '../../../src/platform/database.ts'
import { test as base } from '../../directive/fixtures.ts'
import { actorOf, calendar, monday, type World } from '../../directive/world.ts'
import { inOrder } from '../../support/in-order.ts'
import { circulateDirective } from '../circulate.ts'

const now = monday
const day = (n: number) => new Date(monday.getTime() + n * 86_400_000)

const test = base
  .extend('issued', ({ db, world }) => async (numberText: string, root = 'T') => {
    const made = await db.transaction().execute(async (tx) => {
      const drafted = await draftDirective(
        tx,
        'operator',
        {
          content: {
            issuerUnitId: world.unit.T!,
            numberText,
            issuedOn: '2026-11-12',
            subject: 'Về việc cũ',
            asksReport: true,
            ackDueAt: day(3),
            reportDueAt: day(10),
            declaredNotSecret: true,
            audience: { root: world.unit[root]! },
          },
        },
        { now, calendar },
      )
      if (!drafted.ok) throw new Error(drafted.reason)
      await issueDirective(tx, 'operator', { directiveId: drafted.directiveId }, { now, calendar })
      return drafted.directiveId
    })
    await circulateDirective(db, made, now)
    return made
  })
  // A11, A12 and B11 have it; B12 still waits; A13 and B13 have no chat.
  .extend('directiveId', { auto: true }, async ({ db, world, issued }) => {
    const directiveId = await issued('05-CT/TU')
    const received = [world.unit.A11!, world.unit.A12!, world.unit.B11!]
    await sql`update delivery d set state = 'sent', message_id = 1000 + o.unit_id,
      sent_at = ${now} from obligation o
      where o.id = d.obligation_id and o.unit_id = any(${received}::bigint[])`.execute(db)
    await db
      .updateTable('obligation')
      .set({ acknowledged_at: now, report_state: 'submitted', reported_at: now })
      .where('unit_id', '=', world.unit.A12!)
      .execute()
    return directiveId
  })
  .extend(
    'change',
    ({ db, world }) =>
      async (work: (tx: Tx, author: Author) => Promise<ChangeOutcome>, who = 'office') => {
        const author = await actorOf(db, world, who)
        return await db.transaction().execute((tx) => work(tx, author))
      },
  )
  .extend(
    'recall',
    ({ change, directiveId }) =>
      async () =>
        await change((tx, author) =>
          recallDirective(tx, author, { directiveId, reason: 'nhầm số' }, { now }),
        ),
  )
  .extend('add', ({ change, world }) => async (directiveId: number, codes: string[]) => {
    const unitIds = codes.map((code) => world.unit[code]!)
    const at = { now: day(8), calendar }
    return await change((tx, author) => addRecipients(tx, author, { directiveId, unitIds }, at))
  })

/** Codes of the units that were told, with what. */
async function told(db: Db): Promise<string[]> {
  const rows = await sql<{ code: string; what: string }>`
    select u.code, d.payload ->> 'what' as what from delivery d join obligation o on o.id = d.obligation_id
      join unit u on u.id = o.unit_id where d.purpose = 'notice' order by u.code`.execute(db)
  return rows.rows.map((row) => `${row.what} ${row.code}`)
}

describe('extending', () => {
  test('tells those who still owe and have it; the others get the new deadline with the directive', async ({
    db,
    world,
    directiveId,
    change,
  }) => {
    const extend = () =>
      change((tx, author) => extendDeadlines(tx, author, { directiveId, reportDueAt: day(20) }, { now }))
    expect(await extend()).toEqual({ ok: true, already: false, told: 2 })
    expect(await told(db)).toEqual(['extended A11', 'extended B11'])
    const dues = await db.selectFrom('obligation').select(['unit_id', 'report_due_at']).execute()
    for (const row of dues)
      expect(row.report_due_at).toEqual(row.unit_id === world.unit.A12 ? day(10) : day(20))
    expect(await extend()).toMatchObject({ ok: true, already: true })
    expect(await told(db)).toHaveLength(2)
    const kept = await db.selectFrom('directive_version').select(['version', 'report_due_at']).execute()
    expect(kept).toEqual([{ version: 1, report_due_at: day(10) }])
  })

  test('a deadline that is given but stays as it is concerns nobody', async ({
    db,
    world,
    directiveId,
    change,
  }) => {
    await db
      .updateTable('obligation')
      .set({ acknowledged_at: now })
      .where('unit_id', '=', world.unit.A11!)
      .execute()
    const extend = { directiveId, ackDueAt: day(5), reportDueAt: day(10) }
    expect(await change((tx, author) => extendDeadlines(tx, author, extend, { now }))).toMatchObject({
      ok: true,
      told: 1,
    })
    expect(await told(db)).toEqual(['extended B11'])
  })

  test('a later deadline granted to one unit stays; reminders are planned anew', async ({
    db,
    world,
    directiveId,
    change,
  }) => {
    await db
      .updateTable('obligation')
      .set({ report_due_at: day(30) })
      .where('unit_id', '=', world.unit.A11!)
      .execute()
    const { id: obligation } = await db
      .selectFrom('obligation')
      .select('id')
      .where('unit_id', '=', world.unit.B11!)
      .executeTakeFirstOrThrow()
    const step = { obligation_id: obligation, about: 'report', audience: 'unit', due_at: day(5) }
    await db
      .insertInto('chase_step')
      .values([
        { ...step, step: 'a', state: 'done' },
        { ...step, step: 'b' },
      ])
      .execute()
    await change((tx, author) => extendDeadlines(tx, author, { directiveId, reportDueAt: day(20) }, { now }))
    const own = await db
      .selectFrom('obligation')
      .select('report_due_at')
      .where('unit_id', '=', world.unit.A11!)
      .executeTakeFirstOrThrow()
    expect(own.report_due_at).toEqual(day(30))
    expect(await db.selectFrom('chase_step').select(['step', 'state']).execute()).toEqual([
      { step: 'a#1', state: 'done' },
    ])
    const row = await db.selectFrom('directive').select('chase_planned_at').executeTakeFirstOrThrow()
    expect(row.chase_planned_at).toBeNull()
  })

  test.for([
    ['earlier', { reportDueAt: day(5) }, 'not_later'],
    ['acknowledgement after the report', { ackDueAt: day(15) }, 'ack_after_report'],
  ] as const)('%s is refused', async ([_name, dues, reason], { db, directiveId, change }) => {
    expect(
      await change((tx, author) => extendDeadlines(tx, author, { directiveId, ...dues }, { now })),
    ).toEqual({
      ok: false,
      reason,
    })
    expect(await told(db)).toEqual([])
  })
})

test('correcting: the old version is kept, those who have it get the new one, the others only the new one', async ({
  db,
  directiveId,
  change,
}) => {
  const correct = () =>
    change((tx, author) =>
      correctDirective(tx, author, { directiveId, declaredNotSecret: true, subject: 'Về việc mới' }, { now }),
    )
  expect(await correct()).toMatchObject({ told: 3 })
  expect(await told(db)).toEqual(['corrected A11', 'corrected A12', 'corrected B11'])
  const row = await db
    .selectFrom('directive')
    .select(['subject', 'search_key', 'version'])
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ subject: 'Về việc mới', search_key: ' 05 ct tu ve viec moi', version: 2 })
  const old = await db.selectFrom('directive_version').select('subject').executeTakeFirstOrThrow()
  expect(old.subject).toBe('Về việc cũ')
  expect(await correct()).toMatchObject({ already: true })
  expect(
    await change((tx, author) =>
      correctDirective(tx, author, { directiveId, declaredNotSecret: true, subject: 'zyxw\nMẬT' }, { now }),
    ),
  ).toEqual({ ok: false, reason: 'secret' })
})

test('a deadline that is moved may not lie in the past, whatever has passed already', async ({
  db,
  directiveId,
  change,
}) => {
  const later = { now: day(12) }
  const moves = { directiveId, declaredNotSecret: true, reportDueAt: day(11) }
  const refused = { ok: false, reason: 'report_deadline_past' }
  expect(await change((tx, author) => extendDeadlines(tx, author, moves, later))).toEqual(refused)
  expect(await change((tx, author) => correctDirective(tx, author, moves, later))).toEqual(refused)
  // The receipt's deadline has passed and stays: that is no hindrance.
  const possible = { directiveId, declaredNotSecret: true, reportDueAt: day(20) }
  expect(await change((tx, author) => correctDirective(tx, author, possible, later))).toMatchObject({
    ok: true,
  })
  const rows = await db.selectFrom('directive').select(['ack_due_at', 'report_due_at']).execute()
  expect(rows).toEqual([{ ack_due_at: day(3), report_due_at: day(20) }])
})

describe('recalling', () => {
  /** Takes back what waits for it; tells which messages it removed, and what it wrote into others. */
  async function takeBack(db: Db, at: Date, canRemove: boolean) {
    const removed: number[] = []
    const marked: string[] = []
    const messenger = {
      remove: async (_to: unknown, messageId: number) => {
        removed.push(messageId)
        return canRemove
          ? { kind: 'sent', messageId }
          : { kind: 'final', reason: 'bad_request', code: 400, detail: '' }
      },
      edit: async (_to: unknown, _id: number, message: { text: string }) => {
        marked.push(message.text)
        return { kind: 'sent', messageId: 0 }
      },
    }
    const context = { db, clock: { now: () => at }, messenger }
    await changeMessages(context as never, new AbortController().signal)
    return { removed, marked }
  }

  test('during sending: nothing more goes out, what arrived is taken back, those who have it are told, once', async ({
    db,
    world,
    recall,
  }) => {
    expect(await recall()).toMatchObject({ told: 3 })
    expect(await recall()).toMatchObject({ already: true })
    expect(await told(db)).toEqual(['recalled A11', 'recalled A12', 'recalled B11'])
    const waiting = await db
      .selectFrom('delivery')
      .select('id')
      .where('purpose', '=', 'directive')
      .where('state', '=', 'pending')
      .execute()
    expect(waiting).toEqual([])
    const { removed, marked } = await takeBack(db, day(1), true)
    expect(inOrder(removed)).toEqual(
      inOrder([world.unit.A11!, world.unit.A12!, world.unit.B11!].map((unit) => 1000 + unit)),
    )
    expect(marked).toEqual([])
    expect((await takeBack(db, day(1), true)).removed).toEqual([])
  })

  test('what cannot be deleted any more is marked', async ({ db, recall }) => {
    await recall()
    const { marked } = await takeBack(db, day(1), false)
    expect(marked).toEqual(Array(3).fill('↩️ Văn bản 05-CT/TU đã được thu hồi.'))
    await sql`update message_change set done_at = null`.execute(db)
    const later = await takeBack(db, day(3), true)
    expect(later.removed).toEqual([])
    expect(later.marked).toHaveLength(3)
  })

  test('only by an office at or above the issuer', async ({ db, directiveId, change }) => {
    for (const who of ['officeA', 'secretaryA', 'one', 'observer']) {
      const outcome = await change((tx, author) => recallDirective(tx, author, { directiveId }, { now }), who)
      expect(outcome).toEqual({ ok: false, reason: 'not_allowed' })
    }
    expect((await db.selectFrom('directive').select('state').executeTakeFirstOrThrow()).state).toBe('issued')
  })

  test('its number is free again for the right version', async ({ directiveId, issued, recall }) => {
    await recall()
    expect(await issued('05-CT/TU')).not.toBe(directiveId)
  })
})

test('superseding: by another directive of the issuer that is out, with a link', async ({
  db,
  directiveId,
  issued,
  change,
}) => {
  const supersede = (byId: number) =>
    change((tx, author) => supersedeDirective(tx, author, { directiveId, byId }, { now }))
  expect(await supersede(directiveId)).toEqual({ ok: false, reason: 'no_such_successor' })
  expect(await supersede(999)).toEqual({ ok: false, reason: 'no_such_successor' })
  const by = await issued('06-CT/TU')
  expect(await supersede(by)).toMatchObject({ told: 3 })
  const link = await db.selectFrom('directive_link').selectAll().executeTakeFirstOrThrow()
  expect(link).toMatchObject({ from_directive_id: by, to_directive_id: directiveId, relation: 'replaces' })
  const notice = await db
    .selectFrom('delivery')
    .select('payload')
    .where('purpose', '=', 'notice')
    .executeTakeFirstOrThrow()
  expect(notice.payload).toMatchObject({ what: 'superseded', byNumber: '06-CT/TU' })
})

test('closing: told to those who still owe', async ({ db, directiveId, change }) => {
  expect(await change((tx, author) => closeDirective(tx, author, { directiveId }, { now }))).toMatchObject({
    told: 2,
  })
  expect(await told(db)).toEqual(['closed A11', 'closed B11'])
  expect(await change((tx, author) => closeDirective(tx, author, { directiveId }, { now }))).toMatchObject({
    already: true,
  })
  expect(
    await change((tx, author) => extendDeadlines(tx, author, { directiveId, reportDueAt: day(20) }, { now })),
  ).toMatchObject({ reason: 'state' })
})

test('adding recipients: only the new ones get it, units outside are refused', async ({
  db,
  world,
  issued,
  change,
}) => {
  const narrow = await issued('07-CT/TU', 'A')
  const add = (codes: string[]) =>
    change((tx, author) =>
      addRecipients(
        tx,
        author,
        { directiveId: narrow, unitIds: codes.map((code) => world.unit[code]!) },
        { now, calendar },
      ),
    )
  expect(await add(['B11'])).toEqual({ ok: false, reason: 'outside' })
  expect(await add(['A11'])).toMatchObject({ already: true })
  expect(await add(['A1', 'A11'])).toMatchObject({ told: 1 })
  await circulateDirective(db, narrow, now)
  const owing = await db
    .selectFrom('obligation')
    .select('unit_name')
    .where('directive_id', '=', narrow)
    .orderBy('id')
    .execute()
  expect(owing.map((row) => row.unit_name)).toEqual([
    'Chi bộ Một',
    'Chi bộ Hai',
    'Chi bộ Ba',
    'Đảng ủy Trường A',
  ])
})

describe('adding recipients', () => {
  const owing = async (db: Db, directive: number) => {
    const rows = await sql<{ code: string }>`select u.code from obligation o join unit u on u.id = o.unit_id
      where o.directive_id = ${directive} order by u.code`.execute(db)
    return rows.rows.map((row) => row.code)
  }
  async function newCell(db: Db, world: World, code: string, above: string): Promise<void> {
    const made = await db
      .insertInto('unit')
      .values({
        parent_id: world.unit[above]!,
        kind: 'cell',
        code,
        name: `Chi bộ ${code}`,
        search_key: code,
        valid_from: '2026-11-24',
        created_at: day(8),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    world.unit[code] = made.id
  }

  test('a unit that was not there on the day of issue gets it; nobody that was not named does', async ({
    db,
    world,
    issued,
    add,
  }) => {
    const narrow = await issued('08-CT/TU', 'A')
    await newCell(db, world, 'B19', 'B')
    await newCell(db, world, 'A19', 'A')
    expect(await add(narrow, ['B19'])).toEqual({ ok: false, reason: 'outside' })
    expect(await add(narrow, ['A19'])).toMatchObject({ ok: true, told: 1 })
    expect(await owing(db, narrow)).toContain('A19')
    const whole = await issued('09-CT/TU')
    const before = await owing(db, whole)
    expect(await add(whole, ['B19'])).toMatchObject({ ok: true, already: false, told: 1 })
    expect(await circulateDirective(db, whole, day(8))).toMatchObject({ reason: 'already' })
    expect(await owing(db, whole)).toEqual([...before, 'B19'].sort())
    expect(await add(whole, ['B19'])).toMatchObject({ already: true })
  })

  test('the message to it is there as soon as it is added, and its reminders are planned', async ({
    db,
    world,
    issued,
    add,
  }) => {
    const narrow = await issued('08-CT/TU', 'A')
    const { ok } = await add(narrow, ['A'])
    expect(ok).toBe(true)
    const row = await db
      .selectFrom('directive')
      .select(['circulated_at', 'chase_planned_at'])
      .where('id', '=', narrow)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ circulated_at: now, chase_planned_at: null })
    const waiting = await sql`select d.telegram_chat_id as chat, d.state from delivery d
      join obligation o on o.id = d.obligation_id
        where o.directive_id = ${narrow} and o.unit_id = ${world.unit.A!}`.execute(db)
    expect(waiting.rows).toEqual([{ chat: world.telegramUserId.secretaryA, state: 'pending' }])
    expect(await planChaseOfDirective(db, narrow, { now, calendar })).toBeGreaterThan(0)
  })

  test('not to a circulation that was cancelled; who has that is still reminded', async ({
    db,
    directiveId,
    add,
  }) => {
    await db
      .updateTable('directive')
      .set({ cancelled_at: now, circulated_at: null })
      .where('id', '=', directiveId)
      .execute()
    expect(await add(directiveId, ['A1'])).toEqual({ ok: false, reason: 'state' })
    expect(await planChaseOfDirective(db, directiveId, { now, calendar })).toBeGreaterThan(0)
  })

  test('to one that is to go out at its hour: it is among the recipients then', async ({
    db,
    database,
    directiveId,
    add,
  }) => {
    await sql`truncate obligation, delivery cascade`.execute(database.owner)
    const later = { issue_at: day(9), circulated_at: null }
    await db.updateTable('directive').set(later).where('id', '=', directiveId).execute()
    expect(await add(directiveId, ['A1'])).toMatchObject({ ok: true, told: 1 })
    expect(await owing(db, directiveId)).toEqual([])
    await circulateDirective(db, directiveId, day(9))
    expect(await owing(db, directiveId)).toContain('A1')
  })
})

test('recalling: units whose message may have arrived are told too, and it is taken back', async ({
  db,
  world,
  directiveId,
  change,
}) => {
  const cut = (code: string, state: string, copies: number) =>
    sql`update delivery d set state = ${state}::delivery_state, copies = ${copies} from obligation o
      where o.id = d.obligation_id and o.unit_id = ${world.unit[code]!}`.execute(db)
  await cut('A11', 'unknown', 1)
  // Its second copy was refused, or waits for a turn of its chat: the first may still have arrived.
  await cut('B11', 'pending', 1)
  await cut('B12', 'pending', 0)
  await change((tx, author) => recallDirective(tx, author, { directiveId }, { now }))
  expect(await told(db)).toEqual(['recalled A11', 'recalled A12', 'recalled B11'])
  const taken = await db.selectFrom('message_change').select('action').execute()
  expect(taken).toHaveLength(3)
})

test('a recall while the recipients are being written: they come wholly before it, or not at all', async ({
  db,
  database,
  directiveId,
}) => {
  await sql`truncate obligation, delivery cascade`.execute(database.owner)
  await db.updateTable('directive').set({ circulated_at: null }).where('id', '=', directiveId).execute()
  const isWaiting = async () => {
    const found = await sql`select from pg_locks where not granted`.execute(database.owner)
    return found.rows.length > 0
  }
  let circulating: Promise<unknown> | undefined
  let isDone = false
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('directive').set({ state: 'recalled' }).where('id', '=', directiveId).execute()
    circulating = circulateDirective(db, directiveId, now).finally(() => {
      isDone = true
    })
    while (!isDone && !(await isWaiting())) await new Promise(setImmediate)
  })
  expect(await circulating).toEqual({ ok: false, reason: 'not_issued' })
  expect(await db.selectFrom('obligation').select('id').execute()).toEqual([])
})
