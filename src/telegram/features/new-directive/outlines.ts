// The outline of the reports that a new directive asks for. Chosen in steps/answer.ts and steps/outline.ts,
// copied into the directive when it is submitted.
import { builtInOutline, outlineToKeep } from '../../../response/built-in-outlines.ts'
import { defaultOutline } from '../../../response/default-outline.ts'
import type { Outline } from '../../../response/outline.ts'
import { outlineFor } from '../../../response/register-outline.ts'
import { outlineOf } from '../../../response/report-draft.ts'
import type { BotContext } from '../../context.ts'
import type { NewDirective } from './draft.ts'

/** The outline of the draft's present choice; null when a registered one is no longer offered. */
async function choice(ctx: BotContext, { content, notes }: NewDirective): Promise<Outline | null> {
  const { outlineId } = notes
  if (outlineId === undefined)
    return content.outline ? outlineOf(content.outline as Parameters<typeof outlineOf>[0]) : defaultOutline
  if (typeof outlineId === 'string') return builtInOutline(outlineId) ?? null
  return (await outlineFor(ctx.tx, content.issuerUnitId!, outlineId))?.outline ?? null
}

/** The outline of the draft's present choice. */
export async function chosenOutline(ctx: BotContext, draft: NewDirective): Promise<Outline> {
  return (await choice(ctx, draft)) ?? defaultOutline
}

/**
 * The outline for the use case; null when no report is asked, 'gone' when the chosen one was retired or
 * replaced by a newer version meanwhile.
 */
export async function outlineInput(
  ctx: BotContext,
  draft: NewDirective,
): Promise<{ outline: Outline | null } | 'gone'> {
  const asksReport = draft.content.asksReport !== false
  const outline = asksReport ? await choice(ctx, draft) : null
  return asksReport && outline === null ? 'gone' : { outline: outlineToKeep(asksReport, outline) }
}
