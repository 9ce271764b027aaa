// Keeps the messages that show officers how a circulation goes up to date: edits them in place while
// something moves, once more when it is over. Also changes messages of recalled or corrected directives
// (change-messages.ts). Reads everything from rows; runs twice without harm (an unchanged text is not sent).
import { setTimeout as wait } from 'node:timers/promises'
import { circulationProgress } from '../src/circulation/progress.ts'
import {
  noteShown,
  openProgressWatches,
  type ProgressView,
  type ProgressWatch,
} from '../src/circulation/progress-watch.store.ts'
import { waitsUntil } from '../src/circulation/sending/quiet-hours.ts'
import { waitForSlot } from '../src/circulation/sending/sender.ts'
import { readSettings } from '../src/circulation/settings.ts'
import { findDirective } from '../src/directive/directive.store.ts'
import { changeMessages } from './change-messages.ts'
import type { JobContext, Processor } from './context.ts'
import { progressStage, progressText } from './progress-text.ts'

/** Milliseconds between rounds. An edit counts towards the chat's own limit of about one message a second. */
const everyMs = 2_000
/** Rounds of one job; the next wake-up goes on. */
const rounds = 10

export const showProgressJob: Processor<'show-progress'> = async (context, _data, signal) => {
  for (let round = 0; round < rounds && !signal.aborted; round++) {
    const isChanging = await changeMessages(context, signal)
    if (!(await showProgressOnce(context, signal)) && !isChanging) return
    await wait(everyMs, undefined, { signal }).catch(() => {})
  }
}

/** One look at every open message. True while some circulation still moves. */
export async function showProgressOnce(
  context: Pick<JobContext, 'db' | 'clock' | 'log' | 'messenger' | 'calendar'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { db, clock, log, messenger, calendar } = context
  const watches = await openProgressWatches(db)
  if (watches.length === 0) return false
  const settings = await readSettings(db)
  const note = (watch: ProgressWatch, shown: string | null, isOver: boolean) =>
    noteShown(db, watch.deliveryId, shown, isOver ? clock.now() : null)
  let moves = false
  for (const watch of watches) {
    if (signal.aborted) return false
    // The message itself never arrived: there is nothing to edit.
    if (['failed', 'parked', 'cancelled'].includes(watch.state)) await note(watch, null, true)
    const progress = await circulationProgress(db, watch.directiveId)
    const directive = await findDirective(db, watch.directiveId)
    if (!progress || !directive) continue
    const stage = progressStage(progress, directive)
    moves ||= stage === 'running'
    if (watch.state !== 'sent' || watch.messageId === null) continue
    const view = (watch.payload as unknown as { progress: ProgressView }).progress
    const waits =
      stage === 'running' && waitsUntil(clock.now(), directive.urgency, calendar, settings) !== null
    const text = progressText(view.language, directive, progress, {
      stage,
      waits,
      now: clock.now(),
      calendar,
    })
    const isOver = stage === 'done' || stage === 'stuck' || stage === 'cancelled'
    const shown = `${stage}\n${text}`
    if (shown !== watch.shown) {
      const buttons = view[stage] ?? view.done
      const to = { telegramChatId: watch.telegramChatId, threadId: watch.threadId }
      if (!(await waitForSlot(db, settings, signal))) return false
      const outcome = await messenger.edit(to, watch.messageId, { text, buttons })
      if (outcome.kind === 'final') {
        log.info(
          { directive_id: watch.directiveId, reason: outcome.reason },
          'progress can no longer be shown',
        )
        await note(watch, null, true)
        continue
      }
      if (outcome.kind !== 'sent') continue
    }
    if (shown !== watch.shown || isOver) await note(watch, shown, isOver)
  }
  return moves
}
