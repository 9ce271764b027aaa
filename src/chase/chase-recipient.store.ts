// The chats that get reminders and escalations: the chat of the unit or speaker that owes, and the chats of
// the offices above. The view unit_recipient of the org room chooses the chat of a unit.
import { sql } from 'kysely'
import { andInTerm } from '../org/actor.ts'
import type { Db } from '../platform/database.ts'

export interface ChaseChat {
  chatId: number
  telegramChatId: number
  threadId: number | null
  language: 'vi' | 'en'
}

/** Who owes: a unit, or the holder of a duty in person. */
export interface Debtor {
  unitId: number
  dutyId: number | null
}

/** The key of a debtor in maps: one per duty, or per unit. */
export const debtorKey = ({ unitId, dutyId }: Debtor) =>
  dutyId === null ? `unit ${unitId}` : `duty ${dutyId}`

/** The chats of debtors, by `debtorKey`. Debtors without a reachable chat are missing. */
export async function chatsOf(db: Db, debtors: readonly Debtor[]): Promise<Map<string, ChaseChat>> {
  const unitIds = [...new Set(debtors.filter((each) => each.dutyId === null).map((each) => each.unitId))]
  const dutyIds = [...new Set(debtors.flatMap((each) => each.dutyId ?? []))]
  const result = await sql<ChaseChat & Debtor>`
    select r.unit_id as "unitId", null::bigint as "dutyId", ${chatColumns} from unit_recipient r
    where r.unit_id = any(${unitIds}::bigint[]) and r.chat_id is not null
    union all
    select 0, r.duty_id, ${chatColumns} from duty_recipient r
    where r.duty_id = any(${dutyIds}::bigint[]) and r.chat_id is not null`.execute(db)
  return new Map(
    result.rows.map(({ unitId, dutyId, ...chat }) => [debtorKey({ unitId, dutyId }), chat] as const),
  )
}

/** The speakers' duties (ids) that the officers of these private chats answer for in person. */
export async function dutiesOfChats(db: Db, chatIds: readonly number[]): Promise<number[]> {
  const result = await sql<{ id: number }>`
    select duty.id from chat
      join duty_holding held on held.officer_id = chat.officer_id and held.until is null
        and held.duty = 'speaker'
      join duty_holding duty on duty.id in (held.id, coalesce(held.substitute_for, held.id))
        or duty.successor_id in (held.id, coalesce(held.substitute_for, held.id))
    where chat.id = any(${[...chatIds]}::bigint[]) and chat.kind = 'private'`.execute(db)
  return result.rows.map((row) => row.id)
}

/** The units that the officers of these private chats answer for, and the units of these groups. */
export async function unitsOfChats(db: Db, chatIds: readonly number[], now: Date): Promise<number[]> {
  const result = await sql<{ id: number }>`
    select unit_id as id from chat where id = any(${chatIds}::bigint[]) and unit_id is not null
    union
    select held.unit_id from chat join duty_holding held on held.officer_id = chat.officer_id
    where chat.id = any(${chatIds}::bigint[]) and chat.kind = 'private' and held.until is null
      ${andInTerm(sql`held`, now)}
      and held.duty in ('secretary', 'deputy', 'office')`.execute(db)
  return result.rows.map((row) => row.id)
}

/**
 * The chats of committees, by unit id: the private chat of an officer with the duty `office`, or else the
 * chat of the unit. Committees without a reachable chat are missing.
 */
export async function chatsOfOffices(
  db: Db,
  unitIds: readonly number[],
  now: Date,
): Promise<Map<number, ChaseChat & { unitName: string }>> {
  const result = await sql<ChaseChat & { unitId: number; unitName: string }>`
    select unit.id as "unitId", unit.name as "unitName", ${chatColumns}
    from unit
    cross join lateral (
      select candidate.* from (
        select chat.id as chat_id, chat.telegram_chat_id, chat.thread_id, officer.language, 0 as rank
        from duty_holding held
        join officer on officer.id = held.officer_id
        join chat on chat.officer_id = held.officer_id and chat.kind = 'private' and chat.state = 'reachable'
        where held.unit_id = coalesce(unit.successor_id, unit.id) and held.until is null
          and held.duty = 'office'
          ${andInTerm(sql`held`, now)}
        union all
        select chat_id, telegram_chat_id, thread_id, language, 1 from unit_recipient
        where unit_id = unit.id and chat_id is not null
      ) candidate order by candidate.rank, candidate.chat_id limit 1
    ) r
    where unit.id = any(${unitIds}::bigint[])`.execute(db)
  return new Map(result.rows.map(({ unitId, ...chat }) => [unitId, chat]))
}

/**
 * The private chats of administrators, by unit id. Units without an administrator who can be reached are
 * missing.
 */
export async function chatsOfAdministrators(
  db: Db,
  unitIds: readonly number[],
  now: Date,
): Promise<Map<number, ChaseChat & { unitName: string }>> {
  if (unitIds.length === 0) return new Map()
  const result = await sql<ChaseChat & { unitId: number; unitName: string }>`
    select distinct on (unit.id) unit.id as "unitId", unit.name as "unitName", chat.id as "chatId",
      chat.telegram_chat_id as "telegramChatId", chat.thread_id as "threadId", officer.language
    from unit
    join duty_holding held on held.unit_id = coalesce(unit.successor_id, unit.id) and held.until is null
      and held.duty = 'administrator' ${andInTerm(sql`held`, now)}
    join officer on officer.id = held.officer_id and officer.erased_at is null
    join chat on chat.officer_id = officer.id and chat.kind = 'private' and chat.state = 'reachable'
    where unit.id = any(${[...unitIds]}::bigint[])
    order by unit.id, held.id desc`.execute(db)
  return new Map(result.rows.map(({ unitId, ...chat }) => [unitId, chat]))
}

/** The present holders (officer ids) of these speakers' duties, by duty id. */
export async function speakersOf(db: Db, dutyIds: readonly number[]): Promise<Map<number, number>> {
  if (dutyIds.length === 0) return new Map()
  const result = await sql<{ dutyId: number; officerId: number }>`
    select r.duty_id as "dutyId", person.id as "officerId"
    from duty_recipient r join officer person on person.id = r.officer_id
    where r.duty_id = any(${[...dutyIds]}::bigint[])`.execute(db)
  return new Map(result.rows.map((row) => [row.dutyId, row.officerId]))
}

/** The secretary (officer id) of each unit for a call list, or else a deputy, by unit id. */
export async function secretariesOf(
  db: Db,
  unitIds: readonly number[],
  now: Date,
): Promise<Map<number, number>> {
  const result = await sql<{ unitId: number; officerId: number }>`
    select distinct on (unit.id) unit.id as "unitId", officer.id as "officerId"
    from unit
    join duty_holding held on held.unit_id = coalesce(unit.successor_id, unit.id) and held.until is null
      ${andInTerm(sql`held`, now)}
    join officer on officer.id = held.officer_id
    where unit.id = any(${unitIds}::bigint[]) and held.duty in ('secretary', 'deputy')
      and officer.erased_at is null
    order by unit.id, held.duty <> 'secretary', held.id`.execute(db)
  return new Map(result.rows.map((row) => [row.unitId, row.officerId]))
}

const chatColumns = sql`r.chat_id as "chatId", r.telegram_chat_id as "telegramChatId",
  r.thread_id as "threadId",
  r.language`
