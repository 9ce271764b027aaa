// /viec, /trogiup and /ngonngu.
import { expect } from 'vitest'
import { addDirective, person } from '../chat-world.ts'
import { test } from '../fixtures.ts'

test('/viec lists what my unit owes with deadlines, and the buttons do it', async ({ world }) => {
  const secretary = person(world, world.user.secretary!)
  const list = await secretary.say('/viec')
  expect(list).toContain('05-CT/TU')
  expect(list).toContain('trước 17 giờ, thứ Tư 18/11/2026')
  expect(list).toContain('Gửi báo cáo trước 17 giờ, thứ Sáu 27/11/2026')
  expect(await secretary.tap('Đã nhận (1)')).toMatchObject({ text: expect.stringContaining('Đã ghi nhận') })
  expect(await secretary.say('/viec')).not.toContain('xác nhận đã nhận')
  await secretary.tap('Báo cáo (1)')
  expect((await secretary.last()).text).toContain('Câu 1/')
})

test('/viec counts the days overdue, most pressing first, over several pages', async ({ world }) => {
  for (let number = 10; number < 17; number++) {
    const reportDueAt = new Date(Date.UTC(2026, 10, 20 - (number - 10), 10))
    await addDirective(world.db, world.unit, ['A11'], { number, reportDueAt, ackDueAt: reportDueAt })
  }
  world.clock.moveTo(new Date('2026-11-17T10:00:01Z'))
  const secretary = person(world, world.user.secretary!)
  const list = await secretary.say('/viec')
  expect(list).toContain('8 văn bản')
  expect(list.indexOf('16-CT/TU')).toBeLessThan(list.indexOf('15-CT/TU'))
  expect(list).toContain('Chưa gửi báo cáo, quá hạn 2 ngày làm việc')
  await secretary.tap('Xem thêm 3')
  expect((await secretary.last()).text).toContain('10-CT/TU')
})

test('/viec with nothing left says so; others learn nothing', async ({ world }) => {
  await world.db
    .updateTable('obligation')
    .set({ acknowledged_at: world.clock.now(), report_state: 'submitted' })
    .execute()
  expect(await person(world, world.user.secretary!).say('/viec')).toContain('không còn việc')
  expect(await person(world, world.user.observer!).say('/viec')).toContain('không có việc')
})

test('/trogiup lists what the duty allows', async ({ world }) => {
  const secretary = await person(world, world.user.secretary!).say('/trogiup')
  expect(secretary).toContain('Bí thư, Chi bộ khu phố 1')
  expect(secretary).toContain('/baocao')
  expect(secretary).not.toContain('/moi ')
  expect(await person(world, world.user.office!).say('/trogiup')).toContain('/moi ')
})

test('/ngonngu changes the language of everything that follows', async ({ world }) => {
  const secretary = person(world, world.user.secretary!)
  await secretary.say('/ngonngu')
  expect(await secretary.tap('English')).toMatchObject({ text: 'I will use English from now on.' })
  expect(await secretary.say('/viec')).toContain('Send the report before 17:00 on Friday 27 November 2026')
  expect(await secretary.say('/baocao')).toContain('Question 1/')
  expect(await secretary.say('x')).toContain('whole number')
})
