// Tells those who had a duty that it has changed hands or ended: to whom, since when, what that means, whom
// to ask. In the transaction that does it, so exactly once; to private chats only that can be written to and
// whose owner agreed to the notice on personal data.
import { reachableChatsOf } from '../org/chat.store.ts'
import type { HandedOver } from '../org/duty-succession.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import { enqueueNotices } from './outbox.ts'

/** Officers' ids: to whom a notice goes, and who must be told otherwise. */
export interface Told {
  reached: number[]
  missed: number[]
}

/** Puts the notices into the outbox. */
export async function tellPredecessors(
  tx: Tx,
  { unitId, duty, successorId, ended }: HandedOver,
  now: Date,
): Promise<Told> {
  if (ended.length === 0) return { reached: [], missed: [] }
  const stoodIn = new Map(ended.map((one) => [one.officerId, one.stoodIn]))
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
