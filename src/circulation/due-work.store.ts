// Finds what is due to be circulated or sent, for the sweeper.
import { sql } from 'kysely'
import { type DueDirectives, dueDirectives } from '../directive/due-directives.store.ts'
import { countDue, maxCounted } from '../platform/count-due.ts'
import type { Db } from '../platform/database.ts'
import type { DueWork } from '../platform/sweeper.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { lastMovement } from './movement.store.ts'
import { heldAt, notHeld } from './sending/quiet-hours.ts'
import { laneRestMs } from './sending/sender.ts'
import { readSettings } from './settings.ts'

/** Directives whose recipients are not all listed yet. */
export async function directivesToCirculate(db: Db, now: Date): Promise<DueDirectives> {
  return await dueDirectives(
    db,
    sql`circulated_at is null and cancelled_at is null and (issue_at is null or issue_at <= ${now})`,
  )
}

/**
 * The due messages of a lane, and its expired intents. Messages that are held on purpose (paused, quiet
 * hours, a rest after a 429) do not count. `mark` is the last movement of the lane: a province takes minutes
 * at the pace that Telegram allows, so a message that waits behind others is not late.
 */
export async function dueDeliveries(
  db: Db,
  lane: 0 | 1,
  { now, calendar }: { now: Date; calendar: Calendar },
): Promise<DueWork> {
  const settings = await readSettings(db)
  const isLaneHeld = (lane === 1 && settings.paused) || (await laneRestMs(db, lane)) > 0
  const held = lane === 0 ? 'nothing' : heldAt(now, calendar, settings)
  // Urgent messages and others are read apart, each in the order of the index.
  const waiting = (urgent: boolean) => sql`
    (select d.due_at as since from delivery d
       left join directive g on g.id = d.directive_id and d.purpose in ('directive', 'reminder')
     where d.lane = ${sql.lit(lane)} and d.urgent = ${sql.lit(urgent)} and d.state in ('pending', 'unknown')
       and d.due_at <= ${now}
       and (d.not_before is null or d.not_before <= clock_timestamp()) and ${notHeld(held, 'd')}
       and (d.lane = 0 or g.paused_at is null or g.cancelled_at is not null)
     order by d.due_at, d.id limit ${maxCounted})`
  const expired = sql`(select d.lease_until as since from delivery d
    where d.lane = ${sql.lit(lane)} and d.state = 'sending' and d.lease_until < clock_timestamp()
    limit ${maxCounted})`
  const work = await countDue(
    db,
    isLaneHeld ? expired : sql`${waiting(true)} union all ${waiting(false)} union all ${expired}`,
  )
  return { ...work, mark: await lastMovement(db, lane) }
}
