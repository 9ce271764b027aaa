// A saved recipient list of the issuer, instead of a new choice.
import { summariseAudience } from '../../../../directive/audience.ts'
import { findSavedAudience, savedAudiences } from '../../../../directive/saved-audiences.ts'
import { defineButtons, token } from '../../../buttons.ts'
import { buttonLabel } from '../../../layout.ts'
import { answerTaps } from '../../../steps.ts'
import { askButton } from '../buttons.ts'
import { type NewDirectiveStep, withContent, withNotes } from '../draft.ts'
import { withAudience } from './audience.ts'

// The id is looked up among the issuer's lists: a deleted list gets an answer, not a refusal.
const buttons = defineButtons('new_lists', { use: { draft: token, list: token } })
const maxLists = 20

export const lists: NewDirectiveStep = {
  id: 'lists',
  outOfTurn: true,
  isAnswered: () => true,
  async ask(ctx, draft) {
    const saved = await savedAudiences(ctx.tx, draft.content.issuerUnitId!)
    const day = ctx.calendar.dayOf(ctx.now)
    const rows = []
    for (const { id, name, audience } of saved.slice(0, maxLists)) {
      const { recipients } = await summariseAudience(ctx.tx, audience, day)
      const text = buttonLabel(ctx.t('list-choice', { name, count: recipients }))
      rows.push([buttons.button.use(text, { draft: draft.id, list: id })])
    }
    const back = [askButton(ctx, draft, 'list-button-back', 'audience')]
    await ctx.say(saved.length === 0 ? 'list-none-yet' : 'list-choose', {}, { buttons: [...rows, back] })
  },
  taps: answerTaps(buttons, {
    async use(ctx, draft, { list }) {
      const saved = await findSavedAudience(ctx.tx, list)
      if (saved?.unitId !== draft.content.issuerUnitId) {
        await ctx.say('list-fault-gone')
        return { ask: 'audience', draft }
      }
      const { audience, name } = saved!
      const changed = withAudience(withContent(draft, { passesOn: false, asksPlan: false }), audience)
      return { ask: 'audience', draft: withNotes(changed, { listName: name, page: undefined }) }
    },
  }),
}
