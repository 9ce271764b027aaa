// The outline of the reports that a new directive asks for: the default one, or one that the office or an office above
// has registered. Chosen by its number in the conversation, copied into the directive when it is sent in.
import { findDirective } from '../../../directive/directive.store.ts'
import { defaultOutline } from '../../../response/default-outline.ts'
import type { Outline } from '../../../response/outline.ts'
import { outlineFor, outlinesFor } from '../../../response/register-outline.ts'
import { outlineOf } from '../../../response/report-draft.ts'
import type { BotContext } from '../../context.ts'
import { short } from '../progress/response-rates.ts'
import { button, labelled } from './buttons.ts'
import type { NewDirective } from './state.ts'

const maxOutlines = 20

/** Is there anything to choose from? */
export async function hasOutlines(ctx: BotContext, draft: NewDirective): Promise<boolean> {
  return draft.asksReport === true && (await outlinesFor(ctx.tx, draft.issuerUnitId!)).length > 0
}

/** Offers the default outline and those registered, with their questions counted. */
export async function askOutline(ctx: BotContext, draft: NewDirective): Promise<void> {
  const registered = (await outlinesFor(ctx.tx, draft.issuerUnitId!)).slice(0, maxOutlines)
  const { key } = await chosenOutline(ctx, draft)
  const line = (outline: Outline, unit: string | null) =>
    ctx.html(unit === null ? 'outline-item-default' : 'outline-item', {
      title: outline.title[ctx.language],
      count: outline.fields.length,
      unit: unit ?? '',
      version: outline.version,
    })
  const choice = (outline: Outline, id: number) => {
    const mark = outline.key === key ? '🔘' : '⚪️'
    return [labelled(short(`${mark} ${outline.title[ctx.language]}`), draft, 'outline', id)]
  }
  const lines = [line(defaultOutline, null), ...registered.map((each) => line(each.outline, each.unitName))]
  await ctx.sayHtml([ctx.html('outline-ask'), '', ...lines].join('\n'), {
    buttons: [choice(defaultOutline, 0), ...registered.map((each) => choice(each.outline, each.id))],
  })
}

/** The button of the preview. */
export const outlineButton = (ctx: BotContext, draft: NewDirective) =>
  button(ctx, draft, 'outline-button', 'edit_outline')

/** The outline that goes with the draft as it stands. */
export async function chosenOutline(ctx: BotContext, draft: NewDirective): Promise<Outline> {
  const { outlineId, redraft } = draft
  if (outlineId === undefined && redraft) {
    const before = await findDirective(ctx.tx, redraft.directiveId)
    return outlineOf((before?.outline ?? null) as Parameters<typeof outlineOf>[0])
  }
  if (!outlineId) return defaultOutline
  return (await outlineFor(ctx.tx, draft.issuerUnitId!, outlineId))?.outline ?? defaultOutline
}

/**
 * What the use case is given: nothing when the conversation leaves it as it is, null for the default one. 'gone' when the
 * one chosen was retired or replaced by a newer version meanwhile.
 */
export async function outlineInput(
  ctx: BotContext,
  draft: NewDirective,
): Promise<{ outline?: Outline | null } | 'gone'> {
  const { outlineId } = draft
  if (outlineId === undefined) return {}
  if (outlineId === 0) return { outline: null }
  const found = await outlineFor(ctx.tx, draft.issuerUnitId!, outlineId)
  return found ? { outline: found.outline } : 'gone'
}
