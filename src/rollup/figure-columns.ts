// What is added up of reports, as columns: the reports themselves, every numeric field of their outline, its
// rates and its counts. Directives with other outlines have other columns; columns of one name add up.
import { type RawBuilder, sql } from 'kysely'
import { isSummed, keptFields, optionNumber, scaleOf, summedFields } from '../response/figures.ts'
import type { Label, Outline, OutlineCount, OutlineField, OutlineRate, Sum } from '../response/outline.ts'

/** The sum of one numeric field. */
export interface FieldFigure {
  key: string
  label: Label
  unit: Label | null
  /** In what people read: hours, not hundredths. */
  sum: number
  /** Reports that answered it. Missing is not zero. */
  reports: number
}

/** Σ part ÷ Σ whole, of the reports that answered both. */
export interface RateFigure {
  key: string
  label: Label
  part: number
  whole: number
  reports: number
  /** In per cent; null when the outline names none. */
  goal: number | null
}

/** How many reports (`met`) have at least so much, of those that answered (`reports`). */
export interface CountFigure {
  key: string
  label: Label
  met: number
  reports: number
  goal: number | null
}

export interface Figures {
  /** Reports that count: submitted or accepted. */
  reports: number
  fields: FieldFigure[]
  rates: RateFigure[]
  counts: CountFigure[]
}

/** One column: its name, under which columns of several outlines add up, and how SQL makes it. */
export interface Column {
  name: string
  value: RawBuilder<unknown>
}

/**
 * The columns of one outline over `f`, the rows of `report_figures`. Whatever every report must answer has no
 * column of its own for how many did: each column is paid for with every row that is read.
 */
export function columnsOf(outline: Outline): Column[] {
  const fields = keptFields(outline)
  const positions = new Map(fields.map((field, index) => [field.key, index + 1]))
  const number = (key: string) => sql.ref(`f.n${positions.get(key)}`)
  const total = ({ plus, minus = [] }: Sum) => {
    const added = sql.join(plus.map(number), sql` + `)
    return minus.length === 0 ? added : sql`${added} - ${sql.join(minus.map(number), sql` - `)}`
  }
  const ofFields = fields.flatMap((field) => [
    ...(isSummed(field)
      ? [{ name: `${nameOfField(field)} sum`, value: sql`coalesce(sum(${number(field.key)}), 0)` }]
      : []),
    ...(isAlwaysAnswered(outline, field.key)
      ? []
      : [{ name: `${nameOfField(field)} reports`, value: sql`count(${number(field.key)})` }]),
  ])
  const ofRates = (outline.rates ?? []).flatMap((rate) => {
    if (fieldsOfRate(rate).every((key) => isAlwaysAnswered(outline, key))) return []
    const [part, whole] = [total(rate.part), total(rate.whole)]
    const both = sql`filter (where ${part} is not null and ${whole} is not null)`
    return [
      { name: `${nameOfRate(rate)} part`, value: sql`coalesce(sum(${part}) ${both}, 0)` },
      { name: `${nameOfRate(rate)} whole`, value: sql`coalesce(sum(${whole}) ${both}, 0)` },
      { name: `${nameOfRate(rate)} reports`, value: sql`count(*) ${both}` },
    ]
  })
  const ofCounts = (outline.unitCounts ?? []).map((count) => ({
    name: `${nameOfCount(count)} met`,
    value: sql`count(*) filter (where ${number(count.field)} ${isMet(outline, count)})`,
  }))
  return [{ name: 'reports', value: sql`count(*)` }, ...ofFields, ...ofRates, ...ofCounts]
}

/** What the number of a report must be to count: numbers are kept in parts of what people read. */
function isMet({ fields }: Outline, count: OutlineCount): RawBuilder<unknown> {
  const field = fields.find(({ key }) => key === count.field)!
  return 'is' in count
    ? sql`= ${sql.lit(optionNumber(field, count.is))}`
    : sql`>= ${sql.lit(count.atLeast * scaleOf(field))}`
}

/** Does every report that was sent answer the field? */
function isAlwaysAnswered({ fields }: Outline, key: string): boolean {
  const field = fields.find((each) => each.key === key)
  return field?.required === true && field.onlyWhen === undefined
}

const keysOf = ({ plus, minus = [] }: Sum) => [...plus, ...minus]
const fieldsOfRate = ({ part, whole }: OutlineRate) => [...keysOf(part), ...keysOf(whole)]

// What is defined otherwise is another figure, even under the same key.
const nameOfField = (field: OutlineField) => `field ${field.key} ${scaleOf(field)}`
const nameOfRate = ({ key, part, whole }: OutlineRate) => `rate ${key} ${JSON.stringify([part, whole])}`
const nameOfCount = (count: OutlineCount) =>
  `count ${count.key} ${count.field} ${'is' in count ? `is ${count.is}` : count.atLeast}`

/** The directives of one outline, with the columns that are added up of their reports. */
export interface ColumnGroup {
  outline: Outline
  columns: readonly Column[]
}

/** Reads the sums of all columns of some groups, group after group, as figures. */
export interface FigureReader {
  /** How many columns the groups have together. */
  width: number
  read: (sums: ArrayLike<number>) => Figures
}

/** Of outlines that share a figure the first one names it. Where the sums stand is looked up once. */
export function createFigureReader(groups: readonly ColumnGroup[]): FigureReader {
  const placed = placeColumns(groups)
  const outlines = groups.map(({ outline }) => outline)
  const fields = firstOf(outlines.flatMap(summedFields), nameOfField)
  const rates = firstOf(
    outlines.flatMap((outline) => outline.rates ?? []),
    nameOfRate,
  )
  const counts = firstOf(
    outlines.flatMap((outline) => outline.unitCounts ?? []),
    nameOfCount,
  )
  const fieldReaders = fields.map(([name, field]) => {
    const [sum, reports] = [placed.of(`${name} sum`), placed.of(`${name} reports`)]
    const scale = scaleOf(field)
    const unit = 'unit' in field ? (field.unit ?? null) : null
    return (sums: ArrayLike<number>): FieldFigure => ({
      key: field.key,
      label: field.label,
      unit,
      sum: sum(sums) / scale,
      reports: reports(sums),
    })
  })
  const rateReaders = rates.map(([name, { key, label, goal = null }]) => {
    const [part, whole] = [placed.of(`${name} part`), placed.of(`${name} whole`)]
    const reports = placed.of(`${name} reports`)
    return (sums: ArrayLike<number>): RateFigure => ({
      key,
      label,
      part: part(sums),
      whole: whole(sums),
      reports: reports(sums),
      goal,
    })
  })
  const countReaders = counts.map(([name, { key, label, goal = null }]) => {
    const [met, reports] = [placed.of(`${name} met`), placed.of(`${name} reports`)]
    return (sums: ArrayLike<number>): CountFigure => ({
      key,
      label,
      met: met(sums),
      reports: reports(sums),
      goal,
    })
  })
  const reports = placed.of('reports')
  return {
    width: placed.width,
    read: (sums) => ({
      reports: reports(sums),
      fields: fieldReaders.map((read) => read(sums)),
      rates: rateReaders.map((read) => read(sums)),
      counts: countReaders.map((read) => read(sums)),
    }),
  }
}

/** Positions to add and to take away. */
interface Positions {
  plus: number[]
  minus: number[]
}

// Where each named value stands among the columns of all groups. What has no column of its own follows from
// others: every report answered a question that all must answer.
function placeColumns(groups: readonly ColumnGroup[]) {
  const positions = new Map<string, Positions>()
  let width = 0
  for (const { outline, columns } of groups) {
    const own = new Map(columns.map(({ name }, index) => [name, { plus: [width + index], minus: [] }]))
    for (const [name, position] of [...own, ...impliedPositions(outline, own)]) {
      const before = positions.get(name) ?? { plus: [], minus: [] }
      before.plus.push(...position.plus)
      before.minus.push(...position.minus)
      positions.set(name, before)
    }
    width += columns.length
  }
  const of = (name: string) => {
    const { plus, minus } = positions.get(name) ?? { plus: [], minus: [] }
    return (sums: ArrayLike<number>) => {
      let total = 0
      for (const position of plus) total += sums[position]!
      for (const position of minus) total -= sums[position]!
      return total
    }
  }
  return { width, of }
}

function impliedPositions(outline: Outline, own: ReadonlyMap<string, Positions>): Map<string, Positions> {
  const implied = new Map<string, Positions>()
  const imply = (name: string, from: Positions) => {
    if (!own.has(name)) implied.set(name, from)
  }
  const reports = own.get('reports')!
  const fields = new Map(keptFields(outline).map((field) => [field.key, nameOfField(field)]))
  for (const name of fields.values()) imply(`${name} reports`, reports)
  const total = ({ plus, minus = [] }: Sum): Positions => {
    const at = (keys: readonly string[]) => keys.flatMap((key) => own.get(`${fields.get(key)} sum`)!.plus)
    return { plus: at(plus), minus: at(minus) }
  }
  for (const rate of outline.rates ?? []) {
    imply(`${nameOfRate(rate)} part`, total(rate.part))
    imply(`${nameOfRate(rate)} whole`, total(rate.whole))
    imply(`${nameOfRate(rate)} reports`, reports)
  }
  for (const count of outline.unitCounts ?? []) {
    const name = `${fields.get(count.field)} reports`
    imply(`${nameOfCount(count)} reports`, own.get(name) ?? reports)
  }
  return implied
}

function firstOf<Item>(items: readonly Item[], nameOf: (item: Item) => string): [string, Item][] {
  const byName = new Map<string, Item>()
  for (const item of items) if (!byName.has(nameOf(item))) byName.set(nameOf(item), item)
  return [...byName]
}
