// Notes that work moves on: a country takes hours, so the age of the oldest waiting message does not tell
// whether it is stuck. The sweeper reads the notes; an alarm needs work that is due and no note for a while.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/** What moves on: the messages of a lane, or the changes of messages that are in chats. */
export type Moving = number | 'changes'

/** Notes that some of these reached their end just now. */
export async function noteMovement(db: Db, what: Moving): Promise<void> {
  await sql`insert into pace as pace (key, next_at, changed_at)
    values (${movedKey(what)}, clock_timestamp(), clock_timestamp())
    on conflict (key) do update set next_at = excluded.next_at, changed_at = excluded.changed_at`.execute(db)
}

/** When that was noted last, in milliseconds of the database's clock; null when never. */
export async function lastMovement(db: Db, what: Moving): Promise<number | null> {
  const { rows } = await sql<{ at: Date }>`
    select next_at as at from pace where key = ${movedKey(what)}`.execute(db)
  return rows[0]?.at.getTime() ?? null
}

const movedKey = (what: Moving) => `moved:${what === 'changes' ? what : `lane-${what}`}`
