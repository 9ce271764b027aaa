// The name under which to save the present choice of recipients. /danhsach changes the lists themselves.
import { findSavedAudience, saveAudience } from '../../../../directive/saved-audiences.ts'
import { askButton } from '../buttons.ts'
import { audienceOf, type NewDirectiveStep, withNotes } from '../draft.ts'

export const listName: NewDirectiveStep = {
  id: 'list_name',
  outOfTurn: true,
  isAnswered: () => true,
  ask: (ctx, draft) =>
    ctx.say('list-ask-name', {}, { buttons: [[askButton(ctx, draft, 'list-button-back', 'audience')]] }),
  async onText(ctx, draft, name) {
    const { actor, tx } = ctx
    const list = { unitId: draft.content.issuerUnitId!, name, audience: audienceOf(draft) }
    const kept = actor && (await saveAudience(tx, actor, list, ctx.at))
    if (!kept?.ok) {
      await ctx.say(`list-fault-${kept?.reason ?? 'not_allowed'}`)
      return null
    }
    const saved = (await findSavedAudience(tx, kept.id))!
    await ctx.say(kept.replaced ? 'list-replaced' : 'list-saved', { name: saved.name })
    return { ask: 'audience', draft: withNotes(draft, { listName: saved.name }) }
  },
}
