// The buttons with which a committee's office passes a directive on.
import type { Button } from '../../../circulation/messenger.ts'
import { committeesToPassOn, hasPlan } from '../../../circulation/pass-on.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import type { BotContext } from '../../context.ts'
import { cascadeButtons } from './buttons.ts'

/** One button for each of the person's offices that received the directive and may pass it on. */
export async function passOnButtons(ctx: BotContext, row: DirectiveRow): Promise<Button[][]> {
  const offices = (ctx.actor?.duties ?? []).filter(({ duty }) => duty === 'office')
  if (!row.passesOn || row.state !== 'issued' || offices.length === 0) return []
  const officeIds = offices.map(({ unitId }) => unitId)
  const buttons: Button[][] = []
  const { button } = cascadeButtons
  for (const { unitId, unitName } of await committeesToPassOn(ctx.tx, row.id, officeIds)) {
    const about = { directive: row.id, unit: unitId }
    if (row.asksPlan && !(await hasPlan(ctx.tx, row.id, unitId)))
      buttons.push([button.plan(ctx.t('cascade-button-plan', { unit: unitName }), about)])
    buttons.push([button.ask(ctx.t('cascade-button-pass', { unit: unitName }), about)])
  }
  return buttons
}
