// Outlines of an office on the command line, and a directive that asks for one: frozen at issue, checked by
// its rules.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import type { Outline } from '../../src/response/outline.ts'
import { checkAnswers } from '../../src/response/outline-checks.ts'
import { findingText } from '../../src/telegram/features/report/findings.ts'
import { makeWorld } from '../directive/world.ts'
import { makePdf } from '../support/pdf.ts'
import { test as base } from './fixtures.ts'

const test = base
  .extend('world', { auto: true }, ({ db }) => makeWorld(db))
  .extend('folder', async ({ folder }) => {
    await writeFile(path.join(folder, 'good.pdf'), makePdf([['Số 05-CT/TU']]))
    return folder
  })
  .extend(
    'importFile',
    ({ run, at }) =>
      (name: string, ...more: string[]) =>
        run('outline import', at(name), '--from', 'T', ...more),
  )

test('template, import, next version, the same again, list, show, retire', async ({
  run,
  at,
  importFile,
}) => {
  await run('outline template', at('mau.xlsx'))
  const named = ['--key', 'sinh_hoat', '--title', 'Báo cáo sinh hoạt'] as const
  await expect(importFile('mau.xlsx')).rejects.toThrow('a table needs --key and --title')
  expect((await importFile('mau.xlsx', ...named, '--dry-run')).text).toContain(
    '3 questions, 2 conditions, no faults',
  )
  expect((await importFile('mau.xlsx', ...named)).json).toMatchObject({ version: 1, already: false })
  expect((await importFile('mau.xlsx', ...named)).json).toMatchObject({ version: 1, already: true })
  const shown = (await run('outline show', 'sinh_hoat', '--from', 'B')).json as Outline
  expect(shown).toMatchObject({ key: 'sinh_hoat', version: 1 })
  const changed = {
    ...shown,
    fields: shown.fields.map((field) => (field.type === 'whole' ? { ...field, max: 900 } : field)),
  }
  await writeFile(at('next.json'), JSON.stringify(changed))
  expect((await importFile('next.json')).text).toContain('Registered sinh_hoat, version 2')
  expect((await run('outline list', '--from', 'A11')).text.split('\n')).toEqual([
    expect.stringMatching(/^study {2}version 2, 22 questions, built in: /),
    'short  version 1, 3 questions, built in: Báo cáo nhanh',
    'text  version 1, 1 questions, built in: Báo cáo bằng một đoạn văn',
    'training  version 1, 4 questions, built in: Báo cáo mở lớp bồi dưỡng, tập huấn',
    'sinh_hoat  version 2, 3 questions, Tỉnh ủy Mẫu: Báo cáo sinh hoạt',
  ])
  await run('outline retire', 'sinh_hoat', '--from', 'T')
  await expect(run('outline retire', 'sinh_hoat', '--from', 'T')).rejects.toThrow('has no outline')
  expect((await run('outline list', '--from', 'T')).text).not.toContain('sinh_hoat')
  // What was retired is not counted from the start again.
  expect((await importFile('next.json')).json).toMatchObject({ version: 3 })
})

test('a directive keeps the outline as it was at issue; its conditions speak their own words', async ({
  db,
  run,
  at,
  importFile,
}) => {
  await run('outline template', at('mau.xlsx'))
  await importFile('mau.xlsx', '--key', 'sinh_hoat', '--title', 'Báo cáo sinh hoạt')
  const given = ['--file', at('good.pdf'), '--issued-on', '2026-11-12', '--subject', 'Về học tập']
  const due = ['--ack-due', '+3d', '--report-due', '+10d']
  const issue = (number: string, key: string) =>
    run('directive issue', '--number', number, '--from', 'A', '--outline', key, ...given, ...due)
  await issue('05-CT/ĐU', 'sinh_hoat')
  await expect(issue('06-CT/ĐU', 'khac')).rejects.toThrow('A has no outline "khac"')
  await run('outline retire', 'sinh_hoat', '--from', 'T')
  await run('directive issue', '--number', '07-CT/ĐU', '--from', 'A', ...given, ...due)
  await issue('08-CT/ĐU', 'short')
  const rows = await db.selectFrom('directive').select('outline').orderBy('id').execute()
  const [outline, usual, short] = rows.map((row) => row.outline as unknown as Outline)
  expect([usual, short]).toMatchObject([
    { key: 'study', version: 2 },
    { key: 'short', version: 1 },
  ])
  if (!outline) throw new Error('nothing was issued')
  expect(outline.key).toMatch(/^\d+:sinh_hoat$/)
  const context = { submittedOn: '2026-11-16', unitKind: 'cell' }
  const { errors } = checkAnswers(outline, { tong_so: 10, du: 12 }, context)
  expect(errors.map((finding) => findingText(outline, finding, 'vi'))).toEqual([
    'Số người dự nhiều hơn tổng số.',
  ])
})

test('every fault is told in one line, with its row or field', async ({ db, run, at, importFile }) => {
  await writeFile(at('bad.json'), '{"key": ')
  await expect(importFile('bad.json')).rejects.toThrow('no valid JSON')
  await writeFile(at('empty.json'), '{"key":"x","title":{"vi":"x","en":"x"},"fields":[]}')
  await expect(importFile('empty.json')).rejects.toThrow('fields: there is no question')
  await run('outline template', at('mau.xlsx'))
  const heading =
    'Mã câu,Mục,Câu hỏi,Kiểu trả lời,Bắt buộc,Nhỏ nhất,Lớn nhất,Đơn vị tính,Hướng dẫn,Chỉ hỏi khi'
  await writeFile(
    at('rows.csv'),
    `${heading}\na,,Số người,Số nguyên,x,0,9,,,\na,,Số khác,Số nguyên,x,9,1,,,\n`,
  )
  const named = ['--key', 'k', '--title', 'T'] as const
  await expect(importFile('rows.csv', ...named)).rejects.toThrow(
    'questions row 3, key: the key "a" stands twice; questions row 3, max: the least is above the most (9 > 1)',
  )
  await writeFile(at('words.csv'), `${heading}\na,,Số người,Tranh,x,,,,,\n`)
  await expect(importFile('words.csv', ...named)).rejects.toThrow('fields row 2, Kiểu trả lời: "Tranh"')
  await writeFile(at('secret.csv'), `${heading}\na,,TỐI MẬT,Số nguyên,x,,,,,\n`)
  await expect(importFile('secret.csv', ...named)).rejects.toThrow('secrecy mark')
  await writeFile(at('other.csv'), 'x,y\n1,2\n')
  await expect(importFile('other.csv', ...named)).rejects.toThrow('missing')
  expect(await readFile(at('good.pdf'))).toBeTruthy()
  expect(await db.selectFrom('report_outline').select('id').execute()).toEqual([])
})
