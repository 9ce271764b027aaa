// The preview with data in it: what recipients already owe, who cannot be reached, and doubts about the
// deadlines, in chat and on the command line.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import { createFrozenClock } from '../../../../src/platform/clock.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { calendar, monday } from '../../../directive/world.ts'
import { runCommand } from '../../../support/command-line.ts'
import { makePdf } from '../../../support/pdf.ts'
import { officeTest as base, last } from '../fixtures.ts'

const test = base
  .extend('preview', ({ bot, office, tap }) => async (number: number, ack = '3 ngày', report = '20 ngày') => {
    let said = await tap(await bot.text(office, '/moi'), 'không mật')
    said = await bot.text(office, `Số 0${number}-CT/TU\nNgày 10 tháng 11 năm 2026\nCHỈ THỊ\nVề một việc`)
    said = await tap(said, 'Đúng, tiếp tục')
    said = await tap(said, 'gửi báo cáo')
    said = ack.endsWith('ngày') ? await tap(said, ack) : await bot.text(office, ack)
    return report.endsWith('ngày') ? await tap(said, report) : await bot.text(office, report)
  })
  // Directive `number` goes out to the cells; those named have reported already.
  .extend('issued', ({ db, world, tap, preview }) => async (number: number, reported: string[] = []) => {
    await tap(await preview(number), 'Phát hành')
    const { id } = await db
      .selectFrom('directive')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await circulateDirective(db, id, monday)
    if (reported.length === 0) return
    await db
      .updateTable('obligation')
      .set({ report_state: 'submitted', reported_at: monday })
      .where('directive_id', '=', id)
      .where(
        'unit_id',
        'in',
        reported.map((code) => world.unit[code]!),
      )
      .execute()
  })

test('the burden names who owes most, and counts those who owe', async ({ bot, office, preview, issued }) => {
  expect(last(await preview(1)).text).not.toContain('nợ báo cáo')
  await bot.text(office, '/huy')
  await issued(1)
  await issued(2, ['A12', 'A13', 'B11', 'B12', 'B13'])
  await issued(3, ['A12'])
  const { text } = last(await preview(4))
  expect(text).toContain('📚 6 đơn vị nhận đang còn nợ báo cáo khác; nhiều nhất: Chi bộ Một (3 báo cáo).')
  expect(text).toContain('• Đảng ủy xã An: 3 (chưa liên lạc được 1)')
  expect(text).toContain('– đã chặn kênh này: 1')
  expect(text).toContain('– chưa có người đăng ký: 1')
  expect(text).toContain('Chi bộ Ba (đã chặn)')
  expect(text).toContain('Chi bộ Sáu (chưa đăng ký)')
})

test('what was closed or answered is no burden', async ({ db, preview, issued }) => {
  await issued(1, ['A11', 'A12', 'A13', 'B11', 'B12', 'B13'])
  await issued(2)
  await db.updateTable('directive').set({ state: 'closed' }).where('number', '=', 2).execute()
  expect(last(await preview(3)).text).not.toContain('nợ báo cáo')
})

test('deadlines on a day off, or before the next monthly meeting, are doubted in chat', async ({
  bot,
  office,
  preview,
}) => {
  const { text } = last(await preview(1, '21/11/2026', '12/12/2026'))
  expect(text).toContain('⚠️ Hạn xác nhận rơi vào ngày nghỉ (21/11/2026).')
  expect(text).toContain('⚠️ Hạn báo cáo rơi vào ngày nghỉ (12/12/2026).')
  expect(text).toContain('⚠️ Hạn báo cáo (12/12/2026) trước kỳ sinh hoạt tháng tới của nhiều chi bộ.')
  await bot.text(office, '/huy')
  const later = last(await preview(1, '20/11/2026', '17/12/2026')).text
  expect(later).not.toContain('ngày nghỉ')
  expect(later).not.toContain('kỳ sinh hoạt')
})

test('and on the command line', async ({ db, world: _world }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-preview-'))
  const file = path.join(folder, 'good.pdf')
  await writeFile(file, makePdf([['Số 05-CT/TU']]))
  const context = { db, clock: createFrozenClock(monday), calendar, out() {} }
  const result = await runCommand(
    'directive issue',
    [
      '--file',
      file,
      '--number',
      '05-CT/TU',
      '--issued-on',
      '2026-11-12',
      '--subject',
      'Về học tập',
      '--from',
      'T',
      '--ack-due',
      '2026-11-24 17:00',
      '--report-due',
      '2026-12-12 17:00',
    ],
    context,
  )
  await rm(folder, { recursive: true })
  expect(result.text).toContain('Note: the deadline for acknowledging is a day off (2026-11-24).')
  expect(result.text).toContain('Note: the deadline for reporting is a day off (2026-12-12).')
  expect(result.text).toContain('before the next monthly meeting of many cells')
})
