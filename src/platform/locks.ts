// The numbers of PostgreSQL's advisory locks, in one place so that no two uses share one.
import { sql, type Transaction } from 'kysely'
import type { DB } from './database-types.ts'

// Not imported from database.ts, which imports this file.
type Tx = Transaction<DB>

export const lockNumbers = {
  /** Sealing of the audit trail; the function audit_seal of the database uses this number. */
  audit: 72_110_001,
  sweeper: 72_110_002,
  /** `npm start`, for as long as it runs. */
  start: 72_110_003,
  privileges: 72_110_004,
  chase: 72_110_006,
  /** Changes of the tree of units. A long import must not keep the sweeper from its rounds. */
  tree: 72_110_007,
} as const

/** Seeds of locks that have a key: each kind of thing that is locked has one of its own. */
const seeds = { directive: 5, neutralNotice: 6, outline: 7 } as const

/** Waits for the lock and holds it until the transaction ends. */
export async function holdLock(tx: Tx, name: keyof typeof lockNumbers): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockNumbers[name]})`.execute(tx)
}

/** Holds the lock until the transaction ends; false when another transaction holds it. */
export async function tryLock(tx: Tx, name: keyof typeof lockNumbers): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${lockNumbers[name]}) as mine`.execute(tx)
  return rows[0]?.mine === true
}

/** Waits for the lock of one thing (`key`) of a kind and holds it until the transaction ends. */
export async function holdLockOf(tx: Tx, kind: keyof typeof seeds, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, ${sql.lit(seeds[kind])}))`.execute(tx)
}
