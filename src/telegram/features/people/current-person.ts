// The person who writes, with or without a duty: people whose duties have ended keep the right to their own
// data. Only the person's private chat counts, because nobody else reads it.
import type { Actor } from '../../../org/actor.ts'
import { takeStrangerTurn } from '../../../org/stranger-answer.store.ts'
import { findPersonByAccount } from '../../../privacy/personal-data.ts'
import type { BotContext } from '../../context.ts'

/** Is the update from the private chat of the person who acts? */
export const isOwnChat = (ctx: BotContext): boolean =>
  ctx.isPrivate && ctx.from !== undefined && ctx.chat?.id === ctx.from.id

/**
 * The person in the own private chat; null for an unknown or erased person, and in any other chat. Has no
 * duties, so it is good for the person's own data only. Sets the language of the answers to the person's.
 */
export async function findCurrentPerson(
  ctx: BotContext,
): Promise<Pick<Actor, 'officerId' | 'fullName' | 'language'> | null> {
  if (!isOwnChat(ctx) || !ctx.from) return null
  if (ctx.actor) return ctx.actor
  const person = await findPersonByAccount(ctx.tx, ctx.from.id)
  if (person) ctx.language = person.language
  return person
}

/**
 * For somebody without a duty: what a known person can still do, or how to enrol. An unknown account gets
 * that once a minute at most, behind the answers to everybody else.
 */
export async function sayWithoutDuty(ctx: BotContext): Promise<void> {
  if (await findCurrentPerson(ctx)) return await ctx.say('enrol-no-duty')
  if (ctx.from && !(await takeStrangerTurn(ctx.tx, ctx.from.id, ctx.now))) return
  await ctx.say('enrol-unknown', {}, { isLast: true })
}
