// An outline as a workbook: one row per question, on a second sheet one row per condition. Reads it into the
// same form that outlines have as JSON, with the row of each question and condition, and writes a template.
// Judging is check-outline.ts.
import {
  readTableApart,
  readTableFile,
  type TableFault,
  type TableLine,
  type TableShape,
} from '../org/lists/read-table.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { writeWorkbook } from '../platform/workbook.ts'

const fieldColumns = [
  ...(['key', 'section', 'label', 'type', 'required', 'min', 'max', 'unit', 'help', 'onlyWhen'] as const),
] as const
const ruleColumns = ['key', 'level', 'condition', 'text'] as const
type FieldColumn = (typeof fieldColumns)[number]
type RuleColumn = (typeof ruleColumns)[number]

/** Headings as the template writes them; compared without case and diacritics. */
const fieldHeadings: Record<FieldColumn, string> = {
  key: 'Mã câu',
  section: 'Mục',
  label: 'Câu hỏi',
  type: 'Kiểu trả lời',
  required: 'Bắt buộc',
  min: 'Nhỏ nhất',
  max: 'Lớn nhất',
  unit: 'Đơn vị tính',
  help: 'Hướng dẫn',
  onlyWhen: 'Chỉ hỏi khi',
}
const ruleHeadings: Record<RuleColumn, string> = {
  key: 'Mã điều kiện',
  level: 'Mức',
  condition: 'Điều kiện',
  text: 'Lời nhắc',
}
const typeWords = {
  whole: 'Số nguyên',
  hours: 'Số giờ',
  date: 'Ngày',
  text: 'Chữ',
  yes_no_document: 'Có/chưa, kèm văn bản',
} as const
const levelWords = { error: 'Lỗi', warning: 'Cảnh báo' } as const

/** What a row says that cannot be understood. */
export interface RowFault {
  sheet: 'fields' | 'rules'
  row: number
  /** The heading of the column. */
  column: string
  /** What stands there. */
  given: string
}

export type OutlineTable =
  | { ok: true; form: { fields: object[]; sections: object[]; rules: object[] }; rows: OutlineRows }
  | { ok: false; fault: TableFault }
  | { ok: false; fault?: undefined; rows: RowFault[] }

/** The row of each field and rule, to say where a fault is. */
export interface OutlineRows {
  fields: number[]
  rules: number[]
}

/** Reads a workbook (or the questions alone as separated text), in a process of its own. */
export async function readOutlineTable(bytes: Uint8Array): Promise<OutlineTable> {
  return await readTableApart<OutlineTable>(here, 'readOutlineTableHere', bytes)
}

const here = new URL('./outline-table.ts', import.meta.url)

/** What that process does. */
export async function readOutlineTableHere(bytes: Uint8Array): Promise<OutlineTable> {
  const questions = await readTableFile(bytes, shape(fieldColumns, fieldHeadings))
  if (!questions.ok) return questions
  // Conditions are optional: a file without that sheet has none.
  const conditions = await readTableFile(bytes, shape(ruleColumns, ruleHeadings))
  const faults: RowFault[] = []
  const fields = questions.lines.map((line) => fieldOf(line, faults))
  const rules = (conditions.ok ? conditions.lines : []).map((line) => ruleOf(line, faults))
  if (faults.length > 0) return { ok: false, rows: faults }
  return {
    ok: true,
    form: { fields, sections: sectionsOf(questions.lines), rules },
    rows: {
      fields: questions.lines.map((line) => line.row),
      rules: conditions.ok ? conditions.lines.map((line) => line.row) : [],
    },
  }
}

/** A workbook to fill in, with choices for types and levels. */
export async function outlineTemplate(): Promise<Uint8Array> {
  const example = ['tong_so', 'Tham dự', 'Tổng số người', typeWords.whole, 'x', 0, 5000, 'người', '', '']
  const attended = [
    'du',
    'Tham dự',
    'Số người dự',
    typeWords.whole,
    'x',
    0,
    5000,
    'người',
    '',
    'tong_so >= 1',
  ]
  return await writeWorkbook([
    {
      name: 'Câu hỏi',
      headings: Object.values(fieldHeadings),
      rows: [example, attended],
      widths: [16, 20, 40, 24, 10, 10, 10, 14, 40, 20],
      choices: [
        {
          column: 3,
          values: Object.values(typeWords),
        },
      ],
    },
    {
      name: 'Điều kiện',
      headings: Object.values(ruleHeadings),
      widths: [20, 12, 40, 60],
      rows: [
        ['du_khong_qua_tong', levelWords.error, 'du <= tong_so', 'Số người dự nhiều hơn tổng số.'],
        ['du_tu_90', levelWords.warning, 'du / tong_so >= 90%', 'Tỷ lệ dự dưới 90 %.'],
      ],
      choices: [
        {
          column: 1,
          values: Object.values(levelWords),
        },
      ],
    },
  ])
}

function shape<Column extends string>(
  columns: readonly Column[],
  headings: Record<Column, string>,
): TableShape<Column> {
  const known = new Map(columns.map((column) => [searchKey(headings[column]), column] as const))
  return { columns, readHeading: (text) => known.get(searchKey(text)) ?? null }
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
  const isNumber = type === 'whole' || type === 'hours'
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
  }
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
