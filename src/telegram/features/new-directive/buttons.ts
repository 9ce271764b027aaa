// Buttons that several questions of /moi share, and the sending of a message with buttons. The buttons of one
// question are in its step.

import type { Button } from '../../../circulation/messenger.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { maxText } from '../../layout.ts'
import { shownLength } from '../../split-html.ts'
import { defineStepButtons } from '../../steps.ts'
import type { NewDirective } from './draft.ts'

export const newDirectiveButtons = defineStepButtons('new')

/** Gives up the draft. */
export const cancelButton = (ctx: BotContext, draft: NewDirective): Button =>
  newDirectiveButtons.button.cancel(ctx.t('new-button-cancel'), { draft: draft.id })

/** Asks a step out of turn. */
export const askButton = (ctx: BotContext, draft: NewDirective, key: TextKey, step: string): Button =>
  newDirectiveButtons.button.ask(ctx.t(key), { draft: draft.id, step })

/** Sends a message; `inPlace`: replaces the tapped message, unless the text needs several messages. */
export async function put(
  ctx: BotContext,
  text: string,
  buttons: Button[][],
  inPlace: boolean,
): Promise<void> {
  if (inPlace && shownLength(text) <= maxText) return ctx.showInstead(buttons, text)
  if (inPlace) ctx.showInstead([])
  await ctx.sayHtml(text, { buttons })
}

/** A choice with its mark: chosen or not. */
export const choice = (isChosen: boolean, text: string) => `${isChosen ? '🔘' : '⚪️'} ${text}`
