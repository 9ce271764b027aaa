// The table of jobs: how each is done, and how its due work is found when a wake-up was lost. What a job carries is in
// src/platform/wake.ts. A name without a row, or with the row of another job, does not compile; the worker and the sweeper
// follow from the table.
import { dueChanges } from '../src/circulation/message-change.store.ts'
import { type JobName, senderSlots } from '../src/platform/wake.ts'
import { chaseDueJob } from './chase-due.ts'
import { circulateDirectiveJob } from './circulate-directive.ts'
import { cleanUpJob } from './clean-up.ts'
import type { Job } from './context.ts'
import {
  directivesToCirculate,
  directivesToPlan,
  dueAnswers,
  dueBulk,
  dueChase,
  openProgress,
  overdueCleanUp,
  unsealedAudit,
  waking,
} from './find-due.ts'
import { planChaseJob } from './plan-chase.ts'
import { sealAuditJob } from './seal-audit.ts'
import { sendAnswersJob, sendDeliveriesJob } from './send-deliveries.ts'
import { showProgressJob } from './show-progress.ts'

const once = [{}]
const everySlot = Array.from({ length: senderSlots }, (_, slot) => ({ slot }))

export const jobs: { [Name in JobName]: Job<Name> } = {
  'circulate-directive': {
    run: circulateDirectiveJob,
    due: { 'circulate-directive': directivesToCirculate },
  },
  'plan-chase': { run: planChaseJob, due: { 'plan-chase': directivesToPlan } },
  'send-deliveries': { run: sendDeliveriesJob, due: { 'send-deliveries': waking(dueBulk, everySlot) } },
  'send-answers': { run: sendAnswersJob, due: { 'send-answers': waking(dueAnswers, once) } },
  'chase-due': { run: chaseDueJob, due: { 'chase-due': waking(dueChase, once) } },
  'show-progress': {
    run: showProgressJob,
    due: { 'show-progress': waking(openProgress, once), 'change-messages': waking(dueChanges, once) },
  },
  'seal-audit': { run: sealAuditJob, due: { 'seal-audit': waking(unsealedAudit, once) } },
  'clean-up': { run: cleanUpJob, due: { 'clean-up': waking(overdueCleanUp, once) } },
}

export const jobNames = Object.keys(jobs) as JobName[]
