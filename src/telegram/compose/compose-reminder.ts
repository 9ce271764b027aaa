// Turns the payload of a reminder or an escalation, which the chase room wrote, into a message: one item in
// full words, several as a numbered list, always with what to do next. The words are in src/texts.
import type {
  EscalationItem,
  EscalationPayload,
  ReminderItem,
  ReminderPayload,
} from '../../chase/payloads.ts'
import type { Button, OutgoingMessage } from '../../circulation/messenger.ts'
import type { DeliveryToSend } from '../../circulation/sending/compose.ts'
import { shorten } from '../../platform/vietnamese-text.ts'
import { deadlineText } from '../../texts/dates.ts'
import { html, type Language, plain, type TextKey } from '../../texts/index.ts'
import { statusButton } from '../features/progress/buttons.ts'
import { acknowledgeButtons, reportButtons, todoButtons } from '../features/report/buttons.ts'
import { maxText } from '../layout.ts'
import { type KeyboardPlace, reportLink } from './keyboards.ts'

/** Matters in one message; the rest is a number, and /viec or /tinhhinh shows them. */
const maxItems = 8
const maxShownSubject = 160

/** The message of a reminder or an escalation; null when the payload is neither. */
export function chaseMessage(delivery: DeliveryToSend, place: KeyboardPlace): OutgoingMessage | null {
  const payload = delivery.payload as { kind?: unknown } | null
  if (payload?.kind === 'reminder') return reminder(delivery, payload as ReminderPayload, place)
  if (payload?.kind === 'escalation') return escalation(delivery, payload as EscalationPayload, place)
  return null
}

function reminder(delivery: DeliveryToSend, payload: ReminderPayload, place: KeyboardPlace): OutgoingMessage {
  const { language } = delivery
  const items = stillOpen(payload.items, delivery)
  const shown = items.slice(0, maxItems)
  const severalUnits = new Set(items.map((item) => item.unitName)).size > 1
  const texts = shown.map((item) => itemText(item, payload, language, place.timeZone, severalUnits))
  const lines =
    items.length === 1
      ? [texts[0]!, html(language, 'chase-next-one')]
      : [
          html(language, 'chase-digest', { count: items.length }),
          ...texts.map((text, i) => `${html(language, 'chase-digest-item', { position: i + 1 })} ${text}`),
          ...(items.length > shown.length
            ? [html(language, 'chase-digest-more', { count: items.length - shown.length })]
            : []),
          html(language, 'chase-next-many'),
        ]
  const buttons = shown.map((item) => [itemButton(item, language, place, severalUnits)])
  if (items.length > 1 && !place.inGroup)
    buttons.push([todoButtons.button.page(plain(language, 'chase-button-all'), { page: 0 })])
  return { text: lines.join('\n\n'), buttons }
}

/** Leaves out what was answered between the planning and the intent. */
function stillOpen(items: ReminderItem[], { stillOpen: open }: DeliveryToSend): ReminderItem[] {
  if (open === undefined) return items
  const keys = new Set(open.map((each) => `${each.obligationId} ${each.about}`))
  return items.filter((item) => keys.has(`${item.obligationId} ${item.about}`))
}

function itemText(
  item: ReminderItem,
  payload: ReminderPayload,
  language: Language,
  timeZone: string,
  severalUnits: boolean,
): string {
  const at = (iso: string) => deadlineText(new Date(iso), language, timeZone)
  const key = keyOf(item)
  const saysUnit = key === 'chase-report-overdue' || key === 'chase-supplement-overdue'
  return [
    html(language, key, {
      number: item.numberText,
      unit: item.unitName,
      days: item.overdueDays > 0 ? item.overdueDays : (item.workingDaysLeft ?? 0),
      answerBy: at(payload.answerBy),
    }),
    html(language, 'chase-subject', { subject: shorten(item.subject, maxShownSubject) }),
    severalUnits && !saysUnit ? html(language, 'chase-unit', { unit: item.unitName }) : null,
    item.dueAt === null ? null : html(language, 'chase-deadline', { deadline: at(item.dueAt) }),
  ]
    .filter((line) => line !== null)
    .join('\n')
}

function keyOf(item: ReminderItem): TextKey {
  const isLate = item.overdueDays > 0
  if (item.about === 'ack') return isLate ? 'chase-ack-overdue' : 'chase-ack'
  if (item.returned) return isLate ? 'chase-supplement-overdue' : 'chase-supplement'
  if (isLate) return 'chase-report-overdue'
  if (item.workingDaysLeft === null) return 'chase-report'
  return item.workingDaysLeft === 0 ? 'chase-report-last-day' : 'chase-report-soon'
}

function itemButton(
  item: ReminderItem,
  language: Language,
  place: KeyboardPlace,
  severalUnits: boolean,
): Button {
  const key = item.about === 'ack' ? 'ack' : item.returned ? 'supplement' : 'report'
  const button = plain(language, `chase-button-${key}`, { number: item.numberText })
  const text = severalUnits
    ? plain(language, 'chase-button-of-unit', { button, unit: item.unitName })
    : button
  if (item.about === 'ack')
    return acknowledgeButtons.button.directive(text, { obligation: item.obligationId })
  return place.inGroup
    ? { text, url: reportLink(place.botUsername, item.obligationId) }
    : reportButtons.button.start(text, { obligation: item.obligationId })
}

function escalation(
  delivery: DeliveryToSend,
  payload: EscalationPayload,
  place: KeyboardPlace,
): OutgoingMessage {
  const { language } = delivery
  const shown = payload.items.slice(0, maxItems)
  const isCallList = shown.some((item) => item.isCallList)
  const text = (names: number) =>
    [
      html(language, isCallList ? 'escalation-call-heading' : 'escalation-heading', {
        unit: payload.unitName,
      }),
      ...(payload.insteadOf === undefined
        ? []
        : [html(language, 'escalation-instead', { unit: payload.insteadOf })]),
      ...shown.map((item) => arrears(item, delivery, place.timeZone, names)),
      ...(payload.items.length > shown.length
        ? [html(language, 'escalation-more', { count: payload.items.length - shown.length })]
        : []),
      html(language, 'escalation-next'),
    ].join('\n\n')
  const buttons = shown.map((item): Button[] => [
    statusButton(plain(language, 'escalation-button', { number: item.numberText }), item.directiveId),
  ])
  const fitting = [20, 10, 5, 2].find((names) => text(names).length <= maxText) ?? 0
  return { text: text(fitting), buttons: place.inGroup ? [] : onePerDirective(shown, buttons) }
}

/** A directive may be late with both acknowledgements and reports: one button is enough. */
function onePerDirective(items: EscalationItem[], buttons: Button[][]): Button[][] {
  return buttons.filter((_, i) => items.findIndex((item) => item.directiveId === items[i]!.directiveId) === i)
}

function arrears(
  item: EscalationItem,
  { language, names: people }: DeliveryToSend,
  timeZone: string,
  names: number,
): string {
  const key: TextKey = item.isCallList
    ? 'escalation-call'
    : item.isUnreached
      ? 'escalation-unreached'
      : `escalation-${item.about}`
  const units = item.units.slice(0, names)
  return [
    html(language, key, {
      number: item.numberText,
      count: item.count,
      days: item.overdueDays,
      deadline: item.dueAt === null ? '–' : deadlineText(new Date(item.dueAt), language, timeZone),
    }),
    html(language, 'chase-subject', { subject: shorten(item.subject, maxShownSubject) }),
    ...units.map(({ name, officerId }) =>
      officerId === undefined
        ? html(language, 'escalation-unit', { unit: name })
        : html(language, 'escalation-person', { unit: name, person: people?.[officerId] ?? '—' }),
    ),
    ...(item.count > units.length && units.length > 0
      ? [html(language, 'escalation-more-units', { count: item.count - units.length })]
      : []),
  ].join('\n')
}
