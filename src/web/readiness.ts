// Readiness: the database answers and has every migration of this version. Asked at most once a second, however
// many ask.
import type { Db } from '../platform/database.ts'
import { listMigrations } from '../platform/migrations.ts'
import { withinTime } from '../platform/time-limit.ts'

export interface Readiness {
  ok: boolean
  database: 'up' | 'down'
  /** How many migrations are not applied yet. */
  missing_migrations: number
}

/** Asks the database; no response within two seconds counts as down. */
export async function checkReadiness(db: Db): Promise<Readiness> {
  try {
    const all = await withinTime(2_000, listMigrations(db))
    const missing = all.filter((one) => one.executedAt === null).length
    return { ok: missing === 0, database: 'up', missing_migrations: missing }
  } catch {
    return { ok: false, database: 'down', missing_migrations: 0 }
  }
}

/** How long an answer is given again, in milliseconds. */
const keepMs = 1_000

/** The same, asked once for everybody who asks within a second. `elapsedMs` is a clock that only counts. */
export function createReadiness(
  db: Db,
  elapsedMs: () => number = () => performance.now(),
): () => Promise<Readiness> {
  let known: { at: number; state: Promise<Readiness> } | undefined
  return () => {
    if (!known || elapsedMs() - known.at >= keepMs) known = { at: elapsedMs(), state: checkReadiness(db) }
    return known.state
  }
}
