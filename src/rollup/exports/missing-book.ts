// Who has not answered, with the last and the next reminder.
import { sql } from 'kysely'
import { isHeld, isReached } from '../../circulation/directive-messages.ts'
import { whoOwes } from '../../circulation/recipient-of.ts'
import type { Db } from '../../platform/database.ts'
import type { Label } from '../../response/outline.ts'
import { overdueDays } from '../../response/overdue.ts'
import { isWithin } from '../scope.ts'
import { isBelow } from '../todays-tree.ts'
import { column, type ExportBook, label } from './book.ts'
import { basisOf, type ExportQuestion, fileNameOf } from './question.ts'

interface Row {
  numberText: string
  unitName: string
  superior: string | null
  about: 'ack' | 'report'
  dueAt: Date | null
  isReached: boolean
  isReturned: boolean
  lastReminderAt: Date | null
  nextReminderAt: Date | null
}

/** Builds the table. */
export async function missingBook(db: Db, question: ExportQuestion): Promise<ExportBook> {
  const rows = await missingRows(db, question)
  return {
    fileName: fileNameOf('chua-thuc-hien', question),
    name: label('Chưa thực hiện', 'Not answered'),
    title: label(
      `Đơn vị chưa thực hiện: ${question.title.vi}`,
      `Units that have not answered: ${question.title.en}`,
    ),
    basis: [
      ...basisOf(question),
      label(`${rows.length} việc chưa thực hiện.`, `${rows.length} things are open.`),
    ],
    columns: [
      column('directive', 'text', 'Văn bản', 'Directive'),
      column('unit', 'text', 'Đơn vị', 'Unit'),
      column('superior', 'text', 'Trực thuộc', 'Below'),
      column(
        'what',
        'text',
        'Việc',
        'What',
        label('Xác nhận đã nhận, báo cáo, hoặc bổ sung báo cáo.', 'Receipt, report, or supplement.'),
      ),
      column('due_at', 'instant', 'Thời hạn', 'Due'),
      column('overdue_days', 'whole', 'Quá hạn (ngày làm việc)', 'Working days overdue'),
      column(
        'reached',
        'text',
        'Tin đã đến',
        'Reached',
        label('Trống: tin chưa đến được đơn vị.', 'Empty: the directive has not reached the unit.'),
      ),
      column('last_reminder_at', 'instant', 'Nhắc lần cuối', 'Last reminder'),
      column('next_reminder_at', 'instant', 'Sẽ nhắc', 'Next reminder'),
    ],
    rows: rows.map((row) => [
      row.numberText,
      row.unitName,
      row.superior,
      wordFor(row)[question.language],
      row.dueAt,
      overdueDays(row.dueAt, question),
      row.isReached ? 'x' : '',
      row.lastReminderAt,
      row.nextReminderAt,
    ]),
  }
}

function wordFor({ about, isReturned }: Row): Label {
  if (about === 'ack') return label('xác nhận', 'receipt')
  return isReturned ? label('bổ sung báo cáo', 'supplement') : label('báo cáo', 'report')
}

async function missingRows(db: Db, { scope, unitId, tree }: ExportQuestion): Promise<Row[]> {
  const reminder = (state: 'done' | 'planned') => sql`(
    select ${state === 'done' ? sql`max(s.done_at)` : sql`min(s.due_at)`} from chase_step s
    where s.obligation_id = o.id and s.about = open.about and s.audience = 'unit' and s.state = ${state})`
  const found = await sql<Row>`
    select d.number_text as "numberText", ${whoOwes} as "unitName",
      case when o.duty_id is null then o.path_names[array_length(o.path_names, 1) - 1] end as superior,
      open.about, open.due_at as "dueAt", ${isReached} as "isReached",
      open.about = 'report' and o.report_state = 'returned' as "isReturned",
      ${reminder('done')} as "lastReminderAt", ${reminder('planned')} as "nextReminderAt"
    from obligation o join directive d on d.id = o.directive_id
      cross join lateral (values
        ('ack', o.ack_due_at, o.acknowledged_at is null and o.reported_at is null),
        ('report', o.report_due_at, o.report_state in ('owed', 'returned'))
      ) open (about, due_at, is_open)
    where ${isWithin(scope)} and ${isBelow(unitId, tree)} and ${isHeld} and open.is_open
    order by d.issued_on, d.id, open.about, open.due_at nulls last, o.path_names collate vietnamese,
      o.id`.execute(db)
  return found.rows
}
