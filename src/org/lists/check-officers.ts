// Checks a list of duty holders line by line, and finds the predecessor of each new one. Pure.
// invite-officers.ts makes the codes.
import type { Duty } from '../../platform/database-types.ts'
import { searchKey } from '../../platform/vietnamese-text.ts'
import { maxPersonNameLength } from '../officer-name.ts'
import { normalisePhone } from '../phone-number.ts'
import { unitCodeKey } from '../unit-code.ts'
import { shownValue } from './list-faults.ts'
import { type OfficerColumn, type OfficerLine, readDutyWord, readTermEnd } from './read-officer-table.ts'

export type OfficerProblem =
  | 'unknown_unit'
  | 'unknown_duty'
  | 'empty_name'
  | 'name_too_long'
  | 'duplicate_line'
  | 'bad_phone'
  | 'bad_term'
  /** The author may not give this duty at this unit. */
  | 'not_allowed'

export interface OfficerFault {
  row: number
  column: OfficerColumn
  problem: OfficerProblem
  value: string
}

export interface Invitation {
  row: number
  unitId: number
  unitCode: string
  duty: Duty
  name: string
  /** The number that the person must prove, normalised; null for none. */
  phone: string | null
  /** The last day of the term, YYYY-MM-DD; null for none. */
  until: string | null
  /**
   * The only present holder of the duty who is not in the list, as after an election; null when there is none
   * or more than one.
   */
  predecessor: { heldId: number; officerId: number; name: string } | null
  /** The code; empty in a dry run. */
  code: string
}

/**
 * Two lines with the same key are the same invitation: same unit, duty and name, however the name is typed.
 */
export const invitationKey = ({ unitId, duty, name }: { unitId: number; duty: string; name: string }) =>
  `${unitId} ${duty} ${searchKey(name)}`

/** Checks every line by itself and against the others. Reports all faults at once. */
export function checkOfficers(
  lines: readonly OfficerLine[],
  /** By unitCodeKey. */
  units: ReadonlyMap<string, { id: number; code: string }>,
  checkPhones: boolean,
) {
  const errors: OfficerFault[] = []
  const invitations: Invitation[] = []
  const seenKeys = new Set<string>()
  for (const { row, unit_code, duty: word, name, phone: typed, until: term } of lines) {
    const fault = (column: OfficerColumn, problem: OfficerProblem, value: string) =>
      errors.push({ row, column, problem, value: shownValue(value) })
    const unit = units.get(unitCodeKey(unit_code))
    const duty = readDutyWord(word)
    if (unit === undefined) fault('unit_code', 'unknown_unit', unit_code)
    if (duty === null) fault('duty', 'unknown_duty', word)
    if (name === '') fault('name', 'empty_name', '')
    else if (name.length > maxPersonNameLength) fault('name', 'name_too_long', name)
    const phone = checkPhones && typed !== '' ? normalisePhone(typed) : null
    if (checkPhones && typed !== '' && phone === null) fault('phone', 'bad_phone', typed)
    const until = term === '' ? null : readTermEnd(term)
    if (term !== '' && until === null) fault('until', 'bad_term', term)
    if (unit === undefined || duty === null) continue
    const invitation = {
      row,
      unitId: unit.id,
      unitCode: unit.code,
      duty,
      name,
      phone,
      until,
      predecessor: null,
      code: '',
    }
    if (seenKeys.has(invitationKey(invitation))) fault('name', 'duplicate_line', name)
    seenKeys.add(invitationKey(invitation))
    invitations.push(invitation)
  }
  return { errors, invitations }
}

/** A duty and its holder. Substitutes do not count. */
export interface EnrolledHolder {
  id: number
  officerId: number
  unitId: number
  duty: Duty
  name: string
  endsAt: Date | null
}

/**
 * The `missing` invitations with their predecessors: where one person leaves a duty at a unit and one gets
 * it. In any other case a person decides. `listed` are all invitations of the list, `held` all present
 * holders.
 */
export function withPredecessors(
  missing: readonly Invitation[],
  listed: readonly Invitation[],
  held: readonly EnrolledHolder[],
): Invitation[] {
  const dutyKey = ({ unitId, duty }: { unitId: number; duty: Duty }) => `${unitId} ${duty}`
  const comingByDuty = Map.groupBy(missing, dutyKey)
  const listedKeys = new Set(listed.map(invitationKey))
  const leavingByDuty = Map.groupBy(
    held.filter((holder) => !listedKeys.has(invitationKey(holder))),
    dutyKey,
  )
  return missing.map((invitation) => {
    const [predecessor, another] = leavingByDuty.get(dutyKey(invitation)) ?? []
    if (!predecessor || another || (comingByDuty.get(dutyKey(invitation))?.length ?? 0) > 1) return invitation
    return {
      ...invitation,
      predecessor: { heldId: predecessor.id, officerId: predecessor.officerId, name: predecessor.name },
    }
  })
}
