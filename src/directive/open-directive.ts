// The beginning and the end of every change of a directive: may this person change it now, and the entry in
// the audit trail. What is changed is left to the use cases.

import { type Author, auditActor, mayDo } from '../org/author.ts'
import type { Action } from '../org/permissions.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { DirectiveState } from '../platform/database-types.ts'
import { type DirectiveRow, lockDirective } from './directive.store.ts'

export type OpenFault = { ok: false; reason: 'no_such_directive' | 'not_allowed' | 'state' }

/**
 * The directive, locked until the transaction ends, when the author may do `action` and its state is one of
 * `states`.
 */
export async function openDirective(
  tx: Tx,
  author: Author,
  directiveId: number,
  action: Action,
  states: readonly DirectiveState[],
): Promise<{ ok: true; directive: DirectiveRow } | OpenFault> {
  const directive = await lockDirective(tx, directiveId)
  if (!directive) return { ok: false, reason: 'no_such_directive' }
  const path = await unitPath(tx, directive.issuerUnitId)
  if (!mayDo(author, action, { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  return states.includes(directive.state) ? { ok: true, directive } : { ok: false, reason: 'state' }
}

/**
 * Writes who did what to the directive. `action` without its prefix: 'issue' is noted as 'directive.issue'.
 */
export async function auditDirective(
  tx: Tx,
  author: Author,
  directive: { id: number; issuerUnitId: number },
  action: string,
  now: Date,
  detail: Record<string, number> = {},
): Promise<void> {
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: `directive.${action}`,
    detail,
    subject: {
      kind: 'directive',
      id: directive.id,
    },
    unitId: directive.issuerUnitId,
  })
}
