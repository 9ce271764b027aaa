// Opens the message that shows an officer how a circulation goes. Keeping it up to date is left to the job
// show-progress, which finds the buttons for every stage in the delivery; taps go to features/circulation-progress.ts.
import type { Button } from '../../../circulation/messenger.ts'
import { enqueueMessage } from '../../../circulation/outbox.ts'
import type { ProgressView } from '../../../circulation/progress-view.ts'
import { startProgressWatch } from '../../../circulation/progress-watch.store.ts'
import { html, type Language, plain } from '../../../texts/index.ts'
import { type CallbackAction, encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { needsPersonButton } from './needs-person-buttons.ts'

/** Says that the directive is going out and remembers the message, which is edited from then on. */
export async function watchCirculation(ctx: BotContext, directiveId: number): Promise<void> {
  const telegramChatId = ctx.chat?.id
  if (telegramChatId === undefined) return
  const view = progressView(ctx.language, directiveId)
  const text = html(ctx.language, 'circulation-begins')
  const deliveryId = await enqueueMessage(ctx.tx, {
    purpose: 'answer',
    lane: 0,
    telegramChatId,
    language: ctx.language,
    directiveId,
    payload: {
      message: {
        text,
        buttons: view.running,
      },
      progress: view,
    },
    dueAt: ctx.now,
    now: ctx.now,
  })
  ctx.effects.said = true
  await startProgressWatch(ctx.tx, { directiveId, deliveryId, telegramChatId })
  ctx.wake('show-progress', {})
}

/** The buttons of every stage. */
export function progressView(language: Language, directiveId: number): ProgressView {
  const button = (key: string, action: CallbackAction): Button => ({
    text: plain(language, key),
    data: encodeCallback({ action, id: directiveId }),
  })
  const cancel = button('circulation-button-cancel', 'cancel_circulation')
  return {
    language,
    running: [[button('circulation-button-pause', 'pause'), cancel]],
    paused: [[button('circulation-button-resume', 'resume'), cancel]],
    done: [[button('circulation-button-standing', 'standing')]],
    stuck: [
      [button('circulation-button-retry', 'retry_failed')],
      [needsPersonButton(plain(language, 'needs-button-open'), 'overview', directiveId)],
      [button('circulation-button-standing', 'standing')],
    ],
  }
}
