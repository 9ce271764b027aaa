// Reading captions, pasted texts and PDF texts of invented documents.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDocumentText } from '../../../src/directive/reading/read-document-text.ts'
import { check } from '../../support/property.ts'

const today = '2026-11-22'
function read(text: string) {
  const found = readDocumentText(text, { today })
  return {
    number: found.number?.value.text,
    issuedOn: found.issuedOn?.value,
    kind: found.kind?.value.name,
    subject: found.subject?.value,
    urgency: found.urgency?.value,
    refersTo: found.refersTo.map((each) => each.value.text),
    warnings: found.warnings.map((warning) => warning.rule),
  }
}

const directive = `ĐẢNG BỘ TỈNH NAM HẢI                ĐẢNG CỘNG SẢN VIỆT NAM
TỈNH ỦY
*                                   Nam Hải, ngày 15 tháng 10 năm 2026
Số 35-CT/TU                          THƯỢNG KHẨN

CHỈ THỊ
về tăng cường sự lãnh đạo của Đảng
đối với công tác chuẩn bị đại hội
chi bộ nhiệm kỳ mới
-----
Thực hiện Chỉ thị số 45-CT/TW ngày 31/10/2025 và Nghị quyết 18-NQ/TW, Ban Thường vụ yêu cầu:
1. Báo cáo kết quả trước ngày 30/11/2026, theo Chỉ thị số 45-CT/TW.`

describe('whole documents', () => {
  test('a chỉ thị with its head in two columns', () => {
    expect(read(directive)).toEqual({
      number: '35-CT/TU',
      issuedOn: '2026-10-15',
      kind: 'directive',
      subject: 'về tăng cường sự lãnh đạo của Đảng đối với công tác chuẩn bị đại hội chi bộ nhiệm kỳ mới',
      urgency: 'thuong_khan',
      refersTo: ['45-CT/TW', '18-NQ/TW'],
      warnings: [],
    })
  })

  test('the same, decomposed, gives the same', () => {
    expect(read(directive.normalize('NFD'))).toEqual({
      ...read(directive),
      subject: read(directive).subject?.normalize('NFC'),
    })
  })

  test('a công văn has no title; its subject follows V/v', () => {
    const text = `TỈNH ỦY NAM HẢI
VĂN PHÒNG
Số: 577-CV/VPTU
V/v báo cáo nhanh tình hình
triển khai học tập
Nam Hải, ngày 7/11/2026

Kính gửi: Các đảng ủy trực thuộc`
    expect(read(text)).toMatchObject({
      number: '577-CV/VPTU',
      issuedOn: '2026-11-07',
      kind: 'letter',
      subject: 'V/v báo cáo nhanh tình hình triển khai học tập',
    })
  })

  test('a plan with a subject that does not begin with "về", no rule, body at once', () => {
    const text = `ĐẢNG ỦY XÃ AN PHÚ\nSố 12-KH/ĐU\nAn Phú, ngày 02 tháng 11 năm 2026\nKẾ HOẠCH\nTổ chức học tập, quán triệt nghị quyết\nnăm 2027\nCăn cứ Kế hoạch 153-KH/TU, Đảng ủy xây dựng kế hoạch như sau:`
    expect(read(text)).toMatchObject({
      number: '12-KH/ĐU',
      kind: 'plan',
      subject: 'Tổ chức học tập, quán triệt nghị quyết năm 2027',
      refersTo: ['153-KH/TU'],
    })
  })

  test('the title tells quy định from quyết định', () => {
    expect(read('Số 126-QĐ/TW\nQUY ĐỊNH\nvề tiêu chuẩn chức danh').kind).toBe('regulation')
    expect(read('Số 127-QĐ/TW\nQUYẾT ĐỊNH\nvề việc thành lập tổ công tác').kind).toBe('decision')
    expect(read('Quy định 126-QĐ/TW về tiêu chuẩn').kind).toBe('regulation')
    expect(read('126-QĐ/TW').kind).toBeUndefined()
  })

  test('number and day still blank give none', () => {
    expect(read('Số       -CT/TU\nNam Hải, ngày     tháng 11 năm 2026\nCHỈ THỊ\nvề một việc')).toMatchObject({
      number: undefined,
      issuedOn: undefined,
      kind: 'directive',
      subject: 'về một việc',
    })
  })
})

describe('captions', () => {
  test('number, date and subject in one sentence', () => {
    expect(
      read(
        'Chỉ thị số 35-CT/TW, ngày 7/11/2025 của Bộ Chính trị về đại hội đảng bộ các cấp. Báo cáo ' +
          'trước 30/11/2026.',
      ),
    ).toMatchObject({
      number: '35-CT/TW',
      issuedOn: '2025-11-07',
      kind: 'directive',
      subject: 'về đại hội đảng bộ các cấp',
    })
  })

  test('urgency before the sentence', () => {
    expect(read('HOẢ TỐC: Công văn 12-CV/TU về phòng chống bão').urgency).toBe('hoa_toc')
    expect(read('KHẨN\n12-CV/TU').urgency).toBe('khan')
    expect(read('Độ khẩn: Thượng khẩn').urgency).toBe('thuong_khan')
    expect(read('Công văn 12-CV/TU về việc cần làm khẩn trương, tình trạng khẩn cấp').urgency).toBeUndefined()
    expect(read('TÌNH TRẠNG KHẨN CẤP VỀ THIÊN TAI').urgency).toBeUndefined()
  })

  test('a reference is not the document itself', () => {
    expect(read('Kế hoạch triển khai thực hiện Chỉ thị 05-CT/TW ngày 15/5/2016')).toMatchObject({
      number: undefined,
      issuedOn: undefined,
      refersTo: ['05-CT/TW'],
    })
  })

  test('a deadline is not the date of issue', () => {
    expect(read('Chỉ thị 01-CT/TU về nề nếp, báo cáo trước ngày 30/11/2026').issuedOn).toBeUndefined()
  })

  test('doubts become warnings', () => {
    expect(read('Quy định 126-QD/TW ngày 1/2/2027').warnings).toEqual(['date_in_future', 'number_suggestion'])
    expect(read('Số 35-NQ/TW\nCHỈ THỊ\nvề một việc').warnings).toEqual(['kind_differs'])
    expect(read('Số 126-QD/TW\nQUY ĐỊNH\nvề một việc').warnings).toEqual(['number_suggestion'])
  })

  test.each([
    ['TÀI LIỆU HỘI NGHỊ', 'TÀI LIỆU HỘI NGHỊ'],
    ['TỈNH ỦY MẪU\tLƯU HÀNH NỘI BỘ', 'LƯU HÀNH NỘI BỘ'],
    ['TÀI LIỆU LƯU  HÀNH NỘI BỘ'.normalize('NFD'), 'LƯU HÀNH NỘI BỘ'],
    ['(Lưu hành nội bộ)', 'LƯU HÀNH NỘI BỘ'],
    ['Gửi kèm tài liệu hội nghị để các đồng chí nghiên cứu', undefined],
    ['Tài liệu hội nghị gồm có:', undefined],
    ['VỀ IN ẤN TÀI LIỆU HỘI NGHỊ', undefined],
  ])('the circulation mark of %j', (line, mark) => {
    const text = `Số 05-CT/TU\n${line}\nCHỈ THỊ\nVề học tập`
    const found = readDocumentText(text, { today }).circulationMark
    expect(found?.value).toBe(mark)
    expect(text.slice(found?.start ?? 0, found?.end ?? 0)).toBe(found?.raw ?? '')
  })

  test('nothing in, nothing out', () => {
    expect(read('')).toEqual({ refersTo: [], warnings: [] })
  })
})

test('every place is right, for any mixture of lines', () => {
  const lines = fc.array(
    fc.oneof(fc.constantFrom(...directive.split('\n')), fc.string({ unit: 'binary', maxLength: 30 })),
    { maxLength: 12 },
  )
  check(lines, fc.constantFrom('NFC', 'NFD'), (parts, form) => {
    const text = parts.join('\n').normalize(form)
    const found = readDocumentText(text, { today })
    for (const each of [
      found.number,
      found.issuedOn,
      found.kind,
      found.subject,
      found.urgency,
      ...found.refersTo,
    ])
      if (each) expect(text.slice(each.start, each.end)).toBe(each.raw)
  })
})
