// The outline of the reports that a new directive asks for. Chosen in steps/outline.ts, copied into the
// directive when it is submitted.
import { defaultOutline } from '../../../response/default-outline.ts'
import type { Outline } from '../../../response/outline.ts'
import { outlineFor, outlinesFor } from '../../../response/register-outline.ts'
import { outlineOf } from '../../../response/report-draft.ts'
import type { BotContext } from '../../context.ts'
import type { NewDirective } from './draft.ts'

/** Is there more than the default outline to choose from? */
export async function hasOutlines(ctx: BotContext, { content }: NewDirective): Promise<boolean> {
  return content.asksReport === true && (await outlinesFor(ctx.tx, content.issuerUnitId!)).length > 0
}

/** The outline of the draft's present choice. */
export async function chosenOutline(ctx: BotContext, { content, notes }: NewDirective): Promise<Outline> {
  const { outlineId } = notes
  if (outlineId === undefined) return outlineOf((content.outline ?? null) as Parameters<typeof outlineOf>[0])
  if (outlineId === 0) return defaultOutline
  return (await outlineFor(ctx.tx, content.issuerUnitId!, outlineId))?.outline ?? defaultOutline
}

/**
 * The outline for the use case: undefined when the conversation does not change it, null for the default one,
 * 'gone' when the chosen one was retired or replaced by a newer version meanwhile.
 */
export async function outlineInput(
  ctx: BotContext,
  { content, notes: { outlineId } }: NewDirective,
): Promise<{ outline?: Outline | null } | 'gone'> {
  if (outlineId === undefined) return {}
  if (outlineId === 0) return { outline: null }
  const found = await outlineFor(ctx.tx, content.issuerUnitId!, outlineId)
  return found ? { outline: found.outline } : 'gone'
}
