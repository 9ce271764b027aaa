// /tinhhinh: rates by unit, drilling down, lists with pages, and nothing outside one's own subtree.

import { beforeEach, expect, test } from 'vitest'
import { draftDirective } from '../../../../src/directive/draft-directive.ts'
import { issueDirective } from '../../../../src/directive/issue-directive.ts'
import type { Db } from '../../../../src/platform/database.ts'
import { statusButtons } from '../../../../src/telegram/features/progress/buttons.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { calendar, makeWorld, monday, type World } from '../../../directive/world.ts'
import { useDatabase } from '../../../support/database.ts'
import { buttonData, createTestBot, type TestBot } from '../../bot-fixture.ts'

const base = useDatabase()
let db: Db
let world: World
let bot: TestBot
let directiveId: number

beforeEach(async () => {
  await base.reset()
  db = base.db
  world = await makeWorld(db)
  bot = createTestBot(db, monday)
  const due = new Date('2026-11-20T10:00:00Z')
  directiveId = await db.transaction().execute(async (tx) => {
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
  await db.updateTable('delivery').set({ state: 'sent' }).execute()
  await db
    .updateTable('obligation')
    .set({ acknowledged_at: monday })
    .where('unit_id', 'in', [world.unit.A11!, world.unit.A12!])
    .execute()
})

const shown = () => bot.edits.at(-1)!
const press = async (
  who: string,
  label: string,
  message = { chatId: 0, text: '', buttons: shown().buttons },
) => await bot.tap(world.telegramUserId[who]!, buttonData(message, label))

test('from the list down to a committee and to who has not answered', async () => {
  const [list] = await bot.text(world.telegramUserId.observer!, '/tinhhinh')
  await press('observer', '05-CT/TU', { chatId: 0, text: '', buttons: list!.buttons! })
  expect(shown().text).toContain('Đã nhận: 2/6 (33,33 %)')
  expect(shown().text).toContain('Đảng ủy xã An: đã nhận 2/3 (66,67 %), đã nộp 0/3 (0 %)')
  expect(shown().text).toContain('Đảng ủy phường Bình: đã nhận 0/3 (0 %)')
  await press('observer', 'Đảng ủy xã An')
  expect(shown().text).toContain('Đảng ủy Trường A: đã nhận 2/3')
  await press('observer', 'Cấp trên')
  await press('observer', 'Chưa xác nhận (4)')
  expect(shown().text).toContain('<b>4</b> đơn vị')
  expect(shown().text).toContain('Chi bộ Bốn (Đảng ủy Trạm B): chưa đến hạn')
  expect(shown().text).toContain('Chi bộ Sáu (Đảng ủy phường Bình): tin chưa đến được đơn vị')
  bot.clock.moveTo(new Date('2026-11-26T03:00:00Z'))
  await press('observer', 'Quay lại')
  expect(shown().text).toContain('Quá hạn xác nhận: 4')
  await press('observer', 'Chưa xác nhận (4)')
  expect(shown().text).toMatch(/Chi bộ Bốn .*: quá hạn \d ngày làm việc/)
})

test('a committee sees its own subtree, whatever the button says', async () => {
  const [list] = await bot.text(world.telegramUserId.secretaryA!, '/tinhhinh')
  await press('secretaryA', '05-CT/TU', { chatId: 0, text: '', buttons: list!.buttons! })
  expect(shown().text).toContain('Đã nhận: 2/3')
  expect(shown().text).not.toContain('Bình')
  const before = bot.edits.length
  for (const unit of ['T', 'B', 'B1']) {
    const overview = { directive: directiveId, unit: world.unit[unit]!, tree: 'then', page: 0 } as const
    const { data } = statusButtons.button.overview('', overview)
    await bot.tap(world.telegramUserId.secretaryA!, data)
    expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  }
  expect(bot.edits).toHaveLength(before)
})
