// The table of jobs: how each is done, and how its due work is found when a wake-up was lost. What a job
// carries is in src/platform/wake.ts. A name without a row, or with the row of another job, does not compile;
// the worker and the sweeper follow from the table.
import { directivesToPlan } from '../src/chase/plan-chase.ts'
import { findDueChase } from '../src/chase/run-chase.ts'
import { dueChanges } from '../src/circulation/change/message-change.store.ts'
import { directivesToCirculate, dueDeliveries } from '../src/circulation/due-work.store.ts'
import { countOpenWatches } from '../src/circulation/progress-watch.store.ts'
import { countUnsealed } from '../src/platform/audit.ts'
import { type JobName, senderSlots } from '../src/platform/wake.ts'
import { findAcceptancesToTell } from '../src/response/tell-acceptances.ts'
import { findExportsToMake } from '../src/rollup/exports/export-request.store.ts'
import { chaseDueJob } from './chase-due.ts'
import { circulateDirectiveJob } from './circulate-directive.ts'
import { isCleanUpDue } from './clean-up.store.ts'
import { cleanUpJob } from './clean-up.ts'
import { type Job, perDirective, waking } from './context.ts'
import { makeExportsJob } from './make-exports.ts'
import { planChaseJob } from './plan-chase.ts'
import { sealAuditJob } from './seal-audit.ts'
import { sendAnswersJob, sendDeliveriesJob } from './send-deliveries.ts'
import { showProgressJob } from './show-progress.ts'
import { tellAcceptancesJob } from './tell-acceptances.ts'

const once = [{}]
const everySlot = Array.from({ length: senderSlots }, (_, slot) => ({ slot }))

export const jobs: { [Name in JobName]: Job<Name> } = {
  'circulate-directive': {
    run: circulateDirectiveJob,
    due: { 'circulate-directive': perDirective((db, { now }) => directivesToCirculate(db, now)) },
  },
  'plan-chase': {
    run: planChaseJob,
    due: { 'plan-chase': perDirective((db) => directivesToPlan(db)) },
  },
  'send-deliveries': {
    run: sendDeliveriesJob,
    due: { 'send-deliveries': waking(everySlot, (db, at) => dueDeliveries(db, 1, at)) },
  },
  'send-answers': {
    run: sendAnswersJob,
    due: { 'send-answers': waking(once, (db, at) => dueDeliveries(db, 0, at)) },
  },
  'chase-due': {
    run: chaseDueJob,
    due: { 'chase-due': waking(once, findDueChase) },
  },
  'tell-acceptances': {
    run: tellAcceptancesJob,
    due: { 'tell-acceptances': waking(once, findAcceptancesToTell) },
  },
  'make-exports': {
    run: makeExportsJob,
    due: { 'make-exports': waking(once, findExportsToMake) },
  },
  'show-progress': {
    run: showProgressJob,
    due: { 'show-progress': waking(once, countOpenWatches), 'change-messages': waking(once, dueChanges) },
  },
  'seal-audit': {
    run: sealAuditJob,
    due: { 'seal-audit': waking(once, countUnsealed) },
  },
  'clean-up': {
    run: cleanUpJob,
    due: {
      // Never late: nobody waits for it.
      'clean-up': waking(once, async (db, { now }) => ({
        count: (await isCleanUpDue(db, now)) ? 1 : 0,
        oldestDueAt: null,
      })),
    },
  },
}

export const jobNames = Object.keys(jobs) as JobName[]
