// What a reminder and a word to the superior say, as data in delivery.payload; the face turns it into text
// when it is sent; of a reminder's items it shows those still open. What the sender looks at again is
// delivery.asks (circulation/asks.ts). People stand here by their id: their names are read when the message
// is sent.

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
  returned: boolean
}

/** Payload of a delivery with purpose 'reminder': everything that one chat is reminded of on a day. */
export type ReminderPayload = {
  kind: 'reminder'
  items: ReminderItem[]
  /** ISO instant by which what is overdue is asked for. */
  answerBy: string
}

/** What stays overdue below a committee for one directive. */
export type EscalationItem = {
  directiveId: number
  numberText: string
  subject: string
  about: 'ack' | 'report'
  /** ISO instant; null for a call list before any deadline. */
  dueAt: string | null
  overdueDays: number
  /** HỎA TỐC: whom to phone at once. */
  isCallList: boolean
  /** How many units in all. */
  count: number
  /** The first of them, with whom to phone for a call list, or the speaker who owes. */
  units: { name: string; officerId?: number }[]
}

/** Payload of a delivery with purpose 'escalation': all that one office hears on a day. */
export type EscalationPayload = {
  kind: 'escalation'
  /** The committee that hears it. */
  unitId: number
  unitName: string
  items: EscalationItem[]
}
