// Tells those who may approve that a draft waits for them, and the drafter what became of it.
import { type Approver, approversOf } from '../directive/approvers.store.ts'
import { type DirectiveRow, findDirective } from '../directive/directive.store.ts'
import { type Author, officerIdOf } from '../org/author.ts'
import { reachableChatsOf } from '../org/chat.store.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import type { DraftNotice } from './notices.ts'
import { enqueueNotices } from './outbox.ts'

/** Returns all who may approve it; those of them who have a chat are told. */
export async function tellApprovers(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<Approver[]> {
  const directive = await findDirective(tx, directiveId)
  if (!directive) return []
  const path = await unitPath(tx, directive.issuerUnitId)
  const except = [directive.approvalAskedBy, directive.draftedBy]
  const approvers = await approversOf(tx, { pathIds: path.ids, except, now })
  const notice: DraftNotice = {
    kind: 'draft',
    what: 'waiting',
    directiveId,
    version: directive.version,
    numberText: directive.numberText,
    subject: directive.subject,
    by: officerIdOf(author),
  }
  await enqueueNotices(
    tx,
    approvers.flatMap(({ chat, language }) =>
      chat ? [{ chatId: chat.id, telegramChatId: chat.telegramChatId, language, directiveId, notice }] : [],
    ),
    now,
  )
  return approvers
}

/** What became of a draft that awaited approval. */
type DraftOutcomeToTell = { what: 'issued' } | { what: 'returned'; reason: string; version: number }

/**
 * Tells whoever submitted the draft that it is issued, or why it comes back. `version` is the one that it has
 * now. Returns how many were told.
 */
export async function tellDrafter(
  tx: Tx,
  author: Author,
  { directive: row, outcome }: { directive: DirectiveRow; outcome: DraftOutcomeToTell },
  { now }: { now: Date },
): Promise<number> {
  const drafter = row.approvalAskedBy ?? row.draftedBy
  const chats = drafter === null ? [] : await reachableChatsOf(tx, [drafter])
  const notice: DraftNotice = {
    kind: 'draft',
    directiveId: row.id,
    version: row.version,
    numberText: row.numberText,
    subject: row.subject,
    by: officerIdOf(author),
    ...outcome,
  }
  await enqueueNotices(
    tx,
    chats.map((chat) => ({ ...chat, directiveId: row.id, notice })),
    now,
  )
  return chats.length
}
