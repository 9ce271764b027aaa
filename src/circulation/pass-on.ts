// Cascade: a committee that received a directive passes it on to the units below it. The deadlines of the
// units below count from when they get it. So a committee that passes it on late makes no other unit late,
// and the delay stays visible.
import { sql } from 'kysely'
import { audienceSql } from '../directive/audience.ts'
import { afterWorkingDays } from '../directive/deadline.ts'
import { lockDirective } from '../directive/directive.store.ts'
import { andInTerm } from '../org/actor.ts'
import { type Author, auditActor, mayDo, officerIdOf } from '../org/author.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { UnitKind } from '../platform/database-types.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { insertDirectiveMessages } from './directive-messages.ts'
import type { PassOnNotice } from './notices.ts'
import { ringOutbox } from './outbox.ts'

/** Minimum time that a unit gets, in working days after the directive is passed on to it. */
const minWorkingDays = 3

export interface PassedDeadlines {
  ackDueAt: Date
  reportDueAt: Date | null
}

/**
 * Deadlines for the units below: those of the committee, or `minWorkingDays` working days from now where
 * fewer are left. Pure.
 */
export function passedDeadlines(
  own: { ackDueAt: Date | null; reportDueAt: Date | null },
  now: Date,
  calendar: Calendar,
): PassedDeadlines {
  const earliest = afterWorkingDays(minWorkingDays, now, calendar)
  const notEarlier = (due: Date | null) => (due !== null && due > earliest ? due : earliest)
  const ackDueAt = notEarlier(own.ackDueAt)
  const reportDueAt = own.reportDueAt === null ? null : notEarlier(own.reportDueAt)
  return { ackDueAt: reportDueAt !== null && ackDueAt > reportDueAt ? reportDueAt : ackDueAt, reportDueAt }
}

export type PassOnOutcome =
  | { ok: true; already: boolean; recipients: number; deadlines?: PassedDeadlines }
  | {
      ok: false
      reason: 'no_such_directive' | 'not_allowed' | 'state' | 'not_received' | 'plan_first' | 'nobody_below'
    }

/**
 * Passes a directive on to the cells (or the `kinds`) below `unitId`. Does nothing the second time.
 */
export async function passOn(
  tx: Tx,
  author: Author,
  { directiveId, unitId, kinds }: { directiveId: number; unitId: number; kinds?: UnitKind[] },
  { now, calendar }: { now: Date; calendar: Calendar },
): Promise<PassOnOutcome> {
  const directive = await lockDirective(tx, directiveId)
  if (!directive) return { ok: false, reason: 'no_such_directive' }
  const path = await unitPath(tx, unitId)
  if (!mayDo(author, 'directive.issue', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  if (directive.state !== 'issued' || !directive.passesOn || directive.cancelledAt)
    return { ok: false, reason: 'state' }
  const own = await tx
    .selectFrom('obligation')
    .select(['id', 'ack_due_at', 'report_due_at'])
    .where('directive_id', '=', directiveId)
    .where('unit_id', '=', unitId)
    .executeTakeFirst()
  if (!own) return { ok: false, reason: 'not_received' }
  const branch = await tx
    .selectFrom('directive_branch')
    .select('unit_id')
    .where('directive_id', '=', directiveId)
    .where('unit_id', '=', unitId)
    .executeTakeFirst()
  if (branch) return { ok: true, already: true, recipients: 0 }
  if (directive.asksPlan && !(await hasPlan(tx, directiveId, unitId)))
    return { ok: false, reason: 'plan_first' }
  const deadlines = passedDeadlines(
    { ackDueAt: own.ack_due_at, reportDueAt: own.report_due_at },
    now,
    calendar,
  )
  const audience = { root: unitId, ...(kinds ? { kinds } : {}) }
  const result = await sql<{ n: number }>`
    with recursive d as materialized (select * from directive where id = ${directiveId}),
    receivers as materialized (
      select u.* from (${audienceSql(audience, calendar.dayOf(now))}) a join unit u on u.id = a.unit_id
        where u.id <> ${unitId}
    ),
    climb (start, parent_id, ids, names) as (
      select id, parent_id, array[id], array[name] from receivers
      union all
      select c.start, u.parent_id, u.id || c.ids, u.name || c.names from climb c
        join unit u on u.id = c.parent_id
    ),
    made as (
      insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names, ack_due_at,
        report_due_at, report_state, created_at)
      select d.id, u.id, u.name, u.kind, p.ids, p.names, ${deadlines.ackDueAt}, ${deadlines.reportDueAt},
        (case when d.asks_report then 'owed' else 'not_required' end)::report_state, ${now}
      from receivers u cross join d join climb p on p.start = u.id and p.parent_id is null
      order by u.id
      on conflict (directive_id, unit_id, duty_id) do nothing
      returning id, unit_id, duty_id
    ),
    sent_to as (
      ${insertDirectiveMessages(sql`made o cross join d`, now)}
    )
    select count(*) as n from made`.execute(tx)
  const recipients = result.rows[0]?.n ?? 0
  if (recipients === 0) return { ok: false, reason: 'nobody_below' }
  await tx
    .insertInto('directive_branch')
    .values({
      directive_id: directiveId,
      unit_id: unitId,
      passed_on_at: now,
      passed_on_by: officerIdOf(author),
      ack_due_at: deadlines.ackDueAt,
      report_due_at: deadlines.reportDueAt,
    })
    .execute()
  // The new obligations are to be chased as well.
  await tx.updateTable('directive').set({ chase_planned_at: null }).where('id', '=', directiveId).execute()
  await wakeAfterCommit(tx, 'plan-chase', { directiveId })
  await ringOutbox(tx, 1)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'directive.pass_on',
    detail: { recipients },
    subject: {
      kind: 'directive',
      id: directiveId,
    },
    unitId,
  })
  return { ok: true, already: false, recipients, deadlines }
}

/**
 * Asks the offices of the committees that receive a directive to pass it on. Returns the number of notices; 0
 * for a directive that is not passed on.
 */
export async function askToPassOn(
  tx: Tx,
  directiveId: number,
  { now, calendar }: { now: Date; calendar: Calendar },
): Promise<number> {
  const directive = await lockDirective(tx, directiveId)
  if (!directive?.passesOn) return 0
  const { numberText, subject, asksPlan } = directive
  const notice: PassOnNotice = { kind: 'pass_on', directiveId, numberText, subject, asksPlan }
  const inserted = await sql`
    insert into delivery (purpose, lane, directive_id, chat_id, telegram_chat_id, language, payload, due_at,
      created_at)
    select distinct on (c.id) 'notice'::delivery_purpose, 1, ${directiveId}::bigint, c.id, c.telegram_chat_id,
      f.language, ${JSON.stringify(notice)}::jsonb, ${directive.issueAt ?? now}::timestamptz,
        ${now}::timestamptz
    from (${audienceSql(directive.audience, calendar.dayOf(now))}) a
      join duty_holding h on h.unit_id = a.unit_id and h.duty = 'office' and h.until is null
        ${andInTerm(sql`h`, now)}
      join officer f on f.id = h.officer_id and f.erased_at is null
      join chat c on c.officer_id = f.id and c.kind = 'private' and c.state = 'reachable'`.execute(tx)
  await ringOutbox(tx, 1)
  return Number(inserted.numAffectedRows ?? 0)
}

/** The deadlines of the unit for this directive; null when it has no obligation for it. */
export async function deadlinesOf(
  db: Db,
  directiveId: number,
  unitId: number,
): Promise<{ ackDueAt: Date | null; reportDueAt: Date | null } | null> {
  const row = await db
    .selectFrom('obligation')
    .select(['ack_due_at as ackDueAt', 'report_due_at as reportDueAt'])
    .where('directive_id', '=', directiveId)
    .where('unit_id', '=', unitId)
    .executeTakeFirst()
  return row ?? null
}

/** Those of these units that are committees, have the directive and have not passed it on yet. */
export async function committeesToPassOn(
  db: Db,
  directiveId: number,
  unitIds: readonly number[],
): Promise<{ unitId: number; unitName: string }[]> {
  if (unitIds.length === 0) return []
  return await db
    .selectFrom('obligation as o')
    .leftJoin('directive_branch as b', (join) =>
      join.onRef('b.directive_id', '=', 'o.directive_id').onRef('b.unit_id', '=', 'o.unit_id'),
    )
    .select(['o.unit_id as unitId', 'o.unit_name as unitName'])
    .where('o.directive_id', '=', directiveId)
    .where('o.unit_kind', '<>', 'cell')
    .where('b.unit_id', 'is', null)
    .where('o.unit_id', 'in', unitIds)
    .execute()
}

/** Has the unit issued a directive of its own that implements this one? */
export async function hasPlan(db: Db, directiveId: number, unitId: number): Promise<boolean> {
  const result = await sql`select from directive_link l join directive p on p.id = l.from_directive_id
    where l.to_directive_id = ${directiveId} and l.relation = 'implements' and p.issuer_unit_id = ${unitId}
      and p.state in ('issued', 'closed') limit 1`.execute(db)
  return result.rows.length > 0
}
