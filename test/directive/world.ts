// A small organisation for tests of the register: a province, two committees, grass-roots units, six cells,
// and the people who issue. Some cells have a chat, one is blocked, one has nobody.
import { findActor } from '../../src/org/actor.ts'
import { consentVersion } from '../../src/org/consent.ts'
import type { Db } from '../../src/platform/database.ts'
import type { Duty, UnitKind } from '../../src/platform/database-types.ts'
import { vietnamHolidays } from '../../src/platform/holidays.ts'
import { searchKey } from '../../src/platform/vietnamese-text.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { letOneIssue } from '../support/two-persons.ts'

export const calendar = createCalendar({
  timeZone: 'Asia/Ho_Chi_Minh',
  ...vietnamHolidays({ from: 2025, to: 2028 }),
})
/** A Monday, 09:00 in Hà Nội. */
export const monday = new Date('2026-11-16T02:00:00Z')

export interface World {
  unit: Record<string, number>
  officer: Record<string, number>
  telegramUserId: Record<string, number>
}

const tree: [code: string, parent: string | null, kind: UnitKind, name: string][] = [
  ['T', null, 'province', 'Tỉnh ủy Mẫu'],
  ['A', 'T', 'committee', 'Đảng ủy xã An'],
  ['B', 'T', 'committee', 'Đảng ủy phường Bình'],
  ['A1', 'A', 'grassroots', 'Đảng ủy Trường A'],
  ['B1', 'B', 'grassroots', 'Đảng ủy Trạm B'],
  ['A11', 'A1', 'cell', 'Chi bộ Một'],
  ['A12', 'A1', 'cell', 'Chi bộ Hai'],
  ['A13', 'A1', 'cell', 'Chi bộ Ba'],
  ['B11', 'B1', 'cell', 'Chi bộ Bốn'],
  ['B12', 'B1', 'cell', 'Chi bộ Năm'],
  ['B13', 'B', 'cell', 'Chi bộ Sáu'],
]
const people: [name: string, unit: string, duty: Duty, chat: 'reachable' | 'blocked' | null][] = [
  ['office', 'T', 'office', 'reachable'],
  ['office2', 'T', 'office', 'reachable'],
  ['observer', 'T', 'observer', 'reachable'],
  ['officeA', 'A', 'office', 'reachable'],
  ['secretaryA', 'A', 'secretary', 'reachable'],
  ['one', 'A11', 'secretary', 'reachable'],
  ['two', 'A12', 'secretary', 'reachable'],
  ['three', 'A13', 'secretary', 'blocked'],
  ['four', 'B11', 'secretary', 'reachable'],
  ['five', 'B12', 'secretary', 'reachable'],
]

/** Fills an empty database. B13 has nobody; one person may issue alone. */
export async function makeWorld(db: Db): Promise<World> {
  await letOneIssue(db)
  const world: World = { unit: {}, officer: {}, telegramUserId: {} }
  const since = new Date('2026-01-01T00:00:00Z')
  for (const [code, parent, kind, name] of tree) {
    const row = await db
      .insertInto('unit')
      .values({
        code,
        kind,
        name,
        parent_id: parent ? world.unit[parent] : null,
        search_key: searchKey(`${name} ${code}`),
        valid_from: '2025-07-01',
        created_at: since,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    world.unit[code] = row.id
  }
  for (const [index, [name, unit, duty, state]] of people.entries()) {
    const telegramId = 7_000 + index
    const { id } = await db
      .insertInto('officer')
      .values({
        full_name: name,
        search_key: name,
        telegram_user_id: telegramId,
        created_at: since,
        consent_version: consentVersion,
        consented_at: since,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    world.officer[name] = id
    world.telegramUserId[name] = telegramId
    await db
      .insertInto('duty_holding')
      .values({ officer_id: id, unit_id: world.unit[unit]!, duty, since })
      .execute()
    if (state) {
      await db
        .insertInto('chat')
        .values({
          telegram_chat_id: telegramId,
          kind: 'private',
          officer_id: id,
          state,
          state_changed_at: since,
          created_at: since,
        })
        .execute()
    }
  }
  return world
}

export async function actorOf(db: Db, world: World, name: string) {
  const actor = await findActor(db, world.telegramUserId[name]!, monday)
  if (!actor) throw new Error(`no actor ${name}`)
  return actor
}
