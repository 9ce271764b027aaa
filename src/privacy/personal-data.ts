// A person's right to see and to erase what is kept (Law 91/2025/QH15). Erasing leaves the acknowledgements
// and the audit chain, which hold only the officer's number. Copies in the rooms further down (messages on
// their way, stored updates) are named here by account and left to their owners' retention.

import { sql } from 'kysely'
import type { Actor } from '../org/actor.ts'
import { type Author, auditActor, officerIdOf } from '../org/author.ts'
import { endOfDuty } from '../org/duty-succession.ts'
import { eraseWebSessions } from '../org/web-session.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { ChatState, Duty } from '../platform/database-types.ts'
import { searchKey } from '../platform/vietnamese-text.ts'

/** Everything this room keeps about one person. */
export interface PersonalData {
  officerId: number
  fullName: string
  telegramUserId: number | null
  language: string
  consentVersion: number | null
  consentedAt: Date | null
  createdAt: Date
  duties: {
    duty: Duty
    unitCode: string
    unitName: string
    since: Date
    endsAt: Date | null
    until: Date | null
  }[]
  chats: { telegramChatId: number; state: ChatState }[]
  /** Sessions of the page: those that are over are deleted within hours. */
  sessions: { since: Date; expires: Date; ended: Date | null }[]
  /** Links to the page asked for within the last hours; of their secret only a hash is kept. */
  links: { made: Date; expires: Date; used: Date | null }[]
}

/** What is kept about a person; null for an unknown or erased one. */
export async function exportPerson(db: Db, officerId: number): Promise<PersonalData | null> {
  const officer = await db
    .selectFrom('officer')
    .selectAll()
    .where('id', '=', officerId)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (!officer) return null
  const duties = await db
    .selectFrom('duty_holding as h')
    .innerJoin('unit as u', 'u.id', 'h.unit_id')
    .select([
      'h.duty',
      'u.code as unitCode',
      'u.name as unitName',
      'h.since',
      'h.ends_at as endsAt',
      'h.until',
    ])
    .where('h.officer_id', '=', officerId)
    .orderBy('h.since')
    .execute()
  const chats = await db
    .selectFrom('chat')
    .select(['telegram_chat_id as telegramChatId', 'state'])
    .where('officer_id', '=', officerId)
    .execute()
  const sessions = await db
    .selectFrom('web_session')
    .select(['created_at as since', 'expires_at as expires', 'ended_at as ended'])
    .where('officer_id', '=', officerId)
    .orderBy('created_at')
    .execute()
  const links = await db
    .selectFrom('web_link')
    .select(['created_at as made', 'expires_at as expires', 'used_at as used'])
    .where('officer_id', '=', officerId)
    .orderBy('created_at')
    .execute()
  return {
    officerId,
    fullName: officer.full_name,
    telegramUserId: officer.telegram_user_id,
    language: officer.language,
    consentVersion: officer.consent_version,
    consentedAt: officer.consented_at,
    createdAt: officer.created_at,
    duties,
    chats,
    sessions,
    links,
  }
}

/** The person behind a Telegram account, with or without a duty; null for an unknown or erased one. */
export async function findPersonByAccount(
  db: Db,
  telegramUserId: number,
): Promise<Pick<Actor, 'officerId' | 'fullName' | 'language'> | null> {
  const row = await db
    .selectFrom('officer')
    .select(['id', 'full_name', 'language'])
    .where('telegram_user_id', '=', telegramUserId)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  return { officerId: row.id, fullName: row.full_name, language: row.language === 'en' ? 'en' : 'vi' }
}

/** People by name, with or without diacritics, with their current duties in words. */
export async function findPeople(
  db: Db,
  typed: string,
  limit: number,
): Promise<{ id: number; fullName: string; duties: string[] }[]> {
  const words = searchKey(typed).split(' ').filter(Boolean).slice(0, 8)
  if (words.length === 0) return []
  const like = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  const found = await sql<{ id: number; fullName: string; duties: string[] }>`
    select officer.id, officer.full_name as "fullName",
      coalesce(array_agg(held.duty || ' ' || unit.code) filter (where held.id is not null), '{}') as duties
    from officer
    left join duty_holding held on held.officer_id = officer.id and held.until is null
    left join unit on unit.id = held.unit_id
    where officer.erased_at is null and officer.search_key like all (${like}::text[])
    group by officer.id order by officer.full_name collate vietnamese, officer.id limit ${limit}`.execute(db)
  return found.rows
}

/** What stands in place of an erased name. */
export const erasedName = '—'

/** Below every number that Telegram gives to a chat (52 bits). */
const noChat = -4_503_599_627_370_496

/**
 * Erases a person: duties end, name, account, language and consent are gone. Returns the Telegram account
 * that was erased and what to put in its place elsewhere; null when there is no such person any more.
 */
export async function erasePerson(
  tx: Tx,
  author: Author,
  { officerId, unitId = null }: { officerId: number; unitId?: number | null },
  { now }: { now: Date },
): Promise<{ telegramUserId: number | null; placeholder: number } | null> {
  const officer = await tx
    .selectFrom('officer')
    .select(['id', 'telegram_user_id'])
    .where('id', '=', officerId)
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!officer) return null
  await tx
    .updateTable('duty_holding')
    .set({ until: endOfDuty(now) })
    .where('until', 'is', null)
    // Whoever stands in for the person in a duty has nobody to stand in for any more.
    .where((eb) =>
      eb.or([
        eb('officer_id', '=', officerId),
        eb(
          'substitute_for',
          'in',
          eb.selectFrom('duty_holding as own').select('own.id').where('own.officer_id', '=', officerId),
        ),
      ]),
    )
    .execute()
  // The row of the chat stays, since messages refer to it, but nothing in it leads to the person.
  const placeholder = noChat - officerId
  await sql`update chat set officer_id = null, title = null, state = 'left', state_changed_at = ${now},
      telegram_chat_id = ${placeholder}
    where officer_id = ${officerId}`.execute(tx)
  await tx
    .updateTable('officer')
    .set({
      full_name: erasedName,
      search_key: '',
      telegram_user_id: null,
      consent_version: null,
      consented_at: null,
      erased_at: now,
    })
    .where('id', '=', officerId)
    .execute()
  await eraseWebSessions(tx, officerId)
  if (officer.telegram_user_id !== null)
    await tx
      .deleteFrom('enrolment_attempt')
      .where('telegram_user_id', '=', officer.telegram_user_id)
      .execute()
  const note = {
    at: now,
    actor: auditActor(author),
    subject: {
      kind: 'officer',
      id: officerId,
    },
    unitId,
  }
  const self = officerIdOf(author) === officerId
  await recordAudit(tx, [
    ...(self ? [{ ...note, action: 'consent.withdraw' }] : []),
    { ...note, action: 'person.erase' },
  ])
  return { telegramUserId: officer.telegram_user_id, placeholder }
}
