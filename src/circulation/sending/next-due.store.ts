// Looks a few seconds ahead. A run waits for messages that come due so soon.
import { sql } from 'kysely'
import type { Db } from '../../platform/database.ts'
import { isEverythingPaused } from '../settings.ts'
import { laneKey } from './pace.store.ts'
import { type Held, notHeld } from './quiet-hours.ts'

/** Time to look ahead, in milliseconds. */
const withinMs = 5_000

/** Milliseconds until the first waiting row of a lane may go out; null when none may within `withinMs`. */
export async function nextDueMs(
  db: Db,
  request: { lane: number; now: Date; held: Held },
): Promise<number | null> {
  const { lane, now, held } = request
  const result = await sql<{ ms: number | null }>`
    select 1000 * extract(epoch from min(d.not_before) - clock_timestamp())::float8 as ms
    from delivery d left join directive g on g.id = d.directive_id and d.purpose in ('directive', 'reminder')
    where d.lane = ${lane} and d.state in ('pending', 'unknown') and d.due_at <= ${now}
      and ${notHeld(held, 'd')}
      and d.not_before < clock_timestamp() + make_interval(secs => ${withinMs / 1000})
      and not exists (select from pace where key = ${laneKey(lane)} and rest_until > clock_timestamp())
      and ${lane === 0 ? sql`true` : sql`not ${isEverythingPaused}`}
      and (g.paused_at is null or g.cancelled_at is not null)`.execute(db)
  const ms = result.rows[0]?.ms ?? null
  return ms === null ? null : Math.max(0, ms)
}
