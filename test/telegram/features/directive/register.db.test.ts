// /vanban, /duyet and the buttons that change a directive, driven by raw updates.

import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { draftDirective } from '../../../../src/directive/draft-directive.ts'
import { issueDirective, submitForApproval } from '../../../../src/directive/issue-directive.ts'
import { shownLength } from '../../../../src/telegram/split-html.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { actorOf, calendar, monday } from '../../../directive/world.ts'
import { wordedNotices } from '../../../support/notices.ts'
import { makePdf } from '../../../support/pdf.ts'
import { askForTwoPersons } from '../../../support/two-persons.ts'
import { buttonData, type Said } from '../../bot-fixture.ts'
import { test as base } from '../fixtures.ts'

const due = new Date('2026-11-20T10:00:00Z')

const test = base
  .extend('say', ({ bot, user }) => (who: string, text: string) => {
    return bot.text(user(who), text)
  })
  .extend('tap', ({ bot, user }) => (who: string, said: Said[], label: string) => {
    return bot.tap(user(who), buttonData(said.at(-1), label))
  })
  .extend('document', ({ bot, user }) => (who: string, fileId: string, name = 'van ban.pdf') => {
    return bot.give({
      message: {
        message_id: 900,
        date: 0,
        from: {
          id: user(who),
          is_bot: false,
          first_name: 'x',
        },
        chat: {
          id: user(who),
          type: 'private',
        },
        document: {
          file_id: fileId,
          file_unique_id: fileId,
          file_name: name,
          file_size: 9,
        },
      },
    })
  })
  // The last message of a kind to somebody, whichever update it came from.
  .extend('lastSaid', ({ db, user }) => async (who: string): Promise<Said> => {
    const rows = await db
      .selectFrom('delivery')
      .select('payload')
      .where('purpose', '=', 'answer')
      .where('telegram_chat_id', '=', user(who))
      .orderBy('id')
      .execute()
    return (rows.at(-1)!.payload as unknown as { message: Said }).message
  })
  .extend('lastNotice', ({ db, user }) => async (who: string): Promise<Said> => {
    const notices = await wordedNotices(db)
    return { chatId: user(who), ...notices.findLast((each) => each.telegram_chat_id === user(who))!.message }
  })
  .extend(
    'draft',
    ({ db, world }) =>
      async (numberText: string, subject: string, from = 'T', who = 'office') => {
        const actor = await actorOf(db, world, who)
        return await db.transaction().execute(async (tx) => {
          const drafted = await draftDirective(
            tx,
            actor,
            {
              content: {
                issuerUnitId: world.unit[from]!,
                numberText,
                issuedOn: '2026-11-12',
                subject,
                asksReport: true,
                ackDueAt: due,
                reportDueAt: due,
                declaredNotSecret: true,
                links: [
                  {
                    numberText: '01-KL/TW',
                    relation: 'implements',
                  },
                ],
              },
            },
            { now: monday, calendar },
          )
          if (!drafted.ok) throw new Error(drafted.reason)
          return drafted.directiveId
        })
      },
  )
  .extend(
    'issued',
    ({ db, world, draft }) =>
      async (numberText: string, subject: string, from = 'T', who = 'office') => {
        const id = await draft(numberText, subject, from, who)
        const actor = await actorOf(db, world, who)
        await db
          .transaction()
          .execute((tx) => issueDirective(tx, actor, { directiveId: id }, { now: monday, calendar }))
        await circulateDirective(db, id, monday)
        await db
          .updateTable('delivery')
          .set({ state: 'sent', message_id: 9, sent_at: monday })
          .where('purpose', '=', 'directive')
          .execute()
        return id
      },
  )
  .extend('stateOf', ({ db }) => async (id: number) => {
    return (await db.selectFrom('directive').select('state').where('id', '=', id).executeTakeFirstOrThrow())
      .state
  })
  // Its card, which offers the changes.
  .extend('open', ({ say, tap }) => async (who = 'office') => {
    return await tap(who, await say(who, '/vanban 05-CT/TU'), '05-CT/TU')
  })
  // The directive that the tests of a block are about: none, unless the block says which.
  .extend('id', { auto: true }, async (): Promise<number> => 0)
  // What a change of the deadline would change.
  .extend('held', ({ db, id }) => async () => {
    const directive = await db
      .selectFrom('directive')
      .select(['report_due_at', 'version'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const notices = await db.selectFrom('delivery').select('id').where('purpose', '=', 'notice').execute()
    return { ...directive, notices: notices.length }
  })
  // Presses one of the deadlines offered, and returns what is said then.
  .extend('days', ({ tap }) => async (asked: Said[], label = '3 ngày') => {
    return (await tap('office', asked, label)).at(-1)!.text
  })
  // The second person does not approve, and writes why.
  .extend('sendBack', ({ bot, user, say, tap }) => async (reason: string) => {
    const said = await tap('office2', await say('office2', '/duyet'), '05-CT/TU')
    await bot.tap(user('office2'), buttonData(said.at(-1), 'Trả lại'))
    return await say('office2', reason)
  })

const labels = (said: Said[]) => labelsOf(said.at(-1)!)
const labelsOf = (shown: { buttons?: Said['buttons'] } | undefined) =>
  shown?.buttons?.flat().map((button) => button.text) ?? []
/** Of a list of directives: their numbers. */
const numbersOf = (shown: { buttons?: Said['buttons'] } | undefined) =>
  labelsOf(shown)
    .filter((label) => label.includes('/'))
    .map((label) => label.split(' ')[0])

describe('/vanban', () => {
  test.beforeEach(async ({ issued }) => {
    await issued('05-CT/TU', 'Về tăng cường học tập, quán triệt nghị quyết')
    await issued('05-NQ/TU', 'Về công tác cán bộ')
    await issued('02-KH/ĐU', 'Về chuyển đổi số', 'A', 'officeA')
  })

  test.for<[query: string, numbers: string[]]>([
    ['5 – ct / tu', ['05-CT/TU']],
    ['số 5 ct tu', ['05-CT/TU']],
    ['05CT/TU', ['05-CT/TU']],
    ['5.ct.tu', ['05-CT/TU']],
    ['05/CT-TU', ['05-CT/TU']],
    ['5 ct', ['05-CT/TU']],
    ['số 5', ['05-NQ/TU', '05-CT/TU']],
    ['chỉ thị số 5', ['05-CT/TU']],
    ['2 kh du', ['02-KH/ĐU']],
    ['hoc tap quan triet', ['05-CT/TU']],
    ['học tập', ['05-CT/TU']],
    ['05', ['05-NQ/TU', '05-CT/TU']],
    ['can bo', ['05-NQ/TU']],
    ['02-KH/DU', ['02-KH/ĐU']],
    ['chỉ thị 2026', ['05-CT/TU']],
    ['ke hoach', ['02-KH/ĐU']],
    ['tỉnh ủy', ['05-NQ/TU', '05-CT/TU']],
    ['nghị quyết của Tỉnh ủy Mẫu tháng 11/2026', ['05-NQ/TU']],
    ['từ 1/11/2026 đến 30/11/2026 đã phát hành học tập', ['05-CT/TU']],
    ['nghị quyết 2020', []],
    // Nothing of that kind: the words are looked for instead.
    ['chuyển đổi 2026', ['02-KH/ĐU']],
  ])('“%s”', async ([query, numbers], { say }) => {
    const said = await say('office', `/vanban ${query}`)
    expect(numbersOf(said.at(-1))).toEqual(numbers)
  })

  test('only what concerns one’s own subtree is found; typing on searches again', async ({ say }) => {
    expect(numbersOf((await say('four', '/vanban')).at(-1))).toHaveLength(2)
    expect((await say('four', 'chuyển đổi số')).at(-1)!.text).toContain('Không tìm thấy')
    expect(numbersOf((await say('one', '/vanban chuyen doi')).at(-1))).toHaveLength(1)
  })

  test('is withFilter by buttons, step by step, and widened again; every condition is said', async ({
    bot,
    user,
    say,
    tap,
  }) => {
    let said = await say('office', '/vanban')
    expect(numbersOf(said.at(-1))).toHaveLength(3)
    await tap('office', said, 'Loại')
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'nghị quyết'))
    expect(numbersOf(bot.edits.at(-1))).toEqual(['05-NQ/TU'])
    expect(bot.edits.at(-1)?.text).toContain('Loại: nghị quyết')
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'Tình trạng'))
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'đã thu hồi'))
    expect(numbersOf(bot.edits.at(-1))).toEqual([])
    expect(bot.edits.at(-1)?.text).toContain('Tình trạng: đã thu hồi')
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'Tình trạng'))
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'Tất cả'))
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'Thời gian'))
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), '11/2026'))
    expect(numbersOf(bot.edits.at(-1))).toEqual(['05-NQ/TU'])
    expect(bot.edits.at(-1)?.text).toContain('từ 1/11/2026 đến 30/11/2026')
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'Bỏ mọi điều kiện'))
    expect(numbersOf(bot.edits.at(-1))).toHaveLength(3)
    // An issuer by its name.
    await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'Cơ quan'))
    said = await say('office', 'xa an')
    await bot.tap(user('office'), buttonData(said.at(-1), 'Đảng ủy xã An'))
    expect(numbersOf(bot.edits.at(-1))).toEqual(['02-KH/ĐU'])
    expect(bot.edits.at(-1)?.text).toContain('Cơ quan ban hành: Đảng ủy xã An')
    // Nobody finds by buttons what does not concern them.
    said = await say('four', '/vanban')
    await tap('four', said, 'Loại')
    await bot.tap(user('four'), buttonData(bot.edits.at(-1), 'kế hoạch'))
    expect(numbersOf(bot.edits.at(-1))).toEqual([])
  })

  test('links are shown in both directions and lead to the other directive', async ({
    db,
    issued,
    say,
    tap,
  }) => {
    await issued('07-KH/TU', 'Về thực hiện chỉ thị')
    await db
      .updateTable('directive_link')
      .set({ to_number_text: '05-CT/TU' })
      .where('from_directive_id', '=', (eb) =>
        eb.selectFrom('directive').select('id').where('number_text', '=', '07-KH/TU'),
      )
      .execute()
    const { id: first } = await db
      .selectFrom('directive')
      .select('id')
      .where('number_text', '=', '05-CT/TU')
      .executeTakeFirstOrThrow()
    await db
      .updateTable('directive_link')
      .set({ to_directive_id: first })
      .where('to_number_text', '=', '05-CT/TU')
      .execute()
    const card = await tap('office', await say('office', '/vanban 05-CT/TU'), '05-CT/TU')
    expect(card.at(-1)!.text).toContain('được 07-KH/TU thực hiện')
    const other = await tap('office', card, '🔗 07-KH/TU')
    expect(other.at(-1)!.text).toContain('thực hiện 05-CT/TU')
  })

  test('a directive registered later is tied to those that had named it', async ({ issued, say, tap }) => {
    await issued('01-KL/TW', 'Về kết luận')
    const card = await tap('office', await say('office', '/vanban 01-KL/TW'), '01-KL/TW')
    expect(card.at(-1)!.text).toContain('được 05-CT/TU thực hiện')
    expect(card.at(-1)!.text).toContain('được 02-KH/ĐU thực hiện')
  })

  test('shows a directive with its links; a cell gets no buttons that change it', async ({ say, tap }) => {
    let said = await tap('one', await say('one', '/vanban học tập'), '05-CT/TU')
    expect(said.at(-1)!.text).toContain('nhiệm kỳ 2025-2030')
    expect(said.at(-1)!.text).toContain('thực hiện 01-KL/TW')
    expect(labels(said).join()).not.toContain('Thu hồi')
    said = await tap('office', await say('office', '/vanban học tập'), '05-CT/TU')
    expect(labels(said).join()).toContain('Thu hồi')
  })
})

describe('changes by button', () => {
  test.override('id', async ({ issued }) => await issued('05-CT/TU', 'Về việc cũ'))

  test('recall asks twice and tells how many are told', async ({ db, id, tap, stateOf, open }) => {
    let said = await tap('office', await open(), 'Thu hồi')
    expect(await stateOf(id)).toBe('issued')
    said = await tap('office', said, 'Đúng')
    expect(said.at(-1)!.text).toContain('đang báo 4 đơn vị')
    expect(await stateOf(id)).toBe('recalled')
    expect(await db.selectFrom('message_change').select('action').execute()).toHaveLength(4)
  })

  test('superseded, also when closed, by a directive whose number is typed; not by one that is not out yet', async ({
    db,
    bot,
    user,
    id,
    issued,
    say,
    tap,
    stateOf,
    open,
  }) => {
    await tap('office', await tap('office', await open(), 'Kết thúc'), 'Đúng')
    const next = await issued('08-CT/TU', 'Về việc mới')
    let said = await tap('office', await open(), 'Thay thế')
    said = await say('office', '9-CT/TU')
    expect(said.at(-1)!.text).toContain('Không thấy văn bản số này')
    said = await say('office', '8 – ct/tu')
    const later = new Date(monday.getTime() + 86_400_000)
    await db.updateTable('directive').set({ issue_at: later }).where('id', '=', next).execute()
    const press = buttonData(said.at(-1), '08-CT/TU')
    expect((await bot.tap(user('office'), press)).at(-1)!.text).toContain('đang có hiệu lực')
    await db.updateTable('directive').set({ issue_at: null }).where('id', '=', next).execute()
    expect((await bot.tap(user('office'), press)).at(-1)!.text).toContain('đã được thay thế')
    expect(await stateOf(id)).toBe('superseded')
  })

  test('extend, correct, add, close', async ({ db, id, say, tap, stateOf, open }) => {
    let said = await tap('office', await tap('office', await open(), 'Gia hạn'), '5 ngày')
    expect(said.at(-1)!.text).toContain('17 giờ, thứ')
    await tap('office', await open(), 'Gia hạn')
    expect((await say('office', 'mai')).at(-1)!.text).toContain('Chưa đọc được hạn')
    expect((await say('office', '1/1/2026')).at(-1)!.text).toContain('phải sau hạn cũ')
    expect((await say('office', '17:30 24/12/2026')).at(-1)!.text).toContain('17 giờ 30, thứ Năm 24/12/2026')
    said = await tap('office', await open(), 'Đính chính')
    expect((await say('office', 'Về việc mới')).at(-1)!.text).toContain('chọn bằng nút')
    await tap('office', said, 'không mật')
    said = await say('office', 'Về việc mới')
    said = await tap('office', said, 'Đúng, gửi bản mới')
    expect(said.at(-1)!.text).toContain('Đã đính chính')
    expect((await db.selectFrom('directive').select('subject').executeTakeFirstOrThrow()).subject).toBe(
      'Về việc mới',
    )
    await tap('office', await open(), 'Thêm nơi nhận')
    said = await say('office', 'truong a')
    said = await tap('office', said, 'Trường A')
    expect(said.at(-1)!.text).toContain('Đã thêm nơi nhận')
    said = await tap('office', await tap('office', await open(), 'Kết thúc'), 'Đúng')
    expect(said.at(-1)!.text).toContain('Đã kết thúc')
    expect(await stateOf(id)).toBe('closed')
  })

  describe('a question for more time holds for the deadline it was asked about', () => {
    test('its buttons do nothing once the deadline was typed, or was pressed before', async ({
      held,
      say,
      tap,
      open,
      days,
    }) => {
      const asked = await tap('office', await open(), 'Gia hạn')
      await say('office', '17:30 24/12/2026')
      const after = await held()
      expect(after).toMatchObject({ version: 2, notices: 4 })
      const said = await days(asked)
      expect(said).toContain('không thay đổi gì thêm')
      expect(said).toContain('17 giờ 30, thứ Năm 24/12/2026')
      const again = await tap('office', await open(), 'Gia hạn')
      expect(await held()).toEqual(after)
      expect(await days(again)).toContain('Đã gia hạn')
      const extended = await held()
      expect(extended.version).toBe(3)
      expect(await days(again)).toContain('không thay đổi gì thêm')
      expect(await days(again, '10 ngày')).toContain('không thay đổi gì thêm')
      expect(await held()).toEqual(extended)
    })

    test('of two questions one is answered; the other, also by typing, is out of date', async ({
      held,
      say,
      tap,
      open,
      days,
    }) => {
      const card = await open()
      const first = await tap('office', card, 'Gia hạn')
      const second = await tap('office', card, 'Gia hạn')
      await tap('office2', await tap('office2', await open('office2'), 'Gia hạn'), '5 ngày')
      const after = await held()
      expect((await say('office', '24/12/2026')).at(-1)!.text).toContain('không thay đổi gì thêm')
      for (const asked of [first, second]) expect(await days(asked)).toContain('không thay đổi gì thêm')
      expect(await held()).toEqual(after)
    })

    test('an old question leaves the one that is open alone', async ({ say, tap, open, days }) => {
      const old = await tap('office', await open(), 'Gia hạn')
      await say('office', '24/12/2026')
      await tap('office', await open(), 'Gia hạn')
      await days(old)
      expect((await say('office', '30/12/2026')).at(-1)!.text).toContain('thứ Tư 30/12/2026')
    })
  })

  test('a correction brings a new file and an earlier deadline; receipts given before stay with their version', async ({
    db,
    world,
    files,
    bot,
    user,
    document,
    lastSaid,
    say,
    tap,
    open,
  }) => {
    await db
      .updateTable('obligation')
      .set({ acknowledged_at: monday })
      .where('unit_id', '=', world.unit.A11!)
      .execute()
    bot.clock.moveTo(new Date('2026-11-16T03:00:00Z'))
    let said = await tap('office', await open(), 'Đính chính')
    // A file before its declaration is not kept.
    files.set('new', makePdf([['Số 05-CT/TU', 'Bản đúng']]))
    expect((await document('office', 'new', 'ban dung.pdf')).at(-1)!.text).toContain('chưa được lưu')
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
    await tap('office', await tap('office', said, 'không mật'), 'Thay tệp')
    said = await document('office', 'new', 'ban dung.pdf')
    expect(said.at(-1)!.text).toContain('Tệp: <b>ban dung.pdf</b> (trước đây: –)')
    await tap('office', said, 'Hạn xác nhận')
    expect((await say('office', '1/11/2026')).at(-1)!.text).toContain('đã qua')
    await say('office', '18/11/2026')
    await bot.tap(user('office'), buttonData(await lastSaid('office'), 'Lý do'))
    said = await say('office', 'Nhầm tệp')
    expect(said.at(-1)!.text).toContain('Hạn xác nhận: <b>17 giờ, thứ Tư 18/11/2026</b>')
    said = await tap('office', said, 'Đúng, gửi bản mới')
    expect(said.at(-1)!.text).toContain('đang gửi bản mới cho 4 đơn vị')

    const notices = await db
      .selectFrom('delivery')
      .select('payload')
      .where('purpose', '=', 'notice')
      .execute()
    expect(notices.map((row) => row.payload)).toEqual(
      Array(4).fill({
        kind: 'change',
        what: 'corrected',
        reason: 'Nhầm tệp',
        fileToSend: expect.any(Number),
      }),
    )
    const dues = await db
      .selectFrom('obligation')
      .select(['unit_id', 'ack_due_at', 'acknowledged_at'])
      .orderBy('unit_id')
      .execute()
    for (const row of dues)
      expect(row.ack_due_at).toEqual(row.acknowledged_at ? due : new Date('2026-11-18T10:00:00Z'))
    const marks = await db.selectFrom('message_change').select(['action', 'what']).execute()
    expect(marks).toEqual(Array(4).fill({ action: 'mark', what: 'corrected' }))

    await db
      .updateTable('obligation')
      .set({ acknowledged_at: new Date('2026-11-16T04:00:00Z') })
      .where('unit_id', '=', world.unit.A12!)
      .execute()
    const card = (await open()).at(-1)!.text
    expect(card).toContain('📎 ban dung.pdf')
    expect(card).toContain('Bản 1, đến 10:00 ngày 16/11/2026 (đính chính)')
    expect(card).toContain('1 đơn vị đã xác nhận bản này')
    expect(card).toContain('Lý do: Nhầm tệp')
    expect(card).toContain('Bản 2, đang có hiệu lực: 1 đơn vị đã xác nhận')
  })

  test('a correction: a marked file is refused and nothing of it stays; a directive changed meanwhile is not corrected', async ({
    db,
    files,
    document,
    say,
    tap,
    open,
  }) => {
    let said = await tap('office', await tap('office', await open(), 'Đính chính'), 'không mật')
    await tap('office', said, 'Thay tệp')
    files.set('marked', makePdf([['TỐI MẬT', 'zyxw']]))
    expect((await document('office', 'marked')).at(-1)!.text).toContain('không tiếp nhận tài liệu mật')
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
    expect(
      await db.selectFrom('dialog').select('kind').where('kind', '=', 'correct_directive').execute(),
    ).toEqual([])

    await tap('office', await tap('office', await open(), 'Đính chính'), 'không mật')
    said = await say('office', 'Về việc mới')
    await tap('office2', await tap('office2', await open('office2'), 'Gia hạn'), '5 ngày')
    said = await tap('office', said, 'Đúng, gửi bản mới')
    expect(said.at(-1)!.text).toContain('đã được sửa sau khi đồng chí xem')
    await tap('office', await open(), 'Đính chính')
    expect((await say('office', '/huy')).at(-1)!.text).toContain('Không thay đổi gì')
  })

  test('another office’s buttons do nothing here', async ({ bot, user, id, tap, stateOf, open }) => {
    const said = await tap('office', await open(), 'Thu hồi')
    expect(await bot.tap(user('officeA'), buttonData(said.at(-1), 'Đúng'))).toEqual([])
    expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
    expect(await stateOf(id)).toBe('issued')
  })
})

describe('/duyet', () => {
  test.override('id', async ({ db, world, draft }) => {
    await askForTwoPersons(db)
    const id = await draft('05-CT/TU', 'Về việc thử')
    const actor = await actorOf(db, world, 'office')
    await db.transaction().execute((tx) => submitForApproval(tx, actor, { directiveId: id }, { now: monday }))
    return id
  })

  test('a second person sees everything and approves; pressed twice it goes out once', async ({
    db,
    bot,
    user,
    id,
    say,
    tap,
    stateOf,
  }) => {
    let said = await tap('office2', await say('office2', '/duyet'), '05-CT/TU')
    expect(said.at(-1)!.text).toContain('<b>6</b> đơn vị')
    expect(said.at(-1)!.text).toContain('Đảng ủy xã An: 3 (chưa liên lạc được 1)')
    expect(said.at(-1)!.text).toContain('trước kỳ sinh hoạt tháng tới')
    const press = buttonData(said.at(-1), 'phát hành ngay')
    said = await bot.tap(user('office2'), press)
    expect(said.at(-1)!.text).toContain('đã được phát hành')
    expect(await bot.tap(user('office2'), press)).toEqual([])
    expect(await stateOf(id)).toBe('issued')
    expect(await wordedNotices(db)).toMatchObject([
      { telegram_chat_id: user('office'), message: { text: expect.stringContaining('đã duyệt') } },
    ])
  })

  test('a long text is shown whole before it is approved, in several messages if need be', async ({
    db,
    bot,
    user,
    id,
    say,
    tap,
    stateOf,
  }) => {
    const body = Array.from({ length: 400 }, (_, i) => `Điều ${i}. Các chi bộ <thực hiện> & báo cáo.`).join(
      '\n',
    )
    await db.updateTable('directive').set({ body }).where('id', '=', id).execute()
    const said = await tap('office2', await say('office2', '/duyet'), '05-CT/TU')
    expect(said.length).toBeGreaterThan(3)
    for (const { text } of said) expect(shownLength(text)).toBeLessThanOrEqual(4_096)
    const shown = said.map(({ text }) => text).join('\n')
    for (const i of [0, 199, 399])
      expect(shown).toContain(`Điều ${i}. Các chi bộ &lt;thực hiện&gt; &amp; báo cáo.`)
    expect(said.slice(0, -1).flatMap((one) => one.buttons ?? [])).toEqual([])
    await bot.tap(user('office2'), buttonData(said.at(-1), 'phát hành ngay'))
    expect(await stateOf(id)).toBe('issued')
  })

  test('what somebody is writing is not lost to something else that asks for words', async ({
    db,
    bot,
    user,
    say,
    tap,
  }) => {
    const shown = await tap('office2', await say('office2', '/duyet'), '05-CT/TU')
    await say('office2', '/moi')
    const open = () => db.selectFrom('dialog').select(['kind', 'data', 'updated_at']).execute()
    const before = await open()
    expect(before).toMatchObject([{ kind: 'new_directive' }])
    for (const label of ['Trả lại', 'chọn giờ gửi']) {
      const refused = await bot.tap(user('office2'), buttonData(shown.at(-1), label))
      expect(refused.at(-1)!.text).toContain('đang soạn dở một văn bản')
    }
    expect(await open()).toEqual(before)
    await say('office2', '/huy')
    const asked = await bot.tap(user('office2'), buttonData(shown.at(-1), 'Trả lại'))
    expect(asked.at(-1)!.text).toContain('lý do')
  })

  test('however many wait elsewhere, one’s own are found', async ({ db, world, draft, say }) => {
    await sql`insert into directive (issuer_unit_id, kind, number, number_text, number_key, term, issued_on,
      subject, search_key,
        audience, state, created_at)
      select ${world.unit.B}, 'plan', n, n || '-KH/ĐU', n || '-kh/đu', 't', '2026-11-12', 'Về', ' ve', '{}',
        'awaiting_approval', now()
      from generate_series(1, 450) n`.execute(db)
    const own = await draft('07-KH/ĐU', 'Về việc của xã', 'A', 'officeA')
    const actor = await actorOf(db, world, 'officeA')
    await db
      .transaction()
      .execute((tx) => submitForApproval(tx, actor, { directiveId: own }, { now: monday }))
    const said = await say('secretaryA', '/duyet')
    expect(said.at(-1)!.text).toContain('<b>1</b> văn bản chờ duyệt')
    expect(labels(said)).toEqual(['07-KH/ĐU Về việc của xã'])
  })

  test('the drafter cannot approve; nobody else below can', async ({ bot, user, id, say, tap, stateOf }) => {
    const own = await tap('office', await say('office', '/duyet'), '05-CT/TU')
    expect(labels(own).join()).not.toContain('phát hành')
    const said = await tap('office2', await say('office2', '/duyet'), '05-CT/TU')
    const press = buttonData(said.at(-1), 'phát hành ngay')
    await bot.tap(user('office'), press)
    expect(bot.tapAnswers.at(-1)).toContain('không tự duyệt')
    await bot.tap(user('officeA'), press)
    expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
    expect(await stateOf(id)).toBe('awaiting_approval')
    expect((await say('officeA', '/duyet')).at(-1)!.text).toContain('Không có văn bản')
  })

  test('a draft changed since it was shown is not approved but shown anew', async ({
    bot,
    user,
    id,
    lastSaid,
    say,
    tap,
    stateOf,
  }) => {
    const shown = await tap('office2', await say('office2', '/duyet'), '05-CT/TU')
    await tap('office', await tap('office', await say('office', '/duyet'), '05-CT/TU'), 'Sửa')
    await bot.tap(user('office'), buttonData(await lastSaid('office'), 'không mật'))
    await bot.tap(user('office'), buttonData(await lastSaid('office'), 'Sửa trích yếu'))
    await tap('office', await tap('office', await say('office', 'Về việc đã sửa'), 'Đúng'), 'Trình duyệt')
    const again = await bot.tap(user('office2'), buttonData(shown.at(-1), 'phát hành ngay'))
    expect(bot.tapAnswers.at(-1)).toContain('đã được sửa')
    expect(again.at(-1)!.text).toContain('Về việc đã sửa')
    expect(await stateOf(id)).toBe('awaiting_approval')
    await bot.tap(user('office2'), buttonData(again.at(-1), 'phát hành ngay'))
    expect(await stateOf(id)).toBe('issued')
  })

  test('approved for the next morning: not circulated before', async ({ db, bot, user, id, say, tap }) => {
    const said = await tap('office2', await say('office2', '/duyet'), '05-CT/TU')
    await bot.tap(user('office2'), buttonData(said.at(-1), '8 giờ'))
    expect(await circulateDirective(db, id, monday)).toMatchObject({ ok: false })
    expect(await circulateDirective(db, id, new Date('2026-11-17T01:00:00Z'))).toMatchObject({
      ok: true,
      recipients: 6,
    })
  })

  test('returned with a reason; every field and the file can be changed; the approver sees what changed', async ({
    db,
    files,
    bot,
    user,
    id,
    sendBack,
    document,
    lastSaid,
    lastNotice,
    say,
    tap,
    stateOf,
  }) => {
    expect((await sendBack('MẬT\nzyxw')).at(-1)!.text).toContain('không tiếp nhận tài liệu mật')
    const said = await say('office2', 'Sai thời hạn và trích yếu')
    expect(said.at(-1)!.text).toContain('Đã trả lại')
    expect(await stateOf(id)).toBe('draft')
    const told = await lastNotice('office')
    expect(told.text).toContain('Sai thời hạn và trích yếu')

    let asked = await bot.tap(user('office'), buttonData(told, 'Sửa và trình lại'))
    // The declaration is asked for anew: nothing of the draft is shown before it.
    expect(asked.at(-1)!.text).toContain('không mật')
    asked = await tap('office', asked, 'không mật')
    await tap('office', asked, 'Sửa trích yếu')
    asked = await say('office', 'Về việc đúng')
    await tap('office', await tap('office', asked, 'Thay tệp'), 'không mật')
    files.set('new', makePdf([['Số 07-CT/TU', 'Về việc đúng hơn']]))
    asked = await document('office', 'new')
    expect(asked.at(-1)!.text).toContain('07-CT/TU')
    asked = await tap('office', asked, 'Đúng, tiếp tục')
    await tap('office', asked, 'Đổi hạn')
    asked = await bot.tap(user('office'), buttonData(await lastSaid('office'), 'gửi báo cáo'))
    asked = await tap('office', await tap('office', asked, '5 ngày'), '20 ngày')
    asked = await tap('office', asked, 'Trình duyệt')
    expect(asked.at(-1)!.text).toContain('Đã trình duyệt 07-CT/TU')
    expect(await stateOf(id)).toBe('awaiting_approval')

    expect((await lastNotice('office2')).text).toContain('trình duyệt lại')
    const shown = await tap('office2', await say('office2', '/duyet'), '07-CT/TU')
    const { text } = shown.at(-1)!
    expect(text).toContain('trả lại lúc 09:00 ngày 16/11/2026. Lý do: Sai thời hạn và trích yếu')
    expect(text).toContain('Số, ký hiệu; trước đây: 05-CT/TU')
    expect(text).toContain('Trích yếu; trước đây: Về việc thử')
    expect(text).toContain('Hạn báo cáo; trước đây: 17 giờ, thứ Sáu 20/11/2026')
    expect(text).toContain('Tệp; trước đây: –')
    expect(text).not.toContain('• Nơi nhận')
    await tap('office2', shown, 'phát hành ngay')
    expect(await stateOf(id)).toBe('issued')
    const versions = await db.selectFrom('draft_version').select(['version', 'reason']).execute()
    expect(versions).toEqual([
      { version: 1, reason: 'Sai thời hạn và trích yếu' },
      { version: 3, reason: null },
    ])
  })

  test('a returned draft waits in /duyet, is dropped by its office alone, and an old button says that it is over', async ({
    db,
    bot,
    user,
    sendBack,
    say,
    tap,
  }) => {
    await sendBack('Chưa cần')
    expect((await say('officeA', '/duyet')).at(-1)!.text).toContain('Không có văn bản')
    const shown = await tap('office', await say('office', '/duyet'), '↩️ 05-CT/TU')
    expect(shown.at(-1)!.text).toContain('Lý do: Chưa cần')
    const press = buttonData(shown.at(-1), 'Bỏ bản thảo')
    await bot.tap(user('officeA'), press)
    expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
    expect((await bot.tap(user('office'), press)).at(-1)!.text).toContain('Đã bỏ bản thảo')
    expect(await db.selectFrom('directive').select('id').execute()).toEqual([])
    await bot.tap(user('office'), press)
    expect(bot.tapAnswers.at(-1)).toContain('nội dung không còn')
  })

  test('approved while the drafter was still changing it: nothing is changed any more', async ({
    db,
    bot,
    user,
    lastSaid,
    say,
    tap,
  }) => {
    await tap('office', await tap('office', await say('office', '/duyet'), '05-CT/TU'), 'Sửa')
    await bot.tap(user('office'), buttonData(await lastSaid('office'), 'không mật'))
    await bot.tap(user('office'), buttonData(await lastSaid('office'), 'Sửa trích yếu'))
    const asked = await tap('office', await say('office', 'Về việc đã sửa'), 'Đúng')
    await tap('office2', await tap('office2', await say('office2', '/duyet'), '05-CT/TU'), 'phát hành ngay')
    const late = await tap('office', asked, 'Trình duyệt')
    expect(late.at(-1)!.text).toContain('không còn ở trạng thái')
    const row = await db.selectFrom('directive').select(['subject', 'state']).executeTakeFirstOrThrow()
    expect(row).toEqual({ subject: 'Về việc thử', state: 'issued' })
  })
})

test('campaigns: two directives under one heading, seen as one, each in one’s own subtree', async ({
  db,
  world,
  bot,
  user,
  issued,
  say,
  tap,
}) => {
  await issued('05-CT/TU', 'Về đại hội')
  await issued('06-KH/TU', 'Về tổng kết')
  let said = await tap('office', await say('office', '/vanban dai hoi'), '05-CT/TU')
  said = await tap('office', await tap('office', said, 'Đưa vào đợt'), 'Đợt mới')
  said = await say('office', 'Đại hội các cấp')
  expect(said.at(-1)!.text).toContain('Đại hội các cấp')
  said = await tap('office', await say('office', '/vanban tong ket'), '06-KH/TU')
  said = await tap('office', await tap('office', said, 'Đưa vào đợt'), 'Đại hội các cấp')
  await db
    .updateTable('obligation')
    .set({ acknowledged_at: monday })
    .where('unit_id', '=', world.unit.A11!)
    .execute()
  await tap('office', await say('office', '/dot'), 'Đại hội')
  expect(bot.edits.at(-1)?.text).toContain('2 văn bản')
  expect(bot.edits.at(-1)?.text).toContain('Đã nhận: 2/12')
  // Who is missing which: one unit has acknowledged both.
  await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'Còn thiếu: 6 đơn vị'))
  expect(bot.edits.at(-1)?.text).toContain('Chi bộ Hai (Đảng ủy Trường A)')
  expect(bot.edits.at(-1)?.text).toContain('chưa xác nhận: 05-CT/TU, 06-KH/TU')
  expect(bot.edits.at(-1)?.text?.match(/chưa báo cáo: 05-CT\/TU, 06-KH\/TU/g)).toHaveLength(6)
  expect(bot.edits.at(-1)?.text?.match(/chưa xác nhận/g)).toHaveLength(5)
  await tap('secretaryA', await say('secretaryA', '/dot'), 'Đại hội')
  expect(bot.edits.at(-1)?.text).toContain('Đã nhận: 2/6')
  const other = await tap('officeA', await say('officeA', '/vanban dai hoi'), '05-CT/TU')
  expect(labels(other).join()).not.toContain('đợt')
  // The end of a campaign: its office alone, asked twice; the combined view stays.
  expect(JSON.stringify(bot.edits.at(-1)?.buttons)).not.toContain('Kết thúc đợt')
  await tap('office', await say('office', '/dot'), 'Đại hội')
  said = await bot.tap(user('office'), buttonData(bot.edits.at(-1), 'Kết thúc đợt'))
  expect((await tap('office', said, 'Đúng')).at(-1)!.text).toContain('Đã kết thúc đợt')
  await tap('office', await say('office', '/dot'), '☑️ Đại hội')
  expect(bot.edits.at(-1)?.text).toContain('Đợt đã kết thúc')
  said = await tap('office', await say('office', '/vanban tong ket'), '06-KH/TU')
  expect(labels(await tap('office', said, 'Đưa vào đợt')).join()).not.toContain('Đại hội')
})
