// The reports as they came in: one row per unit that is asked for one, with the key of each question as the
// key of its column. Outlines of several versions or directives are united; questions of one key share a
// column.
import { sql } from 'kysely'
import { isHeld } from '../../circulation/directive-messages.ts'
import type { Db } from '../../platform/database.ts'
import type { Json, ReportState } from '../../platform/database-types.ts'
import {
  type Answers,
  isNumberField,
  type Label,
  type Language,
  type Outline,
  type OutlineField,
} from '../../response/outline.ts'
import { formatAnswer } from '../../response/outline-answers.ts'
import { outlineOf } from '../../response/report-draft.ts'
import { isWithin } from '../scope.ts'
import { isBelow } from '../todays-tree.ts'
import { column, type ExportBook, type ExportCell, type ExportColumn, label } from './book.ts'
import { basisOf, type ExportQuestion, fileNameOf } from './question.ts'

interface Row {
  directiveId: number
  numberText: string
  unitName: string
  superior: string | null
  state: ReportState
  version: number | null
  firstReportedAt: Date | null
  reportedAt: Date | null
  isLate: boolean | null
  returns: number
  answers: Json | null
}

/** Builds the table. */
export async function reportsBook(db: Db, question: ExportQuestion): Promise<ExportBook> {
  const rows = await reportRows(db, question)
  const outlines = await outlinesOf(db, [...new Set(rows.map(({ directiveId }) => directiveId))])
  const questions = unitedQuestions([...outlines.values()], question.language)
  const came = rows.filter(({ answers }) => answers !== null).length
  return {
    fileName: fileNameOf('bao-cao', question),
    name: label('Báo cáo', 'Reports'),
    title: label(`Báo cáo của từng đơn vị: ${question.title.vi}`, `Reports by unit: ${question.title.en}`),
    basis: [
      ...basisOf(question),
      label(
        `${came} báo cáo đã gửi, trong số ${rows.length} phải gửi.`,
        `${came} reports of ${rows.length} that are asked.`,
      ),
    ],
    columns: [...fixedColumns, ...questions.map(({ column: each }) => each)],
    rows: rows.map((row) => [
      row.numberText,
      row.unitName,
      row.superior,
      stateWords[row.state][question.language],
      row.version,
      row.firstReportedAt,
      row.reportedAt,
      row.isLate === null ? null : row.isLate ? 'x' : '',
      row.returns,
      ...questions.map(({ cell }) => cell(row.answers as Answers | null, outlines.get(row.directiveId)!)),
    ]),
  }
}

async function reportRows(db: Db, { scope, unitId, tree }: ExportQuestion): Promise<Row[]> {
  const found = await sql<Row>`
    select d.id as "directiveId", d.number_text as "numberText", o.unit_name as "unitName",
      o.path_names[array_length(o.path_names, 1) - 1] as superior, o.report_state as state, v.version,
      o.first_reported_at as "firstReportedAt", v.submitted_at as "reportedAt",
      case when o.first_reported_at is not null then coalesce(o.reported_late, false) end as "isLate",
      o.returns, v.answers
    from obligation o join directive d on d.id = o.directive_id
      left join report r on r.obligation_id = o.id
      left join report_version v on v.report_id = r.id and v.version = r.current_version
    where ${isWithin(scope)} and ${isBelow(unitId, tree)} and o.report_state <> 'not_required' and ${isHeld}
    order by d.issued_on, d.id, o.path_names collate vietnamese, o.id`.execute(db)
  return found.rows
}

async function outlinesOf(db: Db, directiveIds: readonly number[]): Promise<Map<number, Outline>> {
  if (directiveIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('directive')
    .select(['id', 'outline'])
    .where('id', 'in', [...directiveIds])
    .execute()
  return new Map(rows.map(({ id, outline }) => [id, outlineOf(outline)]))
}

interface Question {
  column: ExportColumn
  /** The answer of one report; null where the outline of its directive has no such question. */
  cell: (answers: Answers | null, outline: Outline) => ExportCell
}

function unitedQuestions(outlines: readonly Outline[], language: Language): Question[] {
  const byKey = Map.groupBy(
    outlines.flatMap(({ fields }) => fields),
    ({ key }) => key,
  )
  return [...byKey].map(([key, fields]) => {
    const isDay = fields.every(({ type }) => type === 'date')
    return {
      column: {
        key,
        kind: isDay ? 'day' : fields.every(isNumberField) ? 'decimal' : 'text',
        label: fields[0]!.label,
        note: namesOf(fields),
      },
      cell: (answers, outline) => {
        const field = outline.fields.find((each) => each.key === key)
        const value = answers?.[key]
        if (!field || value === null || value === undefined) return null
        if (typeof value === 'number' || (isDay && typeof value === 'string')) return value
        return formatAnswer(field, value, language)
      },
    }
  })
}

/** The question under each of its names: versions of an outline may word it differently. */
function namesOf(fields: readonly OutlineField[]): Label {
  const names = (language: 'vi' | 'en') =>
    [...new Set(fields.map((field) => field.label[language]))].join(' / ')
  return label(names('vi'), names('en'))
}

const stateWords: Record<ReportState, Label> = {
  not_required: label('', ''),
  owed: label('chưa gửi', 'not sent'),
  submitted: label('chờ xem', 'to be reviewed'),
  returned: label('đang bổ sung', 'returned'),
  accepted: label('đã chấp nhận', 'accepted'),
}

const fixedColumns: ExportColumn[] = [
  column('directive', 'text', 'Văn bản', 'Directive'),
  column('unit', 'text', 'Đơn vị', 'Unit', label('Tên lúc phát hành.', 'Its name at issue.')),
  column(
    'superior',
    'text',
    'Trực thuộc',
    'Below',
    label('Cấp trên trực tiếp lúc phát hành.', 'The unit right above at issue.'),
  ),
  column('state', 'text', 'Tình trạng', 'State'),
  column(
    'version',
    'whole',
    'Lần gửi',
    'Version',
    label('Các câu trả lời là của lần gửi này.', 'The answers are of this version.'),
  ),
  column('first_reported_at', 'instant', 'Gửi lần đầu', 'First sent'),
  column('reported_at', 'instant', 'Gửi lần cuối', 'Last sent'),
  column(
    'late',
    'text',
    'Muộn',
    'Late',
    label('x: lần gửi đầu sau thời hạn lúc đó.', 'x: first sent after the deadline of that time.'),
  ),
  column('returns', 'whole', 'Số lần trả lại', 'Times returned'),
]
