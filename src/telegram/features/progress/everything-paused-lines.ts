// Tells people who look at the progress of a directive, a campaign or a cascade that all sending is paused.
import { everythingPaused } from '../../../circulation/pause-everything.ts'
import { everythingPausedText } from '../../../texts/everything-paused.ts'
import type { BotContext } from '../../context.ts'

/** The line with who paused it and since when; none while sending is allowed. Telegram HTML. */
export async function everythingPausedLines(ctx: BotContext): Promise<string[]> {
  const paused = await everythingPaused(ctx.tx)
  return paused ? [everythingPausedText(ctx.language, paused, ctx.calendar.timeZone)] : []
}
