// Whoever looks at progress, of one directive, of a campaign or along a cascade, is told that all sending is
// stopped.
import { everythingPaused } from '../../../circulation/pause-everything.ts'
import { everythingPausedText } from '../../../texts/everything-paused.ts'
import type { BotContext } from '../../context.ts'

/** The line with who stopped it and since when; none while sending is allowed. Telegram HTML. */
export async function everythingPausedLines(ctx: BotContext): Promise<string[]> {
  const paused = await everythingPaused(ctx.tx)
  return paused ? [everythingPausedText(ctx.language, paused, ctx.calendar.timeZone)] : []
}
