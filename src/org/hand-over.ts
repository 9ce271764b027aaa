// Duties change hands: a hand-over after an election, a substitute during leave, the end of a duty. Open work
// stays where it is: it belongs to the unit, and the present holder of the duty does it. Earlier receipts
// keep the name of the person who gave them.
import { sql } from 'kysely'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { type Actor, findActorsByOfficer } from './actor.ts'
import { type Author, auditActor, isPerson, officerIdOf } from './author.ts'
import { authorise, mayAtUnit } from './authorise.ts'
import {
  endSubstitution,
  endWithSubstitutes,
  type HandedOver,
  holdersToTell,
  passOnDuties,
} from './duty-succession.ts'
import { createCode, type NewCode } from './invitations.ts'
import { actionToHandOver, subtreesFor } from './permissions.ts'
import { unitPath } from './unit.store.ts'

export interface HeldDuty {
  id: number
  officerId: number
  officerName: string
  unitId: number
  duty: Duty
  since: Date
  /** End of the term; of a substitute's duty the end of the leave. */
  endsAt: Date | null
  /** The duty (id) whose holder this person is the substitute of; null for a holder. */
  substituteFor: number | null
}

export type DutyFault =
  | 'not_allowed'
  /** The duty does not exist or has ended. */
  | 'gone'
  /** The successor is not enrolled or holds no duty. */
  | 'not_enrolled'
  /** The successor belongs to a part of the organisation where the author may not hand duties over. */
  | 'other_subtree'
  | 'same_person'
  /** The successor has this duty already. */
  | 'has_it_already'
  | 'bad_end'
  /** A substitute's duty cannot be handed over or get a substitute. */
  | 'is_substitute'

export type DutyOutcome<Done = object> = ({ ok: true } & Done) | { ok: false; reason: DutyFault }

const refuse = (reason: DutyFault) => ({ ok: false, reason }) as const
/** Maximum time of a substitute, in days. */
const maxLeaveDays = 366

/** Current duties at a unit. */
export async function dutiesAt(db: Db, unitId: number): Promise<HeldDuty[]> {
  const rows = await heldDuties(db)
    .where('h.unit_id', '=', unitId)
    .orderBy('h.duty')
    .orderBy('h.id')
    .execute()
  return rows
}

/** A current duty; null when it has ended. */
export async function findDuty(db: Db, heldId: number): Promise<HeldDuty | null> {
  return (await heldDuties(db).where('h.id', '=', heldId).executeTakeFirst()) ?? null
}

/** May this person take that duty from its holder? Also false when the duty has ended. */
export async function mayHandOver(db: Db, actor: Actor, heldId: number): Promise<boolean> {
  const held = await findDuty(db, heldId)
  return held !== null && (await mayAtUnit(db, actor, [actionToHandOver(held.duty)], held.unitId))
}

/**
 * Hands a duty over to a person who is enrolled already. The predecessor and the substitutes lose it at once.
 * `handedOver` says whom to tell.
 */
export async function handOver(
  tx: Tx,
  author: Author,
  { heldId, successorId, endsAt = null }: { heldId: number; successorId: number; endsAt?: Date | null },
  { now }: { now: Date },
): Promise<DutyOutcome<{ heldId: number; handedOver: HandedOver }>> {
  const opened = await openDuty(tx, author, heldId, now)
  if (!opened.ok) return opened
  const { held } = opened
  if (held.substituteFor !== null) return refuse('is_substitute')
  if (held.officerId === successorId) return refuse('same_person')
  if (endsAt && !(endsAt > now)) return refuse('bad_end')
  const fault = await faultOfSuccessor(tx, author, { officerId: successorId, held }, now)
  if (fault) return refuse(fault)
  const ended = holdersToTell(await endWithSubstitutes(tx, held.id, successorId, now))
  const newHeldId = await giveDuty(tx, { ...held, officerId: successorId, endsAt }, null, now)
  await passOnDuties(tx, [held.id], newHeldId)
  await note(tx, author, 'duty.hand_over', { held, who: { from: held.officerId, to: successorId } }, now)
  const { unitId, duty } = held
  return { ok: true, heldId: newHeldId, handedOver: { unitId, duty, successorId, ended } }
}

/**
 * Hands a duty over to a person who is not enrolled yet: makes a code. The duty changes hands when it is
 * used.
 */
export async function handOverByCode(
  tx: Tx,
  author: Author,
  { heldId, endsAt = null }: { heldId: number; endsAt?: Date | null },
  at: AtWithRandom,
): Promise<DutyOutcome<MadeCode>> {
  const opened = await openDuty(tx, author, heldId, at.now)
  if (!opened.ok) return opened
  const { held } = opened
  if (held.substituteFor !== null) return refuse('is_substitute')
  if (endsAt && !(endsAt > at.now)) return refuse('bad_end')
  return { ok: true, ...(await createCode(tx, author, codeTo(held, { endsAt, handsOver: heldId }), at)) }
}

interface AtWithRandom {
  now: Date
  /** Random bytes for the code; those of node:crypto by default. */
  random?: (size: number) => Uint8Array
}
type MadeCode = { code: string; expiresAt: Date }

/**
 * Makes a person the substitute of a duty's holder until an instant. The holder keeps the duty. For a person
 * who is the substitute already it changes the end.
 */
export async function nameSubstitute(
  tx: Tx,
  author: Author,
  { heldId, substituteId, endsAt }: { heldId: number; substituteId: number; endsAt: Date },
  { now }: { now: Date },
): Promise<DutyOutcome<{ heldId: number }>> {
  const opened = await openForLeave(tx, author, { heldId, endsAt }, now)
  if (!opened.ok) return opened
  const { held } = opened
  if (held.officerId === substituteId) return refuse('same_person')
  const presentDuty = (await dutiesAt(tx, held.unitId)).find(
    (duty) => duty.officerId === substituteId && duty.substituteFor === held.id,
  )
  const fault = presentDuty
    ? null
    : await faultOfSuccessor(tx, author, { officerId: substituteId, held }, now)
  if (fault) return refuse(fault)
  const newHeldId =
    presentDuty?.id ?? (await giveDuty(tx, { ...held, officerId: substituteId, endsAt }, held.id, now))
  if (presentDuty)
    await tx.updateTable('duty_holding').set({ ends_at: endsAt }).where('id', '=', newHeldId).execute()
  await note(tx, author, 'duty.substitute', { held, who: { to: substituteId } }, now)
  return { ok: true, heldId: newHeldId }
}

/** Names a substitute who is not enrolled yet: makes a code. The person who uses it is the substitute. */
export async function nameSubstituteByCode(
  tx: Tx,
  author: Author,
  { heldId, endsAt }: { heldId: number; endsAt: Date },
  at: AtWithRandom,
): Promise<DutyOutcome<MadeCode>> {
  const opened = await openForLeave(tx, author, { heldId, endsAt }, at.now)
  if (!opened.ok) return opened
  const newCode = codeTo(opened.held, { endsAt, substitutes: heldId })
  return { ok: true, ...(await createCode(tx, author, newCode, at)) }
}

/**
 * Notes the end of a term, or that none is known (null). The duty does not end with its term: it goes on
 * until a hand-over.
 */
export async function setTerm(
  tx: Tx,
  author: Author,
  { heldId, endsAt }: { heldId: number; endsAt: Date | null },
  { now }: { now: Date },
): Promise<DutyOutcome> {
  const opened = await openDuty(tx, author, heldId, now)
  if (!opened.ok) return opened
  if (opened.held.substituteFor !== null) return refuse('is_substitute')
  await tx.updateTable('duty_holding').set({ ends_at: endsAt }).where('id', '=', heldId).execute()
  await note(tx, author, 'duty.term', { held: opened.held }, now)
  return { ok: true }
}

/** Ends a duty and its substitutes' duties, without a successor. `handedOver` says whom to tell. */
export async function endDuty(
  tx: Tx,
  author: Author,
  { heldId }: { heldId: number },
  { now }: { now: Date },
): Promise<DutyOutcome<{ handedOver: HandedOver }>> {
  const opened = await openDuty(tx, author, heldId, now)
  if (!opened.ok) return opened
  const { officerId, unitId, duty } = opened.held
  const toTell = holdersToTell(await endWithSubstitutes(tx, heldId, null, now))
  await note(tx, author, 'duty.end', { held: opened.held, who: { from: officerId } }, now)
  // The author knows it already.
  const ended = toTell.filter((holder) => holder.officerId !== officerIdOf(author))
  return { ok: true, handedOver: { unitId, duty, successorId: null, ended } }
}

/** Notes the end of substitutes whose leave is over. Returns how many. A job calls it regularly. */
export async function closeEndedSubstitutes(db: Db, now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const ended = await tx
      .updateTable('duty_holding')
      .set({ until: sql`ends_at` })
      .where('substitute_for', 'is not', null)
      .where('until', 'is', null)
      .where('ends_at', '<=', now)
      .returning(['id', 'unit_id', 'officer_id', 'duty'])
      .execute()
    await recordAudit(
      tx,
      ended.map((held) => ({
        at: now,
        actor: auditActor('job'),
        action: 'duty.end',
        subject: { kind: 'duty_holding', id: held.id },
        unitId: held.unit_id,
        detail: { duty: held.duty, from: held.officer_id },
      })),
    )
    return ended.length
  })
}

async function openDuty(tx: Tx, author: Author, heldId: number, now: Date) {
  const held = await heldDuties(tx).where('h.id', '=', heldId).forUpdate(['h']).executeTakeFirst()
  if (!held) return refuse('gone')
  if (!(await authorise(tx, author, actionToHandOver(held.duty), held.unitId, now)))
    return refuse('not_allowed')
  return { ok: true, held } as const
}

/** Opens a duty whose holder goes on leave until `endsAt`, and checks the leave. */
async function openForLeave(
  tx: Tx,
  author: Author,
  { heldId, endsAt }: { heldId: number; endsAt: Date },
  now: Date,
) {
  const days = (endsAt.getTime() - now.getTime()) / 86_400_000
  if (!(days > 0 && days <= maxLeaveDays)) return refuse('bad_end')
  const opened = await openDuty(tx, author, heldId, now)
  return opened.ok && opened.held.substituteFor !== null ? refuse('is_substitute') : opened
}

/** The code that gives this duty. */
function codeTo(
  { unitId, duty }: HeldDuty,
  given: { endsAt: Date | null; handsOver?: number; substitutes?: number },
): NewCode {
  return { unitId, duty, ...given }
}

/**
 * Checks a new holder or substitute: enrolled, in a part of the organisation where the author may hand this
 * duty over, and not a holder of it yet. Null when nothing is wrong.
 */
async function faultOfSuccessor(
  tx: Tx,
  author: Author,
  { officerId, held }: { officerId: number; held: HeldDuty },
  now: Date,
): Promise<DutyFault | null> {
  const successor = (await findActorsByOfficer(tx, [officerId], now)).get(officerId)
  if (!successor) return 'not_enrolled'
  const chosenFrom = new Set(await unitsToChooseFrom(tx, author, held, now))
  if (!successor.duties.some((duty) => duty.pathIds.some((id) => chosenFrom.has(id)))) return 'other_subtree'
  // A substitute may become the holder: a deputy who stood in may be elected.
  const hasDuty = (await dutiesAt(tx, held.unitId)).some(
    (duty) => duty.officerId === officerId && duty.duty === held.duty && duty.substituteFor === null,
  )
  return hasDuty ? 'has_it_already' : null
}

/**
 * The units at or below which the author may choose people: where one of the author's duties allows this act.
 */
async function unitsToChooseFrom(tx: Tx, author: Author, held: HeldDuty, now: Date): Promise<number[]> {
  if (!isPerson(author)) return (await unitPath(tx, held.unitId)).ids.slice(0, 1)
  const actor = (await findActorsByOfficer(tx, [author.officerId], now)).get(author.officerId)
  return actor ? subtreesFor(actor, actionToHandOver(held.duty)) : []
}

async function giveDuty(
  tx: Tx,
  duty: Pick<HeldDuty, 'officerId' | 'unitId' | 'duty' | 'endsAt'>,
  substituteFor: number | null,
  now: Date,
): Promise<number> {
  await endSubstitution(tx, { ...duty, now })
  const row = await tx
    .insertInto('duty_holding')
    .values({
      officer_id: duty.officerId,
      unit_id: duty.unitId,
      duty: duty.duty,
      since: now,
      ends_at: duty.endsAt,
      substitute_for: substituteFor,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

async function note(
  tx: Tx,
  author: Author,
  action: string,
  { held, who = {} }: { held: HeldDuty; who?: Record<string, number> },
  now: Date,
): Promise<void> {
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action,
    subject: { kind: 'duty_holding', id: held.id },
    unitId: held.unitId,
    detail: { duty: held.duty, ...who },
  })
}

function heldDuties(db: Db) {
  return db
    .selectFrom('duty_holding as h')
    .innerJoin('officer as o', 'o.id', 'h.officer_id')
    .select([
      'h.id',
      'h.officer_id as officerId',
      'o.full_name as officerName',
      'h.unit_id as unitId',
      'h.duty',
      'h.since',
      'h.ends_at as endsAt',
      'h.substitute_for as substituteFor',
    ])
    .where('h.until', 'is', null)
}
