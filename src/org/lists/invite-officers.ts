// Invites the duty holders of a list: makes a code, with the name of the list, for each person who is neither
// enrolled nor invited yet. All of the list or nothing. The same list a second time changes nothing. The
// invitation keeps the name until it is used, revoked or expired.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/database.ts'
import type { Duty } from '../../platform/database-types.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import { type Actor, lockActorByOfficer } from '../actor.ts'
import { type Author, isPerson } from '../author.ts'
import { setTerm } from '../hand-over.ts'
import { createCodes } from '../invitations.ts'
import { actionToGrant, canBelow, subtreesFor } from '../permissions.ts'
import { noteViewed } from '../processing-log.ts'
import { lockTree } from '../tree-history.ts'
import { unitPaths } from '../unit.store.ts'
import { unitCodeKey } from '../unit-code.ts'
import {
  checkOfficers,
  type EnrolledHolder,
  type Invitation,
  invitationKey,
  type OfficerFault,
  withPredecessors,
} from './check-officers.ts'
import {
  type OfficerColumn,
  type OfficerLine,
  type OfficerTable,
  readOfficerFile,
} from './read-officer-table.ts'
import type { TableFault } from './read-table.ts'

/** A term that the list changes, of somebody who is enrolled. `until` is its last day (YYYY-MM-DD). */
export interface NewTerm {
  row: number
  heldId: number
  unitCode: string
  duty: Duty
  name: string
  until: string
}

export type InviteOutcome =
  | {
      ok: true
      invited: Invitation[]
      terms: NewTerm[]
      /** Number of lines whose person holds the duty already. */
      enrolled: number
      /** Number of lines whose person has an open invitation already. */
      invitedBefore: number
      /** A hash of what the list does: for `expected`. */
      mark: string
    }
  /** The file cannot be read as a list. */
  | { ok: false; reason: 'unreadable'; fault: TableFault<OfficerColumn> }
  | { ok: false; reason: 'wrong_rows'; errors: OfficerFault[] }
  /** `not_as_seen`: the list would now do something else than the person saw. */
  | { ok: false; reason: 'not_allowed' | 'not_as_seen' }

export interface OfficerImport {
  /** A file (CSV, XLSX, XLS) with unit code, duty and name, or what was read of one. */
  list: Uint8Array | OfficerTable
  dryRun?: boolean
  /** People must prove the phone number of the list on enrolment. Otherwise the numbers are not read. */
  checkPhones?: boolean
  /** Whether the person who uses a code takes the duty over from the predecessor. */
  handOver?: boolean
  /** The `mark` of what a person saw. If the list would now do anything else, it is refused. */
  expected?: string
}

interface At {
  now: Date
  calendar: Pick<Calendar, 'endOfDay'>
}

/**
 * Reads the list and makes the codes in a transaction of its own, which begins after the list was read. An
 * officer invites in the subtrees of the duties that allow duty.manage, and only to duties that the officer
 * may give. The operator invites everywhere.
 */
export async function inviteOfficers(
  db: Db,
  author: Author,
  wanted: OfficerImport,
  at: At,
): Promise<InviteOutcome> {
  const { now, calendar } = at
  const table = wanted.list instanceof Uint8Array ? await readOfficerFile(wanted.list) : wanted.list
  if (!table.ok) return { ok: false, reason: 'unreadable', fault: table.fault }
  return db.transaction().execute(async (tx): Promise<InviteOutcome> => {
    // One list at a time: a button that is pressed twice must not invite twice. No unit changes meanwhile.
    await lockTree(tx)
    const actor = isPerson(author) ? await lockActorByOfficer(tx, author.officerId, now) : null
    if (isPerson(author) && (!actor || subtreesFor(actor, 'duty.manage').length === 0))
      return { ok: false, reason: 'not_allowed' }
    const { units, paths } = await manageableUnits(tx, table.lines, actor)
    const checked = checkOfficers(table.lines, units, wanted.checkPhones ?? false)
    const errors = [...checked.errors, ...faultsOfForbiddenDuties(actor, checked.invitations, paths)]
    if (errors.length > 0)
      return { ok: false, reason: 'wrong_rows', errors: errors.sort((a, b) => a.row - b.row) }
    const { enrolled, invitedKeys } = await presentHolders(tx, now)
    const missing = checked.invitations.filter(
      (one) => !enrolled.has(invitationKey(one)) && !invitedKeys.has(invitationKey(one)),
    )
    // The term of an enrolled person may be over. Nobody is invited to such a term.
    const ended = missing.filter(({ until }) => until !== null && calendar.endOfDay(until) <= now)
    if (ended.length > 0)
      return {
        ok: false,
        reason: 'wrong_rows',
        errors: ended.map(({ row, until }) => ({
          row,
          column: 'until',
          problem: 'bad_term',
          value: until ?? '',
        })),
      }
    const successors = withPredecessors(missing, checked.invitations, [...enrolled.values()])
    // The preview shows the names of the predecessors.
    const named = successors.flatMap((one) => (one.predecessor ? [one.predecessor.officerId] : []))
    const unitId = actor?.duties[0]?.unitId ?? null
    await noteViewed(tx, author, { officerIds: named, unitId }, { now })
    const count = (known: { has(key: string): boolean }) =>
      checked.invitations.filter((one) => known.has(invitationKey(one))).length
    const terms = checked.invitations.flatMap((one): NewTerm[] => {
      const held = enrolled.get(invitationKey(one))
      if (!held || one.until === null) return []
      const { row, unitCode, duty, name, until } = one
      const isSame = held.endsAt?.getTime() === calendar.endOfDay(until).getTime()
      return isSame ? [] : [{ row, heldId: held.id, unitCode, duty, name, until }]
    })
    const mark = createHash('sha256')
      .update(JSON.stringify([successors, terms]))
      .digest('hex')
    if (wanted.expected !== undefined && wanted.expected !== mark) return { ok: false, reason: 'not_as_seen' }
    if (!wanted.dryRun) {
      await invite(tx, author, { people: successors, handsOver: wanted.handOver ?? false }, at)
      for (const { heldId, until } of terms)
        await setTerm(tx, author, { heldId, endsAt: calendar.endOfDay(until) }, { now })
    }
    return {
      ok: true,
      invited: successors,
      terms,
      mark,
      enrolled: count(enrolled),
      invitedBefore: count(invitedKeys),
    }
  })
}

/**
 * The units that the list names, by unitCodeKey, and their paths. For an officer, units outside the own
 * subtrees are left out.
 */
async function manageableUnits(tx: Tx, lines: readonly OfficerLine[], actor: Actor | null) {
  const units = await unitsNamed(tx, lines)
  const ids = [...units.values()].map((unit) => unit.id)
  const paths = actor ? await unitPaths(tx, ids) : new Map<number, { ids: number[] }>()
  if (!actor) return { units, paths }
  const isOwn = (id: number) => canBelow(actor, 'duty.manage', { pathIds: paths.get(id)?.ids ?? [] })
  return { units: new Map([...units].filter(([, unit]) => isOwn(unit.id))), paths }
}

/** Faults of lines with a duty that the officer may not give there. */
function faultsOfForbiddenDuties(
  actor: Actor | null,
  invitations: readonly Invitation[],
  paths: ReadonlyMap<number, { ids: number[] }>,
): OfficerFault[] {
  if (!actor) return []
  return invitations
    .filter(
      ({ unitId, duty }) => !canBelow(actor, actionToGrant(duty), { pathIds: paths.get(unitId)?.ids ?? [] }),
    )
    .map(({ row, duty }) => ({ row, column: 'duty', problem: 'not_allowed', value: duty }))
}

async function unitsNamed(
  tx: Tx,
  lines: readonly OfficerLine[],
): Promise<Map<string, { id: number; code: string }>> {
  const codes = [...new Set(lines.map((line) => line.unit_code))]
  const result = await sql<{ code: string; id: number }>`
    select code, id from unit where valid_to is null
      and unit_code_key(code) in (select unit_code_key(typed) from unnest(${codes}::text[]) typed)`.execute(
    tx,
  )
  return new Map(result.rows.map((row) => [unitCodeKey(row.code), row]))
}

/** All present holders, and the keys of open invitations with a name, by `invitationKey`. */
async function presentHolders(
  tx: Tx,
  now: Date,
): Promise<{ enrolled: Map<string, EnrolledHolder>; invitedKeys: Set<string> }> {
  const held = await tx
    .selectFrom('duty_holding as h')
    .innerJoin('officer as o', 'o.id', 'h.officer_id')
    .select([
      'h.id',
      'h.officer_id as officerId',
      'h.unit_id as unitId',
      'h.duty',
      'h.ends_at as endsAt',
      'o.full_name as name',
    ])
    .where('h.until', 'is', null)
    .where('h.substitute_for', 'is', null)
    .execute()
  const invitations = await tx
    .selectFrom('enrolment_code')
    .select(['unit_id as unitId', 'duty', 'full_name as name'])
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('full_name', 'is not', null)
    .execute()
  return {
    enrolled: new Map(held.map((one) => [invitationKey(one), one])),
    invitedKeys: new Set(invitations.map((row) => invitationKey({ ...row, name: row.name ?? '' }))),
  }
}

/** Makes the codes and writes them into `people`. */
async function invite(
  tx: Tx,
  author: Author,
  { people, handsOver }: { people: Invitation[]; handsOver: boolean },
  { now, calendar }: At,
): Promise<void> {
  for (const group of Map.groupBy(people, (one) => `${one.duty} ${one.until}`).values()) {
    const [{ duty, until } = { duty: 'secretary' as const, until: null }] = group
    const endsAt = until === null ? null : calendar.endOfDay(until)
    const codes = {
      unitIds: group.map((one) => one.unitId),
      duty,
      endsAt,
      names: group.map((one) => one.name),
      phones: group.map((one) => one.phone),
      handOvers: group.map((one) => (handsOver ? (one.predecessor?.heldId ?? null) : null)),
    }
    const made = await createCodes(tx, author, codes, { now })
    for (const [index, one] of group.entries()) one.code = made[index]?.code ?? ''
  }
}
