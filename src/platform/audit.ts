// Who did what, when, to what. Entries are written unsealed in the transaction they tell of and sealed into a
// hash chain shortly afterwards, so that thousands of acknowledgements a second never queue for one lock. An
// entry holds ids and plain facts, never names, numbers of people or texts: erasing a person leaves the chain
// valid.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { numberArray } from './bulk-values.ts'
import { countDue, maxCounted } from './count-due.ts'
import type { Db, Tx } from './database.ts'
import type { JsonObject } from './database-types.ts'
import type { DueWork } from './sweeper.ts'

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
  await sql`insert into audit_entry (at, actor_id, actor_kind, action, subject_kind, subject_id, unit_id,
    detail)
    select * from unnest(
      ${rows.map((note) => note.at)}::timestamptz[],
      ${numberArray(rows.map((note) => (note.actor.kind === 'officer' ? note.actor.id : null)))}::bigint[],
      ${rows.map((note) => note.actor.kind)}::text[],
      ${rows.map((note) => note.action)}::text[],
      ${rows.map((note) => note.subject.kind)}::text[],
      ${numberArray(rows.map((note) => note.subject.id ?? null))}::bigint[],
      ${numberArray(rows.map((note) => note.unitId ?? null))}::bigint[],
      ${rows.map((note) => JSON.stringify(note.detail ?? {}))}::jsonb[])`.execute(db)
}

/** Gives unsealed entries their place in the chain, oldest first. Returns how many were sealed. */
export async function sealAudit(db: Db, limit = 5_000): Promise<number> {
  // A function of the trail's owner does it: the running processes may add entries and nothing else.
  const { rows } = await sql<{ sealed: number }>`select audit_seal(${limit}::integer) as sealed`.execute(db)
  return rows[0]?.sealed ?? 0
}

/** Entries that are not in the chain yet, for the sweeper. */
export async function countUnsealed(db: Db): Promise<DueWork> {
  return await countDue(
    db,
    sql`select at as since from audit_entry where seal_no is null order by id limit ${maxCounted}`,
  )
}

/**
 * A place in the chain: kept outside the database, it proves later that nothing before it was changed since.
 */
export interface AuditReceipt {
  sealNo: number
  /** Hexadecimal. */
  hash: string
}

export type AuditFaultKind =
  | 'edited'
  | 'removed'
  | 'truncated'
  | 'out of order'
  /** The head kept apart is missing or names another hash. */
  | 'head'
  /** The chain is sound in itself but is not the one that the receipt was taken from: it was written anew. */
  | 'receipt'

/**
 * What verification found: the number of sealed entries, how many wait for their seal, the head, the first
 * fault.
 */
export interface AuditVerdict {
  sealed: number
  unsealed: number
  head: AuditReceipt | null
  fault?: { sealNo: number; what: AuditFaultKind }
}

const genesis = Buffer.alloc(32)
const atOnce = 5_000

/**
 * Walks the whole chain as it is at one instant. Finds an edit, a removal, a reordering, an insertion and
 * (through the head kept apart) a cut-off end; with a receipt also a chain that was written anew from some
 * entry on.
 */
export async function verifyAudit(db: Db, receipt?: AuditReceipt): Promise<AuditVerdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const walk = await walkChain(tx, receipt)
      const kept = await tx.selectFrom('audit_head').select(['seal_no', 'hash']).executeTakeFirst()
      const open = await tx
        .selectFrom('audit_entry')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .where('seal_no', 'is', null)
        .executeTakeFirstOrThrow()
      const head = kept ? { sealNo: kept.seal_no, hash: kept.hash.toString('hex') } : null
      const fault = walk.fault ?? headFault(walk, head) ?? receiptFault(walk, receipt)
      return { sealed: walk.sealed, unsealed: Number(open.n), head, ...(fault ? { fault } : {}) }
    })
}

interface Walk {
  sealed: number
  last: Buffer
  /** The hash at the receipt's place, when the chain reaches it. */
  atReceipt?: string
  fault?: AuditVerdict['fault']
}

async function walkChain(tx: Tx, receipt?: AuditReceipt): Promise<Walk> {
  const walk: Walk = { sealed: 0, last: genesis }
  const broken = (sealNo: number, what: AuditFaultKind): Walk => ({ ...walk, fault: { sealNo, what } })
  for (;;) {
    const batch = await tx
      .selectFrom('audit_entry')
      .select(['seal_no', 'prev_hash', 'hash'])
      // Rendered by the database, so that sealing and verifying can never disagree on formats.
      .select(sql<string>`audit_canonical(audit_entry)`.as('canonical'))
      .where('seal_no', '>', walk.sealed)
      .orderBy('seal_no')
      .limit(atOnce)
      .execute()
    for (const entry of batch) {
      const expected = walk.sealed + 1
      if (entry.seal_no !== expected) return broken(expected, 'removed')
      if (!entry.prev_hash?.equals(walk.last)) return broken(expected, 'out of order')
      if (!entry.hash?.equals(chainHash(walk.last, expected, entry.canonical)))
        return broken(expected, 'edited')
      walk.sealed = expected
      walk.last = entry.hash
      if (expected === receipt?.sealNo) walk.atReceipt = entry.hash.toString('hex')
    }
    if (batch.length < atOnce) return walk
  }
}

function headFault(walk: Walk, head: AuditReceipt | null): AuditVerdict['fault'] {
  if ((head?.sealNo ?? 0) > walk.sealed) return { sealNo: walk.sealed + 1, what: 'truncated' }
  const agrees = head
    ? head.sealNo === walk.sealed && head.hash === walk.last.toString('hex')
    : walk.sealed === 0
  return agrees ? undefined : { sealNo: walk.sealed, what: 'head' }
}

function receiptFault(walk: Walk, receipt?: AuditReceipt): AuditVerdict['fault'] {
  if (!receipt) return undefined
  if (receipt.sealNo > walk.sealed) return { sealNo: walk.sealed + 1, what: 'truncated' }
  return walk.atReceipt === receipt.hash ? undefined : { sealNo: receipt.sealNo, what: 'receipt' }
}

function chainHash(previous: Buffer, sealNo: number, canonical: string): Buffer {
  return createHash('sha256').update(previous).update(`${sealNo}\n${canonical}`).digest()
}

/** The head of the chain as it is now; null when nothing has been sealed yet. */
export async function auditReceipt(db: Db): Promise<AuditReceipt | null> {
  const head = await db.selectFrom('audit_head').select(['seal_no', 'hash']).executeTakeFirst()
  return head ? { sealNo: head.seal_no, hash: head.hash.toString('hex') } : null
}
