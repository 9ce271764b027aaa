// Reminds those who owe and tells the committees above, as far as due; the messages wait in the outbox.
import { runChase } from '../src/chase/run-chase.ts'
import type { Processor } from './context.ts'

export const chaseDueJob: Processor<'chase-due'> = async ({ db, clock, calendar, log }, _data, signal) => {
  const outcome = await runChase(db, { now: clock.now(), calendar, signal })
  if (outcome.steps > 0) log.info(outcome, 'chase: steps taken')
}
