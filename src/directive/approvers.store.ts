// Who may approve a directive of a unit and can be told in chat: offices of the unit and of those above it, and the
// unit's own secretary. Mirrors the permission 'directive.approve', which is checked again when one acts.
import { sql } from 'kysely'
import { andInTerm } from '../org/actor.ts'
import type { Db } from '../platform/database.ts'

export interface Approver {
  officerId: number
  telegramChatId: number
  chatId: number
  language: 'vi' | 'en'
}

/** `pathIds` runs from the root to the issuing unit; `except` asked and may not approve. */
export async function approversOf(
  db: Db,
  { pathIds, except, now }: { pathIds: readonly number[]; except: number | null; now: Date },
): Promise<Approver[]> {
  const found = await sql<Approver>`
    select distinct o.id as "officerId", c.telegram_chat_id as "telegramChatId", c.id as "chatId", o.language
    from office_held h join officer o on o.id = h.officer_id
      join chat c on c.officer_id = o.id and c.kind = 'private' and c.state = 'reachable'
    where h.until is null and h.since <= ${now} ${andInTerm(sql`h`, now)} and o.erased_at is null
      and (h.duty = 'office' and h.unit_id = any(${[...pathIds]}::bigint[])
        or h.duty = 'secretary' and h.unit_id = ${pathIds.at(-1) ?? 0})
      and o.id is distinct from ${except}
    order by 1`.execute(db)
  return found.rows
}
