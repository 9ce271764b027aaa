// Number and sign of the document. For a doubtful number (QD for QĐ) the bot offers the likely ones.
import type { Button } from '../../../../circulation/messenger.ts'
import { numberFault } from '../../../../directive/check-directive.ts'
import { parseDocumentNumber } from '../../../../directive/reading/document-number.ts'
import { defineButtons, num, token } from '../../../buttons.ts'
import type { BotContext } from '../../../context.ts'
import { answerTaps } from '../../../steps.ts'
import { cancelButton } from '../buttons.ts'
import { kindsOfNumber, type NewDirective, type NewDirectiveStep, withNumber } from '../draft.ts'

const buttons = defineButtons('new_number', { use: { draft: token, place: num } })
const maxSuggestions = 4

/** The likely numbers. */
export const suggestionRows = (ctx: BotContext, draft: NewDirective): Button[][] =>
  (draft.notes.numberSuggestions ?? [])
    .slice(0, maxSuggestions)
    .map((number, place) => [
      buttons.button.use(ctx.t('new-button-suggestion', { number }), { draft: draft.id, place }),
    ])

export const number: NewDirectiveStep = {
  id: 'number',
  outOfTurn: true,
  // A number that two kinds share is complete: the next question is which of them it is.
  isAnswered: ({ content: { numberText, kind } }) =>
    numberText !== undefined && (kind !== undefined || kindsOfNumber(numberText).length > 1),
  async ask(ctx, draft) {
    const { numberText } = draft.content
    const cancel = [cancelButton(ctx, draft)]
    const isDoubtful = numberText !== undefined && kindsOfNumber(numberText).length === 0
    if (!isDoubtful) return await ctx.say('new-ask-number', {}, { buttons: [cancel] })
    const rows = [...suggestionRows(ctx, draft), cancel]
    await ctx.say('new-ask-number-doubtful', { number: numberText }, { buttons: rows })
  },
  onText(_ctx, draft, text) {
    const parsed = parseDocumentNumber(text.trim())
    if (!parsed.ok) return { fault: `new-fault-${numberFault(parsed.reason)}` }
    return { next: withNumber(draft, parsed.number.text, parsed.suggestions) }
  },
  taps: answerTaps(buttons, {
    use(_ctx, draft, { place }) {
      const suggested = draft.notes.numberSuggestions?.[place]
      return suggested === undefined ? null : { next: withNumber(draft, suggested, []) }
    },
  }),
}
