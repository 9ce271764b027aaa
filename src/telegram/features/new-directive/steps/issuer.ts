// The issuer: one of the person's offices.
import { defineButtons, token } from '../../../buttons.ts'
import { answerTaps } from '../../../steps.ts'
import { issuingUnit } from '../../../subjects.ts'
import { cancelButton } from '../buttons.ts'
import { type NewDirectiveStep, withContent } from '../draft.ts'

const buttons = defineButtons('new_issuer', { choose: { draft: token, unit: issuingUnit } })

export const issuer: NewDirectiveStep = {
  id: 'issuer',
  isAnswered: ({ content }) => content.issuerUnitId !== undefined,
  async ask(ctx, draft) {
    const offices = (ctx.actor?.duties ?? []).filter(({ duty }) => duty === 'office')
    const rows = offices.map(({ unitName, unitId }) => [
      buttons.button.choose(unitName, { draft: draft.id, unit: unitId }),
    ])
    await ctx.say('new-ask-issuer', {}, { buttons: [...rows, [cancelButton(ctx, draft)]] })
  },
  taps: answerTaps(buttons, {
    choose(ctx, draft, { unit }) {
      const held = ctx.actor.duties.find(({ duty, unitId }) => duty === 'office' && unitId === unit)
      return held ? { next: withContent(draft, { issuerUnitId: held.unitId }) } : null
    },
  }),
}
