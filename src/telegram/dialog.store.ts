// Conversations that collect data: one row per person and chat that says where the person is. Held under a row lock
// while an update is handled. What was collected belongs to the rooms' own tables where it must outlive the conversation.
import type { Tx } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'

/** The conversation of the person in the chat of the update. */
export interface DialogHandle {
  /** Which conversation is open, such as `report`; null when none is. */
  readonly kind: string | null
  /** What it has noted; {} when none is open. */
  readonly data: JsonObject
  /** Opens a conversation or moves it on; replaces kind and data. */
  set(kind: string, data: JsonObject): Promise<void>
  /** Closes it. */
  clear(): Promise<void>
}

/** Reads and locks the conversation. Without a person or chat there is none, and setting it does nothing. */
export async function openDialog(
  tx: Tx,
  at: { telegramChatId: number | undefined; telegramUserId: number | undefined; now: Date },
): Promise<DialogHandle> {
  const { telegramChatId, telegramUserId, now } = at
  if (telegramChatId === undefined || telegramUserId === undefined) return noDialog
  const row = await tx
    .selectFrom('dialog')
    .select(['kind', 'data'])
    .where('telegram_chat_id', '=', telegramChatId)
    .where('telegram_user_id', '=', telegramUserId)
    .forUpdate()
    .executeTakeFirst()
  let kind = row?.kind ?? null
  let data = (row?.data ?? {}) as JsonObject
  return {
    get kind() {
      return kind
    },
    get data() {
      return data
    },
    async set(newKind, newData) {
      const values = { kind: newKind, data: JSON.stringify(newData), updated_at: now }
      await tx
        .insertInto('dialog')
        .values({ telegram_chat_id: telegramChatId, telegram_user_id: telegramUserId, ...values })
        .onConflict((conflict) =>
          conflict.columns(['telegram_chat_id', 'telegram_user_id']).doUpdateSet(values),
        )
        .execute()
      kind = newKind
      data = newData
    },
    async clear() {
      if (kind === null) return
      await tx
        .deleteFrom('dialog')
        .where('telegram_chat_id', '=', telegramChatId)
        .where('telegram_user_id', '=', telegramUserId)
        .execute()
      kind = null
      data = {}
    },
  }
}

const noDialog: DialogHandle = { kind: null, data: {}, set: async () => {}, clear: async () => {} }
