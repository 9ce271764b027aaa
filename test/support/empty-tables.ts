// Empties a test database, the audit trail included.
import type { Database } from '../../src/platform/database.ts'

/** Every table of ours; what migrations are done stays known. */
export async function emptyTables({ pool }: Database): Promise<void> {
  const found = await pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename not like 'kysely_%'`,
  )
  await pool.query('alter table audit_entry disable trigger user')
  await pool.query(`truncate ${found.rows.map((row) => row.name).join(', ')} restart identity cascade`)
  await pool.query('alter table audit_entry enable trigger user')
}
