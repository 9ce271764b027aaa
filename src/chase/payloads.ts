// What a reminder and an escalation say, as data in delivery.payload. The face composes the text when the
// message is sent, with the items of a reminder that are still open then. The sender decides by delivery.asks
// (circulation/asks.ts). People are named by id: their names are read when the message is sent.

/** One thing that one unit owes. */
export type ReminderItem = {
  obligationId: number
  unitName: string
  numberText: string
  subject: string
  about: 'ack' | 'report'
  /** ISO instant. */
  dueAt: string | null
  /** Working days to the deadline, 0 on the day itself; null once it has passed. */
  workingDaysLeft: number | null
  /** Days past the deadline, 0 before it. */
  overdueDays: number
  /** Whether the report was sent back for correction. */
  returned: boolean
}

/** Payload of a delivery with purpose 'reminder': all reminders to one chat on one day. */
export type ReminderPayload = {
  kind: 'reminder'
  items: ReminderItem[]
  /** ISO instant by which the message asks for what is overdue. */
  answerBy: string
}

/** What is overdue below a committee for one directive. */
export type EscalationItem = {
  directiveId: number
  numberText: string
  subject: string
  about: 'ack' | 'report'
  /** ISO instant; null for a call list before any deadline. */
  dueAt: string | null
  overdueDays: number
  /** HỎA TỐC: a list of people to phone at once. */
  isCallList: boolean
  /** The directive has not reached these units: nobody enrolled, or nobody can be written to. */
  isUnreached?: boolean
  /** Number of all obligations that are overdue. */
  count: number
  /** The first units by name. `officerId`: the person to phone of a call list, or the speaker who owes. */
  units: { name: string; officerId?: number }[]
}

/** Payload of a delivery with purpose 'escalation': all that one office is told on one day. */
export type EscalationPayload = {
  kind: 'escalation'
  /** The committee that is told. */
  unitId: number
  unitName: string
  /**
   * The nearest committee, which should have been told and cannot be reached: an administrator is told
   * instead.
   */
  insteadOf?: string
  items: EscalationItem[]
}
