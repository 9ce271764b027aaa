// After a refusal for secrecy: an office may ask units to fetch the document on paper. The notice says
// nothing about its content.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { sendNeutralNotice } from '../../../circulation/neutral-notice.ts'
import { html } from '../../../texts/index.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { neutralNoticeButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as neutralNoticeFeature }

/** The buttons that offer this notice; none for people without an office. */
export function offerNeutralNotice(ctx: BotContext): Button[][] {
  const office = ctx.actor?.duties.find(({ duty }) => duty === 'office')
  if (!office) return []
  const about = { unit: office.unitId, refusal: ctx.update.update_id }
  return (['committee', 'cell'] as const).map((kind) => [
    neutralNoticeButtons.button.tell(ctx.t(`neutral-button-${kind}`), { ...about, kind }),
  ])
}

neutralNoticeButtons.on(feature, { tell })

async function tell(
  ctx: TapContext,
  { unit: unitId, kind, refusal }: { unit: number; kind: 'committee' | 'cell'; refusal: number },
): Promise<void> {
  const held = ctx.actor.duties.find((duty) => duty.duty === 'office' && duty.unitId === unitId)
  if (!held) return ctx.answerTap('new-not-allowed', {}, { alert: true })
  const message = (language: 'vi' | 'en') => ({
    text: html(language, 'neutral-notice', { unit: held.unitName }),
  })
  const notice = {
    unitId,
    token: refusal,
    audience: { root: unitId, kinds: [kind] },
    messages: {
      vi: message('vi'),
      en: message('en'),
    },
  }
  const outcome = await sendNeutralNotice(ctx.tx, ctx.actor, notice, ctx)
  if (!outcome.ok) return ctx.answerTap('new-not-allowed', {}, { alert: true })
  ctx.showInstead([])
  if (outcome.already) return
  await ctx.say('neutral-sent', { told: outcome.told })
}
