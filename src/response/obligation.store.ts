// What units owe, read for showing: the obligation with its directive, who acknowledged, and where it was
// announced.
import { sql } from 'kysely'
import { isHeld } from '../circulation/directive-messages.ts'
import type { Actor } from '../org/actor.ts'
import { can } from '../org/permissions.ts'
import type { Db } from '../platform/database.ts'
import type { DirectiveState, Json, ReportState, UnitKind, Urgency } from '../platform/database-types.ts'
import { mayReview } from './review-rules.ts'

export interface ShownObligation {
  id: number
  unitId: number
  /** Owed by the holder of this duty (a speaker) in person; null: by the unit. */
  dutyId: number | null
  unitName: string
  unitKind: UnitKind
  /** From the root down to the unit, frozen at issue; what permissions are asked with. */
  pathIds: number[]
  directiveId: number
  numberText: string
  subject: string
  issuerName: string
  issuedOn: string
  urgency: Urgency
  directiveState: DirectiveState
  outline: Json | null
  ackDueAt: Date | null
  reportDueAt: Date | null
  acknowledgedAt: Date | null
  /** Name of the person. */
  acknowledgedBy: string | null
  reportState: ReportState
  reportedAt: Date | null
  /** Files of the directive besides the first. */
  annexes: number
  /** The message that brought the directive, when it was sent. */
  announcedAt: { telegramChatId: number; messageId: number } | null
  /** How many questions of a report begun have an answer; null when none was begun. */
  draftAnswers: number | null
}

/** The obligations of those ids; unknown ones are missing. */
async function showObligations(db: Db, ids: readonly number[]): Promise<Map<number, ShownObligation>> {
  if (ids.length === 0) return new Map()
  const rows = await read(db, sql`where o.id = any(${[...new Set(ids)]}::bigint[])`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** One obligation, or null. */
export async function showObligation(db: Db, id: number): Promise<ShownObligation | null> {
  return (await showObligations(db, [id])).get(id) ?? null
}

/** May this person report on the obligation? False too when there is none; so with the rules that follow. */
export async function mayReportOn(db: Db, actor: Actor, id: number): Promise<boolean> {
  const owed = await whoseObligation(db, id)
  return owed !== null && can(actor, 'obligation.report', owed)
}

/** May this person read what the obligation is about: one of those who owe it, or who follow its unit? */
export async function mayReadObligation(db: Db, actor: Actor, id: number): Promise<boolean> {
  const owed = await whoseObligation(db, id)
  return owed !== null && (can(actor, 'obligation.acknowledge', owed) || can(actor, 'circulation.view', owed))
}

/** May this person accept or return the report? Nobody reviews the report of the own unit. */
export async function mayReviewReport(db: Db, actor: Actor, id: number): Promise<boolean> {
  const owed = await whoseObligation(db, id)
  return owed !== null && mayReview(actor, owed)
}

async function whoseObligation(db: Db, id: number) {
  const row = await db
    .selectFrom('obligation')
    .select(['path_ids as pathIds', 'duty_id as dutyId'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

/**
 * What those units, and the holders of those duties in person, still owe: a receipt or a report not yet given
 * or returned, for directives in force. The most pressing first: overdue, then by deadline, urgent marks
 * before others.
 */
export async function openObligations(
  db: Db,
  { unitIds, dutyIds }: { unitIds: readonly number[]; dutyIds: readonly number[] },
  limit: number,
): Promise<ShownObligation[]> {
  if (unitIds.length === 0 && dutyIds.length === 0) return []
  const inPerson = dutyIds.length === 0 ? sql`` : sql`or o.duty_id = any(${[...dutyIds]}::bigint[])`
  return await read(
    db,
    sql`where (o.unit_id = any(${[...unitIds]}::bigint[]) and o.duty_id is null ${inPerson})
      and d.state in ('issued', 'closed')
        and (o.acknowledged_at is null or o.report_state in ('owed', 'returned'))
        and ${isHeld}
      order by least(case when o.acknowledged_at is null then coalesce(o.ack_due_at, o.created_at) end,
                     case when o.report_state in ('owed', 'returned') then o.report_due_at end) nulls last,
               d.urgency desc, o.id
      limit ${limit}`,
  )
}

/**
 * Reports that wait for a verdict in units below those (not of themselves), oldest first, after the one of
 * `afterId`.
 */
export async function reportsToReview(
  db: Db,
  aboveUnitIds: readonly number[],
  options: { limit: number; afterId?: number },
): Promise<ShownObligation[]> {
  if (aboveUnitIds.length === 0) return []
  return await read(
    db,
    sql`where ${waitsForReview(aboveUnitIds)} and o.id > ${options.afterId ?? 0}
      order by o.id limit ${options.limit}`,
  )
}

/** How many those are in all. */
export async function countToReview(db: Db, aboveUnitIds: readonly number[]): Promise<number> {
  if (aboveUnitIds.length === 0) return 0
  const found = await sql<{ count: number }>`select count(*)::int as count
    from obligation o join directive d on d.id = o.directive_id
    where ${waitsForReview(aboveUnitIds)}`.execute(db)
  return found.rows[0]?.count ?? 0
}

/** Of `o`, the obligation, and `d`, its directive. */
function waitsForReview(aboveUnitIds: readonly number[]) {
  const ids = [...new Set(aboveUnitIds)]
  return sql`(o.report_state = 'submitted' and d.state in ('issued', 'closed')
    and o.path_ids && ${ids}::bigint[] and trim_array(o.path_ids, 1) && ${ids}::bigint[])`
}

/** The column `annexes` over `d`, the directive. */
export const annexCount = sql`(
  select count(*)::int from directive_file f where f.directive_id = d.id and f.position > 0) as annexes`

async function read(db: Db, rest: ReturnType<typeof sql>): Promise<ShownObligation[]> {
  const found = await sql<ShownObligation & { chat: number | null; message: number | null }>`
    select o.id, o.unit_id as "unitId", o.duty_id as "dutyId", o.unit_name as "unitName",
      o.unit_kind as "unitKind",
      o.path_ids as "pathIds", o.directive_id as "directiveId", d.number_text as "numberText", d.subject,
      issuer.name as "issuerName", d.issued_on as "issuedOn", d.urgency, d.state as "directiveState",
      d.outline,
      o.ack_due_at as "ackDueAt", o.report_due_at as "reportDueAt", o.acknowledged_at as "acknowledgedAt",
      person.full_name as "acknowledgedBy", o.report_state as "reportState", o.reported_at as "reportedAt",
      ${annexCount},
      announced.telegram_chat_id as chat, announced.message_id as message,
      (select count(*)::int from report_draft draft, jsonb_object_keys(draft.answers)
        where draft.obligation_id = o.id
         having exists (select 1 from report_draft draft where draft.obligation_id = o.id)) as "draftAnswers"
    from obligation o
    join directive d on d.id = o.directive_id
    join unit issuer on issuer.id = d.issuer_unit_id
    left join officer person on person.id = o.acknowledged_by
    left join delivery announced on announced.obligation_id = o.id and announced.purpose = 'directive'
      and announced.message_id is not null
    ${rest}`.execute(db)
  return found.rows.map(({ chat, message, ...row }) => ({
    ...row,
    announcedAt: chat === null || message === null ? null : { telegramChatId: chat, messageId: message },
  }))
}
