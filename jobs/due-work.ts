// For each job: is there work due that nobody may have been woken for? The sweeper asks every few seconds; this is why
// losing every wake-up loses nothing. Looks only as far as it must: counts stop at a thousand.
import { sql } from 'kysely'
import { findDueChase } from '../src/chase/run-chase.ts'
import { dueChanges } from '../src/circulation/message-change.store.ts'
import { lastMovement } from '../src/circulation/movement.store.ts'
import { heldAt, notHeld } from '../src/circulation/sending/quiet-hours.ts'
import { laneRestMs } from '../src/circulation/sending/sender.ts'
import { readSettings } from '../src/circulation/settings.ts'
import type { Db } from '../src/platform/database.ts'
import type { DueWork, Finder } from '../src/platform/sweeper.ts'
import type { Wake } from '../src/platform/wake.ts'
import type { Calendar } from '../src/platform/working-calendar.ts'
import { lastCleanUp } from './clean-up.ts'

/** How many workers may send at once; each takes one slot. */
export const senderSlots = 4

const most = 1_000

/** The finders of a worker. */
export function dueWork(wake: Wake, calendar: Calendar): Finder[] {
  const directives = (
    job: 'circulate-directive' | 'plan-chase',
    condition: (now: Date) => ReturnType<typeof sql>,
  ): Finder => {
    let found: number[] = []
    return {
      name: job,
      async find(db, now) {
        const { rows } = await sql<{ id: number; since: Date | null }>`
          select id, coalesce(circulated_at, issue_at, issued_at) as since from directive where ${condition(now)} order by id limit ${most}`.execute(
          db,
        )
        found = rows.map((row) => row.id)
        return { count: found.length, oldestDueAt: oldest(rows.map((row) => row.since)) }
      },
      wake: () => {
        for (const directiveId of found) wake(job, { directiveId })
      },
    }
  }
  return [
    directives(
      'circulate-directive',
      (now) => sql`state = 'issued' and circulated_at is null and cancelled_at is null
        and (issue_at is null or issue_at <= ${now})`,
    ),
    directives(
      'plan-chase',
      () =>
        sql`state = 'issued' and (circulated_at is not null or cancelled_at is not null) and chase_planned_at is null`,
    ),
    {
      name: 'send-deliveries',
      find: (db, now) => dueDeliveries(db, 1, now, calendar),
      wake: () => {
        for (let slot = 0; slot < senderSlots; slot++) wake('send-deliveries', { slot })
      },
    },
    {
      name: 'send-answers',
      find: (db, now) => dueDeliveries(db, 0, now, calendar),
      wake: () => wake('send-deliveries', { slot: 0 }),
    },
    {
      name: 'chase-due',
      find: (db, now) => findDueChase(db, { now, calendar }),
      wake: () => wake('chase-due', {}),
    },
    {
      name: 'show-progress',
      // A message that shows progress is never late: it is brought up to date for as long as it is open.
      find: (db) =>
        summary(
          db,
          sql`select null::timestamptz as since from circulation_watch where finished_at is null limit ${most}`,
        ),
      wake: () => wake('show-progress', {}),
    },
    {
      name: 'change-messages',
      find: dueChanges,
      wake: () => wake('show-progress', {}),
    },
    {
      name: 'seal-audit',
      find: (db) =>
        summary(db, sql`select at as since from audit_entry where seal_no is null order by id limit ${most}`),
      wake: () => wake('seal-audit', {}),
    },
    {
      name: 'clean-up',
      find: async (db, now) => {
        const recent = new Date(now.getTime() - lastCleanUp.everyMs)
        const found = await summary(
          db,
          sql`select null::timestamptz as since where not exists (
            select from setting where key = ${lastCleanUp.setting} and updated_at > ${recent})
            -- A substitute whose time is over gets nothing any more.
            or exists (select from duty_holding where until is null and substitute_for is not null and ends_at <= ${now})
            -- A list uploaded to the page is kept for half an hour.
            or exists (select from web_upload where expires_at <= ${now})`,
        )
        return { ...found, oldestDueAt: null }
      },
      wake: () => wake('clean-up', {}),
    },
  ]
}

// What is held on purpose (paused, quiet hours, resting after a 429) is not late, and neither is what waits behind messages
// that go out: a province takes minutes at the pace that Telegram allows.
async function dueDeliveries(db: Db, lane: 0 | 1, now: Date, calendar: Calendar): Promise<DueWork> {
  const settings = await readSettings(db)
  const isHeld = (lane === 1 && settings.paused) || (await laneRestMs(db, lane)) > 0
  const held = lane === 0 ? 'nothing' : heldAt(now, calendar, settings)
  // In the order of the index, urgent ones and others apart.
  const waiting = (urgent: boolean) => sql`
    (select d.due_at as since from delivery d left join directive g on g.id = d.directive_id
     where d.lane = ${sql.lit(lane)} and d.urgent = ${sql.lit(urgent)} and d.state in ('pending', 'unknown') and d.due_at <= ${now}
       and (d.not_before is null or d.not_before <= clock_timestamp()) and ${notHeld(held, 'd')}
       and (d.lane = 0 or g.paused_at is null or g.cancelled_at is not null)
     order by d.due_at, d.id limit ${most})`
  const left = sql`(select d.lease_until as since from delivery d
    where d.lane = ${sql.lit(lane)} and d.state = 'sending' and d.lease_until < clock_timestamp() limit ${most})`
  const found = await summary(
    db,
    isHeld ? left : sql`${waiting(true)} union all ${waiting(false)} union all ${left}`,
  )
  return { ...found, mark: await lastMovement(db, lane) }
}

async function summary(db: Db, rows: ReturnType<typeof sql>): Promise<DueWork> {
  const found = await sql<{ count: number; oldest: Date | null }>`
    select count(*) as count, min(since) as oldest from (${rows}) as due`.execute(db)
  const row = found.rows[0]
  return { count: row?.count ?? 0, oldestDueAt: row?.oldest ?? null }
}

function oldest(dates: (Date | null)[]): Date | null {
  const times = dates.filter((date) => date !== null).map((date) => date.getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : null
}
