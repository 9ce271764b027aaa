// Who may approve a directive of a unit: offices of the unit and of those above it, and the unit's own
// secretary. Mirrors the permission 'directive.approve' and the rule of two persons, which are checked again
// when one acts.
import { sql } from 'kysely'
import { andInTerm } from '../org/actor.ts'
import type { Db } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'

export interface Approver {
  officerId: number
  fullName: string
  language: 'vi' | 'en'
  /** By which duty; the nearest to the unit when there are several. */
  duty: Duty
  unitId: number
  unitName: string
  /** The private chat, when it can be written to. */
  chat: { id: number; telegramChatId: number } | null
}

/**
 * Nearest to the unit first. `pathIds` runs from the root to the issuing unit; `except` are those who drafted
 * or asked and may not approve.
 */
export async function approversOf(
  db: Db,
  { pathIds, except, now }: { pathIds: readonly number[]; except: readonly (number | null)[]; now: Date },
): Promise<Approver[]> {
  const path = sql`${[...pathIds]}::bigint[]`
  const first = except.filter((id) => id !== null)
  const found = await sql<Approver>`
    select "officerId", "fullName", language, duty, "unitId", "unitName", chat from (
      select distinct on (o.id) o.id as "officerId", o.full_name as "fullName", o.language, h.duty,
        u.id as "unitId", u.name as "unitName", array_position(${path}, u.id) as depth,
        case when c.id is not null then
          json_build_object('id', c.id, 'telegramChatId', c.telegram_chat_id)
        end as chat
      from duty_holding h join officer o on o.id = h.officer_id join unit u on u.id = h.unit_id
        left join chat c on c.officer_id = o.id and c.kind = 'private' and c.state = 'reachable'
      where h.until is null and h.since <= ${now} ${andInTerm(sql`h`, now)} and o.erased_at is null
        and (h.duty = 'office' and h.unit_id = any(${path})
          or h.duty = 'secretary' and h.unit_id = ${pathIds.at(-1) ?? 0})
        and not o.id = any(${first}::bigint[])
      order by o.id, depth desc, h.id) as a
    order by depth desc, "officerId"`.execute(db)
  return found.rows
}
