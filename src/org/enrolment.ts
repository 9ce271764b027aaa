// Enrolment: a code for a duty at a unit, redeemed once, makes a person known and reachable. Codes are made
// in invitations.ts; consent to the processing of the few personal data is recorded apart (consent.ts).
import { sql } from 'kysely'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { upsertPrivateChat } from './chat.store.ts'
import { stillHoldsGood } from './code-standing.ts'
import { endHandedOver, endStandingIn, type HandedOver, passOnDuties } from './duty-succession.ts'
import { hashCode, normaliseCode } from './enrolment-code.ts'
import { tidyName } from './officer-name.ts'
import { normalisePhone, phoneKey, phoneTag } from './phone-number.ts'

/** This many wrong codes within an hour mean a pause of an hour. */
const allowedFailures = 5
const hour = 3_600_000

export interface Redemption {
  /** As typed or as it came in the deep link. */
  code: string
  telegramUserId: number
  /** The private chat in which the code arrived. */
  telegramChatId: number
  /** First and last name of the Telegram profile; the officer can correct it later. */
  profileName: string
  language: 'vi' | 'en'
  now: Date
}

export type RedeemOutcome =
  | {
      ok: true
      officerId: number
      unit: { id: number; code: string; name: string }
      duty: Duty
      /** False when this person used this very code before, or held the duty already. */
      news: boolean
      /** The duty came from somebody, who is to be told. */
      handedOver?: HandedOver
    }
  /** Unknown, used by somebody else, expired, revoked: the answer is the same for all. */
  | { ok: false; reason: 'invalid' }
  /**
   * The code is right, and the phone number that was written down with it is to be proved. Nothing is spent.
   */
  | { ok: false; reason: 'phone_needed'; proof: PhoneProof }
  /** The number is not the one written down; counted like a wrong code. */
  | { ok: false; reason: 'wrong_phone' }
  /** Too many wrong codes; nothing is tried until then. */
  | { ok: false; reason: 'paused'; until: Date }

/** What has to be remembered until the number comes: neither the code nor the number can be had from it. */
export interface PhoneProof {
  codeHash: string
  phoneKey: string
}

/**
 * Redeems a code: makes or finds the officer, gives the duty, knows the private chat. Of any number of
 * parallel redemptions of one code exactly one wins: the row of the code is taken with a single conditional
 * update.
 */
export async function redeemCode(tx: Tx, given: Redemption): Promise<RedeemOutcome> {
  const code = normaliseCode(given.code) ?? given.code
  return await redeem(tx, given, { hash: hashCode(code), key: phoneKey(code), phone: null })
}

/** The same once the phone number is there, as Telegram gave it for the person's own account. */
export async function redeemWithPhone(
  tx: Tx,
  given: Omit<Redemption, 'code'>,
  proof: PhoneProof,
  phone: string,
): Promise<RedeemOutcome> {
  const bytes = (hex: string) => Buffer.from(hex, 'hex')
  return await redeem(tx, given, { hash: bytes(proof.codeHash), key: bytes(proof.phoneKey), phone })
}

type Person = Omit<Redemption, 'code'>

// Whatever is wrong with a code, the same statements are run, so that the time tells no more than the answer.
async function redeem(
  tx: Tx,
  given: Person,
  { hash, key, phone }: { hash: Buffer; key: Buffer; phone: string | null },
): Promise<RedeemOutcome> {
  const attempt = await tx
    .selectFrom('enrolment_attempt')
    .selectAll()
    .where('telegram_user_id', '=', given.telegramUserId)
    .forUpdate()
    .executeTakeFirst()
  if (attempt?.paused_until && attempt.paused_until > given.now)
    return { ok: false, reason: 'paused', until: attempt.paused_until }

  const holdsGood = await stillHoldsGood(tx, hash, given)
  const tag = phoneTag(key, normalisePhone(phone ?? '') ?? '')
  const won = await tx
    .updateTable('enrolment_code as c')
    .from('unit as u')
    .set({ used_at: given.now })
    .whereRef('u.id', '=', 'c.unit_id')
    .where('c.code_hash', '=', hash)
    .where('c.used_at', 'is', null)
    .where('c.revoked_at', 'is', null)
    .where('c.expires_at', '>', given.now)
    .where('u.valid_to', 'is', null)
    .where((eb) => eb.or([eb('c.phone_tag', 'is', null), eb('c.phone_tag', '=', tag)]))
    .where(sql<boolean>`${holdsGood}::boolean`)
    .returning([
      'c.id',
      'c.duty',
      'c.hands_over',
      'c.substitutes',
      'c.duty_ends_at',
      'c.full_name',
      'u.id as unit_id',
      'u.code as unit_code',
      'u.name as unit_name',
    ])
    .executeTakeFirst()
  if (!won) {
    const known = await lookAgain(tx, given, hash, holdsGood)
    if (known === 'asks_phone' && phone === null)
      return {
        ok: false,
        reason: 'phone_needed',
        proof: {
          codeHash: hash.toString('hex'),
          phoneKey: key.toString('hex'),
        },
      }
    if (known !== null && known !== 'asks_phone') return known
    const failed = await noteFailure(tx, given)
    return known === 'asks_phone' && failed.reason === 'invalid'
      ? { ok: false, reason: 'wrong_phone' }
      : failed
  }

  const officerId = await upsertOfficer(tx, given, won.full_name)
  await upsertPrivateChat(tx, { telegramChatId: given.telegramChatId, officerId, now: given.now })
  await tx
    .updateTable('enrolment_code')
    .set({ used_by: officerId, full_name: null, phone_tag: null })
    .where('id', '=', won.id)
    .execute()
  if (won.substitutes === null)
    await endStandingIn(tx, { officerId, unitId: won.unit_id, duty: won.duty, now: given.now })
  const held = await tx
    .insertInto('duty_holding')
    .values({
      officer_id: officerId,
      unit_id: won.unit_id,
      duty: won.duty,
      since: given.now,
      ends_at: won.duty_ends_at,
      substitute_for: won.substitutes,
    })
    .onConflict((conflict) =>
      conflict.columns(['officer_id', 'unit_id', 'duty']).where('until', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  let handedOver: HandedOver | undefined
  if (won.hands_over !== null) {
    const ended = await endHandedOver(tx, won.hands_over, officerId, given.now)
    handedOver = { unitId: won.unit_id, duty: won.duty, successorId: officerId, ended }
    await passOnDuties(tx, [won.hands_over], held?.id ?? (await heldAlready(tx, officerId, won)))
  }
  await tx.deleteFrom('enrolment_attempt').where('telegram_user_id', '=', given.telegramUserId).execute()
  await recordAudit(tx, {
    at: given.now,
    actor: { kind: 'officer', id: officerId },
    action: 'officer.enrol',
    subject: { kind: 'officer', id: officerId },
    unitId: won.unit_id,
    detail: { duty: won.duty, code: won.id },
  })
  if (won.substitutes !== null)
    await recordAudit(tx, {
      at: given.now,
      actor: {
        kind: 'officer',
        id: officerId,
      },
      action: 'duty.substitute',
      subject: {
        kind: 'duty_holding',
        id: won.substitutes,
      },
      unitId: won.unit_id,
      detail: {
        duty: won.duty,
        to: officerId,
      },
    })
  const unit = { id: won.unit_id, code: won.unit_code, name: won.unit_name }
  const done = { ok: true, officerId, unit, duty: won.duty, news: held !== undefined } as const
  return handedOver ? { ...done, handedOver } : done
}

/** The duty of somebody who held it before the code was used. */
async function heldAlready(
  tx: Tx,
  officerId: number,
  { unit_id, duty }: { unit_id: number; duty: Duty },
): Promise<number> {
  const row = await tx
    .selectFrom('duty_holding')
    .select('id')
    .where('officer_id', '=', officerId)
    .where('unit_id', '=', unit_id)
    .where('duty', '=', duty)
    .where('until', 'is', null)
    .executeTakeFirstOrThrow()
  return row.id
}

// The same person opening the same link again is welcome, not a guesser; and a right code may lack its
// number.
async function lookAgain(
  tx: Tx,
  given: Person,
  hash: Buffer,
  holdsGood: boolean,
): Promise<Extract<RedeemOutcome, { ok: true }> | 'asks_phone' | null> {
  const row = await tx
    .selectFrom('enrolment_code as c')
    .innerJoin('unit as u', 'u.id', 'c.unit_id')
    .leftJoin('officer as o', (join) =>
      join.onRef('o.id', '=', 'c.used_by').on('o.telegram_user_id', '=', given.telegramUserId),
    )
    .leftJoin('duty_holding as h', (join) =>
      join
        .onRef('h.officer_id', '=', 'o.id')
        .onRef('h.unit_id', '=', 'c.unit_id')
        .onRef('h.duty', '=', 'c.duty')
        .on('h.until', 'is', null),
    )
    .select(['h.officer_id', 'c.duty', 'u.id', 'u.code', 'u.name'])
    .select((eb) =>
      eb
        .and([
          eb('c.phone_tag', 'is not', null),
          eb('c.used_at', 'is', null),
          eb('c.revoked_at', 'is', null),
          eb('c.expires_at', '>', given.now),
          eb('u.valid_to', 'is', null),
        ])
        .as('asks_phone'),
    )
    .where('c.code_hash', '=', hash)
    .executeTakeFirst()
  if (row?.asks_phone && holdsGood) return 'asks_phone'
  if (!row || row.officer_id === null) return null
  const { officer_id: officerId, duty } = row
  await upsertPrivateChat(tx, { telegramChatId: given.telegramChatId, officerId, now: given.now })
  const unit = { id: row.id, code: row.code, name: row.name }
  return { ok: true, officerId, unit, duty, news: false }
}

type Failed = Extract<RedeemOutcome, { reason: 'invalid' | 'paused' }>

async function noteFailure(tx: Tx, given: Person): Promise<Failed> {
  const windowStart = new Date(given.now.getTime() - hour)
  const found = await sql<{ paused_until: Date | null }>`
    insert into enrolment_attempt as a (telegram_user_id, failures, first_failure_at)
    values (${given.telegramUserId}, 1, ${given.now})
    on conflict (telegram_user_id) do update set
      failures = case when a.first_failure_at <= ${windowStart} or a.paused_until is not null then 1
        else a.failures + 1 end,
      first_failure_at = case when a.first_failure_at <= ${windowStart} or a.paused_until is not null
        then ${given.now} else a.first_failure_at end,
      paused_until = case when a.first_failure_at > ${windowStart} and a.paused_until is null
        and a.failures + 1 >= ${allowedFailures} then ${new Date(given.now.getTime() + hour)}::timestamptz end
    returning paused_until`.execute(tx)
  const until = found.rows[0]?.paused_until
  return until ? { ok: false, reason: 'paused', until } : { ok: false, reason: 'invalid' }
}

async function upsertOfficer(tx: Tx, given: Person, expected: string | null): Promise<number> {
  const name = tidyName(expected ?? given.profileName)
  const row = await tx
    .insertInto('officer')
    .values({
      full_name: name,
      search_key: searchKey(name),
      telegram_user_id: given.telegramUserId,
      language: given.language,
      created_at: given.now,
    })
    // The name and language that the person chose earlier stay.
    .onConflict((conflict) =>
      conflict.column('telegram_user_id').doUpdateSet({ telegram_user_id: given.telegramUserId }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}
