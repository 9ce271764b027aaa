// The secrecy interlock: what is a mark and what only sounds like one.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findSecrecyMarks } from '../../../src/directive/secrecy/secrecy-marks.ts'
import { anyText, check } from '../../support/property.ts'
import { withinCpu } from '../../support/within.ts'

const levels = (text: string) => findSecrecyMarks({ text }).map((mark) => mark.level)
const ofFile = (fileName: string) => findSecrecyMarks({ fileName }).map((mark) => mark.level)

const marked: [string, string][] = [
  ['MẬT', 'mat'],
  ['Mật', 'mat'],
  ['TỐI MẬT', 'toi_mat'],
  ['TUYỆT MẬT', 'tuyet_mat'],
  ['Tuyệt mật', 'tuyet_mat'],
  ['  MẬT  ', 'mat'],
  ['MẬT'.normalize('NFD'), 'mat'],
  ['TUYỆT MẬT'.normalize('NFD'), 'tuyet_mat'],
  ['M Ậ T', 'mat'],
  ['T Ố I   M Ậ T', 'toi_mat'],
  ['T U Y Ệ T  M Ậ T', 'tuyet_mat'],
  ['M.Ậ.T', 'mat'],
  ['MÂ ̣T', 'mat'],
  ['(MẬT)', 'mat'],
  ['[ TỐI MẬT ]', 'toi_mat'],
  ['*MẬT*', 'mat'],
  ['— MẬT —', 'mat'],
  ['"MẬT"', 'mat'],
  ['TÀI LIỆU MẬT', 'mat'],
  ['VĂN BẢN TỐI MẬT', 'toi_mat'],
  ['Độ mật: Mật', 'mat'],
  ['Độ mật : TỐI MẬT', 'toi_mat'],
  ['Mức độ mật: tuyệt mật', 'tuyet_mat'],
  ['Số văn bản 12, độ mật: mật, độ khẩn: thường', 'mat'],
  ['ĐẢNG CỘNG SẢN VIỆT NAM    MẬT', 'mat'],
  ['MẬT\tĐẢNG CỘNG SẢN VIỆT NAM', 'mat'],
  ['ĐẢNG CỘNG SẢN VIỆT NAM MẬT', 'mat'],
  ['MẬT ĐẢNG CỘNG SẢN VIỆT NAM', 'mat'],
  ['TỈNH ỦY NAM HẢI MẬT', 'mat'],
  ['ĐẢNG ỦY XÃ AN PHÚ TỐI MẬT', 'toi_mat'],
  ['Số 12-BC/TU TUYỆT MẬT', 'tuyet_mat'],
  ['Số: 12-BC/TU (MẬT)', 'mat'],
  ['MẬT - KHẨN', 'mat'],
  ['HỎA TỐC TỐI MẬT', 'toi_mat'],
  ['MẬT Bản số: 03', 'mat'],
  ['MẬT Nam Hải, ngày 7 tháng 11 năm 2026', 'mat'],
  ['MẬT. Kính gửi các đồng chí', 'mat'],
  ['MẬT: kế hoạch bảo vệ', 'mat'],
  ['Kế hoạch số 12-KH/TU - MẬT', 'mat'],
  ['Gửi đồng chí bản này (Mật)', 'mat'],
  ['ĐẢNG BỘ TỈNH\nTỈNH ỦY\n*\nMẬT\nSố 12-BC/TU', 'mat'],
  ['TỐI\nMẬT', 'mat'],
  ['ＭẬＴ', 'mat'],
  ['МẬТ', 'mat'],
  ['ΜẬΤ', 'mat'],
  ['М\u0410\u0323\u0302Т', 'mat'],
  ['Độ mật: ΤỐΙ МẬТ', 'toi_mat'],
  ['Số: 12-BC/TU (ΜẬΤ)', 'mat'],
  ['Kế hoạch số 12-KH/TU - ＭẬＴ', 'mat'],
  ['trang một\u2028MẬT\u2028trang hai', 'mat'],
  ['M\u200eẬ\u2063T', 'mat'],
  ['mËt', 'mat'],
  ['tuyÖt mËt', 'tuyet_mat'],
  ['MAÄT', 'mat'],
  ['TOÁI MAÄT', 'toi_mat'],
  ['TUYET MAT', 'tuyet_mat'],
  ['| Số | MẬT |', 'mat'],
  ['dòng đầu\r\nMẬT\r\ndòng cuối', 'mat'],
]

const unmarked = [
  '',
  'bảo vệ bí mật nhà nước',
  'Luật Bảo vệ bí mật nhà nước',
  'BẢO VỆ BÍ MẬT NHÀ NƯỚC',
  'VỀ TĂNG CƯỜNG CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC',
  'công tác bảo mật thông tin',
  'BẢO MẬT',
  'BÍ MẬT',
  'QUY CHẾ BẢO\nMẬT',
  'giữ gìn bí\nmật',
  'QUY ĐỊNH VỀ BẢO VỆ BÍ\nMẬT NHÀ NƯỚC',
  'gắn bó mật thiết với nhân dân',
  'MỐI LIÊN HỆ MẬT THIẾT VỚI NHÂN DÂN',
  'mật độ dân số',
  'MẬT ĐỘ DÂN SỐ TOÀN TỈNH',
  'nuôi ong lấy mật',
  'mật ong rừng, mật mía',
  'đổi mật khẩu hằng quý',
  'MẬT KHẨU: 123456',
  'ngành cơ yếu, mật mã',
  'tài liệu mật phải được quản lý chặt chẽ',
  'Không mật',
  'KHÔNG MẬT',
  'Cam kết: văn bản này không mật.',
  'Độ mật: không',
  'Độ mật: Thường',
  'Độ mật:',
  'xác định độ mật của văn bản',
  'ĐỘ MẬT',
  'Quản lý văn bản có dấu "MẬT" theo quy định',
  'cơ quan đóng dấu MẬT, TỐI MẬT lên văn bản theo quy định',
  'tối mật thì không gửi qua mạng',
  'LƯU HÀNH NỘI BỘ',
  'TÀI LIỆU HỘI NGHỊ',
  'KHẨN',
  'HỎA TỐC',
  'mặt trận Tổ quốc',
  'MẶT TRẬN TỔ QUỐC VIỆT NAM',
  'GẶP MẶT',
  'MẤT',
  'mat',
  'có mặt đầy đủ',
  'Số 35-CT/TW\nNam Hải, ngày 7 tháng 11 năm 2026\nCHỈ THỊ\nvề công tác bảo vệ bí mật',
  'tinh mật, cơ mật',
  'Hội nghị diễn ra thân mật.',
  'thân mật\nvà cởi mở',
]

describe('texts', () => {
  test.each(marked)('%j is marked %s', (text, level) => {
    expect(levels(text)).toEqual([level])
  })

  test.each(unmarked)('%j is not marked', (text) => {
    expect(levels(text)).toEqual([])
  })

  test('tells the place in the text received', () => {
    const text = 'Trang 1\n  TỐI MẬT\nTrang 2'.normalize('NFD')
    const [mark] = findSecrecyMarks({ text })
    expect(text.slice(mark?.start, mark?.end)).toBe(mark?.raw)
    expect(mark?.raw.normalize('NFC').trim()).toBe('TỐI MẬT')
  })

  test('a mark on a line of its own is found in any text, any decoration and any Unicode form', () => {
    const around = fc.array(fc.constantFrom(...unmarked), { maxLength: 6 })
    const written = fc.constantFrom('MẬT', 'TỐI MẬT', 'TUYỆT MẬT', 'M Ậ T', '[MẬT]', '- MẬT -')
    const form = fc.constantFrom('NFC', 'NFD', 'NFKD')
    check(around, written, around, form, (before, mark, after, unicode) => {
      const text = [...before, 'hết.', mark, ...after].join('\n').normalize(unicode)
      expect(levels(text).length).toBeGreaterThanOrEqual(1)
    })
  })

  test('never throws, and the place is right, for any text', () => {
    check(anyText(200), anyText(10), (text, fileName) => {
      for (const mark of findSecrecyMarks({ text, fileName }))
        if (mark.where === 'text') expect(text.slice(mark.start, mark.end)).toBe(mark.raw)
    })
  })

  test('a long text without line breaks takes no time', async () => {
    const text = 'M Ậ  (ngày độ mật : '.repeat(50_000)
    await withinCpu(5_000, () => levels(text))
  })
})

describe('file names', () => {
  test.each([
    ['12-BC-TU-MAT.pdf', 'mat'],
    ['12-bc-tu-mat.pdf', 'mat'],
    ['MAT_12-BC-TU.docx', 'mat'],
    ['12-KH-TU (mat).pdf', 'mat'],
    ['Kế hoạch 12 (Mật).pdf', 'mat'],
    ['Kế hoạch 12 - Mật.pdf'.normalize('NFD'), 'mat'],
    ['tuyet-mat-45.pdf', 'tuyet_mat'],
    ['bao cao TOI MAT.pdf', 'toi_mat'],
    ['Bao cao MAT.pdf', 'mat'],
    ['tai lieu mat.pdf', 'mat'],
    ['12-BC-TU-MAT (1).pdf', 'mat'],
    ['12-BC-TU-MAT_signed.pdf', 'mat'],
    ['mat.pdf', 'mat'],
    ['TỐI MẬT 12.pdf', 'toi_mat'],
  ])('%j is marked %s', (name, level) => {
    expect(ofFile(name)).toEqual([level])
  })

  test.each([
    '35-CT-TW.pdf',
    'bao-mat.pdf',
    'bi-mat-nha-nuoc.pdf',
    'Luật Bảo vệ bí mật nhà nước.pdf',
    'mat-tran-to-quoc.pdf',
    'KE-HOACH-GAP-MAT.pdf',
    'le ra mat.pdf',
    'danh-sach-vang-mat.pdf',
    'danh sach co mat 12.pdf',
    'mat-do-dan-so-2026.pdf',
    'Mật độ dân số.xlsx',
    'doi-mat-khau.pdf',
    'mô hình nuôi ong lấy mật ong.pdf',
    'van ban khong mat.pdf',
    'format.pdf',
    'diplomat 12.pdf',
    '',
  ])('%j is not marked', (name) => {
    expect(ofFile(name)).toEqual([])
  })

  test.each([
    ['12-MAT-copy.pdf', 'mat'],
    ['12-MAT-FINAL.pdf', 'mat'],
    ['12-MAT-v12.pdf', 'mat'],
    ['12-MAT (2) copy.pdf', 'mat'],
    ['12-MAT-v2x.pdf', null],
    ['copy.pdf', null],
    ['Mật.tar', 'mat'],
    ['Mật', 'mat'],
    ['MAT', 'mat'],
    ['toi mat', 'toi_mat'],
    ['ke hoach toi mat nam 2026', 'toi_mat'],
    ['ke hoach tuyet mat nam 2026', 'tuyet_mat'],
    ['ke hoach mat nam 2026', null],
    ['Kế hoạch mật năm 2026', 'mat'],
    ['ke hoach (mat) nam 2026', 'mat'],
    ['ke hoach [ mat ] nam 2026', 'mat'],
    ['ke hoach (mat nam) 2026', null],
    ['ke hoach MAT nam 2026', null],
    ['Ke hoach MAT', 'mat'],
    ['KE HOACH MAT', null],
    ['MAT ke hoach', 'mat'],
    ['mat ke hoach', null],
    ['mat 12', 'mat'],
    ['mat 12a', null],
    ['a12 mat', null],
    ['văn bản mặt', null],
    ['văn bản mất', null],
  ])('%j: %s', (name, level) => {
    expect(ofFile(name)).toEqual(level === null ? [] : [level])
  })

  const words = (text: string) => text.split(' ')
  test.each(words('bí bảo cơ độ không'))('%s mật is another word', (before) => {
    expect(ofFile(`Tài liệu ${before} mật.pdf`)).toEqual([])
  })
  test.each(words('độ thiết khẩu mã vụ thư ong thám báo'))('mật %s is another word', (after) => {
    expect(ofFile(`Mật ${after}.pdf`)).toEqual([])
  })
  test.each(
    words(
      'nq ct kl qd qc tt hd tb bc kh ctr cthd da pa ttr cv bb tw tu du duk hu cb ' +
        'vptw vptu vpdu ubnd btctu btctw ubkttu lieu ban van dau',
    ),
  )('mat beside %s is a mark', (word) => {
    expect(ofFile(`ke hoach ${word} mat.pdf`)).toEqual(['mat'])
    expect(ofFile(`mat ${word} ke hoach.pdf`)).toEqual(['mat'])
  })
})

describe('levels', () => {
  test.each([
    ['MẬT', 'mat'],
    ['MËT', 'mat'],
    ['MAÄT', 'mat'],
    ['TỐIMẬT', 'toi_mat'],
    ['TÈIMËT', 'toi_mat'],
    ['TOÁIMAÄT', 'toi_mat'],
    ['TUYỆTMẬT', 'tuyet_mat'],
    ['TUYÖTMËT', 'tuyet_mat'],
    ['TUYEÄTMAÄT', 'tuyet_mat'],
  ] as const)('%s is %s, alone and after a word for a document', (spelling, level) => {
    for (const word of ['', 'TÀI LIỆU ', 'VĂN BẢN ', 'DẤU '])
      for (const written of [`${word}${spelling}`, `${word}${spelling}`.toLowerCase()])
        expect(levels(written)).toEqual([level])
    expect(levels(`GIẤY ${spelling}`)).toEqual([])
  })

  test.each([
    ['MAT', 'mat'],
    ['TOI MAT', 'toi_mat'],
    ['TUYET MAT', 'tuyet_mat'],
    ['TAI LIEU MAT', 'mat'],
  ])('%s is a mark in capitals only', (written, level) => {
    expect(levels(written)).toEqual([level])
    expect(levels(written.toLowerCase())).toEqual([])
  })

  test('letters of other alphabets count as those they look like', () => {
    for (const written of ['МẬТ', 'ΜẬΤ', 'ＭẬＴ', 'мậт', 'TΟΙ MAT', 'ТОІ МАТ', 'ΤUΥΕT ΜΑT', 'ТUУЕТ МАТ'])
      expect(levels(written)).toHaveLength(1)
  })

  test.each(['\v', '\f', '\u2028', '\u2029', '\u0085', '\r\n', '\r'])('a line ends at %j', (end) => {
    expect(levels(`dòng đầu${end}MẬT${end}dòng cuối`)).toEqual(['mat'])
  })
})
