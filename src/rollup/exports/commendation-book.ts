// Who reported on time and completely over a period, for whoever decides on commendations. It decides
// nothing: it counts by rule, shows ties, and names who is left out and why.
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
  const units = [...byUnit.values()]
  const records = rank(units.flatMap((asked) => recordOf(asked, question) ?? []))
  const left = units.flatMap((asked) => {
    const why = leftOut(asked, question)
    return why ? [{ unitName: asked.at(-1)!.unitName, why }] : []
  })
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

/** What counts: the directive reached the unit, and the report is due or came in. */
function counting(asked: readonly Asked[], now: Date): Asked[] {
  return asked.filter(
    ({ isReached: reached, firstReportedAt, dueAt }) =>
      reached && (firstReportedAt !== null || (dueAt !== null && dueAt < now)),
  )
}

/** Why a unit, or some of what was asked of it, is left out; null when everything counts. */
function leftOut(asked: readonly Asked[], { now }: ExportQuestion): Label | null {
  const unreached = asked.filter((each) => !each.isReached).length
  if (unreached === asked.length)
    return label('Chưa nhận được văn bản nào trong kỳ.', 'No directive of the period reached it.')
  if (counting(asked, now).length === 0) return label('Chưa có báo cáo nào đến hạn.', 'No report is due yet.')
  return unreached === 0
    ? null
    : label(
        `Có xét, trừ ${unreached} văn bản chưa đến được đơn vị.`,
        `Counted, without ${unreached} directives that did not reach it.`,
      )
}

/** The record of a unit; null when nothing of it counts. */
function recordOf(asked: readonly Asked[], { now, calendar }: ExportQuestion): UnitRecord | null {
  const due = counting(asked, now)
  if (due.length === 0) return null
  const { unitId, unitName, superior } = asked.at(-1)!
  const came = due.filter(({ firstReportedAt }) => firstReportedAt !== null)
  const days = came.flatMap(({ firstReportedAt, firstDueAt }) =>
    firstDueAt === null
      ? []
      : [calendar.workingDaysBetween(calendar.dayOf(firstReportedAt!), calendar.dayOf(firstDueAt))],
  )
  const total = days.reduce((sum, each) => sum + each, 0)
  return {
    unitId,
    unitName,
    superior,
    asked: due.length,
    onTime: came.filter(({ isLate }) => !isLate).length,
    complete: came.filter(({ isAccepted, returns }) => isAccepted && returns === 0).length,
    returned: due.reduce((sum, { returns }) => sum + returns, 0),
    meanDaysBefore: days.length === 0 ? null : Math.round((total / days.length) * 100) / 100,
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
  // By today's tree an ended unit is the one that it lives on in.
  const who =
    tree === 'now'
      ? sql`today.id as "unitId", today.name as "unitName", above.name as superior`
      : sql`o.unit_id as "unitId", o.unit_name as "unitName",
          o.path_names[array_length(o.path_names, 1) - 1] as superior`
  const found = await sql<Asked>`
    select ${who}, o.report_state = 'accepted' as "isAccepted", o.returns,
      o.first_reported_at as "firstReportedAt", o.first_due_at as "firstDueAt",
      coalesce(o.reported_late, false) as "isLate", o.report_due_at as "dueAt", ${isReached} as "isReached"
    from obligation o join directive d on d.id = o.directive_id
      join unit asked on asked.id = o.unit_id
      join unit today on today.id = coalesce(asked.successor_id, asked.id)
      left join unit above on above.id = today.parent_id
    where ${isWithin(scope)} and ${isBelow(unitId, tree)} and ${isHeld}
      and o.report_state <> 'not_required' and o.duty_id is null
    order by o.path_names collate vietnamese, o.unit_id, d.issued_on, o.id`.execute(db)
  return found.rows
}
