// What the units of an audience already owe, shown before one more directive is laid on them.
import { sql } from 'kysely'
import { isHeld } from '../circulation/directive-messages.ts'
import { type Audience, audienceSql, speakersSql } from '../directive/audience.ts'
import type { Db } from '../platform/database.ts'

export interface Burden {
  /** Units that owe at least one report; of speakers, persons who have something to acknowledge. */
  units: number
  /** Reports (or acknowledgements) owed by all of them together. */
  reports: number
  /** The most burdened, most first; speakers by their own name. */
  most: { unitId: number; unitName: string; reports: number }[]
}

/** Counts reports owed for directives that are still out, over the audience as it is on `day`. */
export async function burdenOf(db: Db, audience: Audience, day: string, most = 3): Promise<Burden> {
  if (audience.speakers) return await burdenOfSpeakers(db, audience, day, most)
  const found = await sql<BurdenRow>`
    with audience as materialized (${audienceSql(audience, day)}),
    -- What a unit that was merged still owes is for the one it lives on in.
    mine as (
      select unit_id, unit_id as owes from audience
      union all select a.unit_id, u.id from audience a join unit u on u.successor_id = a.unit_id
    ),
    owed as (
      select m.unit_id, count(*) as reports
      from mine m
        join obligation o on o.unit_id = m.owes and o.report_state in ('owed', 'returned')
        join directive d on d.id = o.directive_id and d.state = 'issued'
      where ${isHeld}
      group by m.unit_id
    )
    select u.id as "unitId", u.name as "unitName", owed.reports, sum(1) over () as units,
      sum(owed.reports) over () as total
    from owed join unit u on u.id = owed.unit_id
    order by owed.reports desc, u.code limit ${most}`.execute(db)
  return toBurden(found.rows)
}

/** Of speakers: directives that they have not acknowledged. */
async function burdenOfSpeakers(db: Db, audience: Audience, day: string, most: number): Promise<Burden> {
  const found = await sql<BurdenRow>`
    with speaker as materialized (${speakersSql(audience, day)}),
    owed as (
      select s.duty_id, s.officer_id, s.unit_id, count(*) as open
      from speaker s
        join duty_holding mine on mine.id = s.duty_id or mine.successor_id = s.duty_id
        join obligation o on o.duty_id = mine.id and o.acknowledged_at is null
        join directive d on d.id = o.directive_id and d.state = 'issued'
      where ${isHeld}
      group by 1, 2, 3
    )
    select owed.unit_id as "unitId", f.full_name as "unitName", owed.open as reports, sum(1) over () as units,
      sum(owed.open) over () as total
    from owed join officer f on f.id = owed.officer_id order by owed.open desc, f.full_name collate vietnamese
      limit ${most}`.execute(db)
  return toBurden(found.rows)
}

interface BurdenRow {
  unitId: number
  unitName: string
  reports: number
  units: number
  total: number
}

function toBurden(rows: readonly BurdenRow[]): Burden {
  const first = rows[0]
  return {
    units: Number(first?.units ?? 0),
    reports: Number(first?.total ?? 0),
    most: rows.map(({ unitId, unitName, reports }) => ({ unitId, unitName, reports })),
  }
}
