// Records that units have received a directive, many at once: exactly once each, by those who may, with the
// audit entries in the same transaction. How a person says so and what is answered is left to the faces.
import { sql } from 'kysely'
import type { Person } from '../org/author.ts'
import { can } from '../org/permissions.ts'
import { recordAudit } from '../platform/audit.ts'
import { numberArray } from '../platform/bulk-values.ts'
import type { Tx } from '../platform/database.ts'
import type { DirectiveState, ReportState } from '../platform/database-types.ts'
import { annexCount } from './obligation.store.ts'

export interface Acknowledgement {
  obligationId: number
  /** Who says so, with the duties held now; null for somebody without a duty. */
  actor: Person | null
  /** When the person said so. */
  at: Date
}

/** What is shown of an obligation that is acknowledged. */
export interface AcknowledgedObligation {
  id: number
  numberText: string
  reportState: ReportState
  reportedAt: Date | null
  /** Files of the directive besides the first. */
  annexes: number
}

/**
 * What became of it. With `recorded` and `already`: since when the receipt counts and who gave it (an
 * officer's id).
 */
export type AcknowledgementOutcome =
  | { outcome: 'recorded' | 'already'; at: Date; by: number | null; obligation: AcknowledgedObligation }
  /**
   * The person may not acknowledge for that unit, or there is no such obligation: the two look alike from
   * outside.
   */
  | { outcome: 'not_allowed' }
  /** The directive was recalled or replaced. */
  | { outcome: 'gone' }

/**
 * Records acknowledgements in the order given; of several for one obligation the first one counts. Returns an
 * outcome for each, in the same order. Rows of obligations are locked in the order of their ids.
 */
export async function recordAcknowledgements(
  tx: Tx,
  items: readonly Acknowledgement[],
): Promise<AcknowledgementOutcome[]> {
  const obligations = await lockObligations(tx, [...new Set(items.map((item) => item.obligationId))])
  const recorded: { obligationId: number; unitId: number; officerId: number; at: Date }[] = []
  const outcomes = items.map(({ obligationId, actor, at }): AcknowledgementOutcome => {
    const obligation = obligations.get(obligationId)
    if (!obligation || actor === null || !can(actor, 'obligation.acknowledge', obligation))
      return { outcome: 'not_allowed' }
    if (obligation.at !== null)
      return { outcome: 'already', at: obligation.at, by: obligation.by, obligation: obligation.shown }
    if (obligation.directiveState === 'recalled' || obligation.directiveState === 'superseded')
      return { outcome: 'gone' }
    obligation.at = at
    obligation.by = actor.officerId
    recorded.push({ obligationId, unitId: obligation.unitId, officerId: actor.officerId, at })
    return { outcome: 'recorded', at, by: actor.officerId, obligation: obligation.shown }
  })
  if (recorded.length === 0) return outcomes
  const ids = numberArray(recorded.map((row) => row.obligationId))
  await sql`update obligation o set acknowledged_at = r.at, acknowledged_by = r.officer_id
    from unnest(${ids}::bigint[], ${numberArray(recorded.map((row) => row.officerId))}::bigint[],
                ${recorded.map((row) => row.at)}::timestamptz[]) as r (id, officer_id, at)
    where o.id = r.id and o.id = any(${ids}::bigint[])
      and o.acknowledged_at is null`.execute(tx)
  await recordAudit(
    tx,
    recorded.map((row) => ({
      at: row.at,
      actor: { kind: 'officer', id: row.officerId },
      action: 'obligation.acknowledge',
      subject: { kind: 'obligation', id: row.obligationId },
      unitId: row.unitId,
    })),
  )
  return outcomes
}

interface LockedObligation {
  unitId: number
  dutyId: number | null
  pathIds: number[]
  at: Date | null
  by: number | null
  directiveState: DirectiveState
  shown: AcknowledgedObligation
}

async function lockObligations(tx: Tx, ids: number[]): Promise<Map<number, LockedObligation>> {
  if (ids.length === 0) return new Map()
  const found = await sql<{
    id: number
    unit_id: number
    duty_id: number | null
    path_ids: number[]
    acknowledged_at: Date | null
    acknowledged_by: number | null
    state: DirectiveState
    number_text: string
    report_state: ReportState
    reported_at: Date | null
    annexes: number
  }>`select o.id, o.unit_id, o.duty_id, o.path_ids, o.acknowledged_at, o.acknowledged_by, d.state,
    d.number_text,
      o.report_state, o.reported_at, ${annexCount}
    from obligation o join directive d on d.id = o.directive_id
    where o.id = any(${numberArray(ids)}::bigint[]) order by o.id for update of o`.execute(tx)
  return new Map(
    found.rows.map((row) => [
      row.id,
      {
        unitId: row.unit_id,
        dutyId: row.duty_id,
        pathIds: row.path_ids,
        at: row.acknowledged_at,
        by: row.acknowledged_by,
        directiveState: row.state,
        shown: {
          id: row.id,
          numberText: row.number_text,
          reportState: row.report_state,
          reportedAt: row.reported_at,
          annexes: row.annexes,
        },
      },
    ]),
  )
}
