// Every job name with its one processor. A name without a processor, or a processor of another name, does not compile.
import type { JobName } from '../src/platform/wake.ts'
import { chaseDueJob } from './chase-due.ts'
import { circulateDirectiveJob } from './circulate-directive.ts'
import { cleanUpJob } from './clean-up.ts'
import type { Processor } from './context.ts'
import { planChaseJob } from './plan-chase.ts'
import { sealAuditJob } from './seal-audit.ts'
import { sendDeliveriesJob } from './send-deliveries.ts'
import { showProgressJob } from './show-progress.ts'

export const processors = {
  'circulate-directive': circulateDirectiveJob,
  'send-deliveries': sendDeliveriesJob,
  'plan-chase': planChaseJob,
  'chase-due': chaseDueJob,
  'show-progress': showProgressJob,
  'seal-audit': sealAuditJob,
  'clean-up': cleanUpJob,
} satisfies { [Name in JobName]: Processor<Name> }
