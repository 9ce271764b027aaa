// How a cascade stands: which committees have passed a directive on, how long each held it, and whose own
// plan is out.
import { sql } from 'kysely'
import { receivedAt } from '../circulation/directive-messages.ts'
import type { Db } from '../platform/database.ts'

export interface CascadeStep {
  unitId: number
  unitName: string
  /** When the committee's message arrived; null when it has not. */
  receivedAt: Date | null
  passedOnAt: Date | null
  /** The committee's own document that implements the directive. */
  planNumber: string | null
  planIssuedOn: string | null
}

/**
 * The committees that are to pass the directive on, below (and at) `unitId`: those who still hold it first,
 * then by name.
 */
export async function cascadeSteps(db: Db, directiveId: number, unitId: number): Promise<CascadeStep[]> {
  const found = await sql<CascadeStep>`
    select o.unit_id as "unitId", o.unit_name as "unitName", ${receivedAt} as "receivedAt",
      b.passed_on_at as "passedOnAt", plan.number_text as "planNumber", plan.issued_on as "planIssuedOn"
    from obligation o
      left join directive_branch b on b.directive_id = o.directive_id and b.unit_id = o.unit_id
      left join lateral (
        select p.number_text, p.issued_on from directive_link l join directive p on p.id = l.from_directive_id
        where l.to_directive_id = o.directive_id and l.relation = 'implements'
          and p.issuer_unit_id = o.unit_id
          and p.state in ('issued', 'closed')
        order by p.issued_at desc limit 1
      ) plan on true
    where o.directive_id = ${directiveId} and o.unit_kind <> 'cell'
      and o.path_ids @> array[${unitId}]::bigint[]
      and exists (select from directive d where d.id = o.directive_id and d.passes_on)
    order by b.passed_on_at is not null, o.unit_name collate vietnamese, o.unit_id`.execute(db)
  return found.rows
}
