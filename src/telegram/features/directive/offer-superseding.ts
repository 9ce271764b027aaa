// When an issued directive replaces others of the same issuer: offers to notify the recipients of the old
// ones and to end their follow-up.
import { findDirective } from '../../../directive/directive.store.ts'
import { linksOf } from '../../../directive/links.store.ts'
import type { BotContext } from '../../context.ts'
import { changeButtons } from './buttons.ts'

/** Asks one question for each replaced directive that is still in force. */
export async function offerSuperseding(ctx: BotContext, directiveId: number): Promise<void> {
  const row = await findDirective(ctx.tx, directiveId)
  if (!row || (row.issueAt && row.issueAt > ctx.now)) return
  for (const link of await linksOf(ctx.tx, directiveId)) {
    if (link.direction !== 'out' || link.relation !== 'replaces' || link.directiveId === null) continue
    const old = await findDirective(ctx.tx, link.directiveId)
    if (old?.issuerUnitId !== row.issuerUnitId || (old.state !== 'issued' && old.state !== 'closed')) continue
    const buttons = [
      [
        changeButtons.button.supersede_by(ctx.t('replaced-button-yes', { number: old.numberText }), {
          directive: old.id,
          successor: row.id,
        }),
      ],
      [changeButtons.button.never_mind(ctx.t('change-button-never-mind'))],
    ]
    await ctx.say('replaced-ask', { old: old.numberText, number: row.numberText }, { buttons })
  }
}
