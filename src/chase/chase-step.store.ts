// The rows of the chase: due steps, their results, and the notes that a chat had its digest of the day.
// run-chase.ts decides what a step means and which one follows it.
import { sql } from 'kysely'
import { receivedAt } from '../circulation/directive-messages.ts'
import { refusedForChat } from '../circulation/follow-chats.ts'
import { countDue, maxCounted } from '../platform/count-due.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { DirectiveState, ReportState } from '../platform/database-types.ts'
import { tryLock } from '../platform/locks.ts'
import type { DueWork } from '../platform/sweeper.ts'
import type { ChaseUrgency } from './chase-plan.ts'
import type { ChasedObligation } from './next-step.ts'

export type Audience = 'unit' | 'superior'

/** A due step, locked by this transaction, with all that decides whether and how it is taken. */
export interface DueStep extends ChasedObligation {
  id: number
  obligationId: number
  step: string
  about: 'ack' | 'report'
  audience: Audience
  unitId: number
  /** The duty whose holder owes the obligation in person; null when the unit owes it. */
  dutyId: number | null
  unitName: string
  pathIds: number[]
  pathNames: string[]
  ackOpen: boolean
  reportState: ReportState
  urgency: ChaseUrgency
  directiveId: number
  directiveState: DirectiveState
  /** The circulation was cancelled before this unit received the directive. */
  neverSent: boolean
  numberText: string
  subject: string
  issuerUnitId: number
}

/**
 * Takes the lock of the chase: one run at a time, so that all reminders to a chat come in one digest. False
 * while another run has it.
 */
export async function tryLockChase(tx: Tx): Promise<boolean> {
  return await tryLock(tx, 'chase')
}

export interface DueStepsRequest {
  now: Date
  audience: Audience
  limit: number
  /** Only steps of urgent marks, for quiet hours. */
  onlyUrgent: boolean
}

/** Locks the oldest due steps. Steps of a paused circulation wait until it is resumed. */
export async function lockDueSteps(tx: Tx, request: DueStepsRequest): Promise<DueStep[]> {
  const { now, audience, limit, onlyUrgent } = request
  const result = await sql<DueStep>`select ${columns} ${from}
    where s.state = 'planned' and s.due_at <= ${now} and s.audience = ${audience} and ${notPaused}
      ${onlyUrgent ? sql`and s.step like '%h'` : sql``}
    order by s.due_at, s.id limit ${limit}
    for update of s skip locked`.execute(tx)
  return result.rows
}

/**
 * Locks all due steps of these units and duties, so that a chat that serves several of them gets one message.
 */
export async function lockDueStepsOf(
  tx: Tx,
  { unitIds, dutyIds }: { unitIds: readonly number[]; dutyIds: readonly number[] },
  request: Omit<DueStepsRequest, 'limit'>,
): Promise<DueStep[]> {
  if (unitIds.length === 0 && dutyIds.length === 0) return []
  const inPerson = dutyIds.length === 0 ? sql`` : sql`or o.duty_id = any(${[...dutyIds]}::bigint[])`
  const result = await sql<DueStep>`select ${columns} ${from}
    where (o.unit_id = any(${[...unitIds]}::bigint[]) and o.duty_id is null ${inPerson})
      and s.state = 'planned' and s.due_at <= ${request.now}
      and s.audience = ${request.audience} and ${notPaused}
      ${request.onlyUrgent ? sql`and s.step like '%h'` : sql``}
    order by s.due_at, s.id
    for update of s skip locked`.execute(tx)
  return result.rows
}

/** The steps that an obligation has as rows. */
export interface StepRows {
  /** Names of all, taken or planned. */
  names: Set<string>
  /** What the planned ones are about, one element per step. */
  planned: ('ack' | 'report')[]
}

/** The steps that these obligations have as rows, by obligation id. */
export async function stepsTaken(tx: Tx, obligationIds: readonly number[]): Promise<Map<number, StepRows>> {
  const result = await sql<{ obligationId: number; steps: string[]; planned: StepRows['planned'] }>`
    select obligation_id as "obligationId", array_agg(step) as steps,
      coalesce(array_agg(about) filter (where state = 'planned'), '{}') as planned from chase_step
    where obligation_id = any(${obligationIds}::bigint[]) group by obligation_id`.execute(tx)
  return new Map(
    result.rows.map((row) => [row.obligationId, { names: new Set(row.steps), planned: row.planned }]),
  )
}

export interface NewStep {
  obligationId: number
  step: string
  about: 'ack' | 'report'
  audience: Audience
  dueAt: Date
}

/** Inserts planned steps. Skips those that exist already. */
export async function insertSteps(tx: Tx, steps: readonly NewStep[]): Promise<void> {
  if (steps.length === 0) return
  await sql`insert into chase_step (obligation_id, step, about, audience, due_at)
    select * from unnest(${steps.map((each) => each.obligationId)}::bigint[],
      ${steps.map((each) => each.step)}::text[],
      ${steps.map((each) => each.about)}::text[], ${steps.map((each) => each.audience)}::text[],
      ${steps.map((each) => each.dueAt)}::timestamptz[])
    on conflict (obligation_id, step) do nothing`.execute(tx)
}

export interface SettledStep {
  id: number
  state: 'done' | 'skipped'
}

/** Writes the results of planned steps. */
export async function settleSteps(tx: Tx, steps: readonly SettledStep[], now: Date): Promise<void> {
  if (steps.length === 0) return
  await sql`update chase_step s set state = r.state, done_at = ${now}
    from unnest(${steps.map((each) => each.id)}::bigint[], ${steps.map((each) => each.state)}::text[])
      as r (id, state)
    where s.id = r.id and s.state = 'planned'`.execute(tx)
}

/** Gives planned steps another due time. */
export async function postponeSteps(tx: Tx, steps: readonly { id: number; dueAt: Date }[]): Promise<void> {
  if (steps.length === 0) return
  await sql`update chase_step s set due_at = r.due_at
    from unnest(${steps.map((each) => each.id)}::bigint[],
      ${steps.map((each) => each.dueAt)}::timestamptz[]) as r (id, due_at)
    where s.id = r.id and s.state = 'planned'`.execute(tx)
}

/** Notes since when these planned steps wait because nobody can be told. */
export async function noteWaiting(tx: Tx, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`update chase_step set waiting_since = coalesce(waiting_since, ${now}::timestamptz)
    where id = any(${[...ids]}::bigint[]) and state = 'planned'`.execute(tx)
}

/** How long an escalation that was refused is taken again, in milliseconds. */
const refusedWithinMs = 7 * 24 * 3_600_000
/** SQL: escalations that were refused because of their chat, and not taken again yet. */
const refusedEscalations = (now: Date) => sql`delivery x where x.purpose = 'escalation' and ${refusedForChat}
  and x.created_at > ${new Date(now.getTime() - refusedWithinMs)}`

/**
 * Plans the steps anew whose escalation was refused because of the chat: the office has blocked the bot, say.
 * The next one above is told instead.
 */
export async function planRefusedAnew(tx: Tx, now: Date): Promise<void> {
  await sql`
    with refused as (
      update delivery set state = 'cancelled', error_text = 'told elsewhere: ' || error_text
      where id in (select x.id from ${refusedEscalations(now)} for update skip locked)
      returning asks
    ),
    latest as (
      select distinct on (s.obligation_id, s.about) s.id
      from refused
        cross join lateral jsonb_to_recordset(refused.asks) as a ("obligationId" bigint, about text)
        join chase_step s on s.obligation_id = a."obligationId" and s.about = a.about
      where s.audience = 'superior' and s.state = 'done'
      order by s.obligation_id, s.about, s.done_at desc, s.id desc
    )
    update chase_step s set state = 'planned', due_at = ${now}, done_at = null
    from latest where s.id = latest.id`.execute(tx)
}

/** Notes that these chats get their digest of `day`. Returns the chats that had none before. */
export async function claimDigests(
  tx: Tx,
  telegramChatIds: readonly number[],
  day: string,
  audience: Audience,
): Promise<Set<number>> {
  if (telegramChatIds.length === 0) return new Set()
  const result = await sql<{ chat: number }>`
    insert into chase_digest (telegram_chat_id, day, audience)
    select chat, ${day}::date, ${audience} from unnest(${telegramChatIds}::bigint[]) as chat
    on conflict do nothing returning telegram_chat_id as chat`.execute(tx)
  return new Set(result.rows.map((row) => row.chat))
}

/** Number of due steps and since when they are due, for the sweeper. */
export async function countDueSteps(db: Db, now: Date, onlyUrgent: boolean): Promise<DueWork> {
  return await countDue(
    db,
    sql`(select s.due_at as since ${from}
      where s.state = 'planned' and s.due_at <= ${now} and ${notPaused}
        ${onlyUrgent ? sql`and s.step like '%h'` : sql``}
      order by s.due_at limit ${maxCounted})
    union all (select x.created_at from ${refusedEscalations(now)} limit ${maxCounted})`,
  )
}

const columns = sql`s.id, s.obligation_id as "obligationId", s.step, s.about, s.audience,
  o.unit_id as "unitId", o.duty_id as "dutyId",
  o.unit_name as "unitName", o.path_ids as "pathIds", o.path_names as "pathNames",
  o.acknowledged_at is null and o.reported_at is null as "ackOpen", o.report_state as "reportState",
  ${receivedAt} as "receivedAt", o.ack_due_at as "ackDueAt",
  case when o.report_state <> 'not_required' then o.report_due_at end as "reportDueAt",
  d.ack_due_at as "directiveAckDueAt", d.report_due_at as "directiveReportDueAt", d.urgency, d.reminders,
  coalesce(d.issued_at, d.created_at) as "issuedAt", d.id as "directiveId", d.state as "directiveState",
  d.cancelled_at is not null and ${receivedAt} is null as "neverSent", d.number_text as "numberText",
    d.subject,
  d.issuer_unit_id as "issuerUnitId"`
const from = sql`from chase_step s join obligation o on o.id = s.obligation_id
  join directive d on d.id = o.directive_id`
const notPaused = sql`(d.paused_at is null or d.cancelled_at is not null)`
