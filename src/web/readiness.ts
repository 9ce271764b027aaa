// Readiness: the database answers and has every migration of this version.
import type { Db } from '../platform/database.ts'
import { listMigrations } from '../platform/migrations.ts'
import { withinTime } from '../platform/time-limit.ts'

export interface Readiness {
  ok: boolean
  database: 'up' | 'down'
  /** Migrations that are not applied yet. */
  missing_migrations: string[]
}

/** Asks the database; no response within two seconds counts as down. */
export async function checkReadiness(db: Db): Promise<Readiness> {
  try {
    const all = await withinTime(2_000, listMigrations(db))
    const missing = all.filter((one) => one.executedAt === null).map((one) => one.name)
    return { ok: missing.length === 0, database: 'up', missing_migrations: missing }
  } catch {
    return { ok: false, database: 'down', missing_migrations: [] }
  }
}
