// The outline of the reports: a built-in one, or one that the office or an office above has registered.

import { type BuiltInKey, builtInKeys, builtInOutlines } from '../../../../response/built-in-outlines.ts'
import type { Outline } from '../../../../response/outline.ts'
import { outlinesFor } from '../../../../response/register-outline.ts'
import { defineButtons, oneOf, token } from '../../../buttons.ts'
import { buttonLabel } from '../../../layout.ts'
import { answerTaps } from '../../../steps.ts'
import { choice } from '../buttons.ts'
import { type NewDirective, type NewDirectiveStep, withNotes } from '../draft.ts'
import { chosenOutline } from '../outlines.ts'

// An id is looked up among the issuer's outlines when the draft is submitted.
const buttons = defineButtons('new_outline', {
  built_in: { draft: token, key: oneOf(builtInKeys) },
  choose: { draft: token, outline: token },
})
const maxOutlines = 20

export const outline: NewDirectiveStep = {
  id: 'outline',
  outOfTurn: true,
  isAnswered: () => true,
  async ask(ctx, draft) {
    const registered = (await outlinesFor(ctx.tx, draft.content.issuerUnitId!)).slice(0, maxOutlines)
    const { key } = await chosenOutline(ctx, draft)
    const label = (each: Outline) => buttonLabel(choice(each.key === key, each.title[ctx.language]))
    const line = (each: Outline, unit: string | null) =>
      ctx.html(unit === null ? 'outline-item-built-in' : 'outline-item', {
        title: each.title[ctx.language],
        count: each.fields.length,
        unit: unit ?? '',
        version: each.version,
      })
    const lines = [
      ...builtInOutlines.map((each) => line(each, null)),
      ...registered.map((each) => line(each.outline, each.unitName)),
    ]
    await ctx.sayHtml([ctx.html('outline-ask'), '', ...lines].join('\n'), {
      buttons: [
        ...builtInOutlines.map((each) => [
          buttons.button.built_in(label(each), { draft: draft.id, key: each.key as BuiltInKey }),
        ]),
        ...registered.map((each) => [
          buttons.button.choose(label(each.outline), { draft: draft.id, outline: each.id }),
        ]),
      ],
    })
  },
  taps: answerTaps(buttons, {
    built_in: (_ctx, draft, { key }) => ({ next: chosen(draft, key) }),
    choose: (_ctx, draft, { outline: id }) => ({ next: chosen(draft, id) }),
  }),
}

const chosen = (draft: NewDirective, outlineId: number | BuiltInKey) => withNotes(draft, { outlineId })
