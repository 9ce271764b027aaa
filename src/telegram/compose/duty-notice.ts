// The notice to the former holder of a duty: somebody else holds it now, or it has ended.
import type { OutgoingMessage } from '../../circulation/messenger.ts'
import type { DutyNotice } from '../../circulation/notices.ts'
import type { DeliveryToSend } from '../../circulation/sending/compose.ts'
import { timeAndDayText } from '../../texts/dates.ts'
import { html, plain } from '../../texts/index.ts'

/** Names the new holder, the day of the change, and whom to ask. */
export function dutyMessage(
  notice: DutyNotice,
  { language, names }: DeliveryToSend,
  timeZone: string,
): OutgoingMessage {
  const { duty, unitName, superiorName, successorId, stoodIn, at } = notice
  const what = successorId === null ? 'ended' : 'handed-over'
  const text = html(language, `unit-told-${stoodIn ? 'stood-in-' : ''}${what}`, {
    duty: plain(language, `unit-duty-${duty}`),
    unit: unitName,
    name: names?.[successorId ?? 0] ?? '—',
    when: timeAndDayText(new Date(at), language, timeZone),
    ask: plain(language, superiorName === null ? 'unit-told-ask-top' : 'unit-told-ask', {
      unit: superiorName ?? unitName,
    }),
  })
  return { text }
}
