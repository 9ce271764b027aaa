// Turns what was noted about a change of a directive into the notice for one unit. The words are in src/texts.
import type { ChangePayload } from '../circulation/announce.ts'
import type { DeliveryToSend } from '../circulation/compose.ts'
import type { OutgoingMessage } from '../circulation/messenger.ts'
import type { ReportState } from '../platform/database-types.ts'
import { dayText, deadlineText } from '../texts/dates.ts'
import { html } from '../texts/index.ts'
import { type KeyboardPlace, obligationButtons } from './keyboards.ts'

/** The notice; null when the payload is none. */
export function changeMessage(delivery: DeliveryToSend, place: KeyboardPlace): OutgoingMessage | null {
  const payload = delivery.payload as ChangePayload | null
  const { directive, obligation, language } = delivery
  if (payload?.kind !== 'change' || !directive) return null
  const { what, reason, byNumber, byDay } = payload
  const day = dayText(directive.issuedOn, language)
  const base = { number: directive.numberText, day, subject: directive.subject }
  const successor = { byNumber: byNumber ?? '', byDay: byDay ? dayText(byDay, language) : '' }
  const lines = [html(language, `change-${what}`, { ...base, ...successor })]
  if (reason) lines.push(html(language, 'change-reason', { reason }))
  if (what === 'corrected' && directive.body)
    lines.push('', html(language, 'change-body', { body: directive.body.slice(0, 2_500) }))
  const deadline = (at: Date) => deadlineText(at, language, place.timeZone)
  if (what === 'extended' || what === 'corrected') {
    if (obligation?.ackDueAt && !obligation.acknowledgedAt)
      lines.push(html(language, 'change-ack-due', { deadline: deadline(obligation.ackDueAt) }))
    if (obligation?.reportDueAt && ['owed', 'returned'].includes(obligation.reportState))
      lines.push(html(language, 'change-report-due', { deadline: deadline(obligation.reportDueAt) }))
  }
  const message: OutgoingMessage = { text: lines.join('\n'), protect: directive.protect }
  if (obligation && (what === 'extended' || what === 'corrected')) {
    message.buttons = obligationButtons(
      language,
      {
        ...{ id: obligation.id, numberText: directive.numberText, acknowledgedAt: obligation.acknowledgedAt },
        reportState: obligation.reportState as ReportState,
        annexes: directive.annexes,
      },
      place,
    )
  }
  return message
}
