// Circulating to more units than one small statement takes: whichever way the chats are looked up, every unit
// gets the chat that the view unit_recipient names, once.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { createUnitPaths } from '../../src/circulation/unit-paths.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { test } from '../support/database.ts'
import { seed } from '../support/property.ts'
import { circulateDirective } from './circulate.ts'
import { issueTo, monday, plantCells } from './world.ts'

test('chats of a large circulation are those of the view, in one message per unit', async ({
  db,
  database,
}) => {
  const cells = 1_300
  const { rootId } = await plantCells(db, cells)
  // A draw in [0, 1) per row and purpose: whichever connection asks, the seed alone decides.
  const draw = (purpose: string, id = 'id') =>
    sql`(hashint8extended(${sql.ref(id)}, hashtextextended(${purpose}, ${seed})) & 65535) / 65536.0`
  // A third cannot be reached as things are; some have a group, some a deputy or an office beside the
  // secretary.
  await sql`update chat set state = (array['blocked', 'left',
    'deactivated']::chat_state[])[1 + floor(${draw('state')} * 3)::int]
    where ${draw('unreachable')} < 0.3`.execute(db)
  await sql`insert into chat (telegram_chat_id, kind, unit_id, state, thread_id, state_changed_at, created_at)
    select -id - 5000000 * n, 'supergroup', id, case when ${draw('group state')} < 0.5 then 'reachable'
      else 'left' end::chat_state,
      case when ${draw('topic')} < 0.3 then 7 end, ${monday}, ${monday}
    from unit, generate_series(1, 2) n where kind = 'cell' and ${draw('group')} < 0.2`.execute(db)
  await sql`insert into duty_holding (officer_id, unit_id, duty, since)
    select o.id, u.id, (array['deputy', 'office',
      'speaker']::duty[])[1 + floor(${draw('duty', 'u.id')} * 3)::int], ${monday}
    from unit u join officer o on o.id % 97 = u.id % 97 where u.kind = 'cell'
      and ${draw('another', 'u.id')} < 0.05`.execute(db)
  await sql`update duty_holding set until = ${monday} where duty = 'secretary'
    and ${draw('ended')} < 0.2`.execute(db)
  await sql`update officer set language = 'en' where ${draw('english')} < 0.1`.execute(db)
  // Some are about to be merged: another one, anywhere in the tree, answers for them.
  await sql`update unit set valid_to = '2027-01-01', successor_id = (
      select id from unit other where other.kind = 'cell' and other.id % 7 = 0 and other.successor_id is null
        and other.id <> unit.id
      order by hashint8extended(other.id, unit.id) limit 1)
    where kind = 'cell' and id % 7 <> 0 and ${draw('merged')} < 0.1`.execute(database.owner)
  // And some are about to end: nobody is written to there any more.
  await sql`update unit set valid_to = '2027-01-01' where kind = 'cell' and successor_id is null
    and id % 7 <> 0 and ${draw('ended unit')} < 0.1`.execute(database.owner)

  const directiveId = await issueTo(db, rootId)
  expect(await circulateDirective(db, directiveId, monday)).toEqual({ ok: true, recipients: cells })

  const { rows } = await sql<{ wrong: number; reached: number; unreached: number }>`
    select count(*) filter (where (d.chat_id, d.telegram_chat_id, d.thread_id, d.language)
        is distinct from (r.chat_id, r.telegram_chat_id, r.thread_id, case when r.chat_id is null then null
          else r.language end)) as wrong,
      count(d.id) as reached, count(*) - count(d.id) as unreached
    from obligation o left join unit_recipient r on r.unit_id = o.unit_id
      left join delivery d on d.obligation_id = o.id`.execute(db)
  expect(rows[0]!.wrong).toBe(0)
  expect(rows[0]!.reached + rows[0]!.unreached).toBe(cells)
  expect(Math.min(rows[0]!.reached, rows[0]!.unreached)).toBeGreaterThan(100)
  const paths = await sql<{ wrong: number; merged: number }>`
    select count(*) filter (where o.path_ids <> array[p.parent_id, p.id, u.id]
      or o.path_names <> array[r.name, p.name, u.name]) as wrong,
      count(*) filter (where u.successor_id is not null) as merged
    from obligation o join unit u on u.id = o.unit_id join unit p on p.id = u.parent_id
      join unit r on r.id = p.parent_id`.execute(db)
  expect(paths.rows[0]!.wrong).toBe(0)
  expect(paths.rows[0]!.merged).toBeGreaterThan(50)
})

test('what takes longer than a statement may is circulated in smaller parts', async ({ db, database }) => {
  const cells = 1_900
  const { rootId } = await plantCells(db, cells)
  // Writing more than 600 rows at once takes longer than the limit.
  await sql`create function slow_when_many() returns trigger language plpgsql as $$ begin
    if (select count(*) from made) > 600 then perform pg_sleep(30); end if;
    return null;
  end $$`.execute(database.owner)
  await sql`create trigger slow_when_many after insert on obligation referencing new table as made
    for each statement execute function slow_when_many()`.execute(database.owner)
  const limited = openDatabase({ url: database.url, statementTimeoutMs: 4_000 })
  try {
    const directiveId = await issueTo(db, rootId, { number: 2 })
    expect(await circulateDirective(limited.db, directiveId, monday)).toEqual({ ok: true, recipients: cells })
    const { rows } = await sql<{
      n: number
    }>`select count(*) as n from delivery where directive_id = ${directiveId}`.execute(db)
    expect(rows[0]!.n).toBe(cells)
  } finally {
    await limited.close()
    await sql`drop function slow_when_many cascade`.execute(database.owner)
  }
})

test('several at once, and one that was cut off half-way before: every unit owes once and gets one message', async ({
  db,
  database,
}) => {
  const cells = 1_900
  const { rootId } = await plantCells(db, cells)
  const directiveId = await issueTo(db, rootId, { number: 3 })
  await circulateDirective(db, directiveId, monday)
  await sql`delete from delivery where obligation_id in (select id from obligation
    where unit_id % 3 = 0)`.execute(database.owner)
  await sql`delete from obligation where unit_id % 3 = 0`.execute(database.owner)
  await sql`update directive set circulated_at = null where id = ${directiveId}`.execute(db)

  const outcomes = await Promise.all([1, 2, 3].map(() => circulateDirective(db, directiveId, monday)))
  expect(outcomes.every((outcome) => outcome.ok || outcome.reason === 'already')).toBe(true)
  const { rows } = await sql<{ owed: number; units: number; messages: number; entries: number }>`
    select count(*) as owed, count(distinct o.unit_id) as units, count(d.id) as messages,
      (select count(*) from audit_entry where action = 'directive.circulate'
        and subject_id = ${directiveId}) as entries
    from obligation o left join delivery d on d.obligation_id = o.id
      where o.directive_id = ${directiveId}`.execute(db)
  expect(rows[0]).toEqual({ owed: cells, units: cells, messages: cells, entries: 2 })
})

test('a unit that is moved while its message is made keeps the whole path, the new one', async ({
  db,
  database,
}) => {
  const { rootId } = await plantCells(db, 3)
  const directiveId = await issueTo(db, rootId, { number: 4 })
  let circulating: Promise<unknown> = Promise.resolve()
  await database.owner.transaction().execute(async (tx) => {
    // Held up just after it has read the paths, before it sees where the units stand.
    await sql`lock table obligation in access exclusive mode`.execute(tx)
    circulating = circulateDirective(db, directiveId, monday)
    for (;;) {
      const waiting = await sql`
        select from pg_locks where relation = 'obligation'::regclass and not granted
          and database = (select oid from pg_database where datname = current_database())`.execute(db)
      if (waiting.rows.length > 0) break
    }
    await sql`with made as (
        insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
        values (${rootId}, 'committee', 'B', 'Đảng ủy mới', 'b', '2025-07-01', ${monday}) returning id)
      update unit set parent_id = made.id from made where code = 'C1'`.execute(tx)
  })
  expect(await circulating).toEqual({ ok: true, recipients: 3 })
  const { rows } = await sql<{ code: string; names: string[] }>`
    select u.code, o.path_names as names from obligation o join unit u on u.id = o.unit_id
      order by 1`.execute(db)
  expect(rows).toEqual([
    { code: 'C0', names: ['Tỉnh ủy Mẫu', 'Đảng ủy số 0', 'Chi bộ số 0'] },
    { code: 'C1', names: ['Tỉnh ủy Mẫu', 'Đảng ủy mới', 'Chi bộ số 1'] },
    { code: 'C2', names: ['Tỉnh ủy Mẫu', 'Đảng ủy số 0', 'Chi bộ số 2'] },
  ])
})

test('paths of deep trees are whole, also for calls that overlap', async ({ db, database }) => {
  const { rootId } = await plantCells(db, 2)
  // Two sections, one below the other, and a cell below each: C10 and C11.
  const add = async (parentId: number, kind: string, code: string) => {
    const made = await sql<{ id: number }>`
      insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
      values (${parentId}, ${kind}::unit_kind, ${code}, ${code}, ${code}, '2025-07-01', ${monday})
        returning id`.execute(database.owner)
    return made.rows[0]!.id
  }
  const upper = await add(rootId, 'grassroots', 'D1')
  const lower = await add(upper, 'section', 'D2')
  const cells = [await add(upper, 'cell', 'C10'), await add(lower, 'cell', 'C11')]
  const paths = createUnitPaths()
  const found = await Promise.all(cells.map((id) => paths.ofParents(db, [id])))
  expect(found.flat().map((path) => path.names.join(' / '))).toEqual([
    'Tỉnh ủy Mẫu / D1',
    'Tỉnh ủy Mẫu / D1 / D2',
  ])
})
