// Makes obligations and deliveries of an issued directive.
import { circulateDirective } from '../src/circulation/circulate-directive.ts'
import type { Processor } from './context.ts'

export const circulateDirectiveJob: Processor<'circulate-directive'> = async (context, { directiveId }) => {
  const { db, clock, calendar, log } = context
  const outcome = await circulateDirective(db, directiveId, clock.now(), { calendar })
  log.info({ directiveId, ...outcome }, 'Circulated a directive')
}
