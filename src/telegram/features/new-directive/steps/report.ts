// The deadline of the report.
import { deadlineStep } from '../deadline-step.ts'

export const report = deadlineStep({
  id: 'report',
  field: 'reportDueAt',
  // No choice is before the longest one of the receipt.
  workingDays: [5, 10, 20],
  isAnswered: ({ content }) => !content.asksReport || Boolean(content.reportDueAt),
  fault: ({ content: { ackDueAt } }, at) =>
    ackDueAt && at < ackDueAt ? 'new-fault-report_before_ack' : null,
})
