// The author of a change. Every use case has the same form: useCase(tx, author, input, { now, calendar }).
import type { AuditNote } from '../platform/audit.ts'
import type { Actor } from './actor.ts'
import { type Action, can } from './permissions.ts'

/** A person with the duties held when the transaction began. */
export type Person = Pick<Actor, 'officerId' | 'duties'>

/** Who acts: a person, the operator of the machine (who needs no duty), or a job of the product itself. */
export type Author = Person | 'operator' | 'job'

export function isPerson(author: Author): author is Person {
  return typeof author !== 'string'
}

/**
 * A person as author without duties, for acts that need none, such as a request for the own data. A check
 * that needs the duties reads them again (authorise.ts).
 */
export function personWithoutDuty(officerId: number): Person {
  return { officerId, duties: [] }
}

/** May the author do this for the unit, by the duties held when the transaction began? */
export function mayDo(author: Author, action: Action, unit: { pathIds: readonly number[] }): boolean {
  return !isPerson(author) || can(author, action, unit)
}

/** The author as the audit trail names it. */
export function auditActor(author: Author): AuditNote['actor'] {
  if (isPerson(author)) return { kind: 'officer', id: author.officerId }
  return { kind: author === 'job' ? 'system' : 'operator' }
}

/** The officer's id of a person; null for the operator and for a job. */
export function officerIdOf(author: Author): number | null {
  return isPerson(author) ? author.officerId : null
}
