// The figures of a directive, a campaign or a period as a table: the whole first, then a row per branch.
import type { Db } from '../../platform/database.ts'
import type { Label } from '../../response/outline.ts'
import type { Figures } from '../figure-columns.ts'
import { type FiguresByBranch, figuresByBranch } from '../figures-by-branch.ts'
import type { Rates } from '../rates.ts'
import { column, type ExportBook, type ExportCell, type ExportColumn, label } from './book.ts'
import { basisOf, type ExportQuestion, fileNameOf } from './question.ts'

/** Builds the table. */
export async function figuresBook(db: Db, question: ExportQuestion): Promise<ExportBook> {
  const found = await figuresByBranch(db, question.scope, question)
  const { columns, cells } = figureColumns(found.figures)
  const rowOf = (unit: string, counts: Rates, figures: Figures | null): ExportCell[] => [
    unit,
    counts.reportsAsked,
    counts.reported,
    counts.onTime,
    counts.late,
    counts.returned,
    ...(figures ? cells(figures) : columns.map(() => null)),
  ]
  return {
    fileName: fileNameOf('so-lieu', question),
    name: label('Số liệu', 'Figures'),
    title: label(`Số liệu: ${question.title.vi}`, `Figures: ${question.title.en}`),
    basis: [...basisOf(question), ...reportedOf(found)],
    columns: [
      column('unit', 'text', 'Đơn vị', 'Unit', wholeFirst),
      column('reports_asked', 'whole', 'Phải báo cáo', 'Reports asked'),
      column('reported', 'whole', 'Đã nộp', 'Reported', countsNote),
      column('on_time', 'whole', 'Nộp đúng hạn', 'On time', onTimeNote),
      column('late', 'whole', 'Nộp muộn', 'Late'),
      column('returned', 'whole', 'Đang bổ sung', 'Returned'),
      ...columns,
    ],
    rows: [
      rowOf(question.unitName, found.rates, found.figures),
      ...found.branches.map((branch) =>
        rowOf(branch.isSelf ? `${branch.unitName} *` : branch.unitName, branch, branch.figures),
      ),
    ],
  }
}

/** The columns of some figures, and how the figures of one row fill them. */
function figureColumns(figures: Figures): {
  columns: ExportColumn[]
  cells: (figures: Figures) => ExportCell[]
} {
  const on = (key: string, of: Label): ExportColumn => ({
    key: `${key}_reports`,
    kind: 'whole',
    label: label(`${of.vi} (số báo cáo)`, `${of.en} (reports)`),
    note: label(
      'Số báo cáo có trả lời câu này. Chưa trả lời không phải là 0.',
      'Reports that answered it. Missing is not zero.',
    ),
  })
  const fields = figures.fields.flatMap(({ key, label: name, unit }): ExportColumn[] => [
    {
      key,
      kind: 'decimal',
      label: unit ? label(`${name.vi} (${unit.vi})`, `${name.en} (${unit.en})`) : name,
    },
    on(key, name),
  ])
  const rates = figures.rates.flatMap(({ key, label: name, goal }): ExportColumn[] => [
    {
      key: `rate_${key}`,
      kind: 'rate',
      label: name,
      note: rateNote(goal),
    },
    { key: `rate_${key}_part`, kind: 'decimal', label: label(`${name.vi} (tử số)`, `${name.en} (part)`) },
    { key: `rate_${key}_whole`, kind: 'decimal', label: label(`${name.vi} (mẫu số)`, `${name.en} (whole)`) },
  ])
  const counts = figures.counts.flatMap(({ key, label: name }): ExportColumn[] => [
    { key: `count_${key}`, kind: 'whole', label: name },
    on(`count_${key}`, name),
  ])
  return {
    columns: [...fields, ...rates, ...counts],
    cells: (row) => [
      ...row.fields.flatMap(({ sum, reports }) => [reports === 0 ? null : sum, reports]),
      ...row.rates.flatMap(({ part, whole }) => [whole === 0 ? null : part / whole, part, whole]),
      ...row.counts.flatMap(({ met, reports }) => [reports === 0 ? null : met, reports]),
    ],
  }
}

const reportedOf = ({ rates, figures }: FiguresByBranch): Label[] => [
  label(
    `Tính trên ${figures.reports} báo cáo đã nộp, trong số ${rates.reportsAsked} phải nộp.`,
    `On ${figures.reports} reports of ${rates.reportsAsked} that are asked.`,
  ),
]

function rateNote(goal: number | null): Label {
  const rule = label(
    'Tổng tử số chia tổng mẫu số, của những báo cáo trả lời cả hai.',
    'Sum of parts by sum of wholes, of the reports that answered both.',
  )
  return goal === null ? rule : label(`${rule.vi} Mục tiêu: ${goal} %.`, `${rule.en} Goal: ${goal}%.`)
}

const wholeFirst = label(
  'Dòng đầu là toàn bộ; * là báo cáo của chính đơn vị. Các dòng sau cộng lại bằng dòng đầu.',
  "The first row is the whole; * is the unit's own report. The rows below add up to the first.",
)
const countsNote = label(
  'Báo cáo đã nộp và không bị trả lại; báo cáo đang bổ sung chưa tính.',
  'Handed in and not returned; a returned report does not count.',
)
const onTimeNote = label(
  'Lần nộp đầu tiên trước thời hạn lúc đó, kể cả gia hạn; nộp lại không làm thay đổi.',
  'The first submission came by the deadline of that time, extensions included; a resubmission changes ' +
    'nothing.',
)
