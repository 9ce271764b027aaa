// Figures that reviews of offices have published, typed into the chat by the secretaries of the cells below
// thirteen committees and read off again. Which numbers stand where is in golden-cases.json; the sums
// expected here are the published ones.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as sheetjs from '@e965/xlsx'
import { expect } from 'vitest'
import { builtInOutline } from '../../../src/response/built-in-outlines.ts'
import type { Outline } from '../../../src/response/outline.ts'
import type { Figures } from '../../../src/rollup/figure-columns.ts'
import { type FiguresByBranch, figuresByBranch } from '../../../src/rollup/figures-by-branch.ts'
import { standingToGoal } from '../../../src/rollup/goal.ts'
import { formatRate, formatWhole } from '../../../src/rollup/number-format.ts'
import { type TracedValue, traceFigure } from '../../../src/rollup/trace-figure.ts'
import { reportButtons } from '../../../src/telegram/features/report/buttons.ts'
import { circulateDirective } from '../../circulation/circulate.ts'
import { calendar, monday } from '../../directive/world.ts'
import { addOfficer, plantTree } from '../../org/world.ts'
import { runCommand } from '../../support/command-line.ts'
import { test as base } from '../../support/database.ts'
import { letOneIssue } from '../../support/two-persons.ts'
import { buttonData, createTestBot, type Said, type TestBot } from '../../telegram/bot-fixture.ts'
import golden from './golden-cases.json' with { type: 'json' }

type Typed = Readonly<Record<string, string>>
const cells = golden.units.filter(({ kind }) => kind === 'cell').map(({ code }) => code)
const office = 900
const secretaryOf = (cell: string) => 1_000 + cells.indexOf(cell)
const last = (said: Said[]) => said.at(-1)!

const test = base
  .extend('unit', async ({ db }) => {
    await letOneIssue(db)
    const rows = golden.units.map(({ code, parent, kind, name }) =>
      [code, parent ?? '', kind, name].join(','),
    )
    const unit = await plantTree(db, `code,parent_code,kind,name\n${rows.join('\n')}\n`)
    await addOfficer(db, { telegramUserId: office, unitId: unit.T!, duty: 'office' })
    for (const cell of cells)
      await addOfficer(db, { telegramUserId: secretaryOf(cell), unitId: unit[cell]!, duty: 'secretary' })
    return unit
  })
  .extend('bot', ({ db, unit: _unit }) => createTestBot(db, monday))
  // Issues a directive in chat that asks for that report; returns its id and what each cell owes.
  .extend('issue', ({ db, bot }) => async (number: string, key: string) => {
    const tap = async (said: Said[], label: string) => await bot.tap(office, buttonData(last(said), label))
    let said = await tap(await bot.text(office, '/moi'), 'không mật')
    said = await bot.text(office, `Số ${number}\nNgày 10 tháng 11 năm 2026\nKẾ HOẠCH\nVề học tập`)
    said = await tap(said, 'Đúng, tiếp tục')
    const outline = builtInOutline(key)!
    said =
      key === 'study'
        ? await tap(said, 'gửi báo cáo')
        : await tap(await tap(said, 'Đề cương khác'), outline.title.vi)
    said = await tap(await tap(said, '3 ngày'), '10 ngày')
    await tap(said, 'Phát hành')
    const { id } = await db
      .selectFrom('directive')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await circulateDirective(db, id, monday)
    const owed = await db
      .selectFrom('obligation')
      .innerJoin('unit', 'unit.id', 'obligation.unit_id')
      .select(['unit.code', 'obligation.id'])
      .where('directive_id', '=', id)
      .execute()
    return { id, outline, obligation: new Map(owed.map((row) => [row.code, row.id])) }
  })

/** Answers whatever is asked until the summary stands there. */
async function answerAll(bot: TestBot, user: number, outline: Outline, typed: Typed, asked: Said[]) {
  for (let said = asked; ; ) {
    const { text } = last(said)
    const field = outline.fields.find(({ label }) =>
      new RegExp(`<b>${escaped(label.vi)}( \\(|</b>)`).test(text),
    )
    if (field === undefined) throw new Error(`Neither a question nor the summary: ${text}`)
    said = await bot.text(user, typed[field.key]!)
    if (isSummary(last(said))) return last(said)
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const isSummary = ({ buttons = [] }: Said) => buttons.flat().some(({ text }) => /gửi/i.test(text))
const sendButton = ({ buttons = [] }: Said) => {
  const send = buttons.flat().find(({ text }) => /gửi/i.test(text))
  if (!send || !('data' in send)) throw new Error('nothing to send')
  return send.data
}

async function report(
  bot: TestBot,
  cell: string,
  { outline, obligation }: { outline: Outline; obligation: ReadonlyMap<string, number> },
  typed: Typed,
): Promise<void> {
  const user = secretaryOf(cell)
  const begun = await bot.tap(
    user,
    reportButtons.button.start('', { obligation: obligation.get(cell)! }).data,
  )
  const summary = await answerAll(bot, user, outline, typed, begun)
  const said = await bot.tap(user, sendButton(summary))
  expect(last(said).text).toContain('Đã nhận báo cáo')
}

const sumOf = ({ figures }: FiguresByBranch, key: string) => figures.fields.find((each) => each.key === key)
const rateOf = ({ figures }: FiguresByBranch, key: string) => figures.rates.find((each) => each.key === key)!
const added = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

test('the published figures come out of what the cells typed', async ({ db, unit, bot, issue }) => {
  expect(golden.units.filter(({ kind }) => kind === 'committee')).toHaveLength(13)
  const directives = []
  for (const [index, { outline, answers }] of golden.reports.entries()) {
    const directive = await issue(`0${index + 5}-KH/TU`, outline)
    for (const [cell, typed] of Object.entries(answers)) await report(bot, cell, directive, typed as Typed)
    directives.push(directive)
  }
  const [study, attendance, training] = directives.map(({ id }) => id)
  const at = { unitId: unit.T!, tree: 'then', now: monday } as const

  const first = await figuresByBranch(db, study!, at)
  expect(first.rates).toMatchObject({ reportsAsked: 17, reported: 17 })
  expect(sumOf(first, 'sessions')?.sum).toBe(452)
  expect([sumOf(first, 'members_attended')?.sum, sumOf(first, 'union_members_attended')?.sum]).toEqual([
    6_088, 2_754,
  ])
  expect(formatWhole('vi', sumOf(first, 'attendances')!.sum)).toBe('8.842')

  const second = await figuresByBranch(db, attendance!, at)
  const members = rateOf(second, 'attendance')
  expect(formatRate('vi', members.part, members.whole)).toBe('99,16 %')
  expect([members.part, members.whole]).toEqual([35_599, 35_900])
  expect(standingToGoal(members.part, members.whole, members.goal)).toEqual({
    isMet: false,
    missingPoints: 0.34,
  })
  const materials = rateOf(second, 'materials')
  expect(formatRate('vi', materials.part, materials.whole)).toBe('95,88 %')
  expect(standingToGoal(materials.part, materials.whole, materials.goal)).toEqual({
    isMet: false,
    missingPoints: 4.12,
  })

  const third = await figuresByBranch(db, training!, at)
  expect([sumOf(third, 'classes')?.sum, sumOf(third, 'learners')?.sum]).toEqual([8, 386])
  const held = third.branches.flatMap(
    ({ figures }) => figures?.fields.find(({ key }) => key === 'classes') ?? [],
  )
  expect(held.map(({ sum }) => sum).filter((sum) => sum > 0)).toEqual([4, 4])
  expect(third.figures.counts).toMatchObject([{ key: 'with_class', met: 2, reports: 17 }])

  // Every figure is the sum of the branches, and of what its trace names.
  for (const [scope, found] of [
    [study!, first],
    [attendance!, second],
    [training!, third],
  ] as const)
    for (const { key, sum } of found.figures.fields) {
      const ofBranches = found.branches.map(
        ({ figures }) => figures?.fields.find((each) => each.key === key)?.sum ?? 0,
      )
      expect(added(ofBranches), key).toBeCloseTo(sum, 6)
      const traced = await traceFigure(db, scope, { ...at, field: key })
      expect(added(traced!.map(({ value }) => value)), key).toBeCloseTo(sum, 6)
    }

  // The command line says the same.
  const shown = await runCommand('directive figures', ['06-KH/TU', '--from', 'T'], {
    db,
    clock: bot.clock,
    out() {},
  })
  expect(shown.text).toContain('Members attending: 99.16% (goal 99.5%, short by 0.34 points)')
  expect(shown.text).toContain('Materials supplied: 95.88% (goal 100%, short by 4.12 points)')
  const traced = await runCommand('directive figures', ['05-KH/TU', '--from', 'T', '--trace', 'sessions'], {
    db,
    clock: bot.clock,
    out() {},
  })
  // So does a workbook, in every number.
  const folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-golden-'))
  const file = path.join(folder, 'figures.xlsx')
  const context = { db, clock: bot.clock, calendar, out() {} }
  await runCommand('export figures', ['--number', '06-KH/TU', '--from', 'T', '--out', file], context)
  const json = shown.json as FiguresByBranch
  const written = sheetjs.read(await readFile(file))
  await rm(folder, { recursive: true })
  const rows = sheetjs.utils.sheet_to_json<unknown[]>(written.Sheets['Số liệu']!, { header: 1, defval: null })
  const numbersOf = (figures: Figures) => [
    ...figures.fields.flatMap((each) => [each.sum, each.reports]),
    ...figures.rates.flatMap((each) => [
      each.whole === 0 ? null : each.part / each.whole,
      each.part,
      each.whole,
    ]),
    ...figures.counts.flatMap((each) => [each.met, each.reports]),
  ]
  expect(rows[1]!.slice(6)).toEqual(numbersOf(json.figures))
  expect(rows.slice(2).map((row) => row.slice(6))).toEqual(
    json.branches.map(({ figures }) => numbersOf(figures!)),
  )
  const { sum, reports } = traced.json as { sum: number; reports: TracedValue[] }
  expect([sum, reports.length]).toEqual([452, 17])
}, 240_000)
