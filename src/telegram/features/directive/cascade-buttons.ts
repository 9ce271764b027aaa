// The buttons with which a committee's office passes a directive on.
import type { Button } from '../../../circulation/messenger.ts'
import { committeesToPassOn, hasPlan } from '../../../circulation/pass-on.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'

/** What a button of cascade.ts means; the place travels in the button. */
export const cascadeMoves = ['ask', 'yes', 'steps', 'plan'] as const

export function cascadeButton(
  text: string,
  move: (typeof cascadeMoves)[number],
  directiveId: number,
  unitId: number,
): Button {
  return {
    text,
    data: encodeCallback({ action: 'cascade', id: directiveId, extra: [cascadeMoves.indexOf(move), unitId] }),
  }
}

export const stepsButton = (ctx: BotContext, directiveId: number, unitId: number) =>
  cascadeButton(ctx.t('cascade-button-steps'), 'steps', directiveId, unitId)

/** For each of the person's offices that received the directive and may pass it on. */
export async function passOnButtons(ctx: BotContext, row: DirectiveRow): Promise<Button[][]> {
  const offices = (ctx.actor?.duties ?? []).filter(({ duty }) => duty === 'office')
  if (!row.passesOn || row.state !== 'issued' || offices.length === 0) return []
  const officeIds = offices.map(({ unitId }) => unitId)
  const buttons: Button[][] = []
  for (const { unitId, unitName } of await committeesToPassOn(ctx.tx, row.id, officeIds)) {
    if (row.asksPlan && !(await hasPlan(ctx.tx, row.id, unitId)))
      buttons.push([cascadeButton(ctx.t('cascade-button-plan', { unit: unitName }), 'plan', row.id, unitId)])
    buttons.push([cascadeButton(ctx.t('cascade-button-pass', { unit: unitName }), 'ask', row.id, unitId)])
  }
  return buttons
}
