// Consent to the processing of the few personal data that are kept (Law 91/2025/QH15, Decree 356/2025/NĐ-CP):
// which version of the notice a person agreed to, and when. Until then the private chat is in the state
// no_consent and gets only answers. A refusal erases the data (the room privacy). The texts are in src/texts.
import { sql } from 'kysely'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { ChatState } from '../platform/database-types.ts'

/**
 * Version of the notice. Raise it when the notice says something new: people with an older one are asked
 * again.
 */
export const consentVersion = 1

/** Time after a new notice in which an earlier consent is enough for deliveries, in days. */
export const noticeGraceDays = 30

/** Has this officer agreed to the present notice? */
export async function hasConsented(db: Db, officerId: number): Promise<boolean> {
  return (await consentOf(db, officerId)) === 'given'
}

/**
 * The consent of an officer. `older`: to an earlier notice, which is enough for deliveries in the grace
 * period.
 */
export async function consentOf(db: Db, officerId: number): Promise<'none' | 'older' | 'given'> {
  const version = await versionAgreedTo(db, officerId)
  return version === null ? 'none' : version < consentVersion ? 'older' : 'given'
}

/** Notes that the officer agreed, and makes the private chat reachable. False when that was noted before. */
export async function recordConsent(tx: Tx, officerId: number, now: Date): Promise<boolean> {
  const row = await tx
    .updateTable('officer')
    .set({ consent_version: consentVersion, consented_at: now })
    .where('id', '=', officerId)
    .where('erased_at', 'is', null)
    .where((eb) => eb('consent_version', 'is distinct from', consentVersion))
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await tx
    .updateTable('chat')
    .set({ state: 'reachable', state_changed_at: now })
    .where('officer_id', '=', officerId)
    .where('kind', '=', 'private')
    .where('state', '=', 'no_consent')
    .execute()
  await recordAudit(tx, {
    at: now,
    actor: { kind: 'officer', id: officerId },
    action: 'consent.give',
    subject: { kind: 'officer', id: officerId },
    detail: { version: consentVersion },
  })
  return true
}

/**
 * Should the officer be shown the present notice now? True once per version, for a person who agreed to an
 * older one. Notes that the person was asked.
 */
export async function shouldAskAgain(tx: Tx, officerId: number): Promise<boolean> {
  const row = await tx
    .updateTable('officer')
    .set({ consent_asked_version: consentVersion })
    .where('id', '=', officerId)
    .where('consent_version', '<', consentVersion)
    .where((eb) => eb('consent_asked_version', 'is distinct from', consentVersion))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

const noticeKey = 'consent.notice'

/** The oldest version of the notice that is enough for deliveries; 0 (any version) in the grace period. */
async function oldestValidConsent(db: Db, now: Date): Promise<number> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', noticeKey).executeTakeFirst()
  const notice = row?.value as { version: number; since: string } | undefined
  if (notice?.version !== consentVersion) return 0
  const graceEnds = new Date(notice.since).getTime() + noticeGraceDays * 86_400_000
  return now.getTime() < graceEnds ? 0 : consentVersion
}

/** The state of an officer's private chat by the consent, if Telegram lets us write there. */
export async function privateChatState(db: Db, officerId: number, now: Date): Promise<ChatState> {
  const version = await versionAgreedTo(db, officerId)
  return version !== null && version >= (await oldestValidConsent(db, now)) ? 'reachable' : 'no_consent'
}

/**
 * Closes the private chats of people whose consent is not enough for deliveries: they never agreed, or the
 * grace period of a new notice is over. Notes when a new notice came into force. Returns the closed chats. A
 * job calls it regularly.
 */
export async function closeUnconsentedChats(tx: Tx, now: Date): Promise<{ telegramChatId: number }[]> {
  const notice = JSON.stringify({ version: consentVersion, since: now })
  await sql`insert into setting (key, value, updated_at) values (${noticeKey}, ${notice}, ${now})
    on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at
    where (setting.value ->> 'version')::int <> ${consentVersion}`.execute(tx)
  const oldest = await oldestValidConsent(tx, now)
  const closed = await sql<{ telegramChatId: number; officerId: number }>`
    update chat set state = 'no_consent', state_changed_at = ${now}
    from officer
    where officer.id = chat.officer_id and chat.kind = 'private' and chat.state = 'reachable'
      and (officer.consent_version is null or officer.consent_version < ${oldest})
    returning chat.telegram_chat_id as "telegramChatId", officer.id as "officerId"`.execute(tx)
  await recordAudit(
    tx,
    closed.rows.map(({ officerId }) => ({
      at: now,
      actor: { kind: 'system' as const },
      action: 'consent.missing',
      subject: { kind: 'officer', id: officerId },
      detail: { version: consentVersion },
    })),
  )
  return closed.rows
}

/** The version of the notice that this officer has agreed to; null when to none. */
async function versionAgreedTo(db: Db, officerId: number): Promise<number | null> {
  const row = await db
    .selectFrom('officer')
    .select('consent_version')
    .where('id', '=', officerId)
    .executeTakeFirst()
  return row?.consent_version ?? null
}
