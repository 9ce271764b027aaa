// Whatever happens to reports and to the tree: every figure at every node, in the tree of then and of today,
// is what naive addition gives; branches and own reports are the whole; a trace adds up to its figure.
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { mergeUnits, moveUnit } from '../../src/org/change-tree.ts'
import type { Db, Tx } from '../../src/platform/database.ts'
import type { Answers, Outline } from '../../src/response/outline.ts'
import { createDraft, currentVersion, deleteDraft } from '../../src/response/report.store.ts'
import { reviewReport } from '../../src/response/review-report.ts'
import { submitReport } from '../../src/response/submit-report.ts'
import type { Figures } from '../../src/rollup/figure-columns.ts'
import { type FiguresNode, figuresBelow } from '../../src/rollup/figures.ts'
import { figuresByBranch } from '../../src/rollup/figures-by-branch.ts'
import type { Scope } from '../../src/rollup/scope.ts'
import { unitOfToday } from '../../src/rollup/todays-tree.ts'
import { traceFigure } from '../../src/rollup/trace-figure.ts'
import { calendar, monday, type World } from '../directive/world.ts'
import { seed } from '../support/property.ts'

const label = (text: string) => ({ vi: text, en: text })
const whole = { type: 'whole', min: 0, max: 1_000_000_000_000, required: true } as const
const firstOutline: Outline = {
  key: 'first',
  version: 1,
  title: label('First'),
  fields: [
    { ...whole, key: 'members', label: label('Members') },
    { ...whole, key: 'note', label: label('Note'), type: 'text', maxLength: 10, required: false },
    { ...whole, key: 'attended', label: label('Attended'), required: false },
    {
      ...whole,
      key: 'hours',
      label: label('Hours'),
      type: 'hours',
      onlyWhen: { field: 'members', atLeast: 2 },
    },
    { ...whole, key: 'papers', label: label('Papers') },
    { key: 'area', label: label('Area'), type: 'decimal', min: 0, max: 1e9, required: true },
    { key: 'held', label: label('Held'), type: 'yes_no', required: false },
    {
      key: 'progress',
      label: label('Progress'),
      type: 'choice',
      required: false,
      options: ['done', 'begun', 'waiting'].map((key) => ({ key, label: label(key) })),
    },
    { key: 'plans', label: label('Plans'), type: 'documents', required: true },
  ],
  rules: [],
  rates: [
    // Answered by some, and by all.
    {
      key: 'attendance',
      label: label('Attendance'),
      part: { plus: ['attended'] },
      whole: { plus: ['members'] },
    },
    {
      key: 'papers',
      label: label('Papers'),
      part: { plus: ['papers'] },
      whole: { plus: ['members'], minus: ['papers'] },
      goal: 90,
    },
  ],
  unitCounts: [
    { key: 'many', label: label('Many'), field: 'attended', atLeast: 2 },
    { key: 'long', label: label('Long'), field: 'hours', atLeast: 40 },
    { key: 'done', label: label('Done'), field: 'progress', is: 'done' },
  ],
}
/** Shares some keys with the first, at other positions. */
const secondOutline: Outline = {
  ...firstOutline,
  key: 'second',
  fields: [firstOutline.fields[4]!, firstOutline.fields[0]!],
  rates: [firstOutline.rates![1]!],
  unitCounts: [],
}

interface Kept {
  unitId: number
  path: number[]
  outline: Outline
  answers: Answers
}

const office = (world: World) => ({
  officerId: world.officer.office!,
  duties: [
    {
      duty: 'office' as const,
      unitId: world.unit.T!,
      unitCode: 'T',
      unitName: 'T',
      unitKind: 'province' as const,
      pathIds: [world.unit.T!],
    },
  ],
})

/** Two directives of one campaign with an obligation for every unit; returns obligation ids by place. */
async function plant(tx: Tx, world: World) {
  const campaign = await sql<{ id: number }>`insert into campaign (unit_id, name, created_at)
    values (${world.unit.T!}, 'Đợt', ${monday}) returning id`.execute(tx)
  const campaignId = campaign.rows[0]!.id
  const obligations: { id: number; kept: Kept }[] = []
  const directiveIds: number[] = []
  for (const [index, outline] of [firstOutline, secondOutline].entries()) {
    const directive = await tx
      .insertInto('directive')
      .values({
        issuer_unit_id: world.unit.T!,
        kind: 'CT',
        number: index + 1,
        number_text: `0${index + 1}-CT/TU`,
        number_key: `${index + 1}-ct/tu`,
        term: '2025-2030',
        issued_on: '2026-11-12',
        subject: 'Về việc thử',
        search_key: 've viec thu',
        audience: '{}',
        outline: JSON.stringify(outline),
        campaign_id: campaignId,
        state: 'issued',
        created_at: monday,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    directiveIds.push(directive.id)
    const rows = await sql<{ id: number; unit_id: number; path_ids: number[] }>`
      with recursive tree (id, name, kind, path_ids, path_names) as (
        select id, name, kind, array[id], array[name] from unit where parent_id is null
        union all
        select unit.id, unit.name, unit.kind, tree.path_ids || unit.id, tree.path_names || unit.name
        from unit join tree on unit.parent_id = tree.id
      )
      insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names, report_state,
        created_at)
      select ${directive.id}, id, name, kind, path_ids, path_names, 'owed', ${monday} from tree order by id
      returning id, unit_id, path_ids`.execute(tx)
    for (const row of rows.rows) {
      const kept = { unitId: row.unit_id, path: row.path_ids, outline, answers: {} }
      obligations.push({ id: row.id, kept })
    }
  }
  return { campaignId, directiveIds, obligations }
}

const amount = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constantFrom(0, 1, 10 ** 12))
const deed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('submit' as const),
      at: fc.nat(21),
      members: amount,
      attended: fc.option(amount),
      hours: fc.integer({ min: 0, max: 9_999 }).map((hundredths) => hundredths / 100),
      papers: amount,
      area: fc.integer({ min: 0, max: 99_999 }).map((hundredths) => hundredths / 100),
      held: fc.option(fc.boolean()),
      progress: fc.option(fc.constantFrom('done', 'begun', 'waiting')),
      plans: fc.array(fc.constant({ number: '34-KH/ĐU', date: '2026-11-07' }), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('return' as const), at: fc.nat(21) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('accept' as const), at: fc.nat(21) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom<'merge' | 'move'>('merge', 'move'),
      unit: fc.constantFrom('A', 'A1', 'B1', 'A11', 'A12', 'B11', 'B12', 'B13'),
      to: fc.constantFrom('A', 'B', 'A1', 'B1', 'A11', 'B13'),
    }),
  },
)
const deeds = fc.array(deed, { minLength: 4, maxLength: 24 })
type Deed = typeof deed extends fc.Arbitrary<infer Value> ? Value : never

async function act(
  tx: Tx,
  world: World,
  planted: Awaited<ReturnType<typeof plant>>,
  counting: Map<number, Kept>,
  one: Deed,
): Promise<void> {
  const at = { now: monday, calendar }
  if ('unit' in one) {
    const [unitId, toId] = [world.unit[one.unit]!, world.unit[one.to]!]
    const change = { day: '2026-11-16', decision: '7-QĐ/TU' }
    // What the organisation refuses (circles, a cell with units below it) changes nothing here either.
    if (one.kind === 'move') await moveUnit(tx, 'operator', { ...change, unitId, parentId: toId }, at)
    else await mergeUnits(tx, 'operator', { ...change, unitIds: [unitId], intoId: toId }, at)
    return
  }
  const { id, kept } = planted.obligations[one.at % planted.obligations.length]!
  if (one.kind === 'submit') {
    const { members, attended, hours, papers, area, held, progress, plans } = one
    const always = { members, attended, papers, area, held, progress, plans }
    const all: Answers = members >= 2 ? Object.assign(always, { hours }) : always
    const keys = new Set(kept.outline.fields.map(({ key }) => key))
    const answers = Object.fromEntries(Object.entries(all).filter(([key]) => keys.has(key)))
    await deleteDraft(tx, id)
    await createDraft(tx, { obligationId: id, answers, officerId: world.officer.one!, now: monday })
    const author = {
      officerId: world.officer.one!,
      duties: [
        { ...office(world).duties[0]!, duty: 'secretary' as const, unitId: kept.unitId, pathIds: kept.path },
      ],
    }
    const sent = await submitReport(tx, author, { obligationId: id, draftVersion: 1, confirmed: true }, at)
    if (sent.ok) counting.set(id, { ...kept, answers })
    return
  }
  const version = (await currentVersion(tx, id))?.version ?? 0
  const verdict = one.kind === 'return' ? 'returned' : 'accepted'
  const input = { obligationId: id, version, verdict, note: 'Bổ sung' } as const
  const reviewed = await reviewReport(tx, office(world), input, at)
  if (reviewed.ok && verdict === 'returned') counting.delete(id)
}

/** Where a unit stands today, from the root; an ended one where it lives on. */
async function pathsOfToday(tx: Tx): Promise<Map<number, number[]>> {
  const units = await tx.selectFrom('unit').select(['id', 'parent_id', 'successor_id']).execute()
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  return new Map(
    units.map((unit) => {
      const path: number[] = []
      for (let at = byId.get(unit.successor_id ?? unit.id); at; at = byId.get(at.parent_id ?? -1))
        path.unshift(at.id)
      return [unit.id, path]
    }),
  )
}

/** The figures of some reports by plain addition, as `{ name: [sum, reports] }`. */
function naive(reports: readonly Kept[]): Record<string, number[]> {
  const found: Record<string, number[]> = { reports: [reports.length] }
  const add = (name: string, values: readonly number[]) => {
    found[name] = values.map((value, index) => (found[name]?.[index] ?? 0) + value)
  }
  for (const { outline, answers } of reports) {
    const number = (key: string) => {
      const value = answers[key]
      if (Array.isArray(value)) return value.length
      return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : undefined
    }
    for (const { key, type } of outline.fields) {
      if (type === 'text' || type === 'choice') continue
      const value = number(key)
      add(`field ${key}`, value === undefined ? [0, 0] : [Math.round(value * 100), 1])
    }
    for (const { key, part, whole: all } of outline.rates ?? []) {
      const keys = [...part.plus, ...all.plus, ...(all.minus ?? [])]
      const isWhole = keys.every((each) => number(each) !== undefined)
      const total = (names: readonly string[]) => names.reduce((sum, each) => sum + number(each)!, 0)
      add(
        `rate ${key}`,
        isWhole ? [total(part.plus), total(all.plus) - total(all.minus ?? []), 1] : [0, 0, 0],
      )
    }
    for (const count of outline.unitCounts ?? []) {
      const value = answers[count.field]
      const isMet = 'is' in count ? value === count.is : (number(count.field) ?? 0) >= count.atLeast
      add(`count ${count.key}`, value === undefined || value === null ? [0, 0] : [isMet ? 1 : 0, 1])
    }
  }
  return found
}

/** Figures in the same form. What no report has is left out. */
function asNaive({ reports, fields, rates, counts }: Figures): Record<string, number[]> {
  return Object.fromEntries([
    ['reports', [reports]],
    ...fields.map(({ key, sum, reports: answered }) => [`field ${key}`, [Math.round(sum * 100), answered]]),
    ...rates.map(({ key, part, whole: all, reports: answered }) => [`rate ${key}`, [part, all, answered]]),
    ...counts.map(({ key, met, reports: answered }) => [`count ${key}`, [met, answered]]),
  ])
}

function nodesOf(node: FiguresNode): FiguresNode[] {
  return [node, ...node.branches.flatMap(nodesOf)]
}

const nonZero = (figures: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(figures).filter(([, values]) => values.some((value) => value !== 0)))

async function expectExact(
  tx: Db,
  world: World,
  { scope, codes }: { scope: Scope; codes: readonly string[] },
  reports: readonly (Kept & { now: number[] })[],
): Promise<void> {
  for (const tree of ['then', 'now'] as const)
    for (const code of codes) {
      const unitId = world.unit[code]!
      // An ended unit has no place in today's tree.
      if (tree === 'now' && (await unitOfToday(tx, unitId)) !== unitId) continue
      const pathOf = (report: (typeof reports)[number]) => (tree === 'then' ? report.path : report.now)
      const below = await figuresBelow(tx, scope, { unitId, levels: 9, tree })
      const wanted = new Set(
        reports.flatMap((report) => {
          const at = pathOf(report).indexOf(unitId)
          return at < 0 ? [] : pathOf(report).slice(at)
        }),
      )
      const nodes = nodesOf(below)
      expect(new Set(nodes.map((node) => node.unitId))).toEqual(new Set([unitId, ...wanted]))
      for (const node of nodes) {
        const within = reports.filter((report) => {
          const path = pathOf(report)
          return path.includes(unitId) && path.includes(node.unitId)
        })
        const own = within.filter((report) => pathOf(report).at(-1) === node.unitId)
        expect(nonZero(asNaive(node.whole))).toEqual(nonZero(naive(within)))
        expect(nonZero(node.own ? asNaive(node.own) : {})).toEqual(nonZero(own.length > 0 ? naive(own) : {}))
      }
      // Fewer levels tell the same sums.
      const flat = await figuresBelow(tx, scope, { unitId, levels: 0, tree })
      expect(flat.whole).toEqual(below.whole)
      expect(flat.branches).toEqual([])
      const byBranch = await figuresByBranch(tx, scope, { unitId, tree, now: monday })
      expect(byBranch.figures.reports).toBe(byBranch.rates.reported)
      for (const branch of byBranch.branches) expect(branch.figures?.reports ?? 0).toBe(branch.reported)
      const trace = await traceFigure(tx, scope, { unitId, tree, field: 'papers' })
      const papers = below.whole.fields.find(({ key }) => key === 'papers')
      expect((trace ?? []).reduce((sum, { value }) => sum + value, 0)).toBe(papers?.sum ?? 0)
      expect(trace?.length ?? 0).toBe(papers?.reports ?? 0)
    }
}

/** Tries that many histories of reports and of the tree; each leaves nothing behind. */
export async function expectExactFigures(db: Db, world: World, numRuns: number): Promise<void> {
  class Undo extends Error {}
  await fc.assert(
    fc.asyncProperty(deeds, fc.constantFrom('A', 'B1', 'A11'), fc.boolean(), async (all, code, isAll) => {
      const done = db.transaction().execute(async (tx) => {
        const planted = await plant(tx, world)
        const counting = new Map<number, Kept>()
        for (const one of all) await act(tx, world, planted, counting, one)
        const today = await pathsOfToday(tx)
        const reports = [...counting].map(([id, kept]) => ({ id, ...kept, now: today.get(kept.unitId)! }))
        const first = reports.filter(({ outline }) => outline === firstOutline)
        const codes = ['T', code]
        if (isAll) await expectExact(tx, world, { scope: { campaignId: planted.campaignId }, codes }, reports)
        else await expectExact(tx, world, { scope: planted.directiveIds[0]!, codes }, first)
        throw new Undo()
      })
      await done.catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error
      })
    }),
    { seed, numRuns },
  )
}
