// Who acts. Every use case has the same form: useCase(tx, author, input, { now, calendar }).
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
 * Somebody who acts without a duty, such as a person who asks for the own data. What needs a duty reads the
 * duties anew (authorise.ts).
 */
export function personWithoutDuty(officerId: number): Person {
  return { officerId, duties: [] }
}

/** By the duties that the author brings along. */
export function mayDo(author: Author, action: Action, unit: { pathIds: readonly number[] }): boolean {
  return !isPerson(author) || can(author, action, unit)
}

/** As the audit trail names the author. */
export function auditActor(author: Author): AuditNote['actor'] {
  if (isPerson(author)) return { kind: 'officer', id: author.officerId }
  return { kind: author === 'job' ? 'system' : 'operator' }
}

/** The number of the person; null for the operator and for a job. */
export function officerIdOf(author: Author): number | null {
  return isPerson(author) ? author.officerId : null
}
