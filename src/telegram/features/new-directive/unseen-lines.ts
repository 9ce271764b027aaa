// What the scan for marks of secrecy could not see, in words.
import { pagesText, type Unseen } from '../../../directive/reading/unseen.ts'
import type { BotContext } from '../../context.ts'

/** A line of Telegram HTML per kind; each says where, and asks the person to look. */
export const unseenLines = (ctx: BotContext, unseen: readonly Unseen[] | undefined): string[] =>
  (unseen ?? []).map(({ what, pages }) =>
    ctx.html(`new-unseen-${what}`, { pages: pagesText(pages) || 'none' }),
  )
