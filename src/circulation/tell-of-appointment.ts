// An office drafts, issues and approves. So that nobody makes a second person of one's own unseen, the level
// above is told when somebody takes up that duty with a code that was not made above the unit.
import { sql } from 'kysely'
import { reachableChatsOf } from '../org/chat.store.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { enqueueNotices } from './outbox.ts'

export interface Appointment {
  unitId: number
  duty: Duty
  /** The officer who has the duty now. */
  officerId: number
  /** The officer who made the code; null for the operator. */
  appointedBy: number | null
}

/**
 * Puts notices into the outbox for the offices of the nearest level above that has one, and for the
 * administrators of the whole tree: they can end the duty. Returns how many.
 */
export async function tellOfAppointment(tx: Tx, appointment: Appointment, now: Date): Promise<number> {
  const { unitId, duty, officerId, appointedBy } = appointment
  if (duty !== 'office' || appointedBy === null) return 0
  const { ids, names } = await unitPath(tx, unitId)
  const told = await officersToTell(tx, ids, { officerId, appointedBy })
  const chats = await reachableChatsOf(tx, told)
  const unitName = names.at(-1) ?? ''
  const notice = { kind: 'appointment', unitName, officerId, appointedBy, at: now.toISOString() } as const
  await enqueueNotices(
    tx,
    chats.map((chat) => ({ ...chat, notice })),
    now,
  )
  return chats.length
}

/** Ids of the officers to tell; none when the code was made above the unit, as the level above knows then. */
async function officersToTell(
  tx: Tx,
  path: readonly number[],
  { officerId, appointedBy }: { officerId: number; appointedBy: number },
): Promise<number[]> {
  const [root, ...below] = path
  const above = root === undefined || below.length === 0 ? [] : [root, ...below.slice(0, -1)]
  const found = await sql<{ id: number }>`
    with present as (
      select officer_id as id, unit_id, duty, array_position(${above}::bigint[], unit_id) as level
      from duty_holding where until is null and unit_id = any(${path}::bigint[])
    ),
    other as (select * from present where id not in (${officerId}, ${appointedBy}))
    select distinct id from other
    where not exists (select from present where id = ${appointedBy} and level is not null)
      and (duty = 'office' and level = (select max(level) from other where duty = 'office')
        or duty = 'administrator' and unit_id = ${root ?? null})`.execute(tx)
  return found.rows.map(({ id }) => id)
}
