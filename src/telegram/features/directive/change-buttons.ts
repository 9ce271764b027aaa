// The buttons that change a directive which is out; what they do is in features/change-directive.ts.
import type { Button } from '../../../circulation/messenger.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import type { TextKey } from '../../../texts/index.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { correctionButton } from './correction.ts'

/** What a button means; its place travels in the button: add at the end. */
export const changeMoves = [
  'extend',
  'extend_by',
  'add',
  'add_unit',
  'correct',
  'correct_yes',
  'recall',
  'recall_yes',
  'close',
  'close_yes',
  'supersede',
  'supersede_by',
  'never_mind',
] as const
export type ChangeMove = (typeof changeMoves)[number]

/** `version`: the one of the directive that was asked about, for a move that is right for that one only. */
export function changeButton(
  text: string,
  move: ChangeMove,
  id: number,
  value = 0,
  version?: number,
): Button {
  const extra = [changeMoves.indexOf(move), value, ...(version === undefined ? [] : [version])]
  return { text, data: encodeCallback({ action: 'change_directive', id, extra }) }
}

/** What can be done with the directive in its state. */
export function changeButtons(ctx: BotContext, row: DirectiveRow): Button[][] {
  const button = (key: TextKey, move: ChangeMove) => changeButton(ctx.t(key), move, row.id)
  if (row.state === 'closed')
    return [[button('register-button-supersede', 'supersede'), button('register-button-recall', 'recall')]]
  if (row.state !== 'issued') return []
  return [
    [
      button('register-button-extend', 'extend'),
      // Nothing more goes out of a circulation that was cancelled.
      ...(row.cancelledAt ? [] : [button('register-button-add', 'add')]),
    ],
    [
      correctionButton(ctx, 'register-button-correct', 'open', row.id),
      button('register-button-supersede', 'supersede'),
    ],
    [button('register-button-close', 'close'), button('register-button-recall', 'recall')],
    [campaignButton(ctx, row.id)],
  ]
}

/** Opens the choice of a campaign for the directive (features/campaigns.ts). */
function campaignButton(ctx: BotContext, directiveId: number): Button {
  const data = encodeCallback({ action: 'campaign', id: directiveId, extra: [0] })
  return { text: ctx.t('campaign-button-assign'), data }
}
