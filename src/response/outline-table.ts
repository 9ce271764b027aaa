// An outline as a workbook: one row per question, on a second sheet one row per condition, on a third one row
// per rate or count that offices read off all reports together. Reads it into the same form that outlines
// have as JSON, with the row of each, and writes a template. Judging is check-outline.ts.
import {
  readTableApart,
  readTableFile,
  type TableFault,
  type TableLine,
  type TableShape,
} from '../org/lists/read-table.ts'
import { searchKey } from '../platform/vietnamese-text.ts'

const fieldColumns = [
  'key',
  'section',
  'label',
  'type',
  'options',
  'required',
  'min',
  'max',
  'unit',
  'help',
  'onlyWhen',
] as const
const ruleColumns = ['key', 'level', 'condition', 'text'] as const
const figureColumns = ['key', 'label', 'formula', 'goal'] as const
type FieldColumn = (typeof fieldColumns)[number]
type RuleColumn = (typeof ruleColumns)[number]
type FigureColumn = (typeof figureColumns)[number]

/** Headings as the template writes them; compared without case and diacritics. */
export const fieldHeadings: Record<FieldColumn, string> = {
  key: 'Mã câu',
  section: 'Mục',
  label: 'Câu hỏi',
  type: 'Kiểu trả lời',
  options: 'Các lựa chọn',
  required: 'Bắt buộc',
  min: 'Nhỏ nhất',
  max: 'Lớn nhất',
  unit: 'Đơn vị tính',
  help: 'Hướng dẫn',
  onlyWhen: 'Chỉ hỏi khi',
}
export const ruleHeadings: Record<RuleColumn, string> = {
  key: 'Mã điều kiện',
  level: 'Mức',
  condition: 'Điều kiện',
  text: 'Lời nhắc',
}
export const figureHeadings: Record<FigureColumn, string> = {
  key: 'Mã số liệu',
  label: 'Tên số liệu',
  formula: 'Cách tính',
  goal: 'Mục tiêu (%)',
}
export const typeWords = {
  whole: 'Số nguyên',
  hours: 'Số giờ',
  decimal: 'Số thập phân',
  yes_no: 'Có/không',
  choice: 'Chọn một',
  documents: 'Danh sách văn bản',
  date: 'Ngày',
  text: 'Chữ',
  yes_no_document: 'Có/chưa, kèm văn bản',
} as const
export const levelWords = { error: 'Lỗi', warning: 'Cảnh báo' } as const

/** What a row says that cannot be understood. */
export interface RowFault {
  sheet: 'fields' | 'rules' | 'figures'
  row: number
  /** The heading of the column. */
  column: string
  /** What stands there. */
  given: string
}

export type OutlineTable =
  | { ok: true; form: OutlineForm; rows: OutlineRows }
  | { ok: false; fault: TableFault }
  | { ok: false; fault?: undefined; rows: RowFault[] }

/** What the sheets say, to be judged. */
export interface OutlineForm {
  fields: object[]
  sections: object[]
  rules: object[]
  rates: object[]
  unitCounts: object[]
}

/** The row of each field, rule, rate and count, to say where a fault is. */
export interface OutlineRows {
  fields: number[]
  rules: number[]
  rates: number[]
  unitCounts: number[]
}

/** Reads a workbook (or the questions alone as separated text), in a process of its own. */
export async function readOutlineTable(bytes: Uint8Array): Promise<OutlineTable> {
  return await readTableApart<OutlineTable>(here, 'readOutlineTableHere', bytes)
}

const here = new URL('./outline-table.ts', import.meta.url)

/** What that process does. */
export async function readOutlineTableHere(bytes: Uint8Array): Promise<OutlineTable> {
  const questions = await readTableFile(bytes, shape(fieldColumns, fieldHeadings, ['options']))
  if (!questions.ok) return questions
  // Conditions and figures are optional: a file without those sheets has none.
  const conditions = await readTableFile(bytes, shape(ruleColumns, ruleHeadings))
  const figures = await readTableFile(bytes, shape(figureColumns, figureHeadings))
  const faults: RowFault[] = []
  const fields = questions.lines.map((line) => fieldOf(line, faults))
  const rules = conditions.ok ? conditions.lines : []
  const options = optionsByField(questions.lines)
  const read = (figures.ok ? figures.lines : []).map((line) => ({
    row: line.row,
    ...figureOf(line, options, faults),
  }))
  const form = {
    fields,
    sections: sectionsOf(questions.lines),
    rules: rules.map((line) => ruleOf(line, faults)),
    rates: read.flatMap(({ rate }) => rate ?? []),
    unitCounts: read.flatMap(({ count }) => count ?? []),
  }
  if (faults.length > 0) return { ok: false, rows: faults }
  return {
    ok: true,
    form,
    rows: {
      fields: questions.lines.map((line) => line.row),
      rules: rules.map((line) => line.row),
      rates: read.filter(({ rate }) => rate).map(({ row }) => row),
      unitCounts: read.filter(({ count }) => count).map(({ row }) => row),
    },
  }
}

function shape<Column extends string>(
  columns: readonly Column[],
  headings: Record<Column, string>,
  optional: readonly Column[] = [],
): TableShape<Column> {
  const known = new Map(columns.map((column) => [searchKey(headings[column]), column] as const))
  return { columns, optional, readHeading: (text) => known.get(searchKey(text)) ?? null }
}

function fieldOf(line: TableLine<FieldColumn>, faults: RowFault[]): object {
  const wrong = (column: FieldColumn) =>
    faults.push({
      sheet: 'fields',
      row: line.row,
      column: fieldHeadings[column],
      given: line[column],
    })
  const type = wordOf(typeWords, line.type)
  if (!type) wrong('type')
  const required = ['', 'x', 'co', 'yes', 'khong', 'no', '0', '1'].indexOf(searchKey(line.required))
  if (required < 0) wrong('required')
  const limit = (column: 'min' | 'max', otherwise: number) => {
    const value = line[column] === '' ? otherwise : Number(line[column].replace(/[.\s]/g, ''))
    if (!Number.isFinite(value)) wrong(column)
    return value
  }
  const onlyWhen = /^(\w+)\s*(?:>=|≥)\s*(\d+)$/.exec(line.onlyWhen)
  if (line.onlyWhen !== '' && !onlyWhen) wrong('onlyWhen')
  const isNumber = type === 'whole' || type === 'hours' || type === 'decimal'
  const options = optionsOf(line)
  if (type === 'choice' && options.length < 2) wrong('options')
  return {
    key: line.key,
    label: both(line.label),
    type,
    required: [1, 2, 3, 7].includes(required),
    ...(line.help === '' ? {} : { help: both(line.help) }),
    ...(onlyWhen
      ? {
          onlyWhen: {
            field: onlyWhen[1],
            atLeast: Number(onlyWhen[2]),
          },
        }
      : {}),
    ...(isNumber
      ? {
          min: limit('min', 0),
          max: limit('max', type === 'hours' ? 200 : 5e4),
        }
      : {}),
    ...(isNumber && line.unit !== '' ? { unit: both(line.unit) } : {}),
    ...(type === 'text' ? { maxLength: limit('max', 2e3) } : {}),
    ...(type === 'choice' ? { options } : {}),
  }
}

interface TypedOption {
  key: string
  label: { vi: string; en: string }
}

/**
 * The options of a choice, parted by semicolons. The key of each is its words, so that order does not matter.
 */
function optionsOf(line: TableLine<FieldColumn>): TypedOption[] {
  const words = line.options.split(';').map((word) => word.trim())
  return words.filter((word) => word !== '').map((word) => ({ key: optionKey(word), label: both(word) }))
}

/** 'Đã xong' → 'da_xong'. */
function optionKey(word: string): string {
  const key = searchKey(word)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 38)
  return /^[a-z]/.test(key) ? key : `o_${key}`
}

const optionsByField = (lines: readonly TableLine<FieldColumn>[]) =>
  new Map(lines.map((line) => [line.key, optionsOf(line).map(({ key }) => key)] as const))

/** 'du / tong_so' is a rate, 'mo_hinh >= 1' and 'tien_do = Đã xong' count units. */
function figureOf(
  line: TableLine<FigureColumn>,
  options: ReadonlyMap<string, readonly string[]>,
  faults: RowFault[],
): { rate?: object; count?: object } {
  const wrong = (column: FigureColumn) =>
    faults.push({ sheet: 'figures', row: line.row, column: figureHeadings[column], given: line[column] })
  const goal = line.goal === '' ? undefined : Number(line.goal.replace('%', '').replace(',', '.').trim())
  if (goal !== undefined && !Number.isFinite(goal)) wrong('goal')
  const common = { key: line.key, label: both(line.label), ...(goal === undefined ? {} : { goal }) }
  const amount = /^(\w+)\s*(?:>=|≥)\s*(\d+)$/.exec(line.formula)
  if (amount) return { count: { ...common, field: amount[1], atLeast: Number(amount[2]) } }
  const chosen = /^(\w+)\s*=\s*(.+)$/.exec(line.formula)
  const is = chosen && optionKey(chosen[2]!)
  if (chosen && is && options.get(chosen[1]!)?.includes(is))
    return { count: { ...common, field: chosen[1], is } }
  const [part, whole, more] = line.formula.split('/').map(sumOf)
  if (part && whole && more === undefined) return { rate: { ...common, part, whole } }
  wrong('formula')
  return {}
}

/** 'a + b = c', 'a - b <= c', 'a / (b - c) >= 90%'. */
function ruleOf(line: TableLine<RuleColumn>, faults: RowFault[]): object {
  const wrong = (column: RuleColumn) =>
    faults.push({
      sheet: 'rules',
      row: line.row,
      column: ruleHeadings[column],
      given: line[column],
    })
  const level = wordOf(levelWords, line.level)
  if (!level) wrong('level')
  const common = { key: line.key, level, ...(line.text === '' ? {} : { text: both(line.text) }) }
  const rate = /^(.+?)\/(.+?)(?:>=|≥)\s*(\d{1,3})\s*%$/.exec(line.condition)
  const compared = /^(.+?)(<=|≤|=)(.+)$/.exec(line.condition)
  const [left, right] = rate
    ? [sumOf(rate[1]!), sumOf(rate[2]!)]
    : [sumOf(compared?.[1] ?? ''), sumOf(compared?.[3] ?? '')]
  if (!left || !right) {
    wrong('condition')
    return common
  }
  if (rate) return { ...common, test: 'rate_at_least', part: left, whole: right, percent: Number(rate[3]) }
  return { ...common, test: compared?.[2] === '=' ? 'equal' : 'at_most', left, right }
}

/** Keys added and taken away; brackets around all of it are allowed. */
function sumOf(text: string): { plus: string[]; minus?: string[] } | null {
  const bare = text.trim().replace(/^\((.*)\)$/, '$1')
  if (!/^\w+(\s*[+-]\s*\w+)*$/.test(bare.trim())) return null
  const parts = [...`+${bare}`.matchAll(/([+-])\s*(\w+)/g)]
  const named = (sign: string) => parts.filter((part) => part[1] === sign).map((part) => part[2]!)
  const minus = named('-')
  return { plus: named('+'), ...(minus.length > 0 ? { minus } : {}) }
}

/** Runs of questions under the same heading; a question without one goes on under the heading before. */
function sectionsOf(lines: readonly TableLine<FieldColumn>[]): object[] {
  const sections: { title: object; fields: string[] }[] = []
  if (lines.every((line) => line.section === '')) return []
  let name = ''
  for (const line of lines) {
    const heading = line.section === '' ? name : line.section
    if (sections.length === 0 || heading !== name)
      sections.push({ title: both(heading === '' ? '—' : heading), fields: [] })
    sections.at(-1)!.fields.push(line.key)
    name = heading
  }
  return sections
}

function wordOf<Word extends string>(words: Record<Word, string>, given: string): Word | undefined {
  const typed = searchKey(given)
  const names = Object.keys(words) as Word[]
  return names.find((name) => searchKey(words[name]) === typed || searchKey(name) === typed)
}

/** Offices write in Vietnamese; the same words stand for English. */
const both = (text: string) => ({ vi: text, en: text })
