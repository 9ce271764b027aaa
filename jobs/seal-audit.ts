// Gives new audit entries their place in the chain.
import { sealAudit } from '../src/platform/audit.ts'
import type { Processor } from './context.ts'

export const sealAuditJob: Processor<'seal-audit'> = async ({ db }, _data, signal) => {
  while (!signal.aborted && (await sealAudit(db)) > 0);
}
