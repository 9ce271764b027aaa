// Until when the report is to be sent.
import { deadlineStep } from '../deadline-step.ts'

export const report = deadlineStep({
  id: 'report',
  field: 'reportDueAt',
  // None before the longest for the receipt.
  workingDays: [5, 10, 20],
  isAnswered: ({ content }) => !content.asksReport || Boolean(content.reportDueAt),
  fault: ({ content: { ackDueAt } }, at) =>
    ackDueAt && at < ackDueAt ? 'new-fault-report_before_ack' : null,
})
