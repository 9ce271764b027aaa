// The outline of the reports: the default one, or one that the office or an office above has registered.

import { defaultOutline } from '../../../../response/default-outline.ts'
import type { Outline } from '../../../../response/outline.ts'
import { outlinesFor } from '../../../../response/register-outline.ts'
import { defineButtons, token } from '../../../buttons.ts'
import { buttonLabel } from '../../../layout.ts'
import { answerTaps } from '../../../steps.ts'
import { choice } from '../buttons.ts'
import { type NewDirectiveStep, withNotes } from '../draft.ts'
import { chosenOutline } from '../outlines.ts'

// 0 for the default one; the id is looked up among the issuer's outlines when the draft is submitted.
const buttons = defineButtons('new_outline', { choose: { draft: token, outline: token } })
const maxOutlines = 20

export const outline: NewDirectiveStep = {
  id: 'outline',
  outOfTurn: true,
  isAnswered: () => true,
  async ask(ctx, draft) {
    const registered = (await outlinesFor(ctx.tx, draft.content.issuerUnitId!)).slice(0, maxOutlines)
    const { key } = await chosenOutline(ctx, draft)
    const line = (each: Outline, unit: string | null) =>
      ctx.html(unit === null ? 'outline-item-default' : 'outline-item', {
        title: each.title[ctx.language],
        count: each.fields.length,
        unit: unit ?? '',
        version: each.version,
      })
    const row = (each: Outline, id: number) => {
      const text = buttonLabel(choice(each.key === key, each.title[ctx.language]))
      return [buttons.button.choose(text, { draft: draft.id, outline: id })]
    }
    const lines = [line(defaultOutline, null), ...registered.map((each) => line(each.outline, each.unitName))]
    await ctx.sayHtml([ctx.html('outline-ask'), '', ...lines].join('\n'), {
      buttons: [row(defaultOutline, 0), ...registered.map((each) => row(each.outline, each.id))],
    })
  },
  taps: answerTaps(buttons, {
    choose: (_ctx, draft, { outline: outlineId }) => ({ next: withNotes(draft, { outlineId }) }),
  }),
}
