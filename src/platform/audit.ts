// Who did what, when, to what. Entries are written unsealed in the transaction they tell of and sealed into a
// hash chain shortly afterwards, so that thousands of acknowledgements a second never queue for one lock.
// An entry holds ids and plain facts, never names, numbers of people or texts: erasing a person leaves the chain valid.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import type { JsonObject } from './database-types.ts'

/** One entry. `unitId` is the unit it concerns: observers read the entries of their subtree. */
export interface AuditNote {
  at: Date
  actor: { kind: 'officer'; id: number } | { kind: 'system' } | { kind: 'operator' }
  /** A verb and its object, such as `directive.issue`. */
  action: string
  subject: { kind: string; id?: number | null }
  unitId?: number | null
  detail?: JsonObject
}

/** Writes entries; call it with the transaction of the change itself. */
export async function recordAudit(db: Db, notes: AuditNote | AuditNote[]): Promise<void> {
  const rows = [notes].flat()
  if (rows.length === 0) return
  // Arrays instead of a list of values: hundreds of acknowledgements cost one short statement.
  await sql`insert into audit_entry (at, actor_id, actor_kind, action, subject_kind, subject_id, unit_id, detail)
    select * from unnest(
      ${rows.map((note) => note.at)}::timestamptz[],
      ${rows.map((note) => (note.actor.kind === 'officer' ? note.actor.id : null))}::bigint[],
      ${rows.map((note) => note.actor.kind)}::text[],
      ${rows.map((note) => note.action)}::text[],
      ${rows.map((note) => note.subject.kind)}::text[],
      ${rows.map((note) => note.subject.id ?? null)}::bigint[],
      ${rows.map((note) => note.unitId ?? null)}::bigint[],
      ${rows.map((note) => JSON.stringify(note.detail ?? {}))}::jsonb[])`.execute(db)
}

const lockKey = 72_110_001

/** Gives unsealed entries their place in the chain, oldest first. Returns how many were sealed. */
export async function sealAudit(db: Db, limit = 5_000): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx)
    const last = await tx
      .selectFrom('audit_entry')
      .select(['seal_no', 'hash'])
      .where('seal_no', 'is not', null)
      .orderBy('seal_no', 'desc')
      .limit(1)
      .executeTakeFirst()
    const open = await entries(tx, sql`seal_no is null order by id limit ${limit}`)
    let sealNo = last?.seal_no ?? 0
    let previous: Buffer = last?.hash ?? genesis
    const sealed = open.map((entry) => {
      sealNo++
      const hash = chainHash(previous, sealNo, entry.canonical)
      const row = { id: entry.id, sealNo, previous, hash }
      previous = hash
      return row
    })
    if (sealed.length === 0) return 0
    await sql`update audit_entry a set seal_no = s.seal_no, prev_hash = s.prev_hash, hash = s.hash
      from unnest(${sealed.map((row) => row.id)}::bigint[], ${sealed.map((row) => row.sealNo)}::bigint[],
                  ${sealed.map((row) => row.previous)}::bytea[], ${sealed.map((row) => row.hash)}::bytea[])
        as s (id, seal_no, prev_hash, hash)
      where a.id = s.id`.execute(tx)
    await tx
      .insertInto('setting')
      .values({
        key: headKey,
        value: JSON.stringify({ sealNo, hash: previous.toString('hex') }),
        updated_at: sql`now()`,
      })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({ value: sql`excluded.value`, updated_at: sql`excluded.updated_at` }),
      )
      .execute()
    return sealed.length
  })
}

const headKey = 'audit.head'
const genesis = Buffer.alloc(32)

/** What verification found: the number of sealed entries, how many wait for their seal, and the first fault. */
export interface AuditVerdict {
  sealed: number
  unsealed: number
  fault?: { sealNo: number; what: 'edited' | 'removed' | 'truncated' | 'out of order' }
}

/** Walks the whole chain. Finds an edit, a removal, and (through the head kept apart) a cut-off end. */
export async function verifyAudit(db: Db): Promise<AuditVerdict> {
  let sealed = 0
  let previous: Buffer = genesis
  for (;;) {
    const batch = await entries(db, sql`seal_no > ${sealed} order by seal_no limit 5000`)
    for (const entry of batch) {
      if (entry.seal_no !== sealed + 1) return verdict(db, sealed, { sealNo: sealed + 1, what: 'removed' })
      if (!entry.prev_hash?.equals(previous))
        return verdict(db, sealed, { sealNo: sealed + 1, what: 'out of order' })
      if (!entry.hash?.equals(chainHash(previous, entry.seal_no, entry.canonical))) {
        return verdict(db, sealed, { sealNo: entry.seal_no, what: 'edited' })
      }
      sealed = entry.seal_no
      previous = entry.hash
    }
    if (batch.length < 5_000) break
  }
  const head = await db.selectFrom('setting').select('value').where('key', '=', headKey).executeTakeFirst()
  const known = (head?.value as { sealNo?: number } | undefined)?.sealNo ?? 0
  if (known > sealed) return verdict(db, sealed, { sealNo: sealed + 1, what: 'truncated' })
  return verdict(db, sealed)
}

async function verdict(db: Db, sealed: number, fault?: AuditVerdict['fault']): Promise<AuditVerdict> {
  const open = await db
    .selectFrom('audit_entry')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('seal_no', 'is', null)
    .executeTakeFirstOrThrow()
  return { sealed, unsealed: Number(open.n), ...(fault ? { fault } : {}) }
}

// The database renders the canonical text, so that sealing and verifying can never disagree on formats.
async function entries(db: Db, where: ReturnType<typeof sql>) {
  const found = await sql<{
    id: number
    seal_no: number
    prev_hash: Buffer | null
    hash: Buffer | null
    canonical: string
  }>`select id, seal_no, prev_hash, hash,
      jsonb_build_array(id, extract(epoch from at), actor_kind, actor_id, action, subject_kind, subject_id, unit_id, detail)::text
        as canonical
    from audit_entry where ${where}`.execute(db)
  return found.rows
}

function chainHash(previous: Buffer, sealNo: number, canonical: string): Buffer {
  return createHash('sha256').update(previous).update(`${sealNo}\n${canonical}`).digest()
}
