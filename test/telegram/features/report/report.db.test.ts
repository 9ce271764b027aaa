// A report in chat: asked question by question, left and resumed, shared by two people, checked, sent exactly
// once.

import { describe, expect } from 'vitest'
import { findActor } from '../../../../src/org/actor.ts'
import { createCalendar } from '../../../../src/platform/working-calendar.ts'
import { firstDefaultOutline } from '../../../../src/response/default-outline.ts'
import { reviewReport } from '../../../../src/response/review-report.ts'
import { reportButtons } from '../../../../src/telegram/features/report/buttons.ts'
import { buttonData, tapUpdate, textUpdate } from '../../bot-fixture.ts'
import { addDirective, groupId, person } from '../../chat-world.ts'
import { test as base } from '../../fixtures.ts'

const test = base
  .extend('poolSize', { scope: 'file' }, 20)
  .extend('sendReport', ({ secretary }) => async () => {
    await secretary.say('/baocao')
    await answerAll(secretary)
    await secretary.tap('Gửi báo cáo')
  })
  .extend('draft', ({ db }) => async () => {
    return (await db.selectFrom('report_draft').selectAll().executeTakeFirst())?.answers as
      | Record<string, unknown>
      | undefined
  })
  .extend('versions', ({ db }) => () => {
    return db.selectFrom('report_version').selectAll().orderBy('version').execute()
  })
  .extend('obligation', ({ db, world }) => () => {
    return db
      .selectFrom('obligation')
      .selectAll()
      .where('id', '=', world.obligation.A11!)
      .executeTakeFirstOrThrow()
  })

/** Good answers to the default outline, by field. */
const good: Record<string, string> = {
  total_members: '28',
  exempt_members: '3',
  sessions: '2',
  sessions_in_person: '2',
  sessions_online: '0',
  sessions_combined: '1',
  hours: '3,5',
  members_attended: '25',
  union_members_attended: '1.012',
  non_members_attended: '0',
  attendances: '-',
  reflection_papers: '20',
  materials_needed: '28',
  materials_supplied: '28',
  plan_issued: 'có, 34-KH/ĐUK ngày 7/11/2026',
  models: '0',
  started_on: '10/11/2026',
  ended_on: '12/11/2026',
  results: 'Đã quán triệt đầy đủ.',
  difficulties: 'Không',
  proposals: 'Không',
}
/** Sessions that were not in person were online: nobody is asked. */
const fields = firstDefaultOutline.fields.map((field) => field.key).filter((key) => key !== 'sessions_online')

async function answerAll(who: ReturnType<typeof person>, change: Record<string, string> = {}) {
  for (const key of fields) await who.say(change[key] ?? good[key]!)
}

describe('a report', () => {
  test('is asked question by question, summed up, sent once, and counts as a receipt', async ({
    world,
    secretary,
    draft,
    versions,
    obligation,
  }) => {
    const first = await secretary.say('/baocao')
    expect(first).toContain('05-CT/TU')
    expect(first).toContain('Câu 1/21')
    expect(first).toContain('Tổng số đảng viên')
    await answerAll(secretary)
    const summary = await secretary.last()
    expect(summary.text).toContain('Tóm tắt báo cáo')
    expect(summary.text).toContain('Số đoàn viên, hội viên dự: <b>1.012 người</b>')
    expect(summary.text).toContain('Số cuộc trực tuyến: <b>0 cuộc</b>')
    expect(summary.text).toContain('Có, 34-KH/ĐUK ngày 7/11/2026')
    expect(summary.text.length).toBeLessThan(4096)
    const send = buttonData([summary], 'Gửi báo cáo')
    expect(await secretary.tapData(send)).toMatchObject({ text: 'Đã gửi báo cáo.' })
    expect((await secretary.last()).text).toContain('09:00 ngày 16/11/2026 (lần 1)')
    const again = await secretary.tapData(send)
    expect(again?.text).toBe(
      'Báo cáo đã được gửi lúc 09:00 ngày 16/11/2026 (Nguyễn Văn An), không cần gửi lại.',
    )
    expect(await versions()).toMatchObject([
      {
        version: 1,
        answers: {
          total_members: 28,
          sessions_online: 0,
          hours: 3.5,
          attendances: null,
          started_on: '2026-11-10',
        },
      },
    ])
    expect(await obligation()).toMatchObject({
      report_state: 'submitted',
      reported_at: world.clock.now(),
      acknowledged_at: world.clock.now(),
    })
    expect(await draft()).toBeUndefined()
    const shown = world.messenger.edits.flatMap((edit) => edit.buttons.flat()).map((button) => button.text)
    expect(shown).toContain('✓ Đã báo cáo 09:00 · xem lại')
  })

  test('is left, resumed by another process, and an answer typed later finds its question', async ({
    world,
    secretary,
    draft,
  }) => {
    await secretary.say('/baocao')
    await secretary.say('28')
    await secretary.tap('Dừng')
    expect((await secretary.last()).text).toContain('được giữ lại')
    // Nothing is asked now: a number is no answer.
    await secretary.say('7')
    expect(await draft()).toEqual({ total_members: 28 })
    const restarted = person(world, world.user.secretary!, world.anotherBot())
    const resumed = await restarted.say('/baocao')
    expect(resumed).toContain('Làm tiếp')
    expect(resumed).toContain('Câu 2/')
    await restarted.say('/viec')
    await restarted.say('3')
    expect(await draft()).toEqual({ total_members: 28, exempt_members: 3 })
  })

  test('offers likely answers as buttons; an old question can still be answered; a double tap asks once', async ({
    world,
    secretary,
    draft,
  }) => {
    await secretary.tapData(reportButtons.button.start('', { obligation: world.obligation.A11! }).data)
    await secretary.say('28')
    const zero = buttonData(await secretary.messages(), '0')
    await secretary.tapData(zero)
    const asked = (await secretary.messages()).length
    await secretary.tapData(zero)
    expect((await secretary.messages()).length).toBe(asked)
    // The next question stands in the message of the tapped one, below what was answered.
    const next = (await secretary.messages()).at(-1)
    expect(next?.text).toContain('Số đảng viên được miễn: <b>0')
    expect(next?.text).toContain('Câu 3/')
    expect(next?.replaces).toBe(70)
    expect(await draft()).toEqual({ total_members: 28, exempt_members: 0 })
  })

  test('refuses a new answer that contradicts, explains why and lets the other one be mended', async ({
    secretary,
    draft,
  }) => {
    await secretary.say('/baocao')
    await secretary.say('28')
    const refused = await secretary.say('30')
    expect(refused).toContain('Số được miễn (30) nhiều hơn tổng số đảng viên (28)')
    expect(await draft()).toEqual({ total_members: 28 })
    await secretary.tap('✏️ Tổng số đảng viên')
    expect((await secretary.last()).text).toContain('Hiện ghi: 28')
    const next = await secretary.say('35')
    expect(next).toContain('Số đảng viên được miễn')
    await secretary.say('30')
    expect(await draft()).toEqual({ total_members: 35, exempt_members: 30 })
  })

  test.for<[text: string, why: string]>([
    ['hai mươi', 'số nguyên'],
    ['6000', 'từ 0 đến 5.000'],
    ['-', 'cần có câu trả lời'],
  ])('explains why %s is no number of members', async ([text, why], { secretary, draft }) => {
    await secretary.say('/baocao')
    expect(await secretary.say(text)).toContain(why)
    expect(await draft()).toEqual({})
  })

  test('goes back, skips what is optional, and warns before sending', async ({ secretary, versions }) => {
    await secretary.say('/baocao')
    await secretary.say('28')
    await secretary.tap('Quay lại')
    expect((await secretary.last()).text).toContain('Câu 1/')
    await secretary.say('29')
    for (const key of fields.slice(1)) {
      if (key === 'attendances') await secretary.tap('Bỏ qua')
      else await secretary.say(key === 'members_attended' ? '20' : good[key]!)
    }
    const summary = await secretary.last()
    expect(summary.text).toContain('76,92 % (20/26)')
    await secretary.tapData(buttonData([summary], 'Số liệu đúng'))
    expect(await versions()).toMatchObject([{ warnings: ['attendance_below_goal'] }])
  })

  test('is shared with the deputy: no answer is lost, and whoever sends first wins', async ({
    world,
    secretary,
    draft,
    versions,
  }) => {
    const deputy = person(world, world.user.deputy!)
    await secretary.say('/baocao')
    await secretary.say('28')
    expect(await deputy.say('/baocao')).toContain('Câu 2/')
    // Both answer at once, in two processes.
    const other = world.anotherBot()
    await Promise.all([
      world.bot.receive([textUpdate(world.user.secretary!, '3')]),
      world.bot.receive([textUpdate(world.user.deputy!, '3')]),
    ])
    await Promise.all([world.bot.handleOpenUpdates(), other.handleOpenUpdates()])
    for (const key of fields.slice(2)) await deputy.say(good[key]!)
    expect(Object.keys((await draft())!)).toHaveLength(fields.length)
    await secretary.say('/baocao')
    const mine = buttonData(await secretary.messages(), 'Gửi báo cáo')
    const theirs = buttonData(await deputy.messages(), 'Gửi báo cáo')
    await world.bot.receive([tapUpdate(world.user.secretary!, mine), tapUpdate(world.user.deputy!, theirs)])
    await Promise.all([world.bot.handleOpenUpdates(), other.handleOpenUpdates()])
    expect(await versions()).toHaveLength(1)
    expect(world.messenger.taps.filter((tap) => tap.text.includes('không cần gửi lại'))).toHaveLength(1)
  })

  test('is not sent when an answer was changed after the summary', async ({ secretary, versions }) => {
    await secretary.say('/baocao')
    await answerAll(secretary)
    const old = buttonData(await secretary.messages(), 'Gửi báo cáo')
    await secretary.tap('Sửa')
    await secretary.tap('Số bài thu hoạch')
    await secretary.say('21')
    await secretary.tapData(old)
    expect((await secretary.last()).text).toContain('Vừa có câu trả lời được sửa')
    expect(await versions()).toHaveLength(0)
  })

  test('can be changed and sent again before the deadline, not after it', async ({
    world,
    secretary,
    draft,
    versions,
  }) => {
    await secretary.say('/baocao')
    await answerAll(secretary)
    await secretary.tap('Gửi báo cáo')
    expect(await secretary.say('/baocao')).toContain('không có báo cáo nào')
    await secretary.tapData(reportButtons.button.start('', { obligation: world.obligation.A11! }).data)
    expect((await secretary.last()).text).toContain('đã gửi lúc')
    const change = buttonData(await secretary.messages(), 'Sửa và gửi lại')
    await secretary.tapData(change)
    await secretary.tap('Sửa')
    await secretary.tap('Số bài thu hoạch')
    await secretary.say('25')
    await secretary.tap('Gửi báo cáo')
    expect(
      (await versions()).map((row) => (row.answers as { reflection_papers: number }).reflection_papers),
    ).toEqual([20, 25])
    world.clock.moveTo(new Date('2026-11-28T02:00:00Z'))
    await secretary.tapData(change)
    expect((await secretary.last()).text).toContain('không sửa được nữa')
    expect(await draft()).toBeUndefined()
  })

  test('that was returned asks only for what is missing', async ({
    db,
    world,
    secretary,
    versions,
    obligation,
  }) => {
    await secretary.say('/baocao')
    await answerAll(secretary)
    await secretary.tap('Gửi báo cáo')
    const verdict = {
      obligationId: world.obligation.A11!,
      version: 1,
      verdict: 'returned' as const,
      fields: ['results', 'models'],
      note: 'Nêu rõ hơn',
    }
    const at = { now: world.clock.now(), calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }) }
    await db.transaction().execute(async (tx) => {
      const neighbour = await findActor(tx, world.user.neighbour!, world.clock.now())
      expect(await reviewReport(tx, neighbour!, verdict, at)).toMatchObject({
        reason: 'not_allowed',
      })
      const office = await findActor(tx, world.user.office!, world.clock.now())
      expect(await reviewReport(tx, office!, verdict, at)).toMatchObject({ ok: true })
      expect(await reviewReport(tx, office!, verdict, at)).toMatchObject({
        reason: 'already_reviewed',
      })
    })
    expect((await obligation()).report_state).toBe('returned')
    const returned = await secretary.say('/baocao')
    expect(returned).toContain('Kết quả, Số mô hình — Nêu rõ hơn')
    await secretary.say('2')
    await secretary.say('Đã có hai mô hình.')
    await secretary.tap('Gửi báo cáo')
    expect(await versions()).toMatchObject([
      { version: 1 },
      { version: 2, answers: { models: 2, total_members: 28 } },
    ])
    expect((await obligation()).report_state).toBe('submitted')
  })

  test('of the next directive offers what the unit reported last time', async ({
    db,
    world,
    secretary,
    draft,
  }) => {
    await secretary.say('/baocao')
    await answerAll(secretary)
    await secretary.tap('Gửi báo cáo')
    await addDirective(db, world.unit, ['A11'], { number: 6 })
    await secretary.say('/baocao')
    await secretary.tap('Như kỳ trước: 28')
    expect(await draft()).toEqual({ total_members: 28 })
  })

  test('is chosen from a list when several are owed', async ({ db, world, secretary }) => {
    await addDirective(db, world.unit, ['A11'], { number: 6 })
    expect(await secretary.say('/baocao')).toContain('còn 2 báo cáo')
    await secretary.tap('06-CT/TU')
    expect((await secretary.last()).text).toContain('06-CT/TU')
  })

  test('opens from the link of a group message, and never in the group itself', async ({
    world,
    secretary,
  }) => {
    expect(await secretary.say(`/start bc_${world.obligation.A11!.toString(36)}`)).toContain('Câu 1/')
    const start = reportButtons.button.start('', { obligation: world.obligation.A11! }).data
    const tap = await secretary.tapData(start, { group: groupId })
    expect(tap).toMatchObject({ alert: true })
    expect(await person(world, groupId).messages()).toEqual([])
  })

  test.for(['neighbour', 'stranger', 'observer'])('is closed to %s', async (who, { world, draft }) => {
    const other = person(world, world.user[who]!)
    const obligation = world.obligation.A11!
    for (const { data } of [
      reportButtons.button.start('', { obligation }),
      reportButtons.button.answer_number('', { obligation, field: 0, hundredths: 100 }),
      reportButtons.button.send('', { obligation, version: 0, warned: 'no' }),
      reportButtons.button.change('', { obligation }),
    ])
      await other.tapData(data)
    await other.say(`/start bc_${world.obligation.A11!.toString(36)}`)
    expect(await draft()).toBeUndefined()
    for (const message of await other.messages()) expect(message.text).not.toContain('05-CT/TU')
  })
})

describe('/baocaoden', () => {
  test('shows a report to the office above, returns it with fields and a note, and the unit is asked for these', async ({
    db,
    world,
    secretary,
    office,
    sendReport,
    obligation,
  }) => {
    await sendReport()
    expect(await office.say('/baocaoden')).toContain('Kết quả: <b>Đã quán triệt đầy đủ.</b>')
    await office.tap('Đề nghị bổ sung')
    await office.tap('Kết quả')
    expect(
      world.messenger.edits
        .at(-1)!
        .buttons.flat()
        .map((button) => button.text),
    ).toContain('☑️ Kết quả')
    expect(await office.say('chờ chút')).toContain('Lý do: <b>chờ chút</b>')
    expect((await obligation()).report_state).toBe('submitted')
    await office.say('Nêu rõ số liệu')
    await office.tap('5 ngày làm việc')
    await office.tap('Gửi đề nghị bổ sung')
    expect((await office.messages()).at(-2)?.text).toContain('Kết quả — Nêu rõ số liệu')
    expect((await office.last()).text).toContain('Không còn báo cáo nào')
    const notice = await db
      .selectFrom('delivery')
      .selectAll()
      .where('purpose', '=', 'notice')
      .executeTakeFirstOrThrow()
    expect(notice).toMatchObject({
      telegram_chat_id: world.user.secretary,
      obligation_id: world.obligation.A11,
    })
    expect(await secretary.say('/baocao')).toContain('Kết quả — Nêu rõ số liệu')
    await secretary.say('Đã quán triệt cho 25 đảng viên.')
    await secretary.tap('Gửi báo cáo')
    await office.say('/baocaoden')
    await office.tap('Chấp nhận')
    expect((await obligation()).report_state).toBe('accepted')
  })

  test('what was passed over is counted at the end, and is there when asked for again', async ({
    db,
    world,
    office,
    sendReport,
  }) => {
    await sendReport()
    for (const code of ['A12', 'B11']) {
      const obligationId = world.obligation[code]!
      const at = world.clock.now()
      const { id } = await db
        .insertInto('report')
        .values({ obligation_id: obligationId, current_version: 1, created_at: at })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db
        .insertInto('report_version')
        .values({ report_id: id, version: 1, answers: '{}', submitted_at: at })
        .execute()
      await db
        .updateTable('obligation')
        .set({ report_state: 'submitted' })
        .where('id', '=', obligationId)
        .execute()
    }
    await office.say('/baocaoden')
    await office.tap('Báo cáo tiếp theo')
    await office.tap('Báo cáo tiếp theo')
    await office.tap('Chấp nhận')
    const { text } = await office.last()
    expect(text).not.toContain('Không còn báo cáo nào')
    expect(text).toContain('còn 2 báo cáo')
    expect(await office.say('/baocaoden')).toContain('Chi bộ A11')
    await office.tap('Chấp nhận')
    await office.tap('Chấp nhận')
    expect((await office.last()).text).toContain('Không còn báo cáo nào')
  })

  test('is refused to others, and a new version is not judged by an old one', async ({
    world,
    secretary,
    office,
    sendReport,
    obligation,
  }) => {
    await sendReport()
    await office.say('/baocaoden')
    const accept = buttonData(await office.messages(), 'Chấp nhận')
    for (const who of ['secretary', 'neighbour', 'observer'])
      await person(world, world.user[who]!).tapData(accept)
    expect((await obligation()).report_state).toBe('submitted')
    await secretary.tapData(reportButtons.button.change('', { obligation: world.obligation.A11! }).data)
    await secretary.tap('Gửi báo cáo')
    await office.tapData(accept)
    expect((await office.last()).text).toContain('bản mới')
    expect(await secretary.say('/baocaoden')).toContain('dành cho văn phòng')
  })
})
