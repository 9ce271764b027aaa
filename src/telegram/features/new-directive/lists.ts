// Saved lists of recipients within the conversation that drafts a directive: choosing one, and keeping the present choice
// under a name. Changing the lists themselves is features/saved-lists.ts.
import { type Audience, summariseAudience } from '../../../directive/audience.ts'
import { findSavedAudience, saveAudience, savedAudiences } from '../../../directive/saved-audiences.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { short } from '../progress/response-rates.ts'
import { button, labelled } from './buttons.ts'
import type { NewDirective } from './state.ts'

const maxLists = 20

/** Offers the lists of the issuer, each with how many units it has today. */
export async function askList(ctx: BotContext, draft: NewDirective): Promise<void> {
  const lists = await savedAudiences(ctx.tx, draft.issuerUnitId!)
  const day = ctx.calendar.dayOf(ctx.now)
  const rows = []
  for (const { id, name, audience } of lists.slice(0, maxLists)) {
    const { recipients } = await summariseAudience(ctx.tx, audience, day)
    rows.push([labelled(short(ctx.t('list-choice', { name, count: recipients })), draft, 'list', id)])
  }
  const back = [button(ctx, draft, 'list-button-back', 'edit_audience')]
  await ctx.say(lists.length === 0 ? 'list-none-yet' : 'list-choose', {}, { buttons: [...rows, back] })
}

/** The draft with the recipients of a list of its issuer; unchanged when there is no such list any more. */
export async function withList(ctx: BotContext, draft: NewDirective, listId: number): Promise<NewDirective> {
  const list = await findSavedAudience(ctx.tx, listId)
  if (list?.unitId !== draft.issuerUnitId) {
    await ctx.say('list-fault-gone')
    return { ...draft, again: 'audience' }
  }
  const { audience, name } = list!
  return {
    ...draft,
    audience,
    listName: name,
    passesOn: undefined,
    page: undefined,
    again: 'audience',
    ...(audience.speakers
      ? {
          asksReport: false,
          reportDueAt: undefined,
        }
      : {}),
  }
}

/** Keeps the present choice under a name; says what came of it and goes back to the choice. */
export async function keepList(ctx: BotContext, draft: NewDirective, name: string): Promise<NewDirective> {
  const audience = draft.audience ?? { root: draft.issuerUnitId! }
  const kept =
    ctx.actor &&
    (await saveAudience(ctx.tx, ctx.actor, { unitId: draft.issuerUnitId!, name, audience, now: ctx.now }))
  if (!kept?.ok) {
    await ctx.say(`list-fault-${kept?.reason ?? 'not_allowed'}`)
    return draft
  }
  const saved = (await findSavedAudience(ctx.tx, kept.id))!
  await ctx.say(kept.replaced ? 'list-replaced' : 'list-saved', { name: saved.name })
  return { ...draft, listName: saved.name, again: 'audience' }
}

/** What the buttons of the choice cannot show: branches chosen, units named, how many are left out. */
export function choiceLines(ctx: BotContext, audience: Audience): string[] {
  const line = (key: TextKey, ids: readonly number[] | undefined) =>
    ids === undefined || ids.length === 0 ? [] : [ctx.html(key, { count: ids.length })]
  return [
    ...(Array.isArray(audience.speakers)
      ? [ctx.html('speaker-named', { count: audience.speakers.length })]
      : []),
    ...line('list-branches', audience.branches),
    ...line('list-include', audience.include),
    ...line('list-exclude', audience.exclude),
  ]
}
