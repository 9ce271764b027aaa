// Invites the role-holders of a list: a code for each who is neither enrolled nor invited yet, under the name of the list.
// All of the list or nothing, and the same list twice changes nothing. The name stays with the invitation until it is
// used or over (enrolment.ts).
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { setTerm } from './hand-over.ts'
import { createCodes } from './invitations.ts'
import { longestPersonName } from './officer-name.ts'
import { normalisePhone } from './phone-number.ts'
import {
  type OfficerColumn,
  type OfficerLine,
  readDutyWord,
  readOfficerFile,
  readTermEnd,
} from './read-officer-table.ts'
import type { TableFault } from './read-table.ts'

export type OfficerProblem =
  | 'unknown_unit'
  | 'unknown_duty'
  | 'empty_name'
  | 'name_too_long'
  | 'duplicate_line'
  | 'bad_phone'
  | 'bad_term'

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
  /** Empty in a dry run. */
  code: string
}

/** A duty held whose term the list gives otherwise. */
export interface NewTerm {
  row: number
  heldId: number
  unitCode: string
  duty: Duty
  name: string
  until: string
}

export type InviteOutcome =
  | { ok: true; invited: Invitation[]; terms: NewTerm[]; enrolled: number; invitedBefore: number }
  | { ok: false; fault: TableFault; errors: [] }
  | { ok: false; fault?: undefined; errors: OfficerFault[] }

/** Reads the list (CSV, XLSX, XLS with unit code, duty and name) and makes the codes. For the operator. */
export async function inviteOfficers(
  db: Db,
  bytes: Uint8Array,
  options: {
    now: Date
    dryRun?: boolean
    /** Numbers of the list are to be proved on enrolment; without this they are not even read. */
    checkPhones?: boolean
    /** When a day is over, in the organisation's zone. */
    endOfDay: (day: string) => Date
  },
): Promise<InviteOutcome> {
  const table = await readOfficerFile(bytes)
  if (!table.ok) return { ok: false, fault: table.fault, errors: [] }
  return db.transaction().execute(async (tx): Promise<InviteOutcome> => {
    const units = await unitIds(tx, table.lines)
    const checked = check(table.lines, units, options.checkPhones ?? false)
    if (checked.errors.length > 0) return { ok: false, errors: checked.errors }
    const { enrolled, open } = await present(tx, options.now)
    const wanted = checked.invitations.filter((one) => !enrolled.has(same(one)) && !open.has(same(one)))
    // The term of somebody enrolled may be over; nobody is invited to one that is.
    const over = wanted.filter(({ until }) => until !== null && options.endOfDay(until) <= options.now)
    if (over.length > 0)
      return {
        ok: false,
        errors: over.map(({ row, until }) => ({
          ...{ row, column: 'until', problem: 'bad_term', value: until ?? '' },
        })),
      }
    const count = (known: { has(key: string): boolean }) =>
      checked.invitations.filter((one) => known.has(same(one))).length
    const terms = checked.invitations.flatMap((one): NewTerm[] => {
      const held = enrolled.get(same(one))
      if (!held || one.until === null) return []
      const { row, unitCode, duty, name, until } = one
      const isSame = held.endsAt?.getTime() === options.endOfDay(until).getTime()
      return isSame ? [] : [{ row, heldId: held.id, unitCode, duty, name, until }]
    })
    if (!options.dryRun) {
      await invite(tx, wanted, options)
      const act = { by: { kind: 'operator' } as const, now: options.now }
      for (const { heldId, until } of terms) await setTerm(tx, heldId, options.endOfDay(until), act)
    }
    return { ok: true, invited: wanted, terms, enrolled: count(enrolled), invitedBefore: count(open) }
  })
}

const same = (one: { unitId: number; duty: string; name: string }) =>
  `${one.unitId} ${one.duty} ${searchKey(one.name)}`

function check(lines: readonly OfficerLine[], units: ReadonlyMap<string, number>, checkPhones: boolean) {
  const errors: OfficerFault[] = []
  const invitations: Invitation[] = []
  const seen = new Set<string>()
  for (const { row, unit_code, duty: word, name, phone: typed, until: term } of lines) {
    const fault = (column: OfficerColumn, problem: OfficerProblem, value: string) =>
      errors.push({ row, column, problem, value: [...value].slice(0, 80).join('') })
    const unitId = units.get(unit_code)
    const duty = readDutyWord(word)
    if (unitId === undefined) fault('unit_code', 'unknown_unit', unit_code)
    if (duty === null) fault('duty', 'unknown_duty', word)
    if (name === '') fault('name', 'empty_name', '')
    else if (name.length > longestPersonName) fault('name', 'name_too_long', name)
    const phone = checkPhones && typed !== '' ? normalisePhone(typed) : null
    if (checkPhones && typed !== '' && phone === null) fault('phone', 'bad_phone', typed)
    const until = term === '' ? null : readTermEnd(term)
    if (term !== '' && until === null) fault('until', 'bad_term', term)
    if (unitId === undefined || duty === null) continue
    const invitation = { row, unitId, unitCode: unit_code, duty, name, phone, until, code: '' }
    if (seen.has(same(invitation))) fault('name', 'duplicate_line', name)
    seen.add(same(invitation))
    invitations.push(invitation)
  }
  return { errors, invitations }
}

async function unitIds(tx: Tx, lines: readonly OfficerLine[]): Promise<Map<string, number>> {
  const codes = [...new Set(lines.map((line) => line.unit_code))]
  const found = await sql<{ code: string; id: number }>`
    select code, id from unit where valid_to is null and code = any(${codes}::text[])`.execute(tx)
  return new Map(found.rows.map((row) => [row.code, row.id]))
}

async function present(
  tx: Tx,
  now: Date,
): Promise<{ enrolled: Map<string, { id: number; endsAt: Date | null }>; open: Set<string> }> {
  const held = await tx
    .selectFrom('office_held as h')
    .innerJoin('officer as o', 'o.id', 'h.officer_id')
    .select(['h.id', 'h.unit_id as unitId', 'h.duty', 'h.ends_at as endsAt', 'o.full_name as name'])
    .where('h.until', 'is', null)
    .where('h.substitute_for', 'is', null)
    .execute()
  const open = await tx
    .selectFrom('enrolment_code')
    .select(['unit_id as unitId', 'duty', 'full_name as name'])
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('full_name', 'is not', null)
    .execute()
  return {
    enrolled: new Map(held.map((one) => [same(one), one])),
    open: new Set(open.map((row) => same({ ...row, name: row.name ?? '' }))),
  }
}

async function invite(
  tx: Tx,
  wanted: Invitation[],
  { now, endOfDay }: { now: Date; endOfDay: (day: string) => Date },
): Promise<void> {
  for (const group of Map.groupBy(wanted, (one) => `${one.duty} ${one.until}`).values()) {
    const [{ duty, until } = { duty: 'secretary' as const, until: null }] = group
    const endsAt = until === null ? null : endOfDay(until)
    const names = group.map((one) => one.name)
    const ids = group.map((one) => one.unitId)
    const phones = group.map((one) => one.phone)
    const made = await createCodes(tx, ids, { duty, createdBy: null, now, endsAt, names, phones })
    for (const [index, one] of group.entries()) one.code = made[index]?.code ?? ''
  }
}
