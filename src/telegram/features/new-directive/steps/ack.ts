// The deadline of the receipt.
import { deadlineStep } from '../deadline-step.ts'

export const ack = deadlineStep({
  id: 'ack',
  field: 'ackDueAt',
  workingDays: [1, 3, 5],
  isAnswered: ({ content }) => Boolean(content.ackDueAt),
})
