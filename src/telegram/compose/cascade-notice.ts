// What committees hear and see of directives that they are to pass on: the notice to their offices, and the buttons.

import type { Button, OutgoingMessage } from '../../circulation/messenger.ts'
import { askToPassOn, hasPlan } from '../../circulation/pass-on.ts'
import { type DirectiveRow, findDirective } from '../../directive/directive.store.ts'
import type { Tx } from '../../platform/database.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import { html, type Language, plain } from '../../texts/index.ts'
import type { BotContext } from '../context.ts'
import { cascadeButtons, registerButtons } from '../features/directive/buttons.ts'

/** For each of the person's offices that received the directive and may pass it on. */
export async function passOnButtons(ctx: BotContext, row: DirectiveRow): Promise<Button[][]> {
  const offices = (ctx.actor?.duties ?? []).filter(({ duty }) => duty === 'office')
  if (!row.passesOn || row.state !== 'issued' || offices.length === 0) return []
  const owed = await ctx.tx
    .selectFrom('obligation as o')
    .leftJoin('directive_branch as b', (join) =>
      join.onRef('b.directive_id', '=', 'o.directive_id').onRef('b.unit_id', '=', 'o.unit_id'),
    )
    .select(['o.unit_id', 'o.unit_name'])
    .where('o.directive_id', '=', row.id)
    .where('o.unit_kind', '<>', 'cell')
    .where('b.unit_id', 'is', null)
    .where(
      'o.unit_id',
      'in',
      offices.map(({ unitId }) => unitId),
    )
    .execute()
  const buttons: Button[][] = []
  const { button } = cascadeButtons
  for (const { unit_id, unit_name } of owed) {
    const about = { directive: row.id, unit: unit_id }
    if (row.asksPlan && !(await hasPlan(ctx.tx, row.id, unit_id)))
      buttons.push([button.plan(ctx.t('cascade-button-plan', { unit: unit_name }), about)])
    buttons.push([button.ask(ctx.t('cascade-button-pass', { unit: unit_name }), about)])
  }
  return buttons
}

/** Asks the offices of the committees to pass a directive on, when it is meant to be. Returns how many are told. */
export async function tellCommittees(
  tx: Tx,
  directiveId: number,
  at: { now: Date; calendar: Calendar },
): Promise<number> {
  const row = await findDirective(tx, directiveId)
  if (!row?.passesOn) return 0
  const message = (language: Language): OutgoingMessage => ({
    text: html(language, row.asksPlan ? 'cascade-notice-plan' : 'cascade-notice', {
      number: row.numberText,
      subject: row.subject,
    }),
    buttons: [
      [registerButtons.button.open(plain(language, 'cascade-button-open'), { directive: directiveId })],
    ],
  })
  return await askToPassOn(tx, directiveId, { vi: message('vi'), en: message('en') }, at)
}
