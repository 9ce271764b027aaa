// The buttons that lead to what needs a person and to stopping everything, shared by the messages that offer them.
import type { Button } from '../../../circulation/messenger.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'

/** What a button shows or does; its place travels in the button. New ones go at the end. */
export const needsPersonViews = [
  'overview',
  'reason',
  'message',
  'unreachable',
  'again_one',
  'ask_all',
  'again_all',
] as const

/** `id`: a directive (0 for all), for `message` and `again_one` a delivery; `value` then is the directive to go back to. */
export function needsPersonButton(
  text: string,
  view: (typeof needsPersonViews)[number],
  id: number,
  value = 0,
  number = 0,
): Button {
  const extra = [needsPersonViews.indexOf(view), value, number]
  return { text, data: encodeCallback({ action: 'needs_person', id, extra }) }
}

/** Steps of stopping everything and letting it go on; the place travels in the button. */
export const pauseEverythingMoves = ['ask', 'pause', 'resume', 'never_mind'] as const

/** Stops everything (asks first), or lets it go on. */
export function pauseEverythingButton(ctx: BotContext, isPaused: boolean): Button {
  return isPaused
    ? pauseMoveButton(ctx.t('pause-all-button-resume'), 'resume')
    : pauseMoveButton(ctx.t('pause-all-button'), 'ask')
}

export function pauseMoveButton(text: string, move: (typeof pauseEverythingMoves)[number]): Button {
  const extra = [pauseEverythingMoves.indexOf(move)]
  return { text, data: encodeCallback({ action: 'pause_everything', extra }) }
}
