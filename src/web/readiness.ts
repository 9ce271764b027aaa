// Readiness: the database answers and has every migration of this version, and the queue takes wake-ups.
// Asked at most once a second, however many ask.
import type { Db } from '../platform/database.ts'
import { listMigrations } from '../platform/migrations.ts'
import type { QueueState } from '../platform/queue.ts'
import { withinTime } from '../platform/time-limit.ts'

export interface Readiness {
  ok: boolean
  database: 'up' | 'down'
  /** How many migrations are not applied yet. */
  missing_migrations: number
  /** `read_only`: Redis is a replica, and nothing is sent until it is a master again. */
  queue: QueueState
}

/** Asks the database and the queue; no response of the database within two seconds counts as down. */
export async function checkReadiness(db: Db, queueState: () => Promise<QueueState>): Promise<Readiness> {
  const asked = queueState()
  try {
    const all = await withinTime(2_000, listMigrations(db))
    const missing = all.filter((one) => one.executedAt === null).length
    const queue = await asked
    return { ok: missing === 0 && queue === 'up', database: 'up', missing_migrations: missing, queue }
  } catch {
    return { ok: false, database: 'down', missing_migrations: 0, queue: await asked }
  }
}

/** How long an answer is given again, in milliseconds. */
const keepMs = 1_000

/** The same, asked once for everybody who asks within a second. `elapsedMs` is a clock that only counts. */
export function createReadiness(
  db: Db,
  queueState: () => Promise<QueueState>,
  elapsedMs: () => number = () => performance.now(),
): () => Promise<Readiness> {
  let known: { at: number; state: Promise<Readiness> } | undefined
  return () => {
    if (!known || elapsedMs() - known.at >= keepMs)
      known = { at: elapsedMs(), state: checkReadiness(db, queueState) }
    return known.state
  }
}
