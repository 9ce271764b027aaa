// Whoever writes, with or without a duty: a person whose duty has ended keeps the right to the own data. Only
// the own private chat counts, where nobody else reads along.
import type { Actor } from '../../../org/actor.ts'
import { findPersonByAccount } from '../../../privacy/personal-data.ts'
import type { BotContext } from '../../context.ts'

/** Is the update from the private chat of the very person who acts? */
export const isOwnChat = (ctx: BotContext): boolean =>
  ctx.isPrivate && ctx.from !== undefined && ctx.chat?.id === ctx.from.id

/**
 * The person in the own private chat; null for somebody unknown or erased, and anywhere else. Carries no
 * duties: good for the own data alone. From here on the person is answered in the own language.
 */
export async function findOneself(
  ctx: BotContext,
): Promise<Pick<Actor, 'officerId' | 'fullName' | 'language'> | null> {
  if (!isOwnChat(ctx) || !ctx.from) return null
  if (ctx.actor) return ctx.actor
  const person = await findPersonByAccount(ctx.tx, ctx.from.id)
  if (person) ctx.language = person.language
  return person
}

/** For somebody without a duty: what a known person can still do, or how to become known. */
export async function sayWithoutDuty(ctx: BotContext): Promise<void> {
  const known = (await findOneself(ctx)) !== null
  await ctx.say(known ? 'enrol-no-duty' : 'enrol-unknown')
}
