// The buttons of an approval, and the notices that bear them: a draft waits, is issued, or comes back. The
// approval itself is features/directive/approvals.ts.
import type { Button, OutgoingMessage } from '../../circulation/messenger.ts'
import type { DraftNotice } from '../../circulation/notices.ts'
import type { DeliveryToSend } from '../../circulation/sending/compose.ts'
import { html, plain } from '../../texts/index.ts'
import { encodeCallback } from '../callback-codec.ts'

/** What a button of an approval means; the place travels in the button: add at the end. */
export const approvalMoves = [
  'look',
  'approve',
  'approve_later',
  'return',
  'rework',
  'drop',
  'approve_at',
] as const

/** `version` is the one that the person sees. */
export function approvalButton(
  text: string,
  move: (typeof approvalMoves)[number],
  row: { id: number; version: number },
): Button {
  const extra = [approvalMoves.indexOf(move), row.version]
  return { text, data: encodeCallback({ action: 'approve', id: row.id, extra }) }
}

/** The words for those who may approve it, or for whoever submitted it. */
export function draftMessage(notice: DraftNotice, { language, names }: DeliveryToSend): OutgoingMessage {
  const { what, directiveId: id, version, numberText: number, subject, by, reason = '' } = notice
  const name = by === null ? plain(language, 'approve-operator') : (names?.[by] ?? '—')
  if (what === 'issued') return { text: html(language, 'approve-told-issued', { number, name }) }
  if (what === 'returned') {
    const rework = approvalButton(plain(language, 'approve-button-rework'), 'rework', { id, version })
    return { text: html(language, 'approve-told-returned', { number, name, reason }), buttons: [[rework]] }
  }
  const text = html(language, version > 1 ? 'approve-waiting-again' : 'approve-waiting', {
    number,
    subject,
    name,
  })
  return {
    text,
    buttons: [[approvalButton(plain(language, 'approve-button-look'), 'look', { id, version })]],
  }
}
