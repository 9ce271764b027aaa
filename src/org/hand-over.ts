// Duties change hands: hand-over at elections, a substitute for leave, the end of a duty. Open work needs no
// moving: it belongs to the unit, and whoever holds the duty now has it; past acknowledgements keep the name
// of whoever gave them.
import { sql } from 'kysely'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { type Actor, findActorsByOfficer } from './actor.ts'
import { type Author, auditActor, isPerson, officerIdOf } from './author.ts'
import { authorise, mayAtUnit } from './authorise.ts'
import { endStandingIn, endWithStandIns, type HandedOver, passOnDuties, toTell } from './duty-succession.ts'
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
  /** End of the term, or of the leave that a substitute stands in for. */
  endsAt: Date | null
  substituteFor: number | null
}

export type DutyFault =
  | 'not_allowed'
  /** Nobody holds this duty (any more). */
  | 'gone'
  /** The successor is not enrolled or holds no duty at all. */
  | 'not_enrolled'
  /** The successor belongs to a part of the organisation that whoever acts has no say in. */
  | 'other_subtree'
  | 'same_person'
  /** The successor has this duty already. */
  | 'has_it_already'
  | 'bad_end'
  /** A substitute has nothing to hand over: the duty is its holder's. */
  | 'is_substitute'

export type DutyOutcome<Done = object> = ({ ok: true } & Done) | { ok: false; reason: DutyFault }

const refuse = (reason: DutyFault) => ({ ok: false, reason }) as const
/** A substitute stands in for at most so long. */
const longestLeaveDays = 366

/** Current duties at a unit. */
export async function dutiesAt(db: Db, unitId: number): Promise<HeldDuty[]> {
  const rows = await heldDuties(db)
    .where('h.unit_id', '=', unitId)
    .orderBy('h.duty')
    .orderBy('h.id')
    .execute()
  return rows
}

/** A current duty; null when it is no more. */
export async function findDuty(db: Db, heldId: number): Promise<HeldDuty | null> {
  return (await heldDuties(db).where('h.id', '=', heldId).executeTakeFirst()) ?? null
}

/** May this person take that duty from its holder? False too when it is no more. */
export async function mayHandOver(db: Db, actor: Actor, heldId: number): Promise<boolean> {
  const held = await findDuty(db, heldId)
  return held !== null && (await mayAtUnit(db, actor, [actionToHandOver(held.duty)], held.unitId))
}

/**
 * Moves a duty to somebody who is enrolled already. The predecessor, and a substitute, lose it at once and
 * are to be told.
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
  const unfit = await faultOfSuccessor(tx, author, { officerId: successorId, held }, now)
  if (unfit) return refuse(unfit)
  const ended = toTell(await endWithStandIns(tx, held.id, successorId, now))
  const made = await give(tx, { ...held, officerId: successorId, endsAt }, null, now)
  await passOnDuties(tx, [held.id], made)
  await note(tx, author, 'duty.hand_over', { held, who: { from: held.officerId, to: successorId } }, now)
  const { unitId, duty } = held
  return { ok: true, heldId: made, handedOver: { unitId, duty, successorId, ended } }
}

/**
 * The same for somebody not enrolled yet: a code with which the duty changes hands in the moment it is used.
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
  /** Random bytes for the code; those of the machine unless told. */
  random?: (size: number) => Uint8Array
}
type MadeCode = { code: string; expiresAt: Date }

/**
 * Somebody stands in for the holder of a duty until an instant; the holder keeps it. Named again: until the
 * new one.
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
  const present = (await dutiesAt(tx, held.unitId)).find(
    (one) => one.officerId === substituteId && one.substituteFor === held.id,
  )
  const unfit = present ? null : await faultOfSuccessor(tx, author, { officerId: substituteId, held }, now)
  if (unfit) return refuse(unfit)
  const made = present?.id ?? (await give(tx, { ...held, officerId: substituteId, endsAt }, held.id, now))
  if (present) await tx.updateTable('duty_holding').set({ ends_at: endsAt }).where('id', '=', made).execute()
  await note(tx, author, 'duty.substitute', { held, who: { to: substituteId } }, now)
  return { ok: true, heldId: made }
}

/** The same for somebody not enrolled yet: a code that makes whoever uses it the substitute until then. */
export async function nameSubstituteByCode(
  tx: Tx,
  author: Author,
  { heldId, endsAt }: { heldId: number; endsAt: Date },
  at: AtWithRandom,
): Promise<DutyOutcome<MadeCode>> {
  const opened = await openForLeave(tx, author, { heldId, endsAt }, at.now)
  if (!opened.ok) return opened
  const wanted = codeTo(opened.held, { endsAt, substitutes: heldId })
  return { ok: true, ...(await createCode(tx, author, wanted, at)) }
}

/**
 * Notes the end of a term, or that none is known. A term in the past is only noted: the duty goes on until a
 * hand-over.
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

/** Ends a duty without a successor, and whoever stands in for it. */
export async function endDuty(
  tx: Tx,
  author: Author,
  { heldId }: { heldId: number },
  { now }: { now: Date },
): Promise<DutyOutcome<{ handedOver: HandedOver }>> {
  const opened = await openDuty(tx, author, heldId, now)
  if (!opened.ok) return opened
  const { officerId, unitId, duty } = opened.held
  const all = toTell(await endWithStandIns(tx, heldId, null, now))
  await note(tx, author, 'duty.end', { held: opened.held, who: { from: officerId } }, now)
  // Who ended it knows.
  const ended = all.filter((one) => one.officerId !== officerIdOf(author))
  return { ok: true, handedOver: { unitId, duty, successorId: null, ended } }
}

/** Notes the end of substitutes whose time is over. Returns how many; call it now and then. */
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

/** A duty whose holder goes on leave until `endsAt`. */
async function openForLeave(
  tx: Tx,
  author: Author,
  { heldId, endsAt }: { heldId: number; endsAt: Date },
  now: Date,
) {
  const days = (endsAt.getTime() - now.getTime()) / 86_400_000
  if (!(days > 0 && days <= longestLeaveDays)) return refuse('bad_end')
  const opened = await openDuty(tx, author, heldId, now)
  return opened.ok && opened.held.substituteFor !== null ? refuse('is_substitute') : opened
}

/** What a code to that duty is to say. */
function codeTo(
  { unitId, duty }: HeldDuty,
  given: { endsAt: Date | null; handsOver?: number; substitutes?: number },
): NewCode {
  return { unitId, duty, ...given }
}

/**
 * Somebody new to a duty must be known already, in a part of the organisation that whoever acts has a say in.
 */
async function faultOfSuccessor(
  tx: Tx,
  author: Author,
  { officerId, held }: { officerId: number; held: HeldDuty },
  now: Date,
): Promise<DutyFault | null> {
  const successor = (await findActorsByOfficer(tx, [officerId], now)).get(officerId)
  if (!successor) return 'not_enrolled'
  const mine = new Set(await unitsToChooseFrom(tx, author, held, now))
  if (!successor.duties.some((duty) => duty.pathIds.some((id) => mine.has(id)))) return 'other_subtree'
  // Standing in for somebody in it is no hindrance: a deputy who stood in may be elected.
  const has = (await dutiesAt(tx, held.unitId)).some(
    (one) => one.officerId === officerId && one.duty === held.duty && one.substituteFor === null,
  )
  return has ? 'has_it_already' : null
}

/**
 * The units below which whoever acts may choose people: those whose duties carry the very act, not any duty
 * held.
 */
async function unitsToChooseFrom(tx: Tx, author: Author, held: HeldDuty, now: Date): Promise<number[]> {
  if (!isPerson(author)) return (await unitPath(tx, held.unitId)).ids.slice(0, 1)
  const actor = (await findActorsByOfficer(tx, [author.officerId], now)).get(author.officerId)
  return actor ? subtreesFor(actor, actionToHandOver(held.duty)) : []
}

async function give(
  tx: Tx,
  duty: Pick<HeldDuty, 'officerId' | 'unitId' | 'duty' | 'endsAt'>,
  substituteFor: number | null,
  now: Date,
): Promise<number> {
  await endStandingIn(tx, { ...duty, now })
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
