// Exports: every number is read back by a reader that is not the writer and equals the roll-up; text stays
// text; periods without anything, campaigns of several outlines, duties that end meanwhile.
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as sheetjs from '@e965/xlsx'
import { parse } from 'csv-parse/sync'
import { describe, expect } from 'vitest'
import { makeExportsJob } from '../../../jobs/make-exports.ts'
import type { Outcome, OutgoingMessage } from '../../../src/circulation/messenger.ts'
import { findActor } from '../../../src/org/actor.ts'
import { type Clock, createFrozenClock } from '../../../src/platform/clock.ts'
import { createLog } from '../../../src/platform/log.ts'
import type { Language, Outline, OutlineField } from '../../../src/response/outline.ts'
import { createDraft } from '../../../src/response/report.store.ts'
import { submitReport } from '../../../src/response/submit-report.ts'
import type { ExportBook } from '../../../src/rollup/exports/book.ts'
import { rank, type UnitRecord } from '../../../src/rollup/exports/commendation-book.ts'
import {
  beginSending,
  endExportRequest,
  postponeExportRequest,
  takeExportRequest,
} from '../../../src/rollup/exports/export-request.store.ts'
import { type ExportKind, makeBook } from '../../../src/rollup/exports/make-book.ts'
import { requestExport } from '../../../src/rollup/exports/request-export.ts'
import { writeExport } from '../../../src/rollup/exports/write-export.ts'
import { figuresByBranch } from '../../../src/rollup/figures-by-branch.ts'
import type { Scope } from '../../../src/rollup/scope.ts'
import { calendar, monday } from '../../directive/world.ts'
import { recordingMessenger } from '../../telegram/bot-fixture.ts'
import { addDirective } from '../../telegram/chat-world.ts'
import { test as base } from '../../telegram/fixtures.ts'

const label = (text: string) => ({ vi: text, en: text })
const number = (key: string, type: 'whole' | 'decimal' = 'whole'): OutlineField => ({
  key,
  type,
  label: label(key),
  required: true,
  min: 0,
  max: 1_000_000_000,
})
const outline = (
  key: string,
  version: number,
  fields: OutlineField[],
  more: Partial<Outline> = {},
): Outline => Object.assign({ key, version, title: label(key), fields, rules: [] }, more)
const words: OutlineField = {
  key: 'words',
  type: 'text',
  label: label('words'),
  required: true,
  maxLength: 100,
}

const test = base
  // Reports of some cells on a directive with that outline; returns the directive's id.
  .extend(
    'reported',
    ({ db, world }) =>
      async (given: {
        number: number
        outline: Outline
        answers: Record<string, Record<string, unknown>>
      }) => {
        const added = await addDirective(db, world.unit, ['A11', 'A12', 'B11'], { number: given.number })
        await db
          .updateTable('directive')
          .set({ outline: JSON.stringify(given.outline) })
          .where('id', '=', added.directiveId)
          .execute()
        for (const [code, answers] of Object.entries(given.answers)) {
          const obligationId = added.obligation[code]!
          const duty = {
            duty: 'secretary',
            unitId: world.unit[code]!,
            unitCode: code,
            unitName: code,
            unitKind: 'cell',
          } as const
          const pathIds = (
            await db
              .selectFrom('obligation')
              .select('path_ids')
              .where('id', '=', obligationId)
              .executeTakeFirstOrThrow()
          ).path_ids
          const { id: officerId } = await db.selectFrom('officer').select('id').executeTakeFirstOrThrow()
          await db.transaction().execute(async (tx) => {
            await createDraft(tx, { obligationId, answers: answers as never, officerId, now: monday })
            const author = { officerId, duties: [{ ...duty, pathIds }] }
            const sent = await submitReport(
              tx,
              author,
              { obligationId, draftVersion: 1, confirmed: true },
              { now: monday, calendar },
            )
            if (!sent.ok) throw new Error(sent.reason)
          })
        }
        return added.directiveId
      },
  )
  .extend('book', ({ db, world }) => async (kind: ExportKind, scope: Scope, language: Language = 'vi') => {
    return await makeBook(db, kind, {
      scope,
      title: label('05-CT/TU'),
      unitId: world.unit.T!,
      unitName: 'Tỉnh ủy Hòa Khê',
      tree: 'then',
      language,
      madeFor: label('Nguyễn Thị Hoa'),
      now: monday,
      calendar,
    })
  })

const writing = { language: 'vi', timeZone: 'Asia/Ho_Chi_Minh' } as const
/** The first sheet as SheetJS reads it, and the names of all. */
async function readBack(book: ExportBook) {
  const { bytes, name } = await writeExport(book, 'xlsx', writing)
  const read = sheetjs.read(bytes, { cellNF: true, cellFormula: true, cellDates: false })
  const sheet = read.Sheets[read.SheetNames[0]!]!
  const rows = sheetjs.utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: true, defval: null })
  return { name, sheets: read.SheetNames, sheet, rows, explained: read.Sheets[read.SheetNames.at(-1)!]! }
}

/** The first sheet as LibreOffice reads it, row by row; null where it is not installed. */
async function readWithOffice(book: ExportBook): Promise<string[][] | null> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-office-'))
  try {
    const file = path.join(folder, 'table.xlsx')
    await writeFile(file, (await writeExport(book, 'xlsx', writing)).bytes)
    // Comma, quote, UTF-8, and numbers as they are rather than as they are shown.
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false'
    const profile = `-env:UserInstallation=file://${folder}/profile`
    execFileSync('soffice', [profile, '--headless', '--convert-to', filter, '--outdir', folder, file], {
      stdio: 'ignore',
    })
    return parse(await readFile(path.join(folder, 'table.csv'))) as string[][]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  } finally {
    await rm(folder, { recursive: true })
  }
}
const plain = ({ rows }: ExportBook) =>
  rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))

const two = outline('two', 1, [number('members'), number('area', 'decimal'), words], {
  rates: [
    { key: 'share', label: label('share'), part: { plus: ['area'] }, whole: { plus: ['members'] }, goal: 90 },
  ],
  unitCounts: [{ key: 'big', label: label('big'), field: 'members', atLeast: 100 }],
})

test('every number of the figures is read back as it was added up', async ({ db, world, reported, book }) => {
  const id = await reported({
    number: 6,
    outline: two,
    answers: {
      A11: { members: 1_234, area: 1.1, words: 'a' },
      A12: { members: 7, area: 2.2, words: 'b' },
      B11: { members: 100, area: 0.05, words: 'c' },
    },
  })
  const made = await book('figures', id)
  const { rows, sheets, sheet, name } = await readBack(made)
  expect(name).toBe('so-lieu-05-ct-tu-2026-11-16.xlsx')
  expect(sheets).toEqual(['Số liệu', 'Giải thích'])
  expect(rows.slice(1)).toEqual(made.rows)
  const { figures, branches } = await figuresByBranch(db, id, {
    unitId: world.unit.T!,
    tree: 'then',
    now: monday,
  })
  const at = (key: string) => made.columns.findIndex((column) => column.key === key)
  expect(rows[1]![at('members')]).toBe(figures.fields[0]!.sum)
  expect(rows[1]![at('area')]).toBe(3.35)
  expect(rows[1]![at('rate_share')]).toBe(figures.rates[0]!.part / figures.rates[0]!.whole)
  expect(rows[1]![at('count_big')]).toBe(2)
  // The rows below the first add up to it, whatever the column.
  const sum = (key: string) => rows.slice(2).reduce((total, row) => total + Number(row[at(key)]), 0)
  expect(branches).toHaveLength(2)
  for (const key of ['members', 'area', 'reported', 'reports_asked', 'count_big'])
    expect(sum(key), key).toBeCloseTo(Number(rows[1]![at(key)]), 9)
  expect(sheet[sheetjs.utils.encode_cell({ r: 1, c: at('members') })]?.z).toBe('#,##0.##')
  expect(sheet[sheetjs.utils.encode_cell({ r: 1, c: at('rate_share') })]?.z).toBe('0.00%')
  expect((await readWithOffice(made))?.slice(1) ?? plain(made)).toEqual(plain(made))
  expect(sheet['!autofilter']?.ref).toBe(`A1:${sheetjs.utils.encode_col(made.columns.length - 1)}4`)
})

test('text stays text, in a workbook and in CSV with a byte order mark', async ({
  db,
  world,
  reported,
  book,
}) => {
  const evil = ['=1+1', '+84 912', '-5', '@SUM(A1)']
  const id = await reported({
    number: 6,
    outline: outline('w', 1, [words]),
    answers: { A11: { words: evil[0] }, A12: { words: evil[1] }, B11: { words: evil[2] } },
  })
  await db
    .updateTable('obligation')
    .set({ unit_name: evil[3]! })
    .where('directive_id', '=', id)
    .where('unit_id', '=', world.unit.A11!)
    .execute()
  const made = await book('reports', id)
  const { rows, sheet } = await readBack(made)
  for (const text of evil) expect(rows.flat()).toContain(text)
  for (const cell of Object.values(sheet)) expect(cell).not.toHaveProperty('f')
  const csv = Buffer.from((await writeExport(made, 'csv', writing)).bytes)
  expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const [head, ...lines] = parse(csv, { bom: true }) as string[][]
  expect(head).toEqual(made.columns.map(({ key }) => key))
  for (const text of evil) expect(lines.flat()).toContain(`'${text}`)
})

test('reports of several outlines and versions are united by the keys of their questions', async ({
  db,
  world,
  reported,
  book,
}) => {
  const campaign = await db
    .insertInto('campaign')
    .values({ unit_id: world.unit.T!, name: 'Đợt', created_at: monday })
    .returning('id')
    .executeTakeFirstOrThrow()
  await reported({ number: 6, outline: two, answers: { A11: { members: 5, area: 1.5, words: 'a' } } })
  // "area" was renamed to "size" in version 2, which asks for a number under the key "words" as well.
  await reported({
    number: 7,
    outline: outline('two', 2, [number('members'), number('size', 'decimal'), number('words')]),
    answers: { A12: { members: 6, size: 2.5, words: 9 } },
  })
  await db.updateTable('directive').set({ campaign_id: campaign.id }).where('number', 'in', [6, 7]).execute()
  const made = await book('reports', { campaignId: campaign.id })
  const keys = made.columns.map(({ key }) => key)
  expect(keys.slice(-4)).toEqual(['members', 'area', 'words', 'size'])
  const came = made.rows.filter((row) => row[keys.indexOf('version')] !== null)
  expect(came.map((row) => row.slice(-4))).toEqual([
    [5, 1.5, 'a', null],
    [6, null, 9, 2.5],
  ])
  expect(made.rows).toHaveLength(6)
  const { rows } = await readBack(made)
  expect(rows.slice(1).map((row) => (row as unknown[]).slice(-4))).toEqual(
    made.rows.map((row) => row.slice(-4)),
  )
  const figures = await book('figures', { campaignId: campaign.id })
  expect(figures.rows[0]![figures.columns.findIndex(({ key }) => key === 'members')]).toBe(11)
})

test('a question with the key of another column has a column of its own', async ({ reported, book }) => {
  const id = await reported({
    number: 6,
    outline: outline('keys', 1, [number('returned'), number('state'), number('members')]),
    answers: { A11: { returned: 3, state: 4, members: 5 } },
  })
  for (const kind of ['reports', 'figures'] as const) {
    const made = await book(kind, id)
    const keys = made.columns.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    const row = made.rows.find((each) => each.includes(5))!
    const key = kind === 'reports' ? 'state' : 'returned'
    expect(row[keys.indexOf(`${key}.2`)]).toBe(kind === 'reports' ? 4 : 3)
  }
})

test('a day is a day; words in cells and the sheet of explanations are in the language asked for', async ({
  reported,
  book,
}) => {
  const day: OutlineField = { key: 'held_on', type: 'date', label: label('held'), required: true }
  const id = await reported({
    number: 6,
    outline: outline('days', 1, [day]),
    answers: { A11: { held_on: '2026-11-10' } },
  })
  const made = await book('reports', id, 'en')
  const keys = made.columns.map(({ key }) => key)
  expect(new Set(made.rows.map((row) => row[keys.indexOf('state')]))).toEqual(
    new Set(['to be reviewed', 'not sent']),
  )
  const { rows, sheet, explained } = await readBack(made)
  const index = rows.findIndex((row) => (row as unknown[])[keys.indexOf('state')] === 'to be reviewed')
  // A workbook keeps a day as a number with a format of days.
  const cell = sheet[sheetjs.utils.encode_cell({ r: index, c: keys.indexOf('held_on') })]
  expect([cell?.t, cell?.w]).toEqual(['n', '10/11/2026'])
  expect(JSON.stringify(explained)).toContain('theo yêu cầu của Nguyễn Thị Hoa')
  const missing = await book('missing', id, 'en')
  expect(new Set(missing.rows.map((row) => row[3]))).toEqual(new Set(['receipt', 'report']))
})

test('a period without directives is a table without rows that says so', async ({ book }) => {
  const scope = { since: '2020-01-01', until: '2020-12-31' }
  for (const kind of ['reports', 'missing', 'commendation'] as const)
    expect((await book(kind, scope)).rows).toEqual([])
  const figures = await book('figures', scope)
  expect(figures.rows).toEqual([['Tỉnh ủy Hòa Khê', 0, 0, 0, 0, 0]])
  const { sheets } = await readBack(figures)
  expect(sheets).toEqual(['Số liệu', 'Giải thích'])
})

test('who has not answered, with the last and the next reminder', async ({ db, world, book }) => {
  await db
    .insertInto('chase_step')
    .values([
      {
        obligation_id: world.obligation.A11!,
        step: 'ack+1',
        about: 'ack',
        audience: 'unit',
        state: 'done',
        due_at: monday,
        done_at: monday,
      },
      {
        obligation_id: world.obligation.A11!,
        step: 'ack+3',
        about: 'ack',
        audience: 'unit',
        state: 'planned',
        due_at: new Date('2026-11-20T01:00:00Z'),
      },
    ])
    .execute()
  const made = await book('missing', world.directiveId)
  const keys = made.columns.map(({ key }) => key)
  const row = made.rows.find((each) => each[1] === 'Chi bộ A11' && each[3] === 'xác nhận')!
  expect(row[keys.indexOf('last_reminder_at')]).toEqual(monday)
  const { rows, sheet } = await readBack(made)
  const index = made.rows.indexOf(row) + 1
  // 09:00 in Hà Nội: a workbook has the wall clock's time and no zone.
  expect(rows[index]![keys.indexOf('last_reminder_at')]).toEqual(new Date('2026-11-16T09:00:00Z'))
  expect(sheet[sheetjs.utils.encode_cell({ r: index, c: keys.indexOf('next_reminder_at') })]?.w).toBe(
    '20/11/2026 08:00',
  )
  expect(made.rows).toHaveLength(6)
})

describe('commendation', () => {
  const record = (
    unitName: string,
    asked: number,
    onTime: number,
    complete: number,
    days: number | null,
  ): UnitRecord => ({
    unitId: 1,
    unitName,
    superior: null,
    asked,
    onTime,
    complete,
    returned: 0,
    meanDaysBefore: days,
  })

  test('equals share a rank, and the next one counts them', () => {
    const ranked = rank([
      record('c', 2, 1, 1, 0),
      record('a', 4, 4, 4, 2.5),
      record('b', 2, 2, 2, 2.5),
      record('d', 2, 0, 0, null),
    ])
    expect(ranked.map(({ position, record: { unitName } }) => `${position} ${unitName}`)).toEqual([
      '1 a',
      '1 b',
      '3 c',
      '4 d',
    ])
  })

  test('counts what is due, by the first time of each report, and names who is left out', async ({
    db,
    world,
    reported,
    book,
  }) => {
    await reported({ number: 6, outline: outline('w', 1, [words]), answers: { A11: { words: 'a' } } })
    await db.deleteFrom('delivery').execute()
    const made = await book('commendation', { since: '2026-11-01', until: '2026-11-30' })
    // Due on Friday the 27th, reported on Monday the 16th: nine working days, one of them a holiday.
    expect(made.rows).toEqual([[1, 'Chi bộ A11', expect.any(String), 1, 1, 0, 0, 8]])
    expect(made.more?.[0]?.rows).toEqual([
      ['Chi bộ A11', 'Có xét, trừ 1 văn bản chưa đến được đơn vị.'],
      ['Chi bộ A12', 'Chưa nhận được văn bản nào trong kỳ.'],
      ['Chi bộ B11', 'Chưa nhận được văn bản nào trong kỳ.'],
    ])
    expect(world.unit.T).toBeDefined()
  })
})

describe('as a job', () => {
  const job = test
    .extend('messenger', () => recordingMessenger())
    .extend('ask', ({ db, world }) => async (who = 'office', scope: Scope = world.directiveId) => {
      await db
        .updateTable('directive')
        .set({ audience: JSON.stringify({ root: world.unit.T }) })
        .where('id', '=', world.directiveId)
        .execute()
      return await db.transaction().execute(async (tx) => {
        const actor = await findActor(tx, world.user[who]!, monday)
        return await requestExport(
          tx,
          actor!,
          {
            telegramChatId: world.user[who]!,
            language: 'vi',
            kind: 'missing',
            scope,
            unitId: world.unit.T!,
            tree: 'then',
            format: 'csv',
          },
          { now: monday, sayBegun: async () => null },
        )
      })
    })
    .extend('run', ({ db, messenger }) => async (clock: Clock = createFrozenClock(monday)) => {
      const context = {
        db,
        clock,
        calendar,
        messenger,
        log: createLog({ level: 'silent', role: 'test' }),
      }
      await makeExportsJob(context as never, {}, new AbortController().signal)
    })
    .extend('states', ({ db }) => async () => {
      return (await db.selectFrom('export_request').select('state').orderBy('id').execute()).map(
        ({ state }) => state,
      )
    })

  job(
    'the file comes once, however often the job runs; a second wish meanwhile is one',
    async ({ messenger, ask, run, states }) => {
      expect(await ask()).toEqual({ ok: true })
      expect(await ask()).toEqual({ ok: false, reason: 'on_the_way' })
      await Promise.all([run(), run()])
      await run()
      expect(await states()).toEqual(['sent'])
      const [sent] = messenger.sentNow as (OutgoingMessage & { file: { name: string; bytes: Uint8Array } })[]
      expect(messenger.sentNow).toHaveLength(1)
      expect(sent?.file.name).toBe('chua-thuc-hien-05-ct-tu-2026-11-16.csv')
      expect(sent?.text).toContain('05-CT/TU (6 dòng)')
    },
  )

  job(
    'who lost the duty meanwhile gets a sentence and no file',
    async ({ db, messenger, ask, run, states }) => {
      await ask()
      await db.updateTable('duty_holding').set({ until: monday }).execute()
      await run()
      expect(messenger.sentNow).toEqual([])
      expect(await states()).toEqual(['refused'])
      const { payload } = await db
        .selectFrom('delivery')
        .select('payload')
        .where('purpose', '=', 'answer')
        .executeTakeFirstOrThrow()
      expect(JSON.stringify(payload)).toContain('không còn theo dõi')
    },
  )

  job('a stranger to the unit cannot ask for it', async ({ ask, states }) => {
    expect(await ask('secretary')).toEqual({ ok: false, reason: 'not_allowed' })
    expect(await states()).toEqual([])
  })

  job('nobody takes along what they may not see', async ({ db, world, ask, run, states }) => {
    await ask()
    const { id: elsewhere } = await db
      .insertInto('campaign')
      .values({ unit_id: world.unit.B!, name: 'Đợt', created_at: monday })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.updateTable('directive').set({ state: 'draft' }).where('id', '=', world.directiveId).execute()
    expect(await ask('observer')).toEqual({ ok: false, reason: 'not_allowed' })
    expect(await ask('observer', { campaignId: elsewhere })).toEqual({ ok: false, reason: 'not_allowed' })
    await run()
    expect(await states()).toEqual(['refused'])
  })

  job.for<[string, Outcome, string, number]>([
    ['surely did not leave', { kind: 'not_delivered', reason: 'unreachable', detail: '' }, 'asked', 0],
    ['may have arrived', { kind: 'unknown', detail: '' }, 'unclear', 1],
    ['is refused for good', { kind: 'final', reason: 'blocked', code: 403, detail: '' }, 'failed', 1],
  ])('what %s', async ([_what, outcome, state, told], { db, messenger, ask, run, states }) => {
    messenger.sendOutcome = outcome
    await ask()
    await run()
    expect(await states()).toEqual([state])
    const answers = await db.selectFrom('delivery').select('id').where('purpose', '=', 'answer').execute()
    expect(answers).toHaveLength(told)
  })

  job(
    'a process that died while it sent: nothing is sent twice, and the person is told',
    async ({ db, messenger, ask, run, states }) => {
      await ask()
      await db
        .updateTable('export_request')
        .set({ state: 'sending', lease_until: new Date(0) })
        .execute()
      await run()
      expect(messenger.sentNow).toEqual([])
      expect(await states()).toEqual(['unclear'])
    },
  )

  job(
    'an error after the file has left: it is not sent again, and the person is told',
    async ({ db, messenger, ask, run, states }) => {
      await ask()
      const send = messenger.send.bind(messenger)
      messenger.send = async (...args) => {
        await send(...args)
        throw new Error('the connection ended')
      }
      await run()
      expect(await states()).toEqual(['sending'])
      await db
        .updateTable('export_request')
        .set({ lease_until: new Date(0) })
        .execute()
      await run()
      expect(await states()).toEqual(['unclear'])
      expect(messenger.sentNow).toHaveLength(1)
    },
  )

  job(
    'who is late, because somebody else has taken the request over, changes nothing',
    async ({ db, ask, states }) => {
      await ask()
      const late = (await takeExportRequest(db))!
      await db
        .updateTable('export_request')
        .set({ lease_until: new Date(0) })
        .execute()
      const second = (await takeExportRequest(db))!
      await postponeExportRequest(db, late, { waitMs: 0, surely: true })
      expect(await endExportRequest(db, late, 'failed', monday)).toBe(false)
      expect(await beginSending(db, late)).toBe(false)
      expect(await states()).toEqual(['making'])
      expect(await beginSending(db, second)).toBe(true)
      expect(await endExportRequest(db, second, 'sent', monday)).toBe(true)
      await postponeExportRequest(db, second, { waitMs: 0, surely: true })
      expect(await states()).toEqual(['sent'])
    },
  )

  job('who loses the duty while the file is made gets none', async ({ db, messenger, ask, run, states }) => {
    await ask()
    // A substitute's term that ends between the first look at the duty and the one before sending.
    const { id } = await db.selectFrom('duty_holding').select('id').executeTakeFirstOrThrow()
    await db
      .updateTable('duty_holding')
      .set({ substitute_for: id, ends_at: new Date(monday.getTime() + 2) })
      .execute()
    let ticks = 0
    await run({ now: () => new Date(monday.getTime() + ticks++) })
    expect(ticks).toBeGreaterThan(2)
    expect(messenger.sentNow).toEqual([])
    expect(await states()).toEqual(['refused'])
  })
})
