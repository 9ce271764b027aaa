// Which files are taken, by name and by content, and why others are not: macros, programs, files that are two
// things at once, files that load or run something.
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cleanFileName } from '../../../src/directive/reading/file-name.ts'
import { type FileRole, readFileText } from '../../../src/directive/reading/read-file.ts'
import { findSecrecyMarks } from '../../../src/directive/secrecy/secrecy-marks.ts'
import { makePdf } from '../../support/pdf.ts'
import { makeZip } from '../../support/zip.ts'

const read = (bytes: Uint8Array, name: string, role: FileRole = 'document') =>
  readFileText({ bytes, name, role })

const body = '<w:document><w:body><w:p><w:r><w:t>Số 05-CT/TU</w:t></w:r></w:p></w:body></w:document>'
const docx = (parts: Record<string, string | Uint8Array> = {}) =>
  makeZip({ 'word/document.xml': body, ...parts })
const xlsx = (parts: Record<string, string | Uint8Array> = {}) =>
  makeZip({ 'xl/workbook.xml': '<workbook><sheets><sheet name="Biểu 1"/></sheets></workbook>', ...parts })
const pdf = makePdf([['Số 05-CT/TU']])
const joined = (...parts: (Uint8Array | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))
const program = joined('MZ', new Uint8Array(80), 'This program cannot be run in DOS mode')

describe('by content and ending', () => {
  test.each([
    ['PDF', pdf, 'a.pdf', 'document'],
    ['PDF', pdf, 'A.PDF', 'annex'],
    ['Word', docx(), 'a.docx', 'document'],
    ['Word', docx(), 'a.docx', 'annex'],
    ['a workbook', xlsx(), 'a.xlsx', 'annex'],
    ['plain text', Buffer.from('Số 05-CT/TU'), 'a.txt', 'document'],
    ['a name without ending', pdf, 'van-ban', 'document'],
    [
      'a template on the author’s own disk',
      docx({ 'word/_rels/settings.xml.rels': template('file:///C:\\Users\\a\\Normal.dotm') }),
      'a.docx',
      'document',
    ],
    ['short remains after the end', joined(pdf, '\r\n\0\0\0 \n'), 'a.pdf', 'document'],
  ] as const)('%s is taken', async (_what, bytes, name, role) => {
    expect(await read(bytes, name, role)).toMatchObject({ ok: true })
  })

  test.each([
    ['a workbook as document', xlsx(), 'a.xlsx', 'document', 'only_as_annex'],
    ['plain text as annex', Buffer.from('a'), 'a.txt', 'annex', 'not_as_annex'],
    ['another ending', pdf, 'a.html', 'document', 'unsupported'],
    ['a picture', pdf, 'a.jpg', 'annex', 'unsupported'],
    ['Word called a workbook', docx(), 'a.xlsx', 'annex', 'not_what_name_says'],
    ['PDF called Word', pdf, 'a.docx', 'document', 'not_what_name_says'],
    ['a web page called PDF', Buffer.from('<html>'), 'a.pdf', 'document', 'not_what_name_says'],
    ['text without ending', Buffer.from('a'), 'van-ban', 'document', 'unsupported'],
  ] as const)('%s is not', async (_what, bytes, name, role, reason) => {
    expect(await read(bytes, name, role)).toEqual({ ok: false, reason })
  })
})

function template(target: string, type = 'attachedTemplate') {
  return (
    '<Relationships><Relationship Id="r1" ' +
    `Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" ` +
    `Target="${target}" TargetMode="External"/></Relationships>`
  )
}

describe('macros', () => {
  const types = (type: string) =>
    `<Types><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`
  test.each([
    ['by ending', docx(), 'a.docm'],
    ['by ending, as workbook', xlsx(), 'a.XLSM'],
    ['in a Word document', docx({ 'word/vbaProject.bin': 'a' }), 'a.docx'],
    ['in a workbook', xlsx({ 'xl/vbaProject.bin': 'a' }), 'a.xlsx'],
    ['as a sheet of old macros', xlsx({ 'xl/macrosheets/sheet1.xml': '<a/>' }), 'a.xlsx'],
    ['as a control', docx({ 'word/activeX/activeX1.bin': 'a' }), 'a.docx'],
    [
      'under another name',
      docx({ 'word/a.bin': 'a', '[Content_Types].xml': types('application/vnd.ms-office.vbaProject') }),
      'a.docx',
    ],
    [
      'by the type of the document',
      docx({ '[Content_Types].xml': types('application/vnd.ms-word.document.macroEnabled.main+xml') }),
      'a.docx',
    ],
    [
      'in a document embedded',
      docx({ 'word/embeddings/a.docx': docx({ 'word/vbaProject.bin': 'a' }) }),
      'a.docx',
    ],
    [
      'in a workbook embedded under another name',
      docx({ 'word/embeddings/a.bin': xlsx({ 'xl/vbaProject.bin': 'a' }) }),
      'a.docx',
    ],
    [
      'in a file attached to a PDF',
      makePdf([['a']], { attached: { name: 'a.docx', bytes: docx({ 'word/vbaProject.bin': 'a' }) } }),
      'a.pdf',
    ],
  ])('%s are refused', async (_where, bytes, name) => {
    expect(await read(bytes, name, 'annex')).toEqual({ ok: false, reason: 'macros' })
  })
})

describe('programs under any name', () => {
  test.each([
    ['cong-van.pdf.exe'],
    ['cong-van.hta'],
    ['cong-van.pdf .exe'],
    ['cong-van.exe.'],
    ['cong-van.exe . .'],
    ['cong-van\u202Efdp.exe'],
    ['cong-van.pdf.lnk'],
    ['cong-van.js'],
    ['..\\..\\cong-van.bat'],
  ])('%j is refused whatever it holds', async (name) => {
    expect(await read(pdf, name)).toEqual({ ok: false, reason: 'program' })
  })

  test.each([
    ['called PDF', program, 'a.pdf'],
    ['called Word', program, 'a.docx'],
    ['with a PDF behind its start', joined('MZ', new Uint8Array(510), pdf), 'a.pdf'],
    ['a script', Buffer.from('#!/bin/sh\nrm'), 'a.txt'],
    [
      'in a Word document',
      docx({ 'word/embeddings/oleObject1.bin': joined('\u00d0\u00cf', program) }),
      'a.docx',
    ],
    ['in a Word document by name', docx({ 'word/embeddings/a.exe': 'a' }), 'a.docx'],
    ['attached to a PDF', makePdf([['a']], { attached: { name: 'a.dat', bytes: program } }), 'a.pdf'],
    [
      'attached to a PDF by name',
      makePdf([['a']], { attached: { name: 'a.vbs', bytes: Buffer.from('a') } }),
      'a.pdf',
    ],
    [
      'started by a field',
      docx({
        'word/header1.xml':
          '<w:hdr><w:p><w:fldSimple w:instr=" DDEAUTO c:\\\\windows\\\\cmd.exe"/></w:p></w:hdr>',
      }),
      'a.docx',
    ],
  ])('%s is refused', async (_what, bytes, name) => {
    expect(await read(bytes, name)).toEqual({ ok: false, reason: 'program' })
  })

  const objects = (text: string) => {
    const packed = deflateSync(text).toString('latin1')
    return joined(
      '%PDF-1.7\n9 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n',
      packed,
      '\nendstream endobj\n',
      Buffer.from(pdf.subarray(9)),
    )
  }
  test.each([
    [
      'a script when it opens',
      makePdf([['a']], { catalog: '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>' }),
    ],
    ['a script in its names', makePdf([['a']], { catalog: '/AA << /WC << /S/JavaScript /JS (a) >> >>' })],
    ['a name with codes', makePdf([['a']], { catalog: '/OpenAction << /S /J#61vaScript /JS (a) >>' })],
    ['a program', makePdf([['a']], { catalog: '/OpenAction << /S /Launch /F (cmd.exe) >>' })],
    [
      'sending what was filled in',
      makePdf([['a']], { catalog: '/OpenAction << /S /SubmitForm /F (http://a) >>' }),
    ],
    ['importing data', makePdf([['a']], { catalog: '/OpenAction << /S /ImportData /F (a) >>' })],
    ['a program in packed objects', objects('1 0 << /S /Launch /F (cmd.exe) >>')],
  ])('a PDF that runs %s is refused', async (_what, bytes) => {
    expect(await read(bytes, 'a.pdf')).toEqual({ ok: false, reason: 'program' })
  })
})

describe('two things at once', () => {
  test.each([
    ['an archive behind a PDF', joined(pdf, makeZip({ 'a.exe': 'a' })), 'a.pdf', 'disguised'],
    [
      'an archive that ends as a PDF',
      commented(joined(pdf, makeZip({ 'a.exe': 'a' })), '\n%%EOF\n'),
      'a.pdf',
      'disguised',
    ],
    ['a program behind a PDF', joined(pdf, program), 'a.pdf', 'disguised'],
    ['a web page behind a PDF', joined(pdf, '<html><script>a</script>'), 'a.pdf', 'disguised'],
    ['a PDF behind something', joined('GIF89a', pdf), 'a.pdf', 'not_what_name_says'],
    ['a PDF behind a space', joined(' ', pdf), 'a.pdf', 'not_what_name_says'],
    ['an archive behind plain text', joined('xin chao\n', makeZip({})), 'a.txt', 'not_what_name_says'],
    ['a part twice', twice(docx({ 'word/documenT.xml': body })), 'a.docx', 'disguised'],
  ])('%s is refused', async (_what, bytes, name, reason) => {
    expect(await read(bytes, name)).toEqual({ ok: false, reason })
  })
})

/** The archive with a comment at its end. */
function commented(zip: Buffer, comment: string): Buffer {
  const changed = Buffer.from(zip)
  changed.writeUInt16LE(comment.length, changed.length - 2)
  return joined(changed, comment)
}

/** Both parts of the same name. */
const twice = (zip: Uint8Array) =>
  Buffer.from(Buffer.from(zip).toString('latin1').replaceAll('documenT', 'document'), 'latin1')

test.each([
  ['a template from a server', 'https://a.example/t.dotm', 'attachedTemplate'],
  ['a template from a shared folder', '\\\\server\\t.dotm', 'attachedTemplate'],
  ['a template from a file server', 'file://server/t.dotm', 'attachedTemplate'],
  ['an object from elsewhere', 'http://a.example/a', 'oleObject'],
  ['a part of the text from elsewhere', 'http://a.example/a', 'subDocument'],
])('a Word document that loads %s is refused', async (_what, target, type) => {
  const bytes = docx({ 'word/_rels/settings.xml.rels': template(target, type) })
  expect(await read(bytes, 'a.docx')).toEqual({ ok: false, reason: 'loads_from_outside' })
})

describe('names', () => {
  test.each([
    ['  Kế hoạch 12.pdf  ', 'Kế hoạch 12.pdf'],
    ['Kế hoạch.pdf', 'Kế hoạch.pdf'],
    ['a\u202Eb\u200B\u2066c.pdf', 'abc.pdf'],
    ['a\tb\nc.pdf', 'a b c.pdf'],
    ['../../etc/a.pdf', '..-..-etc-a.pdf'],
    ['a:b*c?.pdf', 'a-b-c-.pdf'],
    ['a.pdf. . .', 'a.pdf'],
    ['\u200B', 'van-ban'],
    [`${'a'.repeat(300)}.pdf`, `${'a'.repeat(116)}.pdf`],
  ])('%j is shown as %j', async (received, shown) => {
    expect(cleanFileName(received.normalize('NFD'))).toBe(shown)
    if (shown.endsWith('.pdf')) expect(await read(pdf, received)).toMatchObject({ ok: true, name: shown })
  })
})

describe('marks in a workbook', () => {
  const sheet = (inner: string) => ({ 'xl/worksheets/sheet1.xml': `<worksheet>${inner}</worksheet>` })
  test.each([
    ['a cell', xlsx({ 'xl/sharedStrings.xml': '<sst><si><t>Biểu</t></si><si><t>MẬT</t></si></sst>' })],
    [
      'a cell of many runs',
      xlsx({
        'xl/sharedStrings.xml':
          '<sst><si><r><t>M</t></r><r><rPr><b/></rPr><t>Ậ</t></r><r><t>T</t></r></si></sst>',
      }),
    ],
    [
      'cells with a letter each',
      xlsx({ 'xl/sharedStrings.xml': '<sst><si><t>M</t></si><si><t>Ậ</t></si><si><t>T</t></si></sst>' }),
    ],
    ['a cell without shared texts', xlsx(sheet('<c t="inlineStr"><is><t>TỐI MẬT</t></is></c>'))],
    ['the result of a formula', xlsx(sheet('<c t="str"><f>A1</f><v>MẬT</v></c>'))],
    [
      'a header',
      xlsx(sheet('<headerFooter><oddHeader>&amp;C&amp;"Arial,Bold"&amp;14MẬT</oddHeader></headerFooter>')),
    ],
    [
      'a comment',
      xlsx({ 'xl/comments1.xml': '<comments><comment><text><t>MẬT</t></text></comment></comments>' }),
    ],
    [
      'the name of a sheet',
      xlsx({ 'xl/workbook.xml': '<workbook><sheets><sheet name="MẬT"/></sheets></workbook>' }),
    ],
    [
      'the form of numbers',
      xlsx({
        'xl/styles.xml': '<styleSheet><numFmt numFmtId="9" formatCode="&quot;MẬT&quot;"/></styleSheet>',
      }),
    ],
    [
      'a drawing',
      xlsx({
        'xl/drawings/drawing1.xml':
          '<xdr:sp><a:p><a:r><a:t>MẬ</a:t></a:r><a:r><a:t>T</a:t></a:r></a:p></xdr:sp>',
      }),
    ],
  ])('%s', async (_where, bytes) => {
    const reading = await read(bytes, 'a.xlsx', 'annex')
    if (!reading.ok) throw new Error(reading.reason)
    expect(findSecrecyMarks({ text: reading.everything }).some((mark) => !mark.isDoubtful)).toBe(true)
  })
})
