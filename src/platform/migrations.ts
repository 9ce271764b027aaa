// Brings the database to the newest shape, one step at a time, under a lock of Kysely's own.
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { FileMigrationProvider, type MigrationResult, Migrator } from 'kysely/migration'
import type { Db } from './database.ts'

const folder = path.resolve(import.meta.dirname, '../../migrations')

/**
 * The database was made by another version, with migrations that this one does not have. Its message is for
 * operators.
 */
export class ForeignMigrationsError extends Error {
  override name = 'ForeignMigrationsError'
}

function migrator(db: Db): Migrator {
  return new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder: folder }) })
}

/** Refuses a database with migrations that this version does not have. @throws ForeignMigrationsError */
export async function expectOwnMigrations(db: Db): Promise<void> {
  const known = (await fs.readdir(folder)).map((file) => path.parse(file).name)
  const { database, applied } = await appliedMigrations(db)
  const foreign = applied.find((name) => !known.includes(name))
  if (foreign === undefined) return
  const found = `database "${database}" has the migration ${foreign}, which this version does not know`
  throw new ForeignMigrationsError(
    known.every((name) => applied.includes(name))
      ? `A newer version made this database (${found}): install that version, or restore a backup made ` +
          'before it.'
      : `An earlier version made this database, and this version cannot open it (${found}): export the ` +
          'organisation with that version and begin with an empty database (DATABASE_URL) or data folder ' +
          '(DATA_DIR); see "Upgrading" in docs/OPERATIONS.md.',
  )
}

/** Names in Kysely's own table, in order; none before the first migration. */
async function appliedMigrations(db: Db): Promise<{ database: string; applied: string[] }> {
  const { rows: about } = await sql<{ database: string; migrated: boolean }>`
    select current_database() as database, to_regclass('kysely_migration') is not null as migrated`.execute(
    db,
  )
  const { database, migrated } = about[0]!
  if (!migrated) return { database, applied: [] }
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return { database, applied: rows.map((row) => row.name) }
}

function namesOrThrow(outcome: { error?: unknown; results?: MigrationResult[] }): string[] {
  const failed = outcome.results?.find((result) => result.status === 'Error')
  if (failed)
    throw new Error(`Migration ${failed.migrationName} failed: ${reason(outcome.error)}`, {
      cause: outcome.error,
    })
  if (outcome.error) throw outcome.error
  return (outcome.results ?? [])
    .filter((result) => result.status === 'Success')
    .map((result) => result.migrationName)
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))

/**
 * Applies everything that is missing. Returns the names applied, oldest first. @throws ForeignMigrationsError
 */
export async function migrateUp(db: Db): Promise<string[]> {
  await expectOwnMigrations(db)
  return namesOrThrow(await migrator(db).migrateToLatest())
}

/**
 * Takes back the newest `steps` migrations. Returns their names, newest first. @throws ForeignMigrationsError
 */
export async function migrateDown(db: Db, steps = 1): Promise<string[]> {
  await expectOwnMigrations(db)
  const undone: string[] = []
  for (let step = 0; step < steps; step++) undone.push(...namesOrThrow(await migrator(db).migrateDown()))
  return undone
}

/** Every known migration and when it was applied. */
export async function listMigrations(db: Db): Promise<{ name: string; executedAt: Date | null }[]> {
  const all = await migrator(db).getMigrations()
  return all.map((one) => ({ name: one.name, executedAt: one.executedAt ?? null }))
}
