// Notes that work goes on. A circulation to the whole country takes hours, so the age of the oldest waiting
// message does not tell whether sending is stuck. The sweeper reads the notes. It raises an alarm when work
// is due and no note has come for a while.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/** The work: the messages of a lane (its number), or the changes of messages that are in chats. */
export type WatchedWork = number | 'changes'

/** Notes that some of this work was finished just now. */
export async function noteMovement(db: Db, work: WatchedWork): Promise<void> {
  await sql`insert into pace as pace (key, next_at, changed_at)
    values (${movementKey(work)}, clock_timestamp(), clock_timestamp())
    on conflict (key) do update set next_at = excluded.next_at, changed_at = excluded.changed_at`.execute(db)
}

/** The instant of the last note, in milliseconds of the database's clock; null when there is none. */
export async function lastMovement(db: Db, work: WatchedWork): Promise<number | null> {
  const { rows } = await sql<{ at: Date }>`
    select next_at as at from pace where key = ${movementKey(work)}`.execute(db)
  return rows[0]?.at.getTime() ?? null
}

const movementKey = (work: WatchedWork) => `moved:${work === 'changes' ? work : `lane-${work}`}`
