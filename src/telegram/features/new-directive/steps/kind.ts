// The kind of document, where the number allows two (QĐ is a decision or a regulation).
import { documentKinds } from '../../../../directive/reading/document-kinds.ts'
import { defineButtons, oneOf, token } from '../../../buttons.ts'
import { answerTaps } from '../../../steps.ts'
import { cancelButton } from '../buttons.ts'
import { kindsOfNumber, type NewDirectiveStep, withContent } from '../draft.ts'
import { kindLabel } from '../labels.ts'

const names = documentKinds.map(({ name }) => name)
const buttons = defineButtons('new_kind', { choose: { draft: token, kind: oneOf(names) } })

export const kind: NewDirectiveStep = {
  id: 'kind',
  isAnswered: ({ content }) => content.kind !== undefined,
  async ask(ctx, draft) {
    const { numberText = '' } = draft.content
    const rows = kindsOfNumber(numberText).map((name) => [
      buttons.button.choose(kindLabel(ctx, name), { draft: draft.id, kind: name }),
    ])
    await ctx.say('new-ask-kind', { number: numberText }, { buttons: [...rows, [cancelButton(ctx, draft)]] })
  },
  taps: answerTaps(buttons, {
    choose: (_ctx, draft, { kind: chosen }) =>
      kindsOfNumber(draft.content.numberText ?? '').includes(chosen)
        ? { next: withContent(draft, { kind: chosen }) }
        : null,
  }),
}
