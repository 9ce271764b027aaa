// After a refusal for secrecy: an office may ask units to come and fetch the document on paper, by a notice that says
// nothing of it.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { sendNeutralNotice } from '../../../circulation/neutral-notice.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onTap } from '../../routing.ts'

export const neutralNoticeFeature = new Composer<BotContext>()

/** To whom, by the place in this list. */
const choices = ['committee', 'cell'] as const

/** The buttons that offer the way out; none for people without an office. `token` names the refusal. */
export function neutralNoticeButtons(ctx: BotContext): Button[][] {
  const office = ctx.actor?.duties.find(({ duty }) => duty === 'office')
  if (!office) return []
  return choices.map((kind, choice) => [
    {
      text: ctx.t(`neutral-button-${kind}`),
      data: encodeCallback({
        action: 'neutral_notice',
        id: ctx.update.update_id,
        extra: [choice, office.unitId],
      }),
    },
  ])
}

onTap(neutralNoticeFeature, 'neutral_notice').use(async (ctx) => {
  const [choice = -1, unitId = 0] = ctx.tap.extra
  const kind = choices[choice]
  const held = ctx.actor?.duties.find((duty) => duty.duty === 'office' && duty.unitId === unitId)
  if (!ctx.actor || !kind || !held) return ctx.answerTap('new-not-allowed', {}, { alert: true })
  const notice = {
    unitId,
    token: ctx.tap.id,
    audience: {
      root: unitId,
      kinds: [kind],
    },
  }
  const outcome = await sendNeutralNotice(ctx.tx, ctx.actor, notice, ctx)
  if (!outcome.ok) return ctx.answerTap('new-not-allowed', {}, { alert: true })
  ctx.showInstead([])
  if (outcome.already) return
  await ctx.say('neutral-sent', { told: outcome.told })
})
