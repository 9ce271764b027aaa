// Opens the message that shows an officer the progress of a circulation. The job show-progress updates it and
// finds the buttons for every stage in the delivery; features/circulation-progress.ts handles the taps.
import { enqueueMessage } from '../../../circulation/outbox.ts'
import { type ProgressView, startProgressWatch } from '../../../circulation/progress-watch.store.ts'
import { html, type Language, plain } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { circulationButtons, needsPersonButtons, statusButton } from './buttons.ts'

/** Says that the directive is going out and remembers the message, which the job edits from then on. */
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
  await startProgressWatch(ctx.tx, { directiveId, deliveryId, telegramChatId })
}

/** The buttons of every stage. */
export function progressView(language: Language, directiveId: number): ProgressView {
  const button = (action: 'pause' | 'resume' | 'cancel' | 'retry' | 'continue') =>
    circulationButtons.button[action](plain(language, `circulation-button-${action}`), {
      directive: directiveId,
    })
  const status = statusButton(plain(language, 'circulation-button-standing'), directiveId)
  const trouble = needsPersonButtons.button.overview(plain(language, 'needs-button-open'), {
    directive: directiveId,
  })
  return {
    language,
    running: [[button('pause'), button('cancel')]],
    paused: [[button('resume'), button('cancel')]],
    done: [[status]],
    cancelled: [[button('continue')], [status]],
    stuck: [[button('retry')], [trouble], [status]],
  }
}
