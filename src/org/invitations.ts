// Invitations: codes for a duty at a unit, one or many. A code is returned once, and only its hash is stored.
// Redeeming: enrolment.ts. The form of a code: enrolment-code.ts. Who still needs one: invite-subtree.ts.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { type Author, auditActor, officerIdOf } from './author.ts'
import { codeExpiry } from './code-rules.ts'
import { codeBytes, codeFromBytes, hashCode, normaliseCode } from './enrolment-code.ts'
import { phoneKey, phoneTag } from './phone-number.ts'
import { subtreeSql } from './unit.store.ts'

export interface NewCode {
  unitId: number
  duty: Duty
  /** The duty (id) that ends when the code is used (hand-over.ts). */
  handsOver?: number
  /** The duty (id) whose holder the person is a substitute of until `endsAt` (hand-over.ts). */
  substitutes?: number
  /** End of the term or of the leave; null or missing for none. */
  endsAt?: Date | null
  /** The phone number (normalised) that the person must prove; null for none. */
  phone?: string | null
}

interface At {
  now: Date
  /** Random bytes; those of node:crypto by default. */
  random?: (size: number) => Uint8Array
}

/** Makes one code. The caller has checked the permission. */
export async function createCode(
  tx: Tx,
  author: Author,
  { unitId, phone = null, ...wanted }: NewCode,
  at: At,
): Promise<{ code: string; expiresAt: Date }> {
  const [created] = await createCodes(tx, author, { unitIds: [unitId], phones: [phone], ...wanted }, at)
  if (!created) throw new Error('No code was made.')
  return { code: created.code, expiresAt: created.expiresAt }
}

/** Makes a code for each of these units, in their order. The caller has checked the permission. */
export async function createCodes(
  tx: Tx,
  author: Author,
  wanted: Omit<NewCode, 'unitId' | 'phone'> & {
    unitIds: readonly number[]
    /** Names under which the people are enrolled, one per unit. */
    names?: readonly string[]
    /** Phone numbers (normalised) to prove, one per unit; null for none. Only a tag is stored. */
    phones?: readonly (string | null)[]
    /** Duties (ids) that the codes hand over, one per unit; null for none. Instead of `handsOver`. */
    handOvers?: readonly (number | null)[]
  },
  { now, random = randomBytes }: At,
): Promise<{ unitId: number; code: string; expiresAt: Date }[]> {
  const { unitIds } = wanted
  if (unitIds.length === 0) return []
  const expiresAt = codeExpiry(now)
  const codes = unitIds.map((unitId) => ({ unitId, code: codeFromBytes(random(codeBytes)), expiresAt }))
  const normalised = codes.map(({ code }) => normaliseCode(code) ?? code)
  const hashes = normalised.map(hashCode)
  const tags = normalised.map((code, index) => {
    const phone = wanted.phones?.[index] ?? null
    return phone === null ? null : phoneTag(phoneKey(code), phone)
  })
  await sql`
    insert into enrolment_code (unit_id, duty, code_hash, phone_tag, full_name, hands_over, substitutes,
      duty_ends_at, created_by, created_at, expires_at)
    select given.unit_id, ${wanted.duty}::duty, given.hash, given.tag, given.name, given.hands_over,
      ${wanted.substitutes ?? null}::bigint, ${wanted.endsAt ?? null}::timestamptz,
      ${officerIdOf(author)}::bigint, ${now}, ${expiresAt}
    from unnest(${[...unitIds]}::bigint[], ${hashes}::bytea[], ${tags}::bytea[],
      ${[...(wanted.names ?? [])]}::text[],
      ${unitIds.map((_, index) => wanted.handOvers?.[index] ?? wanted.handsOver ?? null)}::bigint[])
      as given (unit_id, hash, tag, name, hands_over)`.execute(tx)
  await recordAudit(
    tx,
    unitIds.map((unitId) => ({
      at: now,
      actor: auditActor(author),
      action: 'code.create',
      subject: { kind: 'unit', id: unitId },
      unitId,
      detail: { duty: wanted.duty },
    })),
  )
  return codes
}

/**
 * Revokes those of these codes that nobody has used, such as those of a sheet that could not be delivered.
 * The audit entry names `unitId`, the unit of the sheet.
 */
export async function withdrawCodes(
  tx: Tx,
  author: Author,
  { codes, unitId }: { codes: readonly string[]; unitId: number | null },
  { now }: { now: Date },
): Promise<void> {
  const hashes = codes.map((code) => hashCode(normaliseCode(code) ?? code))
  await sql`update enrolment_code set revoked_at = ${now}, full_name = null, phone_tag = null
    where code_hash = any(${hashes}::bytea[]) and used_at is null and revoked_at is null`.execute(tx)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'code.withdraw',
    subject: { kind: 'enrolment_code' },
    unitId,
    detail: { codes: codes.length },
  })
}

/**
 * Revokes all usable codes of a unit, and with `below` those of everything below it. Returns how many.
 * `dryRun` only counts them.
 */
export async function withdrawCodesOf(
  tx: Tx,
  author: Author,
  { unitId, below, dryRun }: { unitId: number; below: boolean; dryRun: boolean },
  { now }: { now: Date },
): Promise<number> {
  const units = below ? sql`select id from (${subtreeSql(unitId)}) below` : sql`select ${unitId}::bigint`
  const isUsable = sql`unit_id in (${units}) and used_at is null and revoked_at is null
    and expires_at > ${now}`
  const result = await sql<{ unit_id: number; codes: number }>`
    select unit_id, count(*)::int as codes from enrolment_code where ${isUsable} group by unit_id`.execute(tx)
  if (!dryRun) {
    await sql`update enrolment_code set revoked_at = ${now}, full_name = null, phone_tag = null
      where ${isUsable}`.execute(tx)
    await recordAudit(
      tx,
      result.rows.map(({ unit_id, codes }) => ({
        at: now,
        actor: auditActor(author),
        action: 'code.withdraw',
        subject: { kind: 'enrolment_code' },
        unitId: unit_id,
        detail: { codes },
      })),
    )
  }
  return result.rows.reduce((sum, row) => sum + row.codes, 0)
}

/** Deletes the names and the tags of numbers in expired and revoked invitations. A job calls it regularly. */
export async function forgetOldInvitations(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('enrolment_code')
    .set({ full_name: null, phone_tag: null })
    .where((eb) => eb.or([eb('full_name', 'is not', null), eb('phone_tag', 'is not', null)]))
    .where((eb) => eb.or([eb('expires_at', '<=', now), eb('revoked_at', 'is not', null)]))
    .execute()
}
