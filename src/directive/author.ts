// Who acts in the register: an officer with duties, or the operator at the command line, who needs no duty.
import type { Actor } from '../org/actor.ts'
import { type Action, can } from '../org/permissions.ts'
import type { AuditNote } from '../platform/audit.ts'

export type Author = Actor | 'operator'

export function mayDo(author: Author, action: Action, unit: { pathIds: readonly number[] }): boolean {
  return author === 'operator' || can(author, action, unit)
}

/** As the audit trail names the author. */
export function auditActor(author: Author): AuditNote['actor'] {
  return author === 'operator' ? { kind: 'operator' } : { kind: 'officer', id: author.officerId }
}

export function officerIdOf(author: Author): number | null {
  return author === 'operator' ? null : author.officerId
}
