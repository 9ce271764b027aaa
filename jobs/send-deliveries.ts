// Sends what is due for a while, then ends; woken again by itself as long as there is more. Several slots, on
// several machines, work at once: the rows decide who sends what.
import { wakeAfterCommit } from '../src/platform/wake-after-commit.ts'
import type { Processor } from './context.ts'

/** How long one job sends before it ends and is woken anew, in milliseconds. */
export const runMs = 20_000

export const sendDeliveriesJob: Processor<'send-deliveries'> = async (context, { slot }, signal) => {
  const startedAt = performance.now()
  const { sent, other } = await context.sender.run(signal, { maxMs: runMs })
  if (sent + other > 0) context.log.info({ slot, sent, other }, 'Sent what was due')
  const ranOut = performance.now() - startedAt >= runMs
  if (ranOut && !signal.aborted) await wakeAfterCommit(context.db, 'send-deliveries', { slot })
}

/** Answers to people who wait, beside whatever goes out in bulk. What comes later wakes it anew. */
export const sendAnswersJob: Processor<'send-answers'> = async ({ sender }, _data, signal) => {
  await sender.run(signal, { lanes: [0], maxMs: runMs })
}
