// Tells the approvers that a draft waits for them, and the drafter what they decided.
import { type Approver, approversOf } from '../directive/approvers.store.ts'
import { type DirectiveRow, findDirective } from '../directive/directive.store.ts'
import { type Author, officerIdOf } from '../org/author.ts'
import { reachableChatsOf } from '../org/chat.store.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import type { DraftNotice } from './notices.ts'
import { enqueueNotices } from './outbox.ts'

/** Sends a notice to every approver of the draft who has a chat. Returns all approvers. */
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

/** The decision about a draft that waited for approval. `version` is the present one of the draft. */
type DraftDecision = { what: 'issued' } | { what: 'returned'; reason: string; version: number }

/**
 * Tells the person who submitted the draft, or else the drafter, that it is issued or why it was returned.
 * Returns the number of notices.
 */
export async function tellDrafter(
  tx: Tx,
  author: Author,
  { directive: row, outcome }: { directive: DirectiveRow; outcome: DraftDecision },
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
