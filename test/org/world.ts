// Small trees and people for the tests of this room and of later ones.

import { consentVersion } from '../../src/org/consent.ts'
import { type ImportOutcome, importUnits } from '../../src/org/lists/import-units.ts'
import type { Db } from '../../src/platform/database.ts'
import type { Duty } from '../../src/platform/database-types.ts'
import { searchKey } from '../../src/platform/vietnamese-text.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'

export const day = '2026-03-02'
export const now = new Date('2026-03-02T02:00:00Z')

/**
 * `T` a province, `A` and `B` committees, `A1` grass-roots with the cells `A11` and `A12`, `B1` with `B11`.
 */
export const smallTree = `code,parent_code,kind,name
T,,province,Tỉnh ủy Hòa Khê
A,T,committee,Đảng ủy phường An Bình
A1,A,grassroots,Đảng bộ cơ sở An Bình
A11,A1,cell,Chi bộ khu phố 1
A12,A1,cell,Chi bộ khu phố 2
B,T,committee,Đảng ủy xã Bắc Sơn
B1,B,grassroots,Đảng bộ cơ sở Bắc Sơn
B11,B1,cell,Chi bộ thôn Đoài
`

export const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })

/** The rows that an import refused; none when it refused nothing, or something else. */
export const wrongRows = (outcome: ImportOutcome) =>
  !outcome.ok && outcome.reason === 'wrong_rows' ? outcome.errors : []

/** Makes the small tree; returns the ids by code. */
export async function plantTree(db: Db, csv = smallTree): Promise<Record<string, number>> {
  const outcome = await importUnits(db, 'operator', { list: csv }, { now, calendar })
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  const rows = await db.selectFrom('unit').select(['id', 'code']).where('valid_to', 'is', null).execute()
  return Object.fromEntries(rows.map((row) => [row.code, row.id]))
}

/** A person with a duty and, unless told otherwise, a reachable private chat. Returns the officer's id. */
export async function addOfficer(
  db: Db,
  given: {
    telegramUserId: number
    unitId: number
    duty: Duty
    name?: string
    chat?: 'reachable' | 'blocked' | 'none'
    /** The version of the notice agreed to: that of today unless told; null for not at all. */
    consent?: number | null
  },
): Promise<number> {
  const name = given.name ?? `Người ${given.telegramUserId}`
  const known = await db
    .selectFrom('officer')
    .select('id')
    .where('telegram_user_id', '=', given.telegramUserId)
    .executeTakeFirst()
  const id =
    known?.id ??
    (
      await db
        .insertInto('officer')
        .values({
          full_name: name,
          search_key: searchKey(name),
          telegram_user_id: given.telegramUserId,
          consent_version: given.consent === undefined ? consentVersion : given.consent,
          consented_at: given.consent === null ? null : now,
          created_at: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  await db
    .insertInto('duty_holding')
    .values({ officer_id: id, unit_id: given.unitId, duty: given.duty, since: now })
    .execute()
  if (!known && given.chat !== 'none') {
    await db
      .insertInto('chat')
      .values({
        telegram_chat_id: given.telegramUserId,
        kind: 'private',
        officer_id: id,
        state: given.chat ?? 'reachable',
        state_changed_at: now,
        created_at: now,
      })
      .execute()
  }
  return id
}
