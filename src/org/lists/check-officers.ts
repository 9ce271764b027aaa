// Checks a list of role-holders line by line, and says whom each newcomer comes after. Pure; making codes is
// invite-officers.ts.
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
  /** Whoever imports may not give this duty there. */
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
  /** The number that is to be proved, normalised; null for none. */
  phone: string | null
  /** The last day of the term, YYYY-MM-DD; null for none. */
  until: string | null
  /**
   * Who alone holds the duty today and is not in the list, as after an election; null when it is nobody or
   * several.
   */
  predecessor: { heldId: number; officerId: number; name: string } | null
  /** Empty in a dry run. */
  code: string
}

/** What makes two lines the same invitation: unit, duty and name, however it is typed. */
export const invitationKey = (one: { unitId: number; duty: string; name: string }) =>
  `${one.unitId} ${one.duty} ${searchKey(one.name)}`

/** Every line judged by itself and against the others; all faults at once. */
export function checkOfficers(
  lines: readonly OfficerLine[],
  /** By unitCodeKey. */
  units: ReadonlyMap<string, { id: number; code: string }>,
  checkPhones: boolean,
) {
  const errors: OfficerFault[] = []
  const invitations: Invitation[] = []
  const seen = new Set<string>()
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
    if (seen.has(invitationKey(invitation))) fault('name', 'duplicate_line', name)
    seen.add(invitationKey(invitation))
    invitations.push(invitation)
  }
  return { errors, invitations }
}

/** A duty that somebody holds, standing in apart. */
export interface EnrolledHolder {
  id: number
  officerId: number
  unitId: number
  duty: Duty
  name: string
  endsAt: Date | null
}

/** Who is wanted after whom: where one goes and one comes. Anything else is for a person to decide. */
export function withPredecessors(
  wanted: readonly Invitation[],
  listed: readonly Invitation[],
  held: readonly EnrolledHolder[],
): Invitation[] {
  const place = ({ unitId, duty }: { unitId: number; duty: Duty }) => `${unitId} ${duty}`
  const coming = Map.groupBy(wanted, place)
  const staying = new Set(listed.map(invitationKey))
  const going = Map.groupBy(
    held.filter((one) => !staying.has(invitationKey(one))),
    place,
  )
  return wanted.map((one) => {
    const [predecessor, another] = going.get(place(one)) ?? []
    if (!predecessor || another || (coming.get(place(one))?.length ?? 0) > 1) return one
    return {
      ...one,
      predecessor: { heldId: predecessor.id, officerId: predecessor.officerId, name: predecessor.name },
    }
  })
}
