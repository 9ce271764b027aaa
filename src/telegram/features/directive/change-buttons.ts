// The rows of buttons below a directive that its issuer may change; change-directive.ts handles them.
import type { Button } from '../../../circulation/messenger.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import type { BotContext } from '../../context.ts'
import { circulationButtons } from '../progress/buttons.ts'
import { campaignButtons, changeButtons } from './buttons.ts'
import { openCorrectionButtons } from './correction.ts'

/** The changes that the directive allows in its state. */
export function changeRows(ctx: BotContext, { id, state, cancelledAt }: DirectiveRow): Button[][] {
  const button = (action: 'extend' | 'add' | 'recall' | 'close' | 'supersede') =>
    changeButtons.button[action](ctx.t(`register-button-${action}`), { directive: id })
  if (state === 'closed') return [[button('supersede'), button('recall')]]
  if (state !== 'issued') return []
  const goOn = circulationButtons.button.continue(ctx.t('circulation-button-continue'), { directive: id })
  return [
    // A cancelled circulation sends nothing more before it is continued.
    ...(cancelledAt ? [[goOn]] : []),
    [button('extend'), ...(cancelledAt ? [] : [button('add')])],
    [
      openCorrectionButtons.button.open(ctx.t('register-button-correct'), { directive: id }),
      button('supersede'),
    ],
    [button('close'), button('recall')],
    [campaignButtons.button.choose(ctx.t('campaign-button-assign'), { directive: id })],
  ]
}
