// A directive or a correction that somebody is writing lies in the conversation of the chat, which holds one thing at a time.
// What asks for a typed answer would take its place and lose it: it is asked for first.
import type { BotContext } from '../../context.ts'
import { correctionDialog } from '../directive/correction.ts'
import { newDirectiveDialog } from './state.ts'

/** Is something being written here? Then says so, and what to do; nothing else may be begun. */
export async function hasDraftInHand(ctx: BotContext): Promise<boolean> {
  if (ctx.dialog.kind !== newDirectiveDialog && ctx.dialog.kind !== correctionDialog) return false
  await ctx.say('draft-in-hand')
  return true
}
