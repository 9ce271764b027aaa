// Turns the payload of a notice (circulation/notices.ts) into the message. The words are in src/texts.
import type { OutgoingMessage } from '../../circulation/messenger.ts'
import type {
  AcceptanceNotice,
  AppointmentNotice,
  Notice,
  PassOnNotice,
  ReturnNotice,
} from '../../circulation/notices.ts'
import type { DeliveryToSend } from '../../circulation/sending/compose.ts'
import { deadlineText, timeAndDayText } from '../../texts/dates.ts'
import { html, type Language, plain } from '../../texts/index.ts'
import { registerButtons } from '../features/directive/buttons.ts'
import { draftMessage } from './draft-notice.ts'
import { dutyMessage } from './duty-notice.ts'
import { type KeyboardPlace, supplementButton } from './keyboards.ts'
import { whatToComplete } from './what-to-complete.ts'

/** The notice; null when the payload is none of these. */
export function noticeMessage(delivery: DeliveryToSend, place: KeyboardPlace): OutgoingMessage | null {
  const { timeZone } = place
  const { language } = delivery
  const notice = delivery.payload as Notice | null
  switch (notice?.kind) {
    case 'draft':
      return draftMessage(notice, delivery)
    case 'duty':
      return dutyMessage(notice, delivery, timeZone)
    case 'appointment':
      return appointmentMessage(notice, delivery, timeZone)
    case 'returned':
      return returnMessage(notice, delivery, place)
    case 'accepted':
      return acceptanceMessage(notice, language)
    case 'pass_on':
      return passOnMessage(notice, language)
    case 'neutral':
      return { text: html(language, 'neutral-notice', { unit: notice.unitName }) }
    case 'group': {
      const { why, unitName, title } = notice
      return { text: html(language, 'enrol-group-closed', { why, unit: unitName, title: title ?? unitName }) }
    }
    case 'due_work': {
      const { work, count, minutes } = notice
      return { text: html(language, 'alarm-due-work', { work, count, minutes }) }
    }
    case 'telegram_away': {
      const since = timeAndDayText(new Date(notice.since), language, timeZone)
      return { text: html(language, 'alarm-telegram-away', { since }) }
    }
    case 'local_files':
      return { text: html(language, 'alarm-local-files', { reason: notice.reason }) }
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

function returnMessage(
  { obligationId, numberText, unitName, questions, note, dueAt }: ReturnNotice,
  { language }: DeliveryToSend,
  place: KeyboardPlace,
): OutgoingMessage {
  const text = html(language, questions.length > 0 ? 'review-to-unit' : 'review-to-unit-note', {
    number: numberText,
    unit: unitName,
    what: whatToComplete(questions, note, language),
    deadline: deadlineText(new Date(dueAt), language, place.timeZone),
  })
  return { text, protect: true, buttons: [[supplementButton(language, obligationId, place)]] }
}

function acceptanceMessage({ reports }: AcceptanceNotice, language: Language): OutgoingMessage {
  const shown = reports.slice(0, maxReports)
  const lines = shown.map(({ numberText, unitName }) =>
    html(language, 'review-accepted-item', { number: numberText, unit: unitName }),
  )
  const more = reports.length - shown.length
  return {
    text: [
      html(language, 'review-accepted-to-unit', { count: reports.length }),
      ...lines,
      ...(more > 0 ? [html(language, 'review-accepted-more', { count: more })] : []),
    ].join('\n'),
  }
}

/** The most reports that one message names. */
const maxReports = 20

function passOnMessage(notice: PassOnNotice, language: Language): OutgoingMessage {
  const { directiveId, numberText, subject, asksPlan } = notice
  const key = asksPlan ? 'cascade-notice-plan' : 'cascade-notice'
  const open = registerButtons.button.open(plain(language, 'cascade-button-open'), { directive: directiveId })
  return {
    text: html(language, key, { number: numberText, subject }),
    buttons: [[open]],
  }
}
