// Tells units that their reports were accepted, once a day.
import { tellAcceptances } from '../src/response/tell-acceptances.ts'
import type { Processor } from './context.ts'

export const tellAcceptancesJob: Processor<'tell-acceptances'> = async ({ db, clock, calendar }) => {
  await tellAcceptances(db, { now: clock.now(), calendar })
}
