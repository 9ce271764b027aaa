// /moi from the first word to the issued directive, driven by raw updates as Telegram sends them.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { showProgressOnce } from '../../../../jobs/show-progress.ts'
import type { Button } from '../../../../src/circulation/messenger.ts'
import { decodeTap, encodeTap } from '../../../../src/telegram/callback-codec.ts'
import { LocalFileError } from '../../../../src/telegram/channel/local-file.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { calendar, monday } from '../../../directive/world.ts'
import { addOfficer } from '../../../org/world.ts'
import { inOrder } from '../../../support/in-order.ts'
import { wordedNotices } from '../../../support/notices.ts'
import { makePdf } from '../../../support/pdf.ts'
import { markReceived } from '../../../support/received.ts'
import { makeDocx, makeZip } from '../../../support/zip.ts'
import { buttonData, type Said } from '../../bot-fixture.ts'
import { officeTest as base, last } from '../fixtures.ts'

const letter = [
  'TỈNH ỦY MẪU',
  'Số 05- CT/TU',
  'Hà Khê, ngày 12 tháng 11 năm 2026',
  'CHỈ THỊ',
  'Về tăng cường học tập, quán triệt nghị quyết',
  'Thực hiện Kế hoạch số 34-KH/TU, các chi bộ tổ chức sinh hoạt.',
]

const workbook = makeZip({
  'xl/workbook.xml': '<workbook><sheets><sheet name="Biểu 1"/></sheets></workbook>',
})

interface Edit {
  text: string
  buttons?: Button[][]
}

const test = base
  .extend('files', () => {
    return new Map<string, Uint8Array | Error>([
      ['good', makePdf([letter])],
      ['annex', makePdf([['Phụ lục I', 'Biểu mẫu báo cáo']])],
      ['annex2', makePdf([['Phụ lục II', 'Danh mục tài liệu']])],
      ['marked', makePdf([['TỈNH ỦY zyxw', 'TỐI MẬT', ...letter]])],
      ['broken', Buffer.from('%PDF-1.7 zyxw')],
    ])
  })
  // What the progress message was changed to.
  .extend('edits', (): Edit[] => [])
  .extend(
    'document',
    ({ bot, office }) =>
      (fileId: string, name = 'chi thi.pdf', caption?: string, size = 9, album?: string) => {
        return bot.give({
          message: {
            message_id: 500,
            date: 0,
            from: { id: office, is_bot: false, first_name: 'x' },
            chat: { id: office, type: 'private' },
            document: {
              file_id: fileId,
              file_unique_id: fileId,
              file_name: name,
              mime_type: 'application/pdf',
              file_size: size,
            },
            ...(caption ? { caption } : {}),
            ...(album ? { media_group_id: album } : {}),
          },
        })
      },
  )
  // As far as the preview.
  .extend('preview', ({ bot, office, tap, document }) => async () => {
    let said = await bot.text(office, '/moi')
    said = await tap(said, 'không mật')
    said = await document('good')
    said = await tap(said, 'Đúng, tiếp tục')
    said = await tap(said, 'gửi báo cáo')
    said = await tap(said, '3 ngày')
    return await tap(said, '10 ngày')
  })
  .extend('dues', ({ db }) => async () => {
    const { content } = await db.selectFrom('directive_draft').select('content').executeTakeFirstOrThrow()
    const { ackDueAt, reportDueAt } = content as { ackDueAt?: string; reportDueAt?: string }
    return { ackDueAt, reportDueAt }
  })
  // The question for the receipt.
  .extend('asksReceipt', ({ bot, office, tap, document }) => async () => {
    await tap(await bot.text(office, '/moi'), 'không mật')
    return await tap(await tap(await document('good'), 'Đúng, tiếp tục'), 'gửi báo cáo')
  })
  .extend('linksNow', ({ db }) => () => {
    return db
      .selectFrom('directive_link')
      .select(['relation', 'to_number_text as number'])
      .orderBy('to_number_text')
      .execute()
  })
  .extend('edited', ({ bot }) => () => {
    return bot.edits.at(-1)!
  })
  .extend('press', ({ bot, office, edited }) => (label: string) => {
    return bot.tap(office, buttonData(edited(), label))
  })
  .extend('issued', ({ db, tap, preview }) => async () => {
    await tap(await preview(), 'Phát hành')
    const { id } = await db.selectFrom('directive').select('id').executeTakeFirstOrThrow()
    await circulateDirective(db, id, monday)
    await db
      .updateTable('delivery')
      .set({ state: 'sent', message_id: 77 })
      .where('purpose', '=', 'answer')
      .execute()
    return id
  })
  .extend('show', ({ db, bot, edits }) => async () => {
    const messenger = {
      edit: async (_to: unknown, _id: number, message: Edit) => {
        edits.push(message)
        return { kind: 'sent', messageId: 77 }
      },
    }
    const log = { info() {}, warn() {} }
    const context = { db, clock: bot.clock, calendar, messenger, log }
    return await showProgressOnce(context as never, new AbortController().signal)
  })
  // Every value of every table as text.
  .extend('everything', ({ db }) => async () => {
    const tables = await sql<{
      name: string
    }>`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`.execute(db)
    let all = ''
    for (const { name } of tables.rows) {
      const rows = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(db)
      all += rows.rows.map((row) => row.text).join('\n')
    }
    return all
  })
  // Sends a Word document after the declaration.
  .extend(
    'word',
    ({ files, bot, office, tap, document }) =>
      async (lines: string[], header?: string[], caption?: string) => {
        files.set('word', makeDocx(lines, header))
        await tap(await bot.text(office, '/moi'), 'không mật')
        return await document('word', 'chi thi.docx', caption)
      },
  )

describe('/moi', () => {
  test('reads the PDF, shows what it read, previews and issues once however often it is pressed', async ({
    db,
    bot,
    office,
    tap,
    document,
  }) => {
    let said = await bot.text(office, '/moi')
    expect(last(said).text).toContain('không tiếp nhận tài liệu mật')
    said = await tap(said, 'không mật')
    said = await document('good')
    expect(last(said).text).toContain('05-CT/TU')
    expect(last(said).text).toContain('05- CT/TU')
    expect(last(said).text).toContain('12/11/2026')
    expect(last(said).text).toContain('tăng cường học tập')
    expect(last(said).text).toContain('thực hiện 34-KH/TU')
    said = await tap(said, 'Đúng, tiếp tục')
    said = await tap(said, 'gửi báo cáo')
    said = await bot.text(office, '27/11/2026')
    said = await tap(said, '10 ngày')
    expect(last(said).text).toContain('17 giờ, thứ Sáu 27/11/2026')
    expect(last(said).text).toContain('<b>6</b> đơn vị')
    expect(last(said).text).toContain('Đảng ủy xã An: 3 (chưa liên lạc được 1)')
    expect(last(said).text).toContain('đã chặn kênh này: 1')
    const issue = buttonData(last(said), 'Phát hành')
    said = await bot.tap(office, issue)
    expect(last(said).text).toContain('đã được phát hành')
    const again = await bot.tap(office, issue)
    expect(again).toEqual([])
    const rows = await db.selectFrom('directive').select(['state', 'number_text', 'subject']).execute()
    expect(rows).toEqual([
      { state: 'issued', number_text: '05-CT/TU', subject: 'Về tăng cường học tập, quán triệt nghị quyết' },
    ])
    const file = await db.selectFrom('directive_file').selectAll().executeTakeFirstOrThrow()
    expect(file).toMatchObject({ telegram_file_id: 'good', telegram_bot_id: 7_000_000_001 })
    const links = await db.selectFrom('directive_link').select(['to_number_text', 'relation']).execute()
    expect(links).toEqual([{ to_number_text: '34-KH/TU', relation: 'implements' }])
    expect(await db.selectFrom('dialog').selectAll().execute()).toEqual([])
  })

  test('further files are annexes: shown, one dropped again, kept after the document', async ({
    db,
    bot,
    office,
    tap,
    document,
    preview,
  }) => {
    let said = await bot.text(office, '/moi')
    said = await tap(said, 'không mật')
    await document('good')
    said = await document('annex')
    expect(last(said).text).toContain('Đã nhận phụ lục 1')
    const second = await document('annex2')
    expect(last(second).text).toContain('Đã nhận phụ lục 2')
    // The button of an earlier one does nothing any more; that of the last takes it out.
    said = await tap(said, 'Bỏ phụ lục')
    expect(last(said).text).toContain('Phụ lục 2')
    said = await tap(second, 'Bỏ phụ lục')
    expect(last(said).text).not.toContain('Phụ lục 2')
    said = await document('marked')
    expect(last(said).text).toContain('không tiếp nhận tài liệu mật')
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
    said = await preview()
    await document('annex')
    said = await tap(await document('annex2'), 'Tiếp tục')
    expect(last(said).text).toContain('Phụ lục 2: ')
    await tap(said, 'Phát hành')
    const files = await db.selectFrom('directive_file').selectAll().orderBy('position').execute()
    expect(files.map((file) => [file.position, file.telegram_file_id])).toEqual([
      [0, 'good'],
      [1, 'annex'],
      [2, 'annex2'],
    ])
  })

  test('a file that only the server’s set-up keeps from being read: one sentence, and an alarm with the cause', async ({
    db,
    unit,
    bot,
    files,
    office,
    tap,
    document,
  }) => {
    await addOfficer(db, { telegramUserId: 700, unitId: unit('T'), duty: 'administrator' })
    files.set('far', new LocalFileError('unreadable'))
    await tap(await bot.text(office, '/moi'), 'không mật')
    for (let i = 0; i < 2; i++)
      expect(last(await document('far')).text).toContain('tệp của đồng chí không có lỗi')
    const told = await wordedNotices(db)
    expect(told.map((notice) => notice.telegram_chat_id)).toEqual([700])
    expect(told[0]?.message.text).toContain('TELEGRAM_FILES_DIR chưa được gắn')
  })

  // Every order in which Telegram may pass on the files of an album.
  test.for([
    ['good', 'annex', 'list'],
    ['good', 'list', 'annex'],
    ['annex', 'good', 'list'],
    ['annex', 'list', 'good'],
    ['list', 'good', 'annex'],
    ['list', 'annex', 'good'],
  ])(
    'an album (%s, %s, %s): the file with the number is the document, the words are kept',
    async (order, { db, bot, files, office, tap, document }) => {
      files.set('list', workbook)
      const said = await bot.text(office, '/moi')
      await tap(said, 'không mật')
      let shown: Said[] = []
      // The words stand beside the last one.
      for (const [i, name] of order.entries()) {
        const words = i === 2 ? 'Đề nghị triển khai ngay' : undefined
        shown = await document(name, name === 'list' ? 'ds.xlsx' : `${name}.pdf`, words, 9, 'album-1')
      }
      const { content } = await db.selectFrom('directive_draft').select('content').executeTakeFirstOrThrow()
      expect(content).toMatchObject({
        numberText: '05-CT/TU',
        kind: 'directive',
        body: 'Đề nghị triển khai ngay',
      })
      const kept = db.selectFrom('directive_draft_file').select(['position', 'telegram_file_id'])
      const placed = await kept.orderBy('position').execute()
      const [first, ...others] = placed.map((file) => file.telegram_file_id)
      expect(first).toBe('good')
      expect(new Set(others)).toEqual(new Set(['annex', 'list']))
      expect(last(shown).text).toContain(order[2] === 'good' ? '05-CT/TU' : 'Đã nhận phụ lục 2')
    },
  )

  test('an album in which no file begins with a number: the first that can be one is the document', async ({
    db,
    bot,
    files,
    office,
    tap,
    document,
  }) => {
    files.set('list', workbook)
    files.set('words', Buffer.from('Danh sách các chi bộ.'))
    await tap(await bot.text(office, '/moi'), 'không mật')
    await document('list', 'ds.xlsx', undefined, 9, 'album-1')
    await document('annex', 'a.pdf', undefined, 9, 'album-1')
    const [refused] = await document('words', 'b.txt', undefined, 9, 'album-1')
    expect(refused?.text).toContain('Phụ lục chỉ nhận')
    const kept = db.selectFrom('directive_draft_file').select('telegram_file_id').orderBy('position')
    expect((await kept.execute()).map((file) => file.telegram_file_id)).toEqual(['annex', 'list'])
  })

  test('a pasted text that would not go out whole is refused, and asked for as a file', async ({
    db,
    bot,
    office,
    tap,
  }) => {
    await tap(await bot.text(office, '/moi'), 'không mật')
    const said = await bot.text(office, 'Điều 1. Các chi bộ thực hiện. '.repeat(120))
    expect(last(said).text).toContain('gửi dưới dạng tệp')
    const open = await db.selectFrom('directive_draft').select('content').executeTakeFirstOrThrow()
    expect(open.content).not.toHaveProperty('body')
  })

  test('a pasted text: what is missing is asked for, mistakes are answered and change nothing', async ({
    db,
    bot,
    office,
    tap,
  }) => {
    let said = await bot.text(office, '/moi')
    said = await tap(said, 'không mật')
    said = await bot.text(office, 'Các chi bộ tổ chức sinh hoạt chuyên đề trong tháng 12.')
    expect(last(said).text).toContain('số, ký hiệu')
    said = await bot.text(office, 'năm')
    expect(last(said).text).toContain('05-CT/TU')
    said = await bot.text(office, '12-QĐ/TU')
    said = await tap(said, 'quy định')
    said = await bot.text(office, '31/2/2026')
    expect(last(said).text).toContain('không có thật')
    said = await bot.text(office, '10/11/2026')
    said = await bot.text(office, 'Về sinh hoạt chuyên đề')
    expect(last(said).text).toContain('12-QĐ/TU')
    said = await tap(said, 'Đúng')
    said = await tap(said, 'Chỉ xác nhận')
    said = await bot.text(office, '1/11/2026')
    expect(last(said).text).toContain('đã qua')
    said = await tap(await bot.text(office, '20/11/2026'), 'Phát hành')
    expect(last(said).text).toContain('đã được phát hành')
    const row = await db.selectFrom('directive').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      kind: 'regulation',
      asks_report: false,
      report_due_at: null,
      state: 'issued',
    })
    expect(row.body).toContain('sinh hoạt chuyên đề')
  })

  test('QD is never taken for QĐ silently', async ({ bot, office, tap }) => {
    let said = await tap(await bot.text(office, '/moi'), 'không mật')
    said = await bot.text(office, 'Số 126-QD/TU ngày 10/11/2026\nVề việc thi hành')
    expect(last(said).text).toContain('126-QD/TU')
    said = await tap(said, '126-QĐ/TU')
    expect(last(said).text).toContain('126-QĐ/TU')
  })

  test('recipients can be narrowed before issuing', async ({ db, world, bot, tap, preview }) => {
    const asked = await tap(await preview(), 'Đổi nơi nhận')
    // The choice changes the message itself.
    expect(await tap(asked, 'Đảng ủy phường Bình')).toEqual([])
    expect(JSON.stringify(bot.edits.at(-1)?.buttons)).toContain('⬜️ Đảng ủy phường Bình')
    const said = await tap(asked, 'Xong')
    expect(last(said).text).toContain('<b>3</b> đơn vị')
    await tap(said, 'Phát hành')
    const row = await db.selectFrom('directive').select('audience').executeTakeFirstOrThrow()
    expect(row.audience).toMatchObject({ root: world.unit.T, exclude: [world.unit.B] })
  })

  test('a duplicate is shown instead of issued', async ({ db, tap, preview }) => {
    await tap(await preview(), 'Phát hành')
    let said = await preview()
    said = await tap(said, 'Phát hành')
    expect(said.map((each) => each.text).join('\n')).toContain('Văn bản này đã có trong sổ')
    expect(await db.selectFrom('directive').select('id').execute()).toHaveLength(1)
  })

  test('cancelled: nothing stays, not even the file; old buttons answer politely', async ({
    db,
    bot,
    tap,
    preview,
  }) => {
    const said = await preview()
    await tap(said, 'Hủy')
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
    await tap(said, 'Phát hành')
    expect(bot.tapAnswers.at(-1)).toContain('/moi')
    expect(await db.selectFrom('directive').select('id').execute()).toEqual([])
  })

  test('others are told that this is the office’s', async ({ world, bot }) => {
    const said = await bot.text(world.telegramUserId.one!, '/moi')
    expect(last(said).text).toContain('Chỉ văn phòng')
  })
})

describe('working days answer the question below which they stand', () => {
  const received = { ackDueAt: '2026-11-27T10:00:00.000Z', reportDueAt: undefined }

  test('the receipt typed, then its button: the report is still asked for', async ({
    bot,
    office,
    tap,
    dues,
    asksReceipt,
  }) => {
    const receipt = await asksReceipt()
    await bot.text(office, '27/11/2026')
    const said = await tap(receipt, '5 ngày')
    expect(await dues()).toEqual(received)
    expect(bot.tapAnswers.at(-1)).toContain('chưa có gì thay đổi')
    expect(last(said).text).toContain('Hạn gửi báo cáo')
    await tap(said, '10 ngày')
    expect(await dues()).toMatchObject({ reportDueAt: '2026-11-30T10:00:00.000Z' })
  })

  test('pressed twice it is one answer', async ({ tap, dues, asksReceipt }) => {
    const receipt = await asksReceipt()
    await tap(receipt, '3 ngày')
    expect(last(await tap(receipt, '3 ngày')).text).toContain('Hạn gửi báo cáo')
    expect(await dues()).toEqual({ ackDueAt: '2026-11-19T10:00:00.000Z', reportDueAt: undefined })
  })

  test('the report’s button sets nothing while the receipt is asked for again', async ({
    tap,
    dues,
    asksReceipt,
  }) => {
    const report = await tap(await asksReceipt(), '3 ngày')
    const changed = await tap(await tap(report, '10 ngày'), 'Đổi hạn')
    await tap(changed, 'gửi báo cáo')
    const said = await tap(report, '20 ngày')
    expect(await dues()).toEqual({})
    expect(last(said).text).toContain('Hạn xác nhận đã nhận')
  })

  test('a button of an earlier version of the bot, which does not say, sets nothing', async ({
    bot,
    office,
    dues,
    asksReceipt,
  }) => {
    const tap = decodeTap(buttonData(last(await asksReceipt()), '5 ngày'))
    if (!tap) throw new Error('No button')
    const [days, draft] = tap.values
    for (const old of [encodeTap({ ...tap, values: [days!] }), encodeTap(tap, 0)]) {
      expect(await bot.tap(office, old)).toEqual([])
      expect(bot.tapAnswers.at(-1)).toContain('đã cũ')
    }
    expect(draft).toBeDefined()
    expect(await dues()).toEqual({})
  })
})

describe('what is read in a document is shown with its place', () => {
  const lines = [
    'TỈNH ỦY MẪU',
    'Số 08 - CT/TU',
    'Mẫu, ngày 12 tháng 11 năm 2026',
    'HỎA TỐC',
    'CHỈ THỊ',
    'Về tăng cường kiểm tra, giám sát',
    '',
    'Thực hiện Kết luận số 01-KL/TW, thay thế 03-CT/TU,',
    'Tỉnh ủy yêu cầu các cấp ủy:',
  ]

  test('a Word document: number, date, kind, subject, urgency, issuer, documents named', async ({
    bot,
    office,
    tap,
    word,
  }) => {
    const said = await word(lines)
    const { text } = last(said)
    for (const line of [
      'Số: <b>08-CT/TU</b> (chỉ thị)',
      '<i>“Số <b>08 - CT/TU</b>”</i> (dòng 2)',
      'Cơ quan ban hành: Tỉnh ủy Mẫu (trong số ghi TU: Tỉnh ủy, Thành ủy)',
      '<i>“<b>CHỈ THỊ</b>”</i> (dòng 5)',
      'Ngày ban hành: 12/11/2026',
      '<i>“Mẫu, <b>ngày 12 tháng 11 năm 2026</b>”</i> (dòng 3)',
      'Trích yếu: Về tăng cường kiểm tra, giám sát',
      '<i>“<b>Về tăng cường kiểm tra, giám sát</b>”</i> (dòng 6)',
      'Độ khẩn: HỎA TỐC',
      '<i>“<b>HỎA TỐC</b>”</i> (dòng 4)',
      '• thực hiện 01-KL/TW',
      '“Thực hiện Kết luận số <b>01-KL/TW</b>, thay thế 03-CT/TU,”</i> (dòng 8)',
      '• thay thế 03-CT/TU',
    ])
      expect(text).toContain(line)
    // What a person has put right has no place any more.
    await tap(said, 'Sửa trích yếu')
    const again = await bot.text(office, 'Về kiểm tra')
    expect(last(again).text).not.toContain('(dòng 6)')
    expect(last(again).text).toContain('(dòng 2)')
    const links = await tap(last(again).buttons ? again : said, 'Đúng, tiếp tục')
    expect(links.length).toBeGreaterThan(0)
  })

  test('a PDF tells the page as well', async ({ files, bot, office, tap, document }) => {
    files.set(
      'paged',
      makePdf([
        ['TỈNH ỦY MẪU', 'Số 08-CT/TU ngày 12/11/2026', 'Về tăng cường kiểm tra'],
        ['Nơi nhận', 'Căn cứ 34-KH/TU'],
      ]),
    )
    await tap(await bot.text(office, '/moi'), 'không mật')
    const { text } = last(await document('paged'))
    expect(text).toContain('<i>“Số <b>08-CT/TU</b> ngày 12/11/2026”</i> (trang 1, dòng 2)')
    expect(text).toContain('<i>“Căn cứ <b>34-KH/TU</b>”</i> (trang 2, dòng 2)')
  })

  test('a mark in the header of a Word document is found', async ({ everything, word }) => {
    const said = await word(['Số 08-CT/TU zyxw', 'Về zyxw'], ['MẬT'])
    expect(last(said).text).toContain('không tiếp nhận tài liệu mật')
    expect(await everything()).not.toContain('zyxw')
  })

  test('a Word document that goes out is kept byte for byte', async ({ db, files, tap, word }) => {
    let said = await tap(await word(lines), 'Đúng, tiếp tục')
    said = await tap(said, 'Chỉ xác nhận')
    said = await tap(await tap(said, '3 ngày'), 'Phát hành')
    expect(last(said).text).toContain('đã được phát hành')
    const row = await db.selectFrom('directive').select(['urgency', 'kind']).executeTakeFirstOrThrow()
    expect(row).toEqual({ urgency: 'hoa_toc', kind: 'directive' })
    const file = await db.selectFrom('file_content').select('bytes').executeTakeFirstOrThrow()
    expect(file.bytes.equals(Buffer.from(files.get('word') as Uint8Array))).toBe(true)
  })
})

describe('how it stands to others, and whom it is for', () => {
  test('links read in the document are changed one by one, one that was not read is typed', async ({
    bot,
    office,
    tap,
    linksNow,
    edited,
    press,
    word,
  }) => {
    const details = await word([
      'Số 08-CT/TU ngày 12/11/2026',
      'CHỈ THỊ',
      'Về kiểm tra',
      'Thực hiện Kết luận số 01-KL/TW. Căn cứ 03-CT/TU, 04-CT/TU.',
    ])
    let said = await tap(details, 'Sửa liên kết')
    expect(last(said).text).toContain('01-KL/TW – chưa có trong sổ')
    // From "refers" one step further is out, one more is "implements".
    await tap(said, '03-CT/TU')
    expect(edited().text).toContain('03-CT/TU – không ghi')
    await press('04-CT/TU')
    await press('04-CT/TU')
    await press('thực hiện 04-CT/TU')
    await press('sửa đổi, bổ sung 04-CT/TU')
    expect(
      edited()
        .buttons?.flat()
        .map((each) => each.text),
    ).toContain('thay thế 04-CT/TU')
    expect(last(await bot.text(office, 'abc')).text).toContain('Chưa đúng dạng')
    expect(last(await bot.text(office, '12-QD/TU')).text).toContain('Chưa đúng dạng')
    expect(last(await bot.text(office, '8 - CT/TU')).text).toContain('số của chính văn bản này')
    expect(last(await bot.text(office, '01-KL/TW')).text).toContain('đã có trong danh sách')
    said = await tap(await bot.text(office, '09 – KH/TU'), 'Xong')
    for (const line of ['thực hiện 01-KL/TW', 'thay thế 04-CT/TU', 'thực hiện 09-KH/TU'])
      expect(last(said).text).toContain(line)
    expect(last(said).text).not.toContain('03-CT/TU\n')
    said = await tap(await tap(said, 'Đúng, tiếp tục'), 'Chỉ xác nhận')
    await tap(await tap(said, '3 ngày'), 'Phát hành')
    expect(await linksNow()).toEqual([
      { relation: 'implements', number: '01-KL/TW' },
      { relation: 'replaces', number: '04-CT/TU' },
      { relation: 'implements', number: '09-KH/TU' },
    ])
  })

  test('the circulation mark is read, shown with its place, changed, sent and found in the register', async ({
    db,
    bot,
    office,
    tap,
    edited,
    press,
    word,
  }) => {
    let said = await word(['Số 08-CT/TU ngày 12/11/2026', 'TÀI LIỆU HỘI NGHỊ', 'CHỈ THỊ', 'Về kiểm tra'])
    expect(last(said).text).toContain('Phạm vi: TÀI LIỆU HỘI NGHỊ')
    expect(last(said).text).toContain('<i>“<b>TÀI LIỆU HỘI NGHỊ</b>”</i> (dòng 2)')
    await tap(said, 'Đổi phạm vi')
    expect(edited().text).not.toContain('Phạm vi')
    await press('Đổi phạm vi')
    expect(edited().text).toContain('Phạm vi: LƯU HÀNH NỘI BỘ')
    said = await press('Đúng, tiếp tục')
    said = await tap(await tap(said, 'Chỉ xác nhận'), '3 ngày')
    expect(last(said).text).toContain('Phạm vi: LƯU HÀNH NỘI BỘ')
    await tap(said, 'Phát hành')
    const row = await db.selectFrom('directive').select('circulation_mark').executeTakeFirstOrThrow()
    expect(row.circulation_mark).toBe('LƯU HÀNH NỘI BỘ')
    const card = await tap(await bot.text(office, '/vanban 08-CT/TU'), '08-CT/TU')
    expect(last(card).text).toContain('Phạm vi: LƯU HÀNH NỘI BỘ')
  })

  test('a directive that replaces another: the office is asked, and only then the old one is superseded', async ({
    db,
    bot,
    office,
    tap,
    word,
  }) => {
    const out = async (lines: string[]) => {
      const said = await tap(await tap(await word(lines), 'Đúng, tiếp tục'), 'Chỉ xác nhận')
      return await tap(await tap(said, '3 ngày'), 'Phát hành')
    }
    await out(['Số 07-CT/TU ngày 10/11/2026', 'CHỈ THỊ', 'Về kiểm tra'])
    const said = await out([
      'Số 08-CT/TU ngày 12/11/2026',
      'CHỈ THỊ',
      'Về giám sát',
      'thay thế Chỉ thị số 07-CT/TU',
    ])
    const asked = said.find((each) => each.text.includes('thay thế <b>07-CT/TU</b>'))
    expect(asked).toBeDefined()
    const states = () => db.selectFrom('directive').select(['number_text', 'state']).orderBy('id').execute()
    expect((await states()).map((row) => row.state)).toEqual(['issued', 'issued'])
    const done = await bot.tap(office, buttonData(asked, '07-CT/TU đã được thay thế'))
    expect(last(done).text).toContain('07-CT/TU đã được thay thế')
    expect(await states()).toEqual([
      { number_text: '07-CT/TU', state: 'superseded' },
      { number_text: '08-CT/TU', state: 'issued' },
    ])
  })
})

describe('what cannot be is answered clearly, and the question stays', () => {
  test('a number without a kind, a deadline that has passed, a report due before the receipt', async ({
    bot,
    office,
    tap,
  }) => {
    await tap(await bot.text(office, '/moi'), 'không mật')
    await bot.text(office, 'Các chi bộ sinh hoạt chuyên đề.')
    expect(last(await bot.text(office, '05/TU')).text).toContain('thiếu loại văn bản')
    expect(last(await bot.text(office, '05-XY/TU')).text).toContain('Không rõ loại văn bản')
    await bot.text(office, '05-CT/TU')
    await bot.text(office, '12/11/2026')
    let said = await tap(await bot.text(office, 'Về sinh hoạt'), 'Đúng, tiếp tục')
    said = await tap(said, 'gửi báo cáo')
    expect(last(await bot.text(office, '1/11/2026')).text).toContain('Hạn này đã qua')
    await bot.text(office, '27/11/2026')
    expect(last(await bot.text(office, '20/11/2026')).text).toContain('Hạn báo cáo phải sau hạn xác nhận')
    expect(last(await bot.text(office, '11/12/2026')).text).toContain('Xem lại')
  })

  test('recipients of nobody', async ({ db, tap, preview }) => {
    const places = await tap(await preview(), 'Đổi nơi nhận')
    await tap(places, 'Đảng ủy xã An')
    await tap(places, 'Đảng ủy phường Bình')
    const said = await tap(await tap(places, 'Xong'), 'Phát hành')
    expect(said.map((each) => each.text).join()).toContain('Không có đơn vị nào nhận')
    expect(await db.selectFrom('directive').select('id').execute()).toEqual([])
  })

  test('recalled while it is being sent: nothing more goes out', async ({
    db,
    bot,
    office,
    tap,
    preview,
  }) => {
    await tap(await preview(), 'Phát hành')
    const { id } = await db.selectFrom('directive').select('id').executeTakeFirstOrThrow()
    await circulateDirective(db, id, monday)
    await sql`update delivery set state = 'sent', message_id = 8, sent_at = ${monday}
      where id = (select min(id) from delivery where purpose = 'directive')`.execute(db)
    const card = await bot.tap(
      office,
      buttonData(last(await bot.text(office, '/vanban 05-CT/TU')), '05-CT/TU'),
    )
    const said = await tap(await tap(card, 'Thu hồi'), 'Đúng')
    expect(last(said).text).toContain('đang báo 1 đơn vị')
    const states = await db
      .selectFrom('delivery')
      .select('state')
      .where('purpose', '=', 'directive')
      .orderBy('id')
      .execute()
    expect(states.map((row) => row.state)).toEqual(['sent', 'cancelled', 'cancelled', 'cancelled'])
  })
})

describe('the secrecy interlock in chat', () => {
  interface Ways {
    document: (fileId: string, name: string, caption?: string) => Promise<Said[]>
    text: (text: string) => Promise<Said[]>
  }
  test.for<[name: string, send: (by: Ways) => Promise<Said[]>]>([
    ['a mark inside the PDF', (by) => by.document('marked', 'zyxw.pdf')],
    ['a mark in the file name', (by) => by.document('good', 'TUYET MAT zyxw.pdf')],
    ['a mark in the caption', (by) => by.document('good', 'zyxw.pdf', 'MẬT\nzyxw')],
    ['a mark in a pasted text', (by) => by.text('Số 05-CT/TU zyxw\nTỐI MẬT\nVề zyxw')],
  ])('%s: refused, nothing stays', async ([_name, send], { db, bot, office, tap, document, everything }) => {
    await tap(await bot.text(office, '/moi'), 'không mật')
    const said = await send({ document, text: (text) => bot.text(office, text) })
    expect(last(said).text).toContain('không tiếp nhận tài liệu mật')
    const rest = await everything()
    expect(rest).not.toContain('zyxw')
    expect(rest).not.toContain(Buffer.from('zyxw').toString('hex'))
    expect(await db.selectFrom('secrecy_refusal').select('reason').execute()).toEqual([
      { reason: 'mark_found' },
    ])
    expect(await db.selectFrom('dialog').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
  })

  test('an annex that is marked: what was read in the document and answered about it goes as well', async ({
    db,
    files,
    bot,
    office,
    tap,
    document,
    everything,
  }) => {
    files.set('first', makePdf([['Số 05-CT/TU ngày 12/11/2026', 'Về việc zyxw']]))
    await bot.text(office, '/viec')
    bot.clock.moveTo(new Date(monday.getTime() + 60_000))
    await tap(await bot.text(office, '/moi'), 'không mật')
    const details = await document('first', 'zyxw.pdf')
    expect(last(details).text).toContain('zyxw')
    await tap(details, 'Đúng, tiếp tục')
    await sql`update delivery set state = 'sent', message_id = 900 + id`.execute(db)
    const said = await document('marked', 'phu luc.pdf')
    expect(said.map((each) => each.text).join()).toContain('không tiếp nhận tài liệu mật')
    expect(await everything()).not.toContain('zyxw')
    expect(await everything()).not.toContain('05-CT/TU')
    const before = await db
      .selectFrom('delivery')
      .select(['message_id', 'created_at'])
      .orderBy('id')
      .execute()
    const since = before.filter((row) => row.created_at > monday && row.message_id !== null)
    expect(since.length).toBeGreaterThan(2)
    // The person's own message goes first.
    const [own, ...answers] = inOrder(bot.removed)
    expect(own).toBeGreaterThan(0)
    expect(answers).toEqual(inOrder(since.map((row) => row.message_id ?? 0)))
  })

  test('a mark in a typed message: the message itself is deleted', async ({ bot, office }) => {
    const said = await bot.text(office, 'TỐI MẬT')
    expect(last(said).text).toContain('tự xóa')
    expect(bot.removed).toHaveLength(1)
  })

  test('a doubtful word: nothing is kept until the person says why it is no mark; the reason is kept', async ({
    db,
    files,
    bot,
    office,
    tap,
    document,
    everything,
  }) => {
    const lines = ['CHI BỘ THÔN TÂN MẬT', 'Số 05-CT/TU', 'Ngày 12/11/2026', 'Về việc zyxw']
    files.set('doubtful', makePdf([lines]))
    await tap(await bot.text(office, '/moi'), 'không mật')
    const asked = await document('doubtful', 'chi bo.pdf')
    expect(last(asked).text).toContain('gõ lý do')
    expect(await everything()).not.toContain('zyxw')
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
    expect(last(await document('doubtful', 'chi bo.pdf')).text).toContain('gõ lý do')
    const noted = await bot.text(office, 'Tân Mật là tên thôn')
    expect(noted.map((each) => each.text).join()).toContain('Đã ghi lý do')
    const details = await document('doubtful', 'chi bo.pdf')
    expect(last(details).text).toContain('05-CT/TU')
    const draft = await db.selectFrom('directive_draft').select('notes').executeTakeFirstOrThrow()
    expect(draft.notes).toMatchObject({ notAMark: 'Tân Mật là tên thôn' })
    // No reason helps a real mark.
    files.set('marked', makePdf([[...lines, 'MẬT']]))
    expect(last(await document('marked', 'phu luc.pdf')).text).toContain('không tiếp nhận tài liệu mật')
  })

  test('what could not be seen is told with its pages', async ({ files, bot, office, tap, document }) => {
    const pages = [['Số 05-CT/TU', 'Ngày 12/11/2026', 'Về việc học tập'], ['Scanned with CamScanner']]
    files.set('scan', makePdf(pages, { pictures: [{ page: 2 }] }))
    await tap(await bot.text(office, '/moi'), 'không mật')
    expect(last(await document('scan', 'a.pdf')).text).toContain('Trang 2 có hình ảnh')
  })

  test('declared secret: refused before anything was sent', async ({ db, bot, office, tap }) => {
    const said = await tap(await bot.text(office, '/moi'), 'Là tài liệu mật')
    expect(last(said).text).toContain('đúng quy định')
    expect(await db.selectFrom('secrecy_refusal').select('reason').execute()).toEqual([
      { reason: 'declared' },
    ])
  })

  test('the way out: a neutral notice, once, that says nothing of the document', async ({
    db,
    world,
    bot,
    office,
    tap,
    document,
    everything,
  }) => {
    await tap(await bot.text(office, '/moi'), 'không mật')
    const said = await document('marked', 'zyxw.pdf')
    const press = buttonData(last(said), 'Mời các chi bộ')
    const sent = await bot.tap(office, press)
    expect(last(sent).text).toContain('4 đơn vị')
    expect(await bot.tap(office, press)).toEqual([])
    await bot.tap(world.telegramUserId.one!, press)
    expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
    const notices = await wordedNotices(db)
    expect(notices).toHaveLength(4)
    for (const { message, directive_id } of notices) {
      expect(directive_id).toBeNull()
      expect(message.text).toContain('nhận tài liệu')
    }
    expect(await everything()).not.toContain('zyxw')
  })

  test('a file before the declaration is not kept', async ({ db, bot, office, document }) => {
    await bot.text(office, '/moi')
    const said = await document('good')
    expect(said[0]!.text).toContain('chưa được lưu')
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
  })

  test('a file larger than Telegram lets bots fetch, an empty one, one that is not what its name says', async ({
    files,
    bot,
    office,
    tap,
    document,
    everything,
  }) => {
    files.set('empty', new Uint8Array())
    files.set('picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0]))
    await tap(await bot.text(office, '/moi'), 'không mật')
    expect(last(await document('huge', 'a.pdf', undefined, 21_000_000)).text).toContain('quá lớn')
    expect(last(await document('empty')).text).toContain('không có nội dung')
    expect(last(await document('picture')).text).toContain('không đúng với đuôi')
    expect(last(await document('gone')).text).toContain('Chưa tải được')
    const photo = await bot.give({
      message: {
        message_id: 502,
        date: 0,
        from: {
          id: office,
          is_bot: false,
          first_name: 'x',
        },
        chat: {
          id: office,
          type: 'private',
        },
        photo: [{ file_id: 'good' }],
        caption: 'Số 05-CT/TU zyxw',
      },
    })
    expect(last(photo).text).toContain('Ảnh chụp chưa được lưu')
    expect(await everything()).not.toContain('zyxw')
    // The conversation waits where it was.
    expect(last(await document('good')).text).toContain('05-CT/TU')
  })

  test('a file that cannot be read is refused: it cannot be scanned', async ({
    db,
    bot,
    office,
    tap,
    document,
  }) => {
    await tap(await bot.text(office, '/moi'), 'không mật')
    const said = await document('broken')
    expect(last(said).text).toContain('Không đọc được tệp')
    expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
  })
})

describe('the progress message', () => {
  test('counts up, is edited only when something changed, and ends', async ({ db, edits, issued, show }) => {
    await issued()
    expect(await show()).toBe(true)
    expect(edits.at(-1)?.text).toContain('Đã gửi 0/4')
    expect(edits.at(-1)?.text).toContain('còn khoảng 1 giây')
    await show()
    expect(edits).toHaveLength(1)
    await sql`update delivery set state = 'sent'
      where id = (select min(id) from delivery where purpose = 'directive')`.execute(db)
    await show()
    expect(edits.at(-1)?.text).toContain('Đã gửi 1/4')
    await db.updateTable('delivery').set({ state: 'sent' }).where('purpose', '=', 'directive').execute()
    expect(await show()).toBe(false)
    expect(edits.at(-1)?.text).toContain('Đã gửi xong')
    expect(edits.at(-1)?.text).toContain('Chưa liên lạc được: 2')
    await show()
    expect(edits).toHaveLength(3)
  })

  test('pause, resume and cancel, which asks first', async ({
    db,
    world,
    bot,
    office,
    edits,
    issued,
    show,
  }) => {
    await issued()
    await show()
    const press = (label: string) => bot.tap(office, buttonData(edits.at(-1), label))
    await press('Tạm dừng')
    expect(bot.tapAnswers.at(-1)).toContain('Đã tạm dừng')
    await show()
    expect(edits.at(-1)?.text).toContain('Tạm dừng')
    await press('Tiếp tục')
    await show()
    const asked = await press('Hủy')
    expect(last(asked).text).toContain('vẫn có thể gửi tiếp')
    expect(
      (await db.selectFrom('directive').select('cancelled_at').executeTakeFirstOrThrow()).cancelled_at,
    ).toBeNull()
    await bot.tap(office, buttonData(last(asked), 'Đúng'))
    expect(bot.tapAnswers.at(-1)).toContain('Đã hủy')
    const left = await db
      .selectFrom('delivery')
      .select('id')
      .where('state', '=', 'pending')
      .where('purpose', '=', 'directive')
      .execute()
    expect(left).toEqual([])
    await show()
    expect(edits.at(-1)?.text).toContain('Đã hủy')
    await bot.tap(world.telegramUserId.one!, buttonData(last(asked), 'Đúng'))
    expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  })
})

test('cascade: committees receive it, their office is asked and passes it on, and the office above sees how long they held it', async ({
  db,
  world,
  bot,
  office,
  tap,
  preview,
}) => {
  const places = await tap(await preview(), 'Đổi nơi nhận')
  await tap(places, 'rồi xuống chi bộ')
  const said = await tap(places, 'Xong')
  expect(last(said).text).toContain('chuyển tiếp xuống chi bộ')
  expect(last(said).text).toContain('<b>2</b> đơn vị')
  await tap(said, 'Phát hành')
  const { id } = await db.selectFrom('directive').select('id').executeTakeFirstOrThrow()
  await circulateDirective(db, id, monday)
  const officeA = world.telegramUserId.officeA!
  const notice = (await wordedNotices(db)).find((each) => each.telegram_chat_id === officeA)!
  const message = { chatId: officeA, ...notice.message }
  expect(message.text).toContain('05-CT/TU')
  const card = await bot.tap(officeA, buttonData(message, 'Xem văn bản'))
  const asked = await bot.tap(officeA, buttonData(last(card), 'Chuyển xuống'))
  expect(last(asked).text).toContain('3 đơn vị')
  const yes = buttonData(last(asked), '3 đơn vị')
  expect(last(await bot.tap(office, yes)).text).toContain('Đã chuyển')
  expect(last(await bot.tap(officeA, yes)).text).toContain('trước đó')
  const steps = await bot.text(office, '/tinhhinh')
  await bot.tap(office, buttonData(last(steps), '05-CT/TU'))
  const shown = await bot.tap(office, buttonData(bot.edits.at(-1), 'Việc chuyển tiếp'))
  expect(last(shown).text).toContain('<b>1/2</b>')
})

test('cascade, forwarded late and after a plan: the plan comes first, the cells are not late, every level is told how long it held', async ({
  db,
  world,
  bot,
  office,
  tap,
  preview,
}) => {
  const places = await tap(await preview(), 'Đổi nơi nhận')
  await tap(places, 'ra kế hoạch trước')
  await tap(await tap(places, 'Xong'), 'Phát hành')
  const { id } = await db.selectFrom('directive').select('id').executeTakeFirstOrThrow()
  await circulateDirective(db, id, monday)
  await markReceived(db, monday)
  const officeA = world.telegramUserId.officeA!
  const say = (text: string) => bot.text(officeA, text)
  const press = (said: Said[], label: string) => bot.tap(officeA, buttonData(last(said), label))
  const passOn = async () => {
    const card = await press(await say('/vanban 05-CT/TU'), '05-CT/TU')
    const asked = await press(card, 'Chuyển xuống')
    return { asked, done: await press(asked, '3 đơn vị') }
  }
  // Long after the committee's own deadlines (19 and 30 November): it is late, its cells are not.
  bot.clock.moveTo(new Date('2026-12-03T02:00:00Z'))
  expect(last((await passOn()).done).text).toContain('Cần ban hành kế hoạch triển khai trước')
  let said = await press(await say('/moi'), 'không mật')
  said = await say('Số 02-KH/ĐU ngày 2/12/2026\nVề triển khai học tập\nThực hiện Chỉ thị số 05-CT/TU.')
  expect(last(said).text).toContain('thực hiện 05-CT/TU')
  said = await press(await press(said, 'Đúng, tiếp tục'), 'Chỉ xác nhận')
  await press(await press(said, '3 ngày'), 'Phát hành')
  const { asked, done } = await passOn()
  // Three working days from now, not the committee's deadline, which has passed.
  expect(last(asked).text).toContain('17 giờ, thứ Ba 8/12/2026')
  expect(last(done).text).toContain('Đã chuyển 05-CT/TU xuống 3 đơn vị')
  const cells = await db
    .selectFrom('obligation')
    .select(['ack_due_at', 'report_due_at'])
    .where('directive_id', '=', id)
    .where('unit_kind', '=', 'cell')
    .execute()
  const due = new Date('2026-12-08T10:00:00Z')
  expect(cells).toEqual(Array(3).fill({ ack_due_at: due, report_due_at: due }))
  await bot.tap(office, buttonData(last(await bot.text(office, '/tinhhinh')), '05-CT/TU'))
  // The two committees are late, none of the three cells.
  expect(bot.edits.at(-1)?.text).toContain('Quá hạn xác nhận: 2')
  expect(bot.edits.at(-1)?.text).toContain('Quá hạn báo cáo: 2')
  const steps = await bot.tap(office, buttonData(bot.edits.at(-1), 'Việc chuyển tiếp'))
  expect(last(steps).text).toContain('<b>1/2</b>')
  expect(last(steps).text).toContain('Đảng ủy phường Bình: đang giữ 13 ngày làm việc')
  expect(last(steps).text).toContain('Đảng ủy xã An: đã chuyển sau 13 ngày làm việc')
  expect(last(steps).text).toContain('kế hoạch 02-KH/ĐU, ngày 2/12/2026')
  // In the committee's own part of the tree only its own receipt is late.
  await bot.tap(officeA, buttonData(last(await say('/tinhhinh')), '05-CT/TU'))
  expect(bot.edits.at(-1)?.text).toContain('Đảng ủy xã An')
  expect(bot.edits.at(-1)?.text).toContain('Quá hạn xác nhận: 1')
})

test('cascade after a plan that is a scan: the plan is begun from the directive and linked to it, also when its number is there twice', async ({
  db,
  world,
  files,
  bot,
  office,
  tap,
  preview,
}) => {
  const issuedAfterPlan = async () => {
    const places = await tap(await preview(), 'Đổi nơi nhận')
    await tap(places, 'ra kế hoạch trước')
    await tap(await tap(places, 'Xong'), 'Phát hành')
    const { id } = await db
      .selectFrom('directive')
      .select('id')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    await circulateDirective(db, id, monday)
    return id
  }
  // A first attempt was recalled; its number is taken again by the right version.
  await issuedAfterPlan()
  await db.updateTable('directive').set({ state: 'recalled' }).execute()
  const id = await issuedAfterPlan()
  const officeA = world.telegramUserId.officeA!
  const press = (said: Said[], label: string) => bot.tap(officeA, buttonData(last(said), label))
  const found = await bot.text(officeA, '/vanban 05-CT/TU đã phát hành')
  const card = await press(found, '05-CT/TU')
  // Somebody else's office has no such button, and pressing it does nothing.
  const begin = buttonData(last(card), 'Soạn kế hoạch triển khai')
  await bot.tap(office, begin)
  expect(bot.tapAnswers.at(-1)).toContain('Chỉ văn phòng')
  let said = await bot.tap(officeA, begin)
  expect(said[0]!.text).toContain('Kế hoạch triển khai <b>05-CT/TU</b>')
  files.set('scan', makePdf([[]]))
  await press(said, 'không mật')
  said = await bot.give({
    message: {
      message_id: 501,
      date: 0,
      chat: {
        id: officeA,
        type: 'private',
      },
      from: {
        id: officeA,
        is_bot: false,
        first_name: 'x',
      },
      document: {
        file_id: 'scan',
        file_unique_id: 'scan',
        file_name: 'ke hoach.pdf',
        file_size: 9,
      },
    },
  })
  await bot.text(officeA, '02-KH/ĐU')
  await bot.text(officeA, '14/11/2026')
  said = await bot.text(officeA, 'Về triển khai học tập')
  expect(last(said).text).toContain('thực hiện 05-CT/TU')
  said = await press(await press(said, 'Đúng, tiếp tục'), 'Chỉ xác nhận')
  await press(await press(said, '3 ngày'), 'Phát hành')
  expect(
    await db
      .selectFrom('directive_link')
      .select(['relation', 'to_directive_id'])
      .where('to_number_text', '=', '05-CT/TU')
      .execute(),
  ).toEqual([{ relation: 'implements', to_directive_id: id }])
  const after = await press(await bot.text(officeA, '/vanban 05-CT/TU đã phát hành'), '05-CT/TU')
  expect(JSON.stringify(last(after).buttons)).not.toContain('Soạn kế hoạch')
  expect(last(await press(await press(after, 'Chuyển xuống'), '3 đơn vị')).text).toContain('Đã chuyển')
})
