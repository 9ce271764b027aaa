// Makes obligations and deliveries of an issued directive, then has its reminders planned.
import { circulateDirective } from '../src/circulation/circulate-directive.ts'
import type { Processor } from './context.ts'

export const circulateDirectiveJob: Processor<'circulate-directive'> = async (context, { directiveId }) => {
  const { db, clock, wake, log } = context
  const outcome = await circulateDirective(db, directiveId, clock.now(), {
    calendar: context.calendar,
    // Others send while the rest is still being written.
    onFirst: () => wake('send-deliveries', { slot: 0 }),
  })
  log.info({ directiveId, ...outcome }, 'Circulated a directive')
  if (!outcome.ok) return
  for (let slot = 0; slot < 4; slot++) wake('send-deliveries', { slot })
  wake('plan-chase', { directiveId })
}
