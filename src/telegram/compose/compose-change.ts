// Turns the payload of a change of a directive into the notice for one unit. The words are in src/texts.
import type { ChangePayload } from '../../circulation/announce.ts'
import type { OutgoingMessage } from '../../circulation/messenger.ts'
import type { DeliveryToSend } from '../../circulation/sending/compose.ts'
import type { ReportState } from '../../platform/database-types.ts'
import { shorten } from '../../platform/vietnamese-text.ts'
import { dayText, deadlineText, timeAndDayText } from '../../texts/dates.ts'
import { html } from '../../texts/index.ts'
import { maxText } from '../layout.ts'
import { shownLength } from '../split-html.ts'
import { type KeyboardPlace, obligationButtons } from './keyboards.ts'

/** The notice; null when the payload is not one of a change. */
export function changeMessage(delivery: DeliveryToSend, place: KeyboardPlace): OutgoingMessage | null {
  const payload = delivery.payload as ChangePayload | null
  const { directive, obligation, language } = delivery
  if (payload?.kind !== 'change' || !directive) return null
  const { what, reason, byNumber, byDay } = payload
  const day = dayText(directive.issuedOn, language)
  // With a file the text is its caption, at most 1,024 characters.
  const room = payload.fileToSend ? { subject: 350, reason: 150 } : { subject: 1_000, reason: 500 }
  const base = { number: directive.numberText, day, subject: shorten(directive.subject, room.subject) }
  const successor = { byNumber: byNumber ?? '', byDay: byDay ? dayText(byDay, language) : '' }
  const lines = [html(language, `change-${what}`, { ...base, ...successor })]
  if (reason) lines.push(html(language, 'change-reason', { reason: shorten(reason, room.reason) }))
  const bodyAt = lines.length
  if (what === 'corrected' && payload.fileToSend) lines.push(html(language, 'change-new-file'))
  if (what === 'corrected' && obligation?.acknowledgedAt)
    lines.push(
      html(language, 'change-acknowledged-before', {
        when: timeAndDayText(obligation.acknowledgedAt, language, place.timeZone),
      }),
    )
  const deadline = (at: Date) => deadlineText(at, language, place.timeZone)
  if (what === 'extended' || what === 'corrected') {
    if (obligation?.ackDueAt && !obligation.acknowledgedAt)
      lines.push(html(language, 'change-ack-due', { deadline: deadline(obligation.ackDueAt) }))
    if (obligation?.reportDueAt && ['owed', 'returned'].includes(obligation.reportState))
      lines.push(html(language, 'change-report-due', { deadline: deadline(obligation.reportDueAt) }))
  }
  if (what === 'corrected' && directive.body) {
    // Everything but the body is set first: numbers and deadlines are never cut.
    const left = payload.fileToSend ? 200 : maxText - shownLength(lines.join('\n')) - 2
    lines.splice(bodyAt, 0, '', html(language, 'change-body', { body: shorten(directive.body, left) }))
  }
  const message: OutgoingMessage = { text: lines.join('\n'), protect: directive.protect }
  if (obligation && (what === 'extended' || what === 'corrected')) {
    message.buttons = obligationButtons(
      language,
      {
        id: obligation.id,
        numberText: directive.numberText,
        acknowledgedAt: obligation.acknowledgedAt,
        reportState: obligation.reportState as ReportState,
        annexes: directive.annexes,
      },
      place,
    )
  }
  return message
}
