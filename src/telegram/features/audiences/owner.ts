// The owners of the recipient lists that a person manages in chat: the offices that the person runs.
import { findSavedAudience, type SavedAudience } from '../../../directive/saved-audiences.ts'
import type { BotContext } from '../../context.ts'

/** The offices of the person. */
export const officesOf = (ctx: BotContext) =>
  (ctx.actor?.duties ?? []).filter(({ duty, unitKind }) => duty === 'office' && unitKind !== 'cell')

/** Does the person run the office of that unit? */
export const ownsLists = (ctx: BotContext, unitId: number) =>
  officesOf(ctx).some((held) => held.unitId === unitId)

/** The list, when it belongs to an office of the person; null otherwise and when there is no such list. */
export async function ownList(ctx: BotContext, id: number): Promise<SavedAudience | null> {
  const list = await findSavedAudience(ctx.tx, id)
  return list && ownsLists(ctx, list.unitId) ? list : null
}
