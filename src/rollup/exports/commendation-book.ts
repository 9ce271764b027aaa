// Who reported on time and completely over a period, for whoever decides on commendations. It decides nothing:
// it counts by rule, shows ties, and names who is left out and why.
import { sql } from 'kysely'
import { isHeld, isReached } from '../../circulation/directive-messages.ts'
import type { Db } from '../../platform/database.ts'
import type { Label } from '../../response/outline.ts'
import { isWithin } from '../scope.ts'
import { isBelow } from '../todays-tree.ts'
import { column, type ExportBook, type ExportCell, label } from './book.ts'
import { basisOf, type ExportQuestion, fileNameOf } from './question.ts'

/** One report that was asked of a unit. */
interface Asked {
  unitId: number
  unitName: string
  superior: string | null
  isAccepted: boolean
  returns: number
  firstReportedAt: Date | null
  firstDueAt: Date | null
  isLate: boolean
  dueAt: Date | null
  isReached: boolean
}

export interface UnitRecord {
  unitId: number
  unitName: string
  superior: string | null
  /** Reports whose deadline has passed or that came in. */
  asked: number
  onTime: number
  complete: number
  returned: number
  /** Mean of the working days between the first submission and its deadline; negative when late. */
  meanDaysBefore: number | null
}

/** Builds the table. */
export async function commendationBook(db: Db, question: ExportQuestion): Promise<ExportBook> {
  const byUnit = Map.groupBy(await askedReports(db, question), ({ unitId }) => unitId)
  const judged = [...byUnit.values()].map((asked) => judge(asked, question))
  const records = rank(judged.flatMap((each) => ('record' in each ? [each.record] : [])))
  const left = judged.flatMap((each) => ('why' in each ? [each] : []))
  return {
    fileName: fileNameOf('thi-dua', question),
    name: label('Kết quả', 'Results'),
    title: label(
      `Số liệu phục vụ khen thưởng: ${question.title.vi}`,
      `Figures for commendation: ${question.title.en}`,
    ),
    basis: [
      ...basisOf(question),
      label(
        'Chỉ tính những báo cáo đã đến hạn hoặc đã nộp. Bảng này không quyết định việc khen thưởng.',
        'Only reports that are due or came in. This table decides nothing.',
      ),
      label(
        'Thứ hạng: tỷ lệ đúng hạn, rồi tỷ lệ đầy đủ, rồi số ngày trước hạn; bằng nhau thì cùng hạng.',
        'Rank: share on time, then share complete, then days before the deadline; equals share a rank.',
      ),
    ],
    columns: [
      column('rank', 'whole', 'Hạng', 'Rank'),
      column('unit', 'text', 'Đơn vị', 'Unit'),
      column('superior', 'text', 'Trực thuộc', 'Below'),
      column('asked', 'whole', 'Phải báo cáo', 'Asked'),
      column(
        'on_time',
        'whole',
        'Đúng hạn',
        'On time',
        label('Lần nộp đầu tiên trước thời hạn lúc đó.', 'First handed in by the deadline of that time.'),
      ),
      column(
        'complete',
        'whole',
        'Đầy đủ',
        'Complete',
        label('Được chấp nhận mà chưa lần nào bị trả lại.', 'Accepted without ever having been returned.'),
      ),
      column('returned', 'whole', 'Số lần trả lại', 'Times returned'),
      column(
        'mean_days_before',
        'decimal',
        'Ngày làm việc trước hạn (bình quân)',
        'Mean working days before the deadline',
        label('Âm: muộn. Chỉ tính báo cáo đã nộp.', 'Negative: late. Of reports that came in.'),
      ),
    ],
    rows: records.map(({ position, record }): ExportCell[] => [
      position,
      record.unitName,
      record.superior,
      record.asked,
      record.onTime,
      record.complete,
      record.returned,
      record.meanDaysBefore,
    ]),
    more: [
      {
        name: label('Không xét', 'Left out'),
        columns: [column('unit', 'text', 'Đơn vị', 'Unit'), column('why', 'text', 'Lý do', 'Why')],
        rows: left.map(({ unitName, why }) => [unitName, why[question.language]]),
      },
    ],
  }
}

/** The record of a unit, or why it has none. */
function judge(
  asked: readonly Asked[],
  { now, calendar }: ExportQuestion,
): { record: UnitRecord } | { unitName: string; why: Label } {
  const { unitId, unitName, superior } = asked.at(-1)!
  const reached = asked.filter((each) => each.isReached)
  if (reached.length === 0)
    return {
      unitName,
      why: label('Chưa nhận được văn bản nào trong kỳ.', 'No directive of the period reached it.'),
    }
  const due = reached.filter(
    ({ firstReportedAt, dueAt }) => firstReportedAt !== null || (dueAt !== null && dueAt < now),
  )
  if (due.length === 0)
    return { unitName, why: label('Chưa có báo cáo nào đến hạn.', 'No report is due yet.') }
  const came = due.filter(({ firstReportedAt }) => firstReportedAt !== null)
  const days = came.flatMap(({ firstReportedAt, firstDueAt }) =>
    firstDueAt === null
      ? []
      : [calendar.workingDaysBetween(calendar.dayOf(firstReportedAt!), calendar.dayOf(firstDueAt))],
  )
  const total = days.reduce((sum, each) => sum + each, 0)
  return {
    record: {
      unitId,
      unitName,
      superior,
      asked: due.length,
      onTime: came.filter(({ isLate }) => !isLate).length,
      complete: came.filter(({ isAccepted, returns }) => isAccepted && returns === 0).length,
      returned: due.reduce((sum, { returns }) => sum + returns, 0),
      meanDaysBefore: days.length === 0 ? null : Math.round((total / days.length) * 100) / 100,
    },
  }
}

/** In order, with the position of each; equals share one. The order of equals is that of the tree. */
export function rank(records: readonly UnitRecord[]): { position: number; record: UnitRecord }[] {
  const worth = ({ asked, onTime, complete, meanDaysBefore }: UnitRecord) => [
    onTime / asked,
    complete / asked,
    meanDaysBefore ?? Number.NEGATIVE_INFINITY,
  ]
  const compare = (a: UnitRecord, b: UnitRecord) => {
    const [x, y] = [worth(a), worth(b)]
    const at = x.findIndex((value, index) => value !== y[index])
    return at < 0 ? 0 : y[at]! > x[at]! ? 1 : -1
  }
  const sorted = [...records].sort(compare)
  let position = 0
  return sorted.map((record, index) => {
    if (index === 0 || compare(sorted[index - 1]!, record) !== 0) position = index + 1
    return { position, record }
  })
}

async function askedReports(db: Db, { scope, unitId, tree }: ExportQuestion): Promise<Asked[]> {
  const found = await sql<Asked>`
    select o.unit_id as "unitId", o.unit_name as "unitName",
      o.path_names[array_length(o.path_names, 1) - 1] as superior,
      o.report_state = 'accepted' as "isAccepted", o.returns, o.first_reported_at as "firstReportedAt",
      o.first_due_at as "firstDueAt", coalesce(o.reported_late, false) as "isLate",
      o.report_due_at as "dueAt", ${isReached} as "isReached"
    from obligation o join directive d on d.id = o.directive_id
    where ${isWithin(scope)} and ${isBelow(unitId, tree)} and o.report_state <> 'not_required' and o.duty_id is null
      and ${isHeld}
    order by o.path_names collate vietnamese, o.unit_id, d.issued_on, o.id`.execute(db)
  return found.rows
}
