// The step before a message is sent: one statement takes due messages, judges whether each is still wanted,
// and commits the intent to send it. For messages that ask for an answer (reminders, digests, escalations) it
// locks the obligations that they ask about. All others, which are nearly all, need no such lock and a much
// shorter statement. Both skip the rows of other senders.
import { sql } from 'kysely'
import { type JsonColumns, jsonColumns, numberArray, rowsOfColumns } from '../../platform/bulk-values.ts'
import type { Db } from '../../platform/database.ts'
import type { Json, ReportState } from '../../platform/database-types.ts'
import { prepared } from '../../platform/prepared-statements.ts'
import { type Ask, isAsking } from '../asks.ts'
import { fileOfPayload } from '../send-files.ts'
import { isEverythingPaused } from '../settings.ts'
import { type ChatSpacing, chatSpacing, takeTurns } from './chat-pace.ts'
import type { DueDelivery } from './delivery.store.ts'

/** A row whose intent is committed. It is ours under this generation, and we send it now. */
export interface IntendedDelivery extends DueDelivery {
  generation: number
  obligationId: number | null
  /** How many copies may have reached the chat, this one included. */
  copies: number
  threadId: number | null
  language: string
  payload: Json | null
  unitName: string | null
  /** Addressed to a speaker of the unit. */
  toSpeaker: boolean
  acknowledgedAt: Date | null
  ackDueAt: Date | null
  reportDueAt: Date | null
  reportState: ReportState | null
  /**
   * The asks that were unanswered and locked when the intent was committed; null when it asks for nothing.
   */
  stillOpen: Ask[] | null
  /** Names of the officers in the text, by id; null when it names nobody. */
  names: Record<string, string> | null
}

/**
 * What became of a group of due rows. Rows in neither list belong to another sender, or are no longer due.
 */
export interface Intents {
  go: IntendedDelivery[]
  /** Not sent now (answered, recalled, paused, chat at rest …); the statement has set their state. */
  stay: { id: number; verdict: string }[]
}

export interface IntentRequest {
  /** A name of the process and this one intent: see releaseUnconfirmed. */
  owner: string
  leaseMs: number
  /** Whether these are of the bulk lane, which an administrator can stop. */
  isBulk?: boolean
  /** The spacing of messages to one chat over all processes; none by default. */
  spacing?: ChatSpacing
}

/**
 * Commits the intents of the messages that are still wanted. A message is wanted when its directive is issued
 * and neither paused nor cancelled, bulk sending is not stopped, the chat is not at rest and has its turn,
 * and there are fewer than two copies. A reminder, digest or escalation is wanted while something that it
 * asks for is unanswered. A reminder also waits until its directive's own message is out. The statement locks
 * the obligations until the commit. So an answer comes either before the intent, and is seen, or after it.
 */
export async function commitIntents(
  db: Db,
  rows: readonly Pick<DueDelivery, 'id' | 'purpose'>[],
  request: IntentRequest,
): Promise<Intents> {
  const asking = rows.filter((row) => isAsking(row.purpose))
  const plain = rows.filter((row) => !isAsking(row.purpose))
  const intents: Intents = { go: [], stay: [] }
  const add = (judged: Judged[]) => {
    for (const row of judged)
      if (row.verdict === 'go') intents.go.push(row)
      else intents.stay.push({ id: row.id, verdict: row.verdict })
  }
  if (plain.length > 0) add(await commitPlain(db, idsOf(plain), request))
  if (asking.length > 0) add(await commitAsking(db, idsOf(asking), request))
  intents.go.sort((a, b) => a.id - b.id)
  return intents
}

const idsOf = (rows: readonly { id: number }[]) => rows.map((row) => row.id)

// Locks the rows of these ids that nobody has taken meanwhile.
const takeRows = (ids: number[]) => sql`
  select d.id, d.purpose, d.directive_id, d.obligation_id, d.telegram_chat_id as chat, d.copies, d.asks
  from delivery d
  where d.id = any(${numberArray(ids)}::bigint[]) and d.state::text in ('pending', 'unknown')
    and (d.not_before is null or d.not_before <= clock_timestamp())
  order by d.id for update skip locked`

async function commitPlain(db: Db, ids: number[], request: IntentRequest) {
  const result = await sql`${prepared}
    with mine as materialized (${takeRows(ids)}),
    judged as materialized (
      select m.id, m.obligation_id, m.chat, p.rest_until, case
        when m.copies >= 2 then 'too_many'
        when g.state <> 'issued' or g.cancelled_at is not null then 'not_wanted'
        when g.paused_at is not null or ${isBulkStopped(request)} then 'held'
        when p.rest_until > clock_timestamp() then 'rest'
        else 'go' end as verdict
      from mine m
        left join directive g on g.id = m.directive_id and m.purpose = 'directive'
        left join pace p on p.key = 'chat:' || m.chat
    ),
    ${takeTurns(request.spacing ?? noSpacing)},
    intended as (${intentUpdate(request)}, null::json as "stillOpen")
    select ${jsonColumns(judgedColumns)} from intended`.execute(db)
  return rowsOfColumns(result, judgedColumns)
}

async function commitAsking(db: Db, ids: number[], request: IntentRequest) {
  const result = await sql<Judged>`
    with mine as materialized (${takeRows(ids)}),
    asked as materialized (
      select m.id, a."obligationId" as obligation_id, a.about
      from mine m cross join lateral jsonb_to_recordset(m.asks) as a ("obligationId" bigint, about text)
    ),
    seen_open as materialized (
      select distinct a.id from asked a join obligation o on o.id = a.obligation_id where ${isOpen}
    ),
    locked_open as materialized (
      select a.id, a.obligation_id, a.about
      from asked a join obligation o on o.id = a.obligation_id where ${isOpen}
      order by o.id for share of o skip locked
    ),
    judged as materialized (
      select m.id, m.obligation_id, m.chat, p.rest_until, case
        when m.copies >= 2 then 'too_many'
        when m.purpose = 'reminder' and g.state <> 'issued' then 'not_wanted'
        when (m.purpose = 'reminder' and g.paused_at is not null) or ${isBulkStopped(request)} then 'held'
        when m.id in (select id from asked) and m.id not in (select id from seen_open) then 'answered'
        when m.id in (select id from asked) and m.id not in (select id from locked_open) then 'wait'
        when m.purpose = 'reminder' and exists (
          select from delivery e where e.obligation_id = m.obligation_id and e.purpose = 'directive'
            and e.state::text in ('pending', 'sending', 'unknown')) then 'wait'
        when p.rest_until > clock_timestamp() then 'rest'
        else 'go' end as verdict
      from mine m
        left join directive g on g.id = m.directive_id
        left join pace p on p.key = 'chat:' || m.chat
    ),
    ${takeTurns(request.spacing ?? noSpacing)}
    ${intentUpdate(request)},
      case when j.verdict = 'go' then (
        select jsonb_agg(jsonb_build_object('obligationId', l.obligation_id, 'about', l.about))
        from locked_open l where l.id = d.id) end as "stillOpen"`.execute(db)
  return result.rows
}

type Judged = IntendedDelivery & { verdict: string }
const judgedColumns: JsonColumns<Judged> = {
  verdict: 'plain',
  id: 'plain',
  generation: 'plain',
  purpose: 'plain',
  urgent: 'plain',
  copies: 'plain',
  telegramChatId: 'plain',
  threadId: 'plain',
  language: 'plain',
  payload: 'plain',
  fileToSend: 'plain',
  directiveId: 'plain',
  obligationId: 'plain',
  unitName: 'plain',
  toSpeaker: 'plain',
  acknowledgedAt: 'instant',
  ackDueAt: 'instant',
  reportDueAt: 'instant',
  reportState: 'plain',
  names: 'plain',
  stillOpen: 'plain',
}

const noSpacing = chatSpacing({ chatPerSecond: Number.POSITIVE_INFINITY, groupPerMinute: 1e9 })

const isBulkStopped = ({ isBulk = false }: IntentRequest) => (isBulk ? isEverythingPaused : sql`false`)

const intentUpdate = ({ owner, leaseMs }: IntentRequest) => sql`
  update delivery d set
    state = (case j.verdict when 'go' then 'sending' when 'too_many' then 'parked'
      when 'not_wanted' then 'cancelled' when 'answered' then 'cancelled' else 'pending' end)::delivery_state,
    generation = d.generation + (j.verdict = 'go')::int,
    copies = d.copies + (j.verdict = 'go')::int,
    owner = case when j.verdict = 'go' then ${owner} end,
    lease_until = case when j.verdict = 'go'
      then clock_timestamp() + make_interval(secs => ${leaseMs / 1000}) end,
    not_before = case j.verdict when 'wait' then clock_timestamp() + interval '1 second'
      when 'rest' then j.rest_until end,
    error_text = case when j.verdict in ('not_wanted', 'answered') then j.verdict else d.error_text end
  from ruled j left join obligation o on o.id = j.obligation_id
  where d.id = j.id
  returning j.verdict, d.id, d.generation, d.purpose, d.urgent, d.copies,
    d.telegram_chat_id as "telegramChatId", d.directive_id as "directiveId",
    d.obligation_id as "obligationId", d.thread_id as "threadId", d.language,
    d.payload, (d.payload ->> ${sql.lit(fileOfPayload)})::bigint as "fileToSend", o.unit_name as "unitName",
    o.duty_id is not null as "toSpeaker", o.acknowledged_at as "acknowledgedAt",
    o.ack_due_at as "ackDueAt", o.report_due_at as "reportDueAt", o.report_state as "reportState",
    case when d.officer_ids is not null then (select json_object_agg(f.id, f.full_name) from officer f
      where f.id = any(d.officer_ids)) end as names`

// What a message asks for is unanswered, and its directive is in force.
const isOpen = sql`exists (select from directive f where f.id = o.directive_id and f.state = 'issued')
  and case a.about when 'ack' then o.acknowledged_at is null else o.report_state in ('owed', 'returned') end`
