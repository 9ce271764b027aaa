// Reminds those who owe and tells the committees above, as far as due; the messages wait in the outbox.
import { runChase } from '../src/chase/run-chase.ts'
import type { Processor } from './context.ts'

export const chaseDueJob: Processor<'chase-due'> = async (context, _data, signal) => {
  const { db, clock, calendar, wake, log } = context
  const outcome = await runChase(db, { now: clock.now(), calendar, signal })
  if (outcome.steps > 0) log.info(outcome, 'chase: steps taken')
  if (outcome.messages > 0) wake('send-deliveries', { slot: 0 })
}
