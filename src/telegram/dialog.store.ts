// One row per person and chat: the open conversation. The row is locked while an update is handled. dialog.ts
// decides what may replace an open conversation; what must outlive the conversation is in the rooms' own
// tables.
import type { Tx } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'

/** The conversation of the person in the chat of the update. */
export interface DialogHandle {
  /** Which conversation is open, such as `report`; null when none is. */
  readonly kind: string | null
  /** The data that the conversation has noted; {} when none is open. */
  readonly data: JsonObject
  /**
   * What the person wanted when asked whether to give up the open work; null when nothing was asked since the
   * last answer.
   */
  readonly wanted: JsonObject | null
  /** Opens a conversation or moves it on; replaces kind and data. */
  set(kind: string, data: JsonObject): Promise<void>
  /** Notes what the person wanted instead. */
  setWanted(wanted: JsonObject): Promise<void>
  /** Closes it. */
  clear(): Promise<void>
}

/** Reads and locks the conversation. Without a person or chat there is none, and `set` does nothing. */
export async function openDialog(
  tx: Tx,
  at: { telegramChatId: number | undefined; telegramUserId: number | undefined; now: Date },
): Promise<DialogHandle> {
  const { telegramChatId, telegramUserId, now } = at
  if (telegramChatId === undefined || telegramUserId === undefined) return noDialog
  const row = await tx
    .selectFrom('dialog')
    .select(['kind', 'data', 'wanted'])
    .where('telegram_chat_id', '=', telegramChatId)
    .where('telegram_user_id', '=', telegramUserId)
    .forUpdate()
    .executeTakeFirst()
  let kind = row?.kind ?? null
  let data = (row?.data ?? {}) as JsonObject
  let wanted = (row?.wanted ?? null) as JsonObject | null
  return {
    get kind() {
      return kind
    },
    get data() {
      return data
    },
    get wanted() {
      return wanted
    },
    async set(newKind, newData) {
      const values = { kind: newKind, data: JSON.stringify(newData), wanted: null, updated_at: now }
      await tx
        .insertInto('dialog')
        .values({ telegram_chat_id: telegramChatId, telegram_user_id: telegramUserId, ...values })
        .onConflict((conflict) =>
          conflict.columns(['telegram_chat_id', 'telegram_user_id']).doUpdateSet(values),
        )
        .execute()
      kind = newKind
      data = newData
      wanted = null
    },
    async setWanted(newWanted) {
      await tx
        .updateTable('dialog')
        .set({ wanted: JSON.stringify(newWanted) })
        .where('telegram_chat_id', '=', telegramChatId)
        .where('telegram_user_id', '=', telegramUserId)
        .execute()
      wanted = newWanted
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
      wanted = null
    },
  }
}

const noDialog: DialogHandle = {
  kind: null,
  data: {},
  wanted: null,
  set: async () => {},
  setWanted: async () => {},
  clear: async () => {},
}
