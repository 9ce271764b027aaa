// Tells those who may approve that a draft waits for them, and the drafter what became of it. Used by chat and command
// line; the approval itself is features/approvals.ts.
import { enqueueMessage, enqueueMessages } from '../../circulation/outbox.ts'
import { type Approver, approversOf } from '../../directive/approvers.store.ts'
import { type DirectiveRow, findDirective } from '../../directive/directive.store.ts'
import { unitPath } from '../../org/unit.store.ts'
import type { Tx } from '../../platform/database.ts'
import { html, type Language, plain } from '../../texts/index.ts'
import { approvalButtons } from '../features/directive/buttons.ts'

/** Who did something, for a notice; the operator has no name. */
export interface NamedAuthor {
  name: string | null
  now: Date
}

const nameIn = (language: Language, by: NamedAuthor) => by.name ?? plain(language, 'approve-operator')

/** Who may approve it; all of them who have a chat are told. */
export async function announceForApproval(tx: Tx, directiveId: number, by: NamedAuthor): Promise<Approver[]> {
  const directive = await findDirective(tx, directiveId)
  if (!directive) return []
  const path = await unitPath(tx, directive.issuerUnitId)
  const except = [directive.approvalAskedBy, directive.draftedBy]
  const approvers = await approversOf(tx, { pathIds: path.ids, except, now: by.now })
  const reached = approvers.flatMap(({ chat, language }) => (chat ? [{ chat, language }] : []))
  await enqueueMessages(
    tx,
    reached.map(({ chat: { id: chatId, telegramChatId }, language }) => ({
      purpose: 'notice' as const,
      lane: 0 as const,
      telegramChatId,
      chatId,
      language,
      directiveId,
      payload: {
        message: {
          text: html(language, directive.version > 1 ? 'approve-waiting-again' : 'approve-waiting', {
            number: directive.numberText,
            subject: directive.subject,
            name: nameIn(language, by),
          }),
          buttons: [
            [approvalButtons.button.look(plain(language, 'approve-button-look'), { draft: directiveId })],
          ],
        },
      },
      dueAt: by.now,
      now: by.now,
    })),
  )
  return approvers
}

/** Tells whoever sent the draft in; with the reason and a way to put it right when it comes back. Returns how many were told. */
export async function tellDrafter(
  tx: Tx,
  row: DirectiveRow,
  what: { is: 'issued' } | { is: 'returned'; reason: string; version: number },
  by: NamedAuthor,
): Promise<number> {
  const chat = await tx
    .selectFrom('chat')
    .innerJoin('officer', 'officer.id', 'chat.officer_id')
    .select(['chat.id', 'chat.telegram_chat_id', 'officer.language'])
    .where('chat.officer_id', '=', row.approvalAskedBy ?? row.draftedBy ?? 0)
    .where('chat.kind', '=', 'private')
    .where('chat.state', '=', 'reachable')
    .executeTakeFirst()
  if (!chat) return 0
  const language = chat.language === 'en' ? 'en' : 'vi'
  const args = { number: row.numberText, name: nameIn(language, by) }
  const message =
    what.is === 'issued'
      ? { text: html(language, 'approve-told-issued', args) }
      : {
          text: html(language, 'approve-told-returned', { ...args, reason: what.reason }),
          buttons: [
            [approvalButtons.button.rework(plain(language, 'approve-button-rework'), { draft: row.id })],
          ],
        }
  await enqueueMessage(tx, {
    purpose: 'notice',
    lane: 0,
    telegramChatId: chat.telegram_chat_id,
    chatId: chat.id,
    language,
    directiveId: row.id,
    payload: { message },
    dueAt: by.now,
    now: by.now,
  })
  return 1
}
