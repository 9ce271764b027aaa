// The buttons that several features put below their messages.
import type { Button } from '../../circulation/messenger.ts'
import type { ReportState } from '../../platform/database-types.ts'
import { timeText } from '../../texts/dates.ts'
import { type Language, plain } from '../../texts/index.ts'
import { annexButtons } from '../features/directive/buttons.ts'
import { acknowledgeButtons, reportButtons } from '../features/report/buttons.ts'

/** What the buttons below a directive or a reminder need to know. */
export interface ObligationToShow {
  id: number
  numberText: string
  acknowledgedAt: Date | null
  /** Name of the person who acknowledged. */
  acknowledgedBy?: string | null
  reportState: ReportState
  reportedAt?: Date | null
  /** Further files of the directive, sent on request. */
  annexes?: number
}

export interface KeyboardPlace {
  timeZone: string
  botUsername: string
  /** In a group the report button is a link into the private chat. */
  inGroup: boolean
}

/** Below a directive: "Đã nhận" (or who received it and when), "Báo cáo", copy the number. */
export function obligationButtons(
  language: Language,
  obligation: ObligationToShow,
  place: KeyboardPlace,
): Button[][] {
  const { acknowledgedAt, acknowledgedBy } = obligation
  const acknowledged = acknowledgedBy ? 'directive-button-acknowledged' : 'directive-button-acknowledged-when'
  const label =
    acknowledgedAt === null
      ? plain(language, 'directive-button-acknowledge')
      : plain(language, acknowledged, {
          time: timeText(acknowledgedAt, place.timeZone),
          name: acknowledgedBy ?? '',
        })
  const acknowledge = acknowledgeButtons.button.directive(label, { obligation: obligation.id })
  const report = reportButton(language, obligation, place)
  const annexes = obligation.annexes ? [[annexButton(language, obligation.id, obligation.annexes)]] : []
  return [
    [acknowledge],
    ...(report ? [[report]] : []),
    ...annexes,
    [copyButton(language, obligation.numberText)],
  ]
}

/** Sends the directive's further files. */
export function annexButton(language: Language, obligationId: number, count: number): Button {
  return annexButtons.button.send(plain(language, 'directive-button-annexes', { count }), {
    obligation: obligationId,
  })
}

/** "Báo cáo", or the time when it was sent; null when the directive asks for no report. */
export function reportButton(
  language: Language,
  { id, reportState, reportedAt }: ObligationToShow,
  place: KeyboardPlace,
): Button | null {
  if (reportState === 'not_required') return null
  const sent = (reportState === 'submitted' || reportState === 'accepted') && reportedAt
  if (reportState === 'returned') return supplementButton(language, id, place)
  const text = sent
    ? plain(language, 'directive-button-reported', { time: timeText(reportedAt, place.timeZone) })
    : plain(language, 'directive-button-report')
  return opensReport(text, id, place)
}

/** "Bổ sung báo cáo". */
export function supplementButton(language: Language, obligationId: number, place: KeyboardPlace): Button {
  return opensReport(plain(language, 'directive-button-supplement'), obligationId, place)
}

function opensReport(text: string, obligationId: number, place: KeyboardPlace): Button {
  return place.inGroup
    ? { text, url: reportLink(place.botUsername, obligationId) }
    : reportButtons.button.start(text, { obligation: obligationId })
}

/** Copies the document's number. */
export function copyButton(language: Language, numberText: string): Button {
  return {
    text: plain(language, 'directive-button-copy', { number: numberText }),
    copy: numberText.slice(0, 256),
  }
}

/** A link that opens the report in the private chat. */
export function reportLink(botUsername: string, obligationId: number): string {
  return startLink(botUsername, `${reportPrefix}${obligationId.toString(36)}`)
}

/** A link that opens the private chat with `/start payload`. */
export function startLink(botUsername: string, payload: string): string {
  return `https://t.me/${botUsername}?start=${payload}`
}

const reportPrefix = 'bc_'

/** The obligation in the payload of a report link (/start); null when the payload is something else. */
export function obligationOfLink(payload: string): number | null {
  const match = /^bc_([0-9a-z]{1,10})$/.exec(payload)
  return match ? Number.parseInt(match[1]!, 36) : null
}
