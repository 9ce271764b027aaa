// What a card counts below a unit: the same whether cells are looked up one by one or, being many, as one
// set.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { countWithout, unitsWithout } from '../../src/org/invite-subtree.ts'
import { searchUnits } from '../../src/org/unit.store.ts'
import { cellsBelow } from '../../src/org/unit-card.ts'
import { test as base } from './fixtures.ts'
import { addOfficer, now } from './world.ts'

/** With 2100 more cells below A1: some have people and groups, and some of these cannot be reached. */
const test = base.extend('ids', async ({ db, ids }) => {
  await sql`insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
    select ${ids.A1}, 'cell', 'M' || n, 'Chi bộ số ' || n, 'chi bo so ' || n || ' m' || n, '2026-01-01',
      ${now}
    from generate_series(1, 2100) n`.execute(db)
  await sql`insert into officer (full_name, search_key, telegram_user_id, created_at)
    select 'Người ' || id, 'nguoi ' || id, 900000 + id, ${now} from unit where code like 'M%'
      and id % 3 <> 0`.execute(db)
  await sql`insert into duty_holding (officer_id, unit_id, duty, since)
    select id, telegram_user_id - 900000, 'deputy', ${now} from officer`.execute(db)
  await sql`insert into chat (telegram_chat_id, kind, officer_id, state, state_changed_at, created_at)
    select telegram_user_id, 'private', id,
      (case when id % 7 = 0 then 'blocked' else 'reachable' end)::chat_state,
      ${now}, ${now} from officer`.execute(db)
  await sql`insert into chat (telegram_chat_id, kind, unit_id, state, state_changed_at, created_at)
    select -id, 'group', id, (case when id % 2 = 0 then 'left' else 'reachable' end)::chat_state, ${now},
      ${now}
    from unit where code like 'M%' and id % 11 = 0`.execute(db)
  await addOfficer(db, { telegramUserId: 501, unitId: ids.B11 ?? 0, duty: 'secretary', chat: 'blocked' })
  return ids
})

test('cells that no message can reach are counted as the recipients of messages are chosen', async ({
  db,
  ids,
}) => {
  for (const code of ['T', 'A', 'B', 'B11', 'A11']) {
    const found = await sql<{ total: number; unreachable: number; nobody: number }>`
      with recursive below (id, kind) as (
        select id, kind from unit where id = ${ids[code]}
        union all select unit.id, unit.kind from below join unit on unit.parent_id = below.id
      )
      select count(*)::int as total, count(why_not)::int as unreachable,
        count(*) filter (where why_not = 'nobody_enrolled')::int as nobody
      from below join unit_recipient on unit_id = id where kind = 'cell'`.execute(db)
    expect(await cellsBelow(db, ids[code] ?? 0)).toEqual(found.rows[0])
  }
})

test('cards that are needed are counted in one walk as they are made', async ({ db, ids }) => {
  const wanted = [
    { duty: 'secretary', kinds: ['cell'] },
    { duty: 'deputy', kinds: ['cell'] },
    { duty: 'office', kinds: ['province', 'committee', 'grassroots'] },
  ] as const
  for (const code of ['T', 'A1', 'B11']) {
    const lists = await Promise.all(wanted.map((each) => unitsWithout(db, ids[code] ?? 0, each)))
    expect(await countWithout(db, ids[code] ?? 0, wanted)).toEqual(lists.map((list) => list.length))
  }
})

test('a search puts the very words first, then the shortest names, and finds numbers as words', async ({
  db,
  ids,
}) => {
  const names = async (typed: string) =>
    (await searchUnits(db, [ids.T ?? 0], typed, 3)).map((unit) => unit.name)
  expect(await names('so 7')).toEqual(['Chi bộ số 7', 'Chi bộ số 70', 'Chi bộ số 71'])
  expect(await names('chi bo so 2100')).toEqual(['Chi bộ số 2100'])
  expect(await names('m12')).toEqual(['Chi bộ số 12', 'Chi bộ số 120', 'Chi bộ số 121'])
  expect(await names('nh uy')).toEqual([])
  expect(await names('bình')).toEqual(['Đảng ủy phường An Bình', 'Đảng bộ cơ sở An Bình'])
})
