// Turns the payload of a notice (circulation/notices.ts) into the message. The words are in src/texts.
import type { OutgoingMessage } from '../../circulation/messenger.ts'
import type { AppointmentNotice, Notice, PassOnNotice } from '../../circulation/notices.ts'
import type { DeliveryToSend } from '../../circulation/sending/compose.ts'
import { timeAndDayText } from '../../texts/dates.ts'
import { html, type Language, plain } from '../../texts/index.ts'
import { registerButtons } from '../features/directive/buttons.ts'
import { draftMessage } from './draft-notice.ts'
import { dutyMessage } from './duty-notice.ts'

/** The notice; null when the payload is none of these. */
export function noticeMessage(delivery: DeliveryToSend, timeZone: string): OutgoingMessage | null {
  const { language } = delivery
  const notice = delivery.payload as Notice | null
  switch (notice?.kind) {
    case 'draft':
      return draftMessage(notice, delivery)
    case 'duty':
      return dutyMessage(notice, delivery, timeZone)
    case 'appointment':
      return appointmentMessage(notice, delivery, timeZone)
    case 'pass_on':
      return passOnMessage(notice, language)
    case 'neutral':
      return { text: html(language, 'neutral-notice', { unit: notice.unitName }) }
    case 'due_work': {
      const { work, count, minutes } = notice
      return { text: html(language, 'alarm-due-work', { work, count, minutes }) }
    }
    case 'set_aside':
      return { text: html(language, 'alarm-set-aside', { seq: notice.seq }) }
    default:
      return null
  }
}

function appointmentMessage(
  { unitName, officerId, appointedBy, at }: AppointmentNotice,
  { language, names }: DeliveryToSend,
  timeZone: string,
): OutgoingMessage {
  const text = html(language, 'unit-told-of-appointment', {
    unit: unitName,
    name: names?.[officerId] ?? '—',
    by: names?.[appointedBy] ?? '—',
    when: timeAndDayText(new Date(at), language, timeZone),
  })
  return { text }
}

function passOnMessage(notice: PassOnNotice, language: Language): OutgoingMessage {
  const { directiveId, numberText, subject, asksPlan } = notice
  const key = asksPlan ? 'cascade-notice-plan' : 'cascade-notice'
  const open = registerButtons.button.open(plain(language, 'cascade-button-open'), { directive: directiveId })
  return {
    text: html(language, key, { number: numberText, subject }),
    buttons: [[open]],
  }
}
