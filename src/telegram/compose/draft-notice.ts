// The notices of an approval: a draft waits, is issued, or comes back. Approving itself is in
// features/directive/approvals.ts.
import type { OutgoingMessage } from '../../circulation/messenger.ts'
import type { DraftNotice } from '../../circulation/notices.ts'
import type { DeliveryToSend } from '../../circulation/sending/compose.ts'
import { html, plain } from '../../texts/index.ts'
import { approvalButtons } from '../features/directive/buttons.ts'

/** The words for the approvers, or for the person who submitted the draft. */
export function draftMessage(notice: DraftNotice, { language, names }: DeliveryToSend): OutgoingMessage {
  const { what, directiveId: id, version, numberText: number, subject, by, reason = '' } = notice
  const name = by === null ? plain(language, 'approve-operator') : (names?.[by] ?? '—')
  if (what === 'issued') return { text: html(language, 'approve-told-issued', { number, name }) }
  if (what === 'returned') {
    const rework = approvalButtons.button.rework(plain(language, 'approve-button-rework'), { draft: id })
    return { text: html(language, 'approve-told-returned', { number, name, reason }), buttons: [[rework]] }
  }
  const text = html(language, version > 1 ? 'approve-waiting-again' : 'approve-waiting', {
    number,
    subject,
    name,
  })
  return {
    text,
    buttons: [[approvalButtons.button.look(plain(language, 'approve-button-look'), { draft: id })]],
  }
}
