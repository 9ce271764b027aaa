// Allows one start per database. Two starts would play the same people twice; the second one gets a fault.
import pg from 'pg'
import { lockNumbers } from '../platform/locks.ts'
import { OperatorFault } from './operator-fault.ts'

/**
 * Holds a lock while this process runs. Returns the function that releases it.
 *
 * @throws OperatorFault when another start holds the lock.
 */
export async function keepToOneStart(databaseUrl: string, where: string): Promise<() => Promise<void>> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'thongsuot-start',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
    lockNumbers.start,
  ])
  if (!rows[0]?.mine) {
    await client.end()
    throw new OperatorFault(
      `Another start is already running on ${where}: stop it first, ` +
        'or choose another folder with DATA_DIR or another DATABASE_URL.',
    )
  }
  return () => client.end()
}
