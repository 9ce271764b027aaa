// The progress of a circulation. Counted from the rows each time, so a page always shows true numbers.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { DeliveryState } from '../platform/database-types.ts'
import { type EverythingPaused, everythingPaused } from './pause-everything.ts'
import { readSettings } from './settings.ts'

export interface CirculationProgress {
  /** Units (or speakers) with an obligation, including those without a chat. */
  recipients: number
  sent: number
  /** Messages that wait or are being sent. */
  pending: number
  failed: number
  /** Messages that perhaps arrived and are sent once more. */
  unknown: number
  /** Messages that perhaps arrived twice. A person decides. */
  parked: number
  cancelled: number
  /** Recipients without a message, because they have no reachable chat. */
  unreachable: number
  circulatedAt: Date | null
  pausedAt: Date | null
  cancelledAt: Date | null
  /** Since when and by whom all bulk sending is stopped; null while it is allowed. */
  everythingPaused: EverythingPaused | null
  /**
   * Estimate at the configured pace, if no other circulation runs; null while paused or with nothing to send.
   */
  etaSeconds: number | null
}

/** Throws when there is no such directive. */
export async function circulationProgress(db: Db, directiveId: number): Promise<CirculationProgress> {
  const directive = await db
    .selectFrom('directive')
    .select(['circulated_at', 'paused_at', 'cancelled_at'])
    .where('id', '=', directiveId)
    .executeTakeFirstOrThrow()
  // One statement is one snapshot, so the numbers add up.
  const counted = await sql<{ state: DeliveryState | null; n: number }>`
    select state, count(*) as n from delivery where directive_id = ${directiveId} and purpose = 'directive'
      group by state
    union all select null, count(*) from obligation where directive_id = ${directiveId}`.execute(db)
  const countIn = (...states: (DeliveryState | null)[]) =>
    counted.rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + row.n, 0)
  const settings = await readSettings(db)
  const paused = await everythingPaused(db)
  const recipients = countIn(null)
  const pending = countIn('pending', 'sending')
  const messages = counted.rows.reduce((sum, row) => sum + (row.state === null ? 0 : row.n), 0)
  const isHeld = directive.paused_at !== null || directive.cancelled_at !== null || paused !== null
  return {
    recipients,
    sent: countIn('sent'),
    pending,
    failed: countIn('failed'),
    unknown: countIn('unknown'),
    parked: countIn('parked'),
    cancelled: countIn('cancelled'),
    unreachable: recipients - messages,
    circulatedAt: directive.circulated_at,
    pausedAt: directive.paused_at,
    cancelledAt: directive.cancelled_at,
    everythingPaused: paused,
    etaSeconds: isHeld || pending === 0 ? null : Math.ceil(pending / settings.bulkPerSecond),
  }
}
