// The step before the wire: commits the intent to send, and asks in the same statement whether each message is still
// wanted. Messages that ask for an answer (reminders, digests, escalations) lock what they ask for; the others, nearly
// all, need no lock and a much shorter statement.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { DeliveryPurpose, Json, ReportState } from '../platform/database-types.ts'
import { type ChatSpacing, chatSpacing, takeTurns } from './chat-pace.ts'
import type { ClaimedDelivery } from './delivery.store.ts'
import { isEverythingPaused } from './settings.ts'

/** A row whose intent is committed: it goes on the wire now. */
export interface IntendedDelivery extends ClaimedDelivery {
  threadId: number | null
  language: string
  payload: Json | null
  unitName: string | null
  /** It is addressed to a speaker in person. */
  toSpeaker: boolean
  acknowledgedAt: Date | null
  ackDueAt: Date | null
  reportDueAt: Date | null
  reportState: ReportState | null
  /** Of what the message asks for: what was open, and held open, when the intent was committed; null when it asks nothing. */
  stillOpen: { obligationId: number; about: 'ack' | 'report' | '' }[] | null
}

/** What a group of claims came to. Rows in neither list had left our hands. */
export interface Intents {
  go: IntendedDelivery[]
  /** Not to be sent now (answered, recalled, paused, chat at rest …): their state has been set, forget them. */
  stay: { id: number; verdict: string }[]
}

export interface IntentRequest {
  owner: string
  leaseMs: number
  /** Of the bulk lane, which an administrator can stop altogether. */
  isBulk?: boolean
  /** How messages to one chat are spaced over all processes; not at all unless told. */
  spacing?: ChatSpacing
}

/**
 * Commits the intent for those that are still wanted. Wanted means: the directive is issued and neither paused nor
 * cancelled; nobody has stopped all bulk sending; something that a reminder, digest or escalation asks for is unanswered (its row is locked until the intent
 * is committed, so that an answer comes either before, and is seen, or after) and its directive message is no longer
 * on the way; the chat is not at rest and has its turn; there are not two copies already.
 */
export async function commitIntents(
  db: Db,
  rows: readonly ClaimedDelivery[],
  request: IntentRequest,
): Promise<Intents> {
  const asking = rows.filter((row) => askingPurposes.has(row.purpose))
  const plain = rows.filter((row) => !askingPurposes.has(row.purpose))
  const intents: Intents = { go: [], stay: [] }
  const add = (found: (IntendedDelivery & { verdict: string })[]) => {
    for (const { verdict, ...row } of found)
      if (verdict === 'go') intents.go.push(row)
      else intents.stay.push({ id: row.id, verdict })
  }
  if (plain.length > 0) add(await commitPlain(db, plain, request))
  if (asking.length > 0) add(await commitAsking(db, asking, request))
  intents.go.sort((a, b) => a.id - b.id)
  return intents
}

const askingPurposes = new Set<DeliveryPurpose>(['reminder', 'digest', 'escalation'])

async function commitPlain(db: Db, rows: readonly ClaimedDelivery[], request: IntentRequest) {
  const judged = sql`
    select m.id, m.generation, m.obligation_id, m.chat, p.rest_until, case
      when m.copies >= 2 then 'too_many'
      when g.state <> 'issued' or g.cancelled_at is not null then 'not_wanted'
      when g.paused_at is not null or ${isStopped(request)} then 'held'
      when p.rest_until > clock_timestamp() then 'rest'
      else 'go' end as verdict
    from ${given(rows)}
      left join directive g on g.id = m.directive_id and m.purpose = 'directive'
      left join pace p on p.key = 'chat:' || m.chat`
  const found = await sql<IntendedDelivery & { verdict: string }>`
    with judged as materialized (${judged}), ${takeTurns(request.spacing ?? anyPace)}
    ${update(request)}, null as "stillOpen"`.execute(db)
  return found.rows
}

async function commitAsking(db: Db, rows: readonly ClaimedDelivery[], request: IntentRequest) {
  const found = await sql<IntendedDelivery & { verdict: string }>`
    with mine as materialized (
      select m.*, d.payload, coalesce(jsonb_path_exists(d.payload, '$.items[*].obligationId'), false) as itemised
      from ${given(rows)} join delivery d on d.id = m.id and d.generation = m.generation
    ),
    asked as materialized (
      select m.id, o.obligation_id, o.about
      from mine m cross join lateral (
        select m.obligation_id, coalesce(m.payload ->> 'about', '') where not m.itemised union
        select e::bigint, coalesce(m.payload ->> 'about', '') from jsonb_array_elements_text(
          case jsonb_typeof(m.payload -> 'obligationIds') when 'array' then m.payload -> 'obligationIds' else '[]' end) e
        where not m.itemised union
        select (i ->> 'obligationId')::bigint, coalesce(i ->> 'about', '') from jsonb_array_elements(
          case when m.itemised then m.payload -> 'items' else '[]' end) i
      ) as o (obligation_id, about)
      where o.obligation_id is not null
    ),
    seen_open as materialized (
      select distinct a.id from asked a join obligation o on o.id = a.obligation_id where ${isOpen}
    ),
    locked_open as materialized (
      select a.id, a.obligation_id, a.about from asked a join obligation o on o.id = a.obligation_id where ${isOpen}
      order by o.id for share of o skip locked
    ),
    judged as materialized (
      select m.id, m.generation, m.obligation_id, m.chat, p.rest_until, case
        when m.copies >= 2 then 'too_many'
        when m.purpose = 'reminder' and g.state <> 'issued' then 'not_wanted'
        when (m.purpose = 'reminder' and g.paused_at is not null) or ${isStopped(request)} then 'held'
        when m.id in (select id from asked) and m.id not in (select id from seen_open) then 'answered'
        when m.id in (select id from asked) and m.id not in (select id from locked_open) then 'wait'
        when m.purpose = 'reminder' and exists (
          select from delivery e where e.obligation_id = m.obligation_id and e.purpose = 'directive'
            and e.state::text in ('pending', 'claimed', 'sending', 'unknown')) then 'wait'
        when p.rest_until > clock_timestamp() then 'rest'
        else 'go' end as verdict
      from mine m
        left join directive g on g.id = m.directive_id
        left join pace p on p.key = 'chat:' || m.chat
    ),
    ${takeTurns(request.spacing ?? anyPace)}
    ${update(request)},
      case when j.verdict = 'go' then (select jsonb_agg(jsonb_build_object('obligationId', l.obligation_id, 'about', l.about))
        from locked_open l where l.id = d.id) end as "stillOpen"`.execute(db)
  return found.rows
}

const anyPace = chatSpacing({ chatPerSecond: Number.POSITIVE_INFINITY, groupPerMinute: 1e9 })

const isStopped = ({ isBulk = false }: IntentRequest) => (isBulk ? isEverythingPaused : sql`false`)

const given = (rows: readonly ClaimedDelivery[]) => sql`
  unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.generation)}::int[],
    ${rows.map((row) => row.purpose)}::text[], ${rows.map((row) => row.directiveId)}::bigint[],
    ${rows.map((row) => row.obligationId)}::bigint[], ${rows.map((row) => row.telegramChatId)}::bigint[],
    ${rows.map((row) => row.copies)}::int[])
    as m (id, generation, purpose, directive_id, obligation_id, chat, copies)`

// The state is compared as text for the planner's sake, see delivery.store.ts.
const update = ({ owner, leaseMs }: IntentRequest) => sql`
  update delivery d set
    state = (case j.verdict when 'go' then 'sending' when 'too_many' then 'parked'
      when 'not_wanted' then 'cancelled' when 'answered' then 'cancelled' else 'pending' end)::delivery_state,
    copies = d.copies + (j.verdict = 'go')::int,
    attempts = d.attempts + (j.verdict = 'go')::int,
    owner = case when j.verdict = 'go' then ${owner} end,
    lease_until = case when j.verdict = 'go' then clock_timestamp() + make_interval(secs => ${leaseMs / 1000}) end,
    not_before = case j.verdict when 'wait' then clock_timestamp() + interval '1 second' when 'rest' then j.rest_until end,
    error_text = case when j.verdict in ('not_wanted', 'answered') then j.verdict else d.error_text end
  from ruled j left join obligation o on o.id = j.obligation_id
  where d.id = j.id and d.generation = j.generation and d.state::text = 'claimed'
  returning j.verdict, d.id, d.generation, d.purpose, d.telegram_chat_id as "telegramChatId",
    d.directive_id as "directiveId", d.obligation_id as "obligationId", d.thread_id as "threadId", d.language, d.payload,
    d.copies, o.unit_name as "unitName", o.duty_id is not null as "toSpeaker", o.acknowledged_at as "acknowledgedAt", o.ack_due_at as "ackDueAt",
    o.report_due_at as "reportDueAt", o.report_state as "reportState"`

// What a message asks for is unanswered: an acknowledgement, a report, or (when it does not say) either.
// directive is in force.
const isOpen = sql`exists (select from directive f where f.id = o.directive_id and f.state = 'issued') and case a.about when 'ack' then o.acknowledged_at is null
  when 'report' then o.report_state in ('owed', 'returned')
  else o.acknowledged_at is null or o.report_state in ('owed', 'returned') end`
