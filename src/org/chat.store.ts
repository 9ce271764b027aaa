// The chats of Telegram: private chats of officers, group chats bound to a unit, and whether the bot can
// write there. When a chat becomes reachable again, the room circulation sends what it has missed.
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database.ts'
import type { ChatState } from '../platform/database-types.ts'
import { andInTerm } from './actor.ts'
import { privateChatState } from './consent.ts'

/**
 * Stores the private chat of an officer who has just written there. Returns its state: `no_consent` until the
 * officer has agreed to the notice on personal data. Such a chat gets only answers.
 */
export async function upsertPrivateChat(
  tx: Tx,
  chat: { telegramChatId: number; officerId: number; now: Date },
): Promise<ChatState> {
  const state = await privateChatState(tx, chat.officerId, chat.now)
  await tx
    .insertInto('chat')
    .values({
      telegram_chat_id: chat.telegramChatId,
      kind: 'private',
      officer_id: chat.officerId,
      state,
      state_changed_at: chat.now,
      created_at: chat.now,
    })
    .onConflict((conflict) =>
      conflict.column('telegram_chat_id').doUpdateSet({
        officer_id: chat.officerId,
        state,
        state_changed_at: sql`case when chat.state = excluded.state then chat.state_changed_at
          else ${chat.now} end`,
      }),
    )
    .execute()
  return state
}

/**
 * Notes that a private chat is reachable again (unblocked). Returns its state, which depends on the consent
 * of the officer; null for a chat without an officer.
 */
export async function reopenPrivateChat(
  tx: Tx,
  telegramChatId: number,
  now: Date,
): Promise<ChatState | null> {
  const chat = await tx
    .selectFrom('chat')
    .select('officer_id')
    .where('telegram_chat_id', '=', telegramChatId)
    .executeTakeFirst()
  if (!chat?.officer_id) return null
  const state = await privateChatState(tx, chat.officer_id, now)
  await markChatState(tx, telegramChatId, state, now)
  return state
}

/**
 * The reachable private chats of these officers. Without officers who have not agreed to the notice or are
 * erased.
 */
export async function reachableChatsOf(
  db: Db,
  officerIds: readonly number[],
): Promise<{ officerId: number; chatId: number; telegramChatId: number; language: 'vi' | 'en' }[]> {
  if (officerIds.length === 0) return []
  const rows = await db
    .selectFrom('chat')
    .innerJoin('officer', 'officer.id', 'chat.officer_id')
    .select(['officer.id', 'chat.id as chat_id', 'chat.telegram_chat_id', 'officer.language'])
    .where('officer.id', 'in', officerIds)
    .where('officer.erased_at', 'is', null)
    .where('chat.kind', '=', 'private')
    .where('chat.state', '=', 'reachable')
    .orderBy('chat.id')
    .execute()
  return rows.map((row) => ({
    officerId: row.id,
    chatId: row.chat_id,
    telegramChatId: row.telegram_chat_id,
    language: row.language === 'en' ? 'en' : 'vi',
  }))
}

/** The state of a chat; null for an unknown one. */
export async function stateOfChat(db: Db, telegramChatId: number): Promise<ChatState | null> {
  const row = await db
    .selectFrom('chat')
    .select('state')
    .where('telegram_chat_id', '=', telegramChatId)
    .executeTakeFirst()
  return row?.state ?? null
}

/** Sets the state of a chat. True when that changed it; false for an unknown chat, too. */
export async function markChatState(
  db: Db,
  telegramChatId: number,
  state: ChatState,
  now: Date,
): Promise<boolean> {
  const row = await db
    .updateTable('chat')
    .set({ state, state_changed_at: now })
    .where('telegram_chat_id', '=', telegramChatId)
    .where('state', '<>', state)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * The units that this chat serves: the unit of a group, or the units where the officer of a private chat has
 * a duty.
 */
export async function unitsServedBy(db: Db, telegramChatId: number, now: Date): Promise<number[]> {
  const result = await sql<{ id: number }>`
    select unit_id as id from chat where telegram_chat_id = ${telegramChatId} and unit_id is not null
    union
    select held.unit_id from chat join duty_holding held on held.officer_id = chat.officer_id
    where chat.telegram_chat_id = ${telegramChatId} and held.until is null
      ${andInTerm(sql`held`, now)}`.execute(db)
  return result.rows.map((row) => row.id)
}

/** The unit that a group is bound to; null for an unknown or unbound group. */
export async function unitOfGroup(db: Db, telegramChatId: number): Promise<number | null> {
  const row = await db
    .selectFrom('chat')
    .select('unit_id')
    .where('telegram_chat_id', '=', telegramChatId)
    .executeTakeFirst()
  return row?.unit_id ?? null
}

/**
 * Follows a group that became a supergroup and has a new id. If the new id is known already, because its
 * updates came first, the binding moves there and the old chat gets the state `left`. Returns our id of the
 * chat with the new id; null when both are unknown.
 */
export async function migrateChat(tx: Tx, from: number, to: number, now: Date): Promise<number | null> {
  const chats = await tx
    .selectFrom('chat')
    .select(['id', 'telegram_chat_id', 'unit_id', 'thread_id', 'title'])
    .where('telegram_chat_id', 'in', [from, to])
    .orderBy('id')
    .forUpdate()
    .execute()
  const old = chats.find((chat) => chat.telegram_chat_id === from)
  const present = chats.find((chat) => chat.telegram_chat_id === to)
  if (!old) return present?.id ?? null
  if (!present) {
    await tx
      .updateTable('chat')
      .set({ telegram_chat_id: to, kind: 'supergroup', state: 'reachable', state_changed_at: now })
      .where('id', '=', old.id)
      .execute()
    return old.id
  }
  await tx
    .updateTable('chat')
    .set({ unit_id: null, state: 'left', state_changed_at: now })
    .where('id', '=', old.id)
    .execute()
  await tx
    .updateTable('chat')
    .set({
      unit_id: present.unit_id ?? old.unit_id,
      thread_id: present.thread_id ?? old.thread_id,
      title: present.title ?? old.title,
      kind: 'supergroup',
      state: 'reachable',
      state_changed_at: now,
    })
    .where('id', '=', present.id)
    .execute()
  return present.id
}
