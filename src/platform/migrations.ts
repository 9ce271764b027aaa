// Brings the database to the newest shape, one step at a time, under a lock of Kysely's own.
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { FileMigrationProvider, type MigrationResult, Migrator } from 'kysely/migration'
import type { Db } from './database.ts'

const folder = path.resolve(import.meta.dirname, '../../migrations')

function migrator(db: Db): Migrator {
  return new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder: folder }) })
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

/** Applies everything that is missing. Returns the names applied, oldest first. */
export async function migrateUp(db: Db): Promise<string[]> {
  return namesOrThrow(await migrator(db).migrateToLatest())
}

/** Takes back the newest `steps` migrations. Returns their names, newest first. */
export async function migrateDown(db: Db, steps = 1): Promise<string[]> {
  const undone: string[] = []
  for (let step = 0; step < steps; step++) undone.push(...namesOrThrow(await migrator(db).migrateDown()))
  return undone
}

/** Every known migration and when it was applied. */
export async function listMigrations(db: Db): Promise<{ name: string; executedAt: Date | null }[]> {
  const all = await migrator(db).getMigrations()
  return all.map((one) => ({ name: one.name, executedAt: one.executedAt ?? null }))
}
