// The yearly decision on days off and swapped days, entered in chat and on the command line.

import { describe, expect } from 'vitest'
import { createLiveCalendar } from '../../../../src/main/live-calendar.ts'
import { readCalendar } from '../../../../src/org/calendar-days.ts'
import { createFrozenClock } from '../../../../src/platform/clock.ts'
import { calendarButtons } from '../../../../src/telegram/features/units/buttons.ts'
import { readDays } from '../../../../src/telegram/features/units/read-days.ts'
import { test as base } from '../../../org/fixtures.ts'
import { addOfficer, now } from '../../../org/world.ts'
import { runCommand } from '../../../support/command-line.ts'
import { buttonData, createTestBot } from '../../bot-fixture.ts'

const timeZone = 'Asia/Ho_Chi_Minh'

const test = base
  .extend('bot', async ({ db, ids }) => {
    const add = (telegramUserId: number, code: string, duty: 'administrator' | 'office') =>
      addOfficer(db, { telegramUserId, unitId: ids[code] ?? 0, duty })
    await add(601, 'T', 'administrator')
    await add(602, 'A', 'administrator')
    await add(603, 'T', 'office')
    return createTestBot(db, now)
  })
  .extend(
    'kept',
    ({ db }) =>
      () =>
        db.selectFrom('calendar_day').selectAll().orderBy('day').execute(),
  )
  .extend(
    'calendar',
    ({ db }) =>
      () =>
        readCalendar(db, timeZone, now),
  )
  // Types the days and returns the question that is to be confirmed.
  .extend('type', ({ bot }) => async (kind: 'nghỉ' | 'làm bù', typed: string) => {
    const [shown] = await bot.text(601, '/lich')
    await bot.tap(601, buttonData(shown, `Thêm ngày ${kind}`))
    return (await bot.text(601, typed))[0]
  })
  .extend('run', ({ db, calendar }) => async (name: string, ...args: string[]) => {
    const context = { db, clock: createFrozenClock(now), calendar: await calendar() }
    return await runCommand(name, args, context)
  })

test('days off are typed, asked once more, entered, shown, and taken back', async ({
  db,
  bot,
  kept,
  calendar,
  type,
}) => {
  const sure = await type('nghỉ', 'từ 30/3/2026 đến hết 5/4/2026 Nghỉ <thử>')
  expect(sure?.text).toContain('30/3/2026 – 5/4/2026 (Nghỉ &lt;thử&gt;)')
  expect(sure?.text).toContain('thêm 5 ngày nghỉ')
  expect(await kept()).toEqual([])
  const [done] = await bot.tap(601, buttonData(sure, 'Ghi vào lịch'))
  expect(done?.text).toContain('giữ nguyên')
  expect((await kept()).map((row) => row.day)).toEqual([
    '2026-03-30',
    '2026-03-31',
    '2026-04-01',
    '2026-04-02',
    '2026-04-03',
  ])
  expect((await calendar()).isWorkingDay('2026-04-01')).toBe(false)
  // A second tap, and the button of an earlier question, do nothing.
  await bot.tap(601, buttonData(sure, 'Ghi vào lịch'))
  expect(bot.tapAnswers.at(-1)).toContain('đã cũ')
  const [shown] = await bot.text(601, '/lich')
  expect(shown?.text).toContain('• 30/3/2026 – 3/4/2026: Nghỉ &lt;thử&gt; ✏️')
  expect(shown?.text).toContain('• 30/4/2026')
  const [which] = await bot.tap(601, buttonData(shown, 'Bỏ ngày'))
  const [ask] = await bot.tap(601, buttonData(which, '30/3/2026'))
  expect(await kept()).toHaveLength(5)
  await bot.tap(601, buttonData(ask, 'Xác nhận bỏ'))
  expect(await kept()).toEqual([])
  const trail = await db
    .selectFrom('audit_entry')
    .select(['action', 'detail'])
    .where('subject_kind', '=', 'calendar')
    .orderBy('id')
    .execute()
  expect(trail).toEqual([
    { action: 'calendar.day_off', detail: { from: '2026-03-30', to: '2026-04-05', days: 5 } },
    { action: 'calendar.remove', detail: { from: '2026-03-30', to: '2026-04-03', days: 5 } },
  ])
})

test('a Saturday is worked in exchange; a rest over a weekend is one line', async ({
  bot,
  calendar,
  type,
}) => {
  await bot.tap(601, buttonData(await type('làm bù', '11.4.2026'), 'Ghi vào lịch'))
  expect((await calendar()).isWorkingDay('2026-04-11')).toBe(true)
  await bot.tap(601, buttonData(await type('nghỉ', '17/4/2026 - 20/4/2026'), 'Ghi vào lịch'))
  const [shown] = await bot.text(601, '/lich')
  expect(shown?.text).toContain('• 11/4/2026: làm bù ✏️')
  expect(shown?.text).toContain('• 17/4/2026 – 20/4/2026: nghỉ ✏️')
})

test('what cannot be is said in one sentence, and the question stays open', async ({ bot, kept }) => {
  const [shown] = await bot.text(601, '/lich')
  await bot.tap(601, buttonData(shown, 'Thêm ngày nghỉ'))
  const said = async (typed: string) => (await bot.text(601, typed))[0]?.text
  expect(await said('tuần sau')).toContain('chưa đọc được ngày')
  expect(await said('31/02/2027')).toContain('chưa đọc được ngày')
  expect(await said('1/3/2026')).toContain('đã qua')
  expect(await said('1/3/2031')).toContain('quá xa')
  expect(await said('5/4/2026 - 1/4/2026')).toContain('trước ngày đầu')
  expect(await said('1/4/2026 - 5/6/2026')).toContain('31 ngày')
  expect(await said('4/4/2026')).toContain('vốn đã là ngày nghỉ')
  expect(await said(`1/4/2026 ${'x'.repeat(101)}`)).toContain('100 chữ')
  expect(await said('1/4/2026')).toContain('Đúng không ạ?')
  expect(await kept()).toEqual([])
})

test('administrators further down and offices look only, whatever is tapped', async ({ bot }) => {
  for (const account of [602, 603]) {
    const [shown] = await bot.text(account, '/lich')
    expect(shown?.text).toContain('30/4/2026')
    expect(shown?.buttons ?? []).toEqual([])
    const { button } = calendarButtons
    for (const { data } of [
      button.off(''),
      button.works(''),
      button.enter('', { from: '2026-04-01' }),
      button.which(''),
      button.remove('', { from: '2026-04-01', length: 0 }),
      button.remove_surely('', { from: '2026-04-01', length: 0 }),
    ]) {
      expect(await bot.tap(account, data)).toEqual([])
      expect(bot.tapAnswers.at(-1)).toContain('cấp cao nhất')
    }
  }
  expect((await bot.text(601, '/trogiup'))[0]?.text).toContain('/lich')
  expect((await bot.text(602, '/trogiup'))[0]?.text).not.toContain('/lich')
})

test('a running process goes by a change without a new start', async ({ db, bot, type }) => {
  const live = await createLiveCalendar({ db, timeZone, clock: createFrozenClock(now) })
  try {
    expect(live.calendar.isWorkingDay('2026-04-01')).toBe(true)
    await bot.tap(601, buttonData(await type('nghỉ', '1/4/2026'), 'Ghi vào lịch'))
    await live.refresh()
    expect(live.calendar.isWorkingDay('2026-04-01')).toBe(false)
    expect(live.calendar.addWorkingDays('2026-03-31', 1)).toBe('2026-04-02')
  } finally {
    live.stop()
  }
})

describe('on the command line', () => {
  test('the same is entered, listed and taken back', async ({ run, kept }) => {
    expect((await run('calendar day-off', '2026-04-01', '--to', '2026-04-03', '--name', 'Thử')).json).toEqual(
      {
        days: ['2026-04-01', '2026-04-02', '2026-04-03'],
      },
    )
    await run('calendar workday', '2026-04-11')
    const { text } = await run('calendar list')
    expect(text).toContain('2026-04-01 – 2026-04-03 off Thử (entered)')
    expect(text).toContain('2026-04-11 worked  (entered)')
    await run('calendar remove', '2026-04-01', '--to', '2026-04-30')
    expect(await kept()).toEqual([])
    await expect(run('calendar remove', '2026-04-01')).rejects.toThrow('Nothing was entered')
    await expect(run('calendar workday', '2026-04-01')).rejects.toThrow('so already')
    await expect(run('calendar day-off', 'Tết')).rejects.toThrow('is not a day')
  })
})

test.each([
  ['14/2/2027 - 22/2/2027 Tết Nguyên Đán', '2027-02-14', '2027-02-22', 'Tết Nguyên Đán'],
  ['14/02/2027–22/02/2027', '2027-02-14', '2027-02-22', ''],
  ['Từ ngày 14/2/2027 đến hết ngày 22/2/2027: nghỉ Tết', '2027-02-14', '2027-02-22', 'nghỉ Tết'],
  ['23-1-2027 làm bù', '2027-01-23', '2027-01-23', 'làm bù'],
])('reads "%s"', (typed, from, to, name) => {
  expect(readDays(typed)).toEqual({ from, to, name })
  expect(readDays(typed.normalize('NFD'))).toEqual({ from, to, name })
})

test.each(['', 'Tết', '2/2027', '31/02/2027', '14/2/2027 - 31/02/2027'])('reads no days in "%s"', (typed) => {
  expect(readDays(typed)).toBeNull()
})
