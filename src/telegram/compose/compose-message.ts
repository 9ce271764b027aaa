// Composes the message of a delivery that is about to be sent: the directive itself, or the ready message in
// the payload. The sender adds the file. Pure and quick. The words are in src/texts.

import type { OutgoingMessage } from '../../circulation/messenger.ts'
import { fileOfPayload } from '../../circulation/send-files.ts'
import type { ComposeMessage, DeliveryToSend } from '../../circulation/sending/compose.ts'
import type { JsonObject, ReportState } from '../../platform/database-types.ts'
import { shorten } from '../../platform/vietnamese-text.ts'
import { dayText, deadlineText } from '../../texts/dates.ts'
import { html } from '../../texts/index.ts'
import { maxCaption, maxText } from '../layout.ts'
import { shownLength } from '../split-html.ts'
import { changeMessage } from './compose-change.ts'
import { noticeMessage } from './compose-notice.ts'
import { chaseMessage } from './compose-reminder.ts'
import { type KeyboardPlace, obligationButtons } from './keyboards.ts'

/** Makes the composer. `timeZone` is the organisation's, `botUsername` is needed for links out of groups. */
export function createComposeMessage(options: { timeZone: string; botUsername: string }): ComposeMessage {
  return (delivery) => {
    const place: KeyboardPlace = { ...options, inGroup: delivery.telegramChatId < 0 }
    const ready =
      readyMessage(delivery) ??
      chaseMessage(delivery, place) ??
      changeMessage(delivery, place) ??
      noticeMessage(delivery, place)
    if (!ready) return directiveMessage(delivery, place)
    if (!delivery.isResend) return ready
    const resent = `${html(delivery.language, 'directive-resend')}\n${ready.text}`
    return shownLength(resent) <= (hasFile(delivery, ready) ? maxCaption : maxText)
      ? { ...ready, text: resent }
      : ready
  }
}

/** The text is the caption of a file; the sender adds the file that the payload names. */
const hasFile = ({ payload }: DeliveryToSend, message: OutgoingMessage) =>
  message.file !== undefined || (payload as JsonObject | null)?.[fileOfPayload] !== undefined

/** The message that was made when the delivery was put into the outbox. */
function readyMessage(delivery: DeliveryToSend): OutgoingMessage | null {
  const { payload } = delivery
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return null
  const message = payload.message
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return null
  return message as unknown as OutgoingMessage
}

/** A directive for one unit: urgency first, then number, date, issuer, subject and what is due when. */
function directiveMessage(delivery: DeliveryToSend, place: KeyboardPlace): OutgoingMessage {
  const { directive, obligation, language } = delivery
  if (!directive) throw new Error(`Delivery ${delivery.id} has neither a message nor a directive.`)
  const lines = (subject: string, body: string) => directiveLines(delivery, { subject, body }, place.timeZone)
  const message: OutgoingMessage = {
    text: fitInto(lines, directive.subject, directive.body ?? '', directive.hasFile ? maxCaption : maxText),
    protect: directive.protect,
  }
  if (obligation) {
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

function directiveLines(
  { directive, obligation, language, isResend }: DeliveryToSend,
  { subject, body }: { subject: string; body: string },
  timeZone: string,
): string {
  if (!directive) return ''
  const deadline = (at: Date) => deadlineText(at, language, timeZone)
  const ackDueAt = obligation?.ackDueAt ?? directive.ackDueAt
  const reportDueAt = obligation?.reportDueAt ?? directive.reportDueAt
  const asksReport = obligation ? obligation.reportState !== 'not_required' : directive.asksReport
  return [
    isResend ? html(language, 'directive-resend') : null,
    directive.urgency === 'normal' ? null : html(language, `directive-urgency-${directive.urgency}`),
    directive.circulationMark === null
      ? null
      : html(language, 'directive-mark', { mark: directive.circulationMark }),
    html(language, 'directive-heading', { number: directive.numberText }),
    html(language, 'directive-issued', {
      issuer: directive.issuerName,
      day: dayText(directive.issuedOn, language),
    }),
    html(language, 'directive-subject', { subject }),
    body === '' ? null : `\n${html(language, 'directive-body', { body })}\n`,
    directive.annexes > 0 ? html(language, 'directive-annexes', { count: directive.annexes }) : null,
    obligation
      ? html(language, obligation.toSpeaker ? 'directive-to-speaker' : 'directive-to', {
          unit: obligation.unitName,
        })
      : null,
    ackDueAt
      ? html(language, 'directive-ack-due', { deadline: deadline(ackDueAt) })
      : html(language, 'directive-ack'),
    asksReport && reportDueAt
      ? html(language, 'directive-report-due', { deadline: deadline(reportDueAt) })
      : null,
    asksReport && !reportDueAt ? html(language, 'directive-report') : null,
  ]
    .filter((line) => line !== null)
    .join('\n')
}

/** Shortens the body, then the subject, until what is shown fits. Numbers and deadlines are never cut. */
function fitInto(
  lines: (subject: string, body: string) => string,
  subject: string,
  body: string,
  limit: number,
): string {
  const over = (text: string) => shownLength(text) - limit
  let [shortSubject, shortBody] = [subject, body]
  let text = lines(shortSubject, shortBody)
  if (over(text) > 0 && shortBody !== '') {
    shortBody = shorten(shortBody, shortBody.length - over(text))
    text = lines(shortSubject, shortBody)
  }
  if (over(text) > 0) {
    shortSubject = shorten(shortSubject, shortSubject.length - over(text))
    text = lines(shortSubject, shortBody)
  }
  return text
}
