// Tells the people who had a duty that it has changed hands or ended: to whom, since when, what that means,
// whom to ask. The notices go into the outbox in the transaction of the change, so each goes out once. They
// go only to reachable private chats of people who agreed to the notice on personal data.
import { reachableChatsOf } from '../org/chat.store.ts'
import type { HandedOver } from '../org/duty-succession.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import { enqueueNotices } from './outbox.ts'

/** Ids of officers. */
export interface PredecessorsTold {
  /** A notice goes to them. */
  reached: number[]
  /** They have no reachable chat. A person must tell them. */
  missed: number[]
}

/** Puts the notices into the outbox. */
export async function tellPredecessors(
  tx: Tx,
  { unitId, duty, successorId, ended }: HandedOver,
  now: Date,
): Promise<PredecessorsTold> {
  if (ended.length === 0) return { reached: [], missed: [] }
  const stoodIn = new Map(ended.map((holder) => [holder.officerId, holder.stoodIn]))
  const chats = await reachableChatsOf(tx, [...stoodIn.keys()])
  const { names } = await unitPath(tx, unitId)
  await enqueueNotices(
    tx,
    chats.map((chat) => ({
      ...chat,
      notice: {
        kind: 'duty',
        duty,
        unitName: names.at(-1) ?? '',
        superiorName: names.at(-2) ?? null,
        successorId,
        stoodIn: stoodIn.get(chat.officerId) ?? false,
        at: now.toISOString(),
      },
    })),
    now,
  )
  const reached = chats.map((chat) => chat.officerId)
  return { reached, missed: [...stoodIn.keys()].filter((id) => !reached.includes(id)) }
}
