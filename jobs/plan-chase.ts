// Plans the reminders of a circulated directive.
import { planChaseOfDirective } from '../src/chase/plan-chase.ts'
import type { Processor } from './context.ts'

export const planChaseJob: Processor<'plan-chase'> = async ({ db, clock, calendar }, { directiveId }) => {
  await planChaseOfDirective(db, directiveId, { now: clock.now(), calendar })
}
