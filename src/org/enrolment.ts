// Enrolment: a person redeems a code for a duty at a unit and is then known and reachable. A code can be
// redeemed once; what it then gives is in enrol-newcomer.ts. invitations.ts makes codes. consent.ts records
// the consent to the processing of personal data.
import { sql } from 'kysely'
import type { Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { personWithoutDuty } from './author.ts'
import { authorise } from './authorise.ts'
import { upsertPrivateChat } from './chat.store.ts'
import { isCodeStillValid } from './code-validity.ts'
import { type Enrolled, enrol, type Newcomer, type TakenCode } from './enrol-newcomer.ts'
import { hashCode, normaliseCode } from './enrolment-code.ts'
import { actionToHandOver } from './permissions.ts'
import { normalisePhone, phoneKey, phoneTag } from './phone-number.ts'

/** Number of wrong codes within an hour after which the account must wait for an hour. */
const maxFailures = 5
const hourMs = 3_600_000

export interface Redemption extends Newcomer {
  /** As typed or as it came in the deep link. */
  code: string
}

export type RedeemOutcome =
  | Enrolled
  /** Unknown, used by somebody else, expired or revoked. The answer is the same for all of them. */
  | { ok: false; reason: 'invalid' }
  /**
   * The code is right, but the person must prove the phone number of the invitation. The code is not used up.
   */
  | { ok: false; reason: 'phone_needed'; proof: PhoneProof }
  /**
   * The code is right, and somebody else holds the duty. The person says whether to replace them. Nothing is
   * changed, and the code is not used up.
   */
  | { ok: false; reason: 'held'; holders: string[]; duty: Duty; unitName: string; proof: HeldProof }
  /** The number is not that of the invitation. Counts like a wrong code. */
  | { ok: false; reason: 'wrong_phone' }
  /** Too many wrong codes. No code is accepted before `until`. */
  | { ok: false; reason: 'paused'; until: Date }

/** What the face keeps until the number comes, in hex. It reveals neither the code nor the number. */
export interface PhoneProof {
  codeHash: string
  phoneKey: string
}

/** What the face keeps until the person has answered, in hex. It reveals neither the code nor a number. */
export interface HeldProof {
  codeHash: string
  phoneTag: string
  /** The duties (ids) that the person was asked about. */
  heldIds: number[]
}

/**
 * Redeems a code: creates or finds the officer, gives the duty, stores the private chat. One conditional
 * update takes the code, so exactly one of several redemptions at the same time succeeds.
 */
export async function redeemCode(tx: Tx, given: Redemption): Promise<RedeemOutcome> {
  const code = normaliseCode(given.code) ?? given.code
  const key = phoneKey(code)
  return await redeem(tx, given, { hash: hashCode(code), key, tag: phoneTag(key, ''), hasPhone: false })
}

/** Redeems the code of a `proof` with the phone number that Telegram gave for the person's own account. */
export async function redeemWithPhone(
  tx: Tx,
  given: Newcomer,
  proof: PhoneProof,
  phone: string,
): Promise<RedeemOutcome> {
  const key = fromHex(proof.phoneKey)
  const tag = phoneTag(key, normalisePhone(phone) ?? '')
  return await redeem(tx, given, { hash: fromHex(proof.codeHash), key, tag, hasPhone: true })
}

/** Redeems the code of a `proof` for a duty that somebody else holds, once the person has answered. */
export async function redeemHeld(
  tx: Tx,
  given: Newcomer,
  proof: HeldProof,
  replaces: boolean,
): Promise<RedeemOutcome> {
  const { codeHash, phoneTag: tag, heldIds } = proof
  const attempt = { hash: fromHex(codeHash), key: Buffer.alloc(0), tag: fromHex(tag), hasPhone: true }
  return await redeem(tx, given, attempt, { heldIds, replaces })
}

const fromHex = (hex: string) => Buffer.from(hex, 'hex')

/** A code with the tag of the phone number that came with it. `key` is the key of such a tag. */
interface Attempt {
  hash: Buffer
  key: Buffer
  tag: Buffer
  hasPhone: boolean
}

/** Whether to replace the holders of these duties (ids), or to hold the duty beside them. */
interface HeldAnswer {
  heldIds: number[]
  replaces: boolean
}

// For every wrong code the same statements run, so that the time does not tell what is wrong with it.
async function redeem(
  tx: Tx,
  given: Newcomer,
  attempt: Attempt,
  answer?: HeldAnswer,
): Promise<RedeemOutcome> {
  const pausedUntil = await lockFailures(tx, given)
  if (pausedUntil && pausedUntil > given.now) return { ok: false, reason: 'paused', until: pausedUntil }
  const isStillValid = await isCodeStillValid(tx, attempt.hash, given)
  const code = await takeCode(tx, given, attempt, isStillValid)
  if (!code) return await refuse(tx, given, attempt, isStillValid)
  if (code.hands_over !== null) return await enrol(tx, given, code, [code.hands_over])
  const held = await heldByOthers(tx, given, code)
  const heldIds = held.map(({ id }) => id)
  // The answer counts for the holders that the person was asked about, not for others who came since.
  if (heldIds.some((id) => !answer?.heldIds.includes(id))) {
    await tx.updateTable('enrolment_code').set({ used_at: null }).where('id', '=', code.id).execute()
    const proof = { codeHash: attempt.hash.toString('hex'), phoneTag: attempt.tag.toString('hex'), heldIds }
    const holders = held.map(({ name }) => name)
    return { ok: false, reason: 'held', holders, duty: code.duty, unitName: code.unit_name, proof }
  }
  return await enrol(tx, given, code, answer?.replaces ? heldIds : [])
}

/**
 * The holders whom the person may replace with the code: of a duty that one person has at a unit, and only if
 * whoever made the code may hand that duty over. None when the person has the duty already.
 */
async function heldByOthers(
  tx: Tx,
  given: Newcomer,
  code: TakenCode,
): Promise<{ id: number; name: string }[]> {
  if (code.duty !== 'secretary' || code.substitutes !== null) return []
  const held = await tx
    .selectFrom('duty_holding as h')
    .innerJoin('officer as o', 'o.id', 'h.officer_id')
    .select(['h.id', 'o.full_name as name', 'o.telegram_user_id as account'])
    .where('h.unit_id', '=', code.unit_id)
    .where('h.duty', '=', code.duty)
    .where('h.until', 'is', null)
    .where('h.substitute_for', 'is', null)
    .orderBy('h.id')
    .forUpdate(['h'])
    .execute()
  if (held.length === 0 || held.some(({ account }) => account === given.telegramUserId)) return []
  if (code.created_by === null) return held
  const maker = personWithoutDuty(code.created_by)
  const mayReplace = await authorise(tx, maker, actionToHandOver(code.duty), code.unit_id, given.now)
  return mayReplace ? held : []
}

/** Locks the failures of the account. Returns until when it is paused; null when it is not. */
async function lockFailures(tx: Tx, given: Newcomer): Promise<Date | null> {
  const failures = await tx
    .selectFrom('enrolment_attempt')
    .selectAll()
    .where('telegram_user_id', '=', given.telegramUserId)
    .forUpdate()
    .executeTakeFirst()
  return failures?.paused_until ?? null
}

/** Uses the code up. Undefined when it cannot be used. */
async function takeCode(
  tx: Tx,
  given: Newcomer,
  { hash, tag }: Attempt,
  isStillValid: boolean,
): Promise<TakenCode | undefined> {
  return await tx
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
    .where(sql<boolean>`${isStillValid}::boolean`)
    .returning([
      'c.id',
      'c.duty',
      'c.hands_over',
      'c.substitutes',
      'c.duty_ends_at',
      'c.full_name',
      'c.created_by',
      'u.id as unit_id',
      'u.code as unit_code',
      'u.name as unit_name',
    ])
    .executeTakeFirst()
}

/**
 * The outcome for a code that was not taken. Notes a failure, unless the code is the person's or lacks its
 * number.
 */
async function refuse(
  tx: Tx,
  given: Newcomer,
  { hash, key, hasPhone }: Attempt,
  isStillValid: boolean,
): Promise<RedeemOutcome> {
  const explained = await explainRefusal(tx, given, hash, isStillValid)
  if (explained === 'asks_phone' && !hasPhone)
    return {
      ok: false,
      reason: 'phone_needed',
      proof: { codeHash: hash.toString('hex'), phoneKey: key.toString('hex') },
    }
  if (explained !== null && explained !== 'asks_phone') return explained
  const failed = await noteFailure(tx, given)
  return explained === 'asks_phone' && failed.reason === 'invalid'
    ? { ok: false, reason: 'wrong_phone' }
    : failed
}

// Why was the code not taken? A person who opens the same link again is let in and does not count as
// guessing. A right code may lack its phone number ('asks_phone'). Null for any other reason.
async function explainRefusal(
  tx: Tx,
  given: Newcomer,
  hash: Buffer,
  isStillValid: boolean,
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
    .select(['h.officer_id', 'c.duty', 'c.created_by', 'u.id', 'u.code', 'u.name'])
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
  if (row?.asks_phone && isStillValid) return 'asks_phone'
  if (!row || row.officer_id === null) return null
  const { officer_id: officerId, duty } = row
  await upsertPrivateChat(tx, { telegramChatId: given.telegramChatId, officerId, now: given.now })
  const unit = { id: row.id, code: row.code, name: row.name }
  return { ok: true, officerId, unit, duty, news: false, appointedBy: row.created_by }
}

type Failed = Extract<RedeemOutcome, { reason: 'invalid' | 'paused' }>

async function noteFailure(tx: Tx, given: Newcomer): Promise<Failed> {
  const windowStart = new Date(given.now.getTime() - hourMs)
  const result = await sql<{ paused_until: Date | null }>`
    insert into enrolment_attempt as a (telegram_user_id, failures, first_failure_at)
    values (${given.telegramUserId}, 1, ${given.now})
    on conflict (telegram_user_id) do update set
      failures = case when a.first_failure_at <= ${windowStart} or a.paused_until is not null then 1
        else a.failures + 1 end,
      first_failure_at = case when a.first_failure_at <= ${windowStart} or a.paused_until is not null
        then ${given.now} else a.first_failure_at end,
      paused_until = case when a.first_failure_at > ${windowStart} and a.paused_until is null
        and a.failures + 1 >= ${maxFailures} then ${new Date(given.now.getTime() + hourMs)}::timestamptz end
    returning paused_until`.execute(tx)
  const until = result.rows[0]?.paused_until
  return until ? { ok: false, reason: 'paused', until } : { ok: false, reason: 'invalid' }
}
