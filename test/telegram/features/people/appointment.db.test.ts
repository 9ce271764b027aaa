// Who learns that somebody has become the office of a unit.
import { describe, expect } from 'vitest'
import { createCode } from '../../../../src/org/invitations.ts'
import type { Duty } from '../../../../src/platform/database-types.ts'
import { test as base } from '../../../org/fixtures.ts'
import { addOfficer, now } from '../../../org/world.ts'
import { inOrder } from '../../../support/in-order.ts'
import { wordedNotices } from '../../../support/notices.ts'
import { createTestBot } from '../../bot-fixture.ts'

const newcomer = 701

const test = base
  .extend('bot', ({ db, ids: _ids }) => createTestBot(db, now))
  .extend('officers', { auto: true }, async ({ db, ids }) => {
    const add = (telegramUserId: number, code: string, duty: Duty, name: string) =>
      addOfficer(db, { telegramUserId, unitId: ids[code]!, duty, name })
    return {
      province: await add(601, 'T', 'office', 'Phạm Dung'),
      ward: await add(602, 'A', 'office', 'Đỗ Thị Tư'),
      neighbour: await add(603, 'B', 'office', 'Vũ Em'),
      secretary: await add(604, 'A11', 'secretary', 'Nguyễn Văn An'),
      administrator: await add(605, 'T', 'administrator', 'Lê Chi'),
    }
  })
  // The accounts that are told when the newcomer redeems a code which `maker` made.
  .extend('toldOf', ({ db, ids, bot }) => {
    return async (maker: number | 'operator', code: string, duty: Duty) => {
      const made = await db
        .transaction()
        .execute((tx) =>
          createCode(
            tx,
            maker === 'operator' ? maker : { officerId: maker, duties: [] },
            { unitId: ids[code]!, duty },
            { now },
          ),
        )
      await bot.text(newcomer, `/start ${made.code}`)
      // Opened again, the link tells nobody a second time.
      await bot.text(newcomer, `/start ${made.code}`)
      return inOrder((await wordedNotices(db)).map((row) => row.telegram_chat_id))
    }
  })

describe('an office that was appointed from its own unit is told to the level above', () => {
  test('and to the administrators', async ({ db, officers, toldOf }) => {
    expect(await toldOf(officers.ward, 'A', 'office')).toEqual([601, 605])
    const text = (await wordedNotices(db))[0]?.message.text
    expect(text).toContain('đồng chí Họ 701 là văn phòng của <b>Đảng ủy phường An Bình</b>')
    expect(text).toContain('đồng chí Đỗ Thị Tư tạo')
  })

  test('to the nearest that has an office', async ({ officers, toldOf }) => {
    expect(await toldOf(officers.secretary, 'A11', 'office')).toEqual([602, 605])
  })

  test('at the top to the administrators', async ({ officers, toldOf }) => {
    expect(await toldOf(officers.province, 'T', 'office')).toEqual([605])
  })
})

describe('nobody is told', () => {
  test('of an office that the level above appointed', async ({ officers, toldOf }) => {
    expect(await toldOf(officers.ward, 'A1', 'office')).toEqual([])
  })

  test('of another duty', async ({ officers, toldOf }) => {
    expect(await toldOf(officers.ward, 'A', 'deputy')).toEqual([])
  })

  test('of what the operator did', async ({ toldOf }) => {
    expect(await toldOf('operator', 'A', 'office')).toEqual([])
  })
})
