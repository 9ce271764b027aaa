// Reading files: the text of PDF, Word and plain text, and every way in which a file is not what it should be.
import { describe, expect, test } from 'vitest'
import { readFileText } from '../../src/directive/read-file.ts'
import { screenForSecrecy } from '../../src/directive/secrecy-interlock.ts'
import { makePdf } from '../support/pdf.ts'
import { makeZip } from '../support/zip.ts'

const read = (bytes: Uint8Array, name: string) => readFileText({ bytes, name })

describe('PDF', () => {
  test('text of every page, line by line, with Vietnamese letters', async () => {
    const bytes = makePdf([['TỈNH ỦY MẪU', 'Số 05-CT/TU', 'V/v học tập, quán triệt'], ['Trang hai: Đảng ủy']])
    expect(await read(bytes, 'a.pdf')).toEqual({
      ok: true,
      kind: 'pdf',
      mime: 'application/pdf',
      text: 'TỈNH ỦY MẪU\nSố 05-CT/TU\nV/v học tập, quán triệt\nTrang hai: Đảng ủy',
      hasText: true,
      pages: [0, 48],
    })
  })

  test('a stamp beside other words stands alone; a run that goes on does not', async () => {
    const beside = makePdf([
      [
        { text: 'TỈNH ỦY MẪU', x: 50, y: 780 },
        { text: 'MẬT', x: 400, y: 780 },
      ],
    ])
    const reading = await read(beside, 'a.pdf')
    expect(reading).toMatchObject({ text: 'TỈNH ỦY MẪU\nMẬT' })
    const going = makePdf([
      [
        { text: 'BẢO VỆ BÍ', x: 50, y: 780 },
        { text: 'MẬT', x: 107, y: 780 },
        { text: 'NHÀ NƯỚC', x: 128, y: 780 },
      ],
    ])
    const text = (await read(going, 'b.pdf')) as { text: string }
    expect(text.text).toBe('BẢO VỆ BÍ MẬT NHÀ NƯỚC')
    expect(screenForSecrecy({ declaredNotSecret: true, texts: [text.text], fileNames: [] })).toEqual({
      pass: true,
    })
  })

  test('without a text layer it is taken, and said to be so', async () => {
    expect(await read(makePdf([[]]), 'scan.pdf')).toMatchObject({ ok: true, hasText: false })
  })
})

describe('Word', () => {
  const document =
    '<w:document><w:p><w:t>Số 05-CT/TU</w:t></w:p><w:p><w:t>Về A &amp; B</w:t></w:p></w:document>'
  test('paragraphs become lines, headers are read too', async () => {
    const bytes = makeZip({ 'word/document.xml': document, 'word/header1.xml': '<w:p><w:t>MẬT</w:t></w:p>' })
    const reading = await read(bytes, 'a.docx')
    expect(reading).toMatchObject({ ok: true, kind: 'docx', text: 'Số 05-CT/TU\nVề A & B\n\nMẬT\n' })
  })
  test('damaged archives are unreadable', async () => {
    const bytes = makeZip({ 'word/document.xml': document })
    for (let cut = 4; cut < bytes.length; cut += 7)
      expect(await read(bytes.subarray(0, cut), 'a.docx')).toEqual({ ok: false, reason: 'unreadable' })
  })
})

describe('files that are not taken', () => {
  test.each([
    ['empty', new Uint8Array(), 'a.pdf', 'empty'],
    ['a PDF in name only', Buffer.from('xin chào'), 'a.pdf', 'not_what_name_says'],
    ['a picture called PDF', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]), 'a.pdf', 'not_what_name_says'],
    ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]), 'a.jpg', 'unsupported'],
    ['a PDF called Word', makePdf([['a']]), 'a.docx', 'not_what_name_says'],
    ['a broken PDF', Buffer.from('%PDF-1.7\nnothing more'), 'a.pdf', 'unreadable'],
    ['60 MB', new Uint8Array(60 * 1024 * 1024), 'a.pdf', 'too_large'],
  ])('%s', async (_name, bytes, name, reason) => {
    expect(await read(bytes, name)).toEqual({ ok: false, reason })
  })
})
