// How far a circulation has come. Counted from the rows each time: what a page shows is what count(*) says.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { DeliveryState } from '../platform/database-types.ts'
import { type EverythingPaused, everythingPaused } from './pause-everything.ts'
import { readSettings } from './settings.ts'

export interface CirculationProgress {
  /** Units that owe; those without a chat included. */
  recipients: number
  sent: number
  /** Still to go, in hand or on the wire. */
  pending: number
  failed: number
  /** Perhaps delivered; one re-send is coming. */
  unknown: number
  /** Perhaps delivered twice; a person decides. */
  parked: number
  cancelled: number
  /** Units without any chat: nothing to send to. */
  unreachable: number
  circulatedAt: Date | null
  pausedAt: Date | null
  cancelledAt: Date | null
  /** All bulk sending is stopped: since when and by whom. */
  everythingPaused: EverythingPaused | null
  /** At the pace in force, when alone; null while paused or with nothing to go. */
  etaSeconds: number | null
}

/** @throws when there is no such directive. */
export async function circulationProgress(db: Db, directiveId: number): Promise<CirculationProgress> {
  const directive = await db
    .selectFrom('directive')
    .select(['circulated_at', 'paused_at', 'cancelled_at'])
    .where('id', '=', directiveId)
    .executeTakeFirstOrThrow()
  // One statement, one snapshot: the numbers add up.
  const counted = await sql<{ state: DeliveryState | null; n: number }>`
    select state, count(*) as n from delivery where directive_id = ${directiveId} and purpose = 'directive'
      group by state
    union all select null, count(*) from obligation where directive_id = ${directiveId}`.execute(db)
  const of = (...states: (DeliveryState | null)[]) =>
    counted.rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + row.n, 0)
  const settings = await readSettings(db)
  const paused = await everythingPaused(db)
  const recipients = of(null)
  const pending = of('pending', 'sending')
  const all = counted.rows.reduce((sum, row) => sum + (row.state === null ? 0 : row.n), 0)
  const isHeld = directive.paused_at !== null || directive.cancelled_at !== null || paused !== null
  return {
    recipients,
    sent: of('sent'),
    pending,
    failed: of('failed'),
    unknown: of('unknown'),
    parked: of('parked'),
    cancelled: of('cancelled'),
    unreachable: recipients - all,
    circulatedAt: directive.circulated_at,
    pausedAt: directive.paused_at,
    cancelledAt: directive.cancelled_at,
    everythingPaused: paused,
    etaSeconds: isHeld || pending === 0 ? null : Math.ceil(pending / settings.bulkPerSecond),
  }
}
