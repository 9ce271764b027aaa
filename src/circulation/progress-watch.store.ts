// Messages that show officers how a circulation goes, one row each; the job show-progress edits them.
import type { Tx } from '../platform/database.ts'

/** Remembers that this delivery shows the progress of the directive from now on. */
export async function startProgressWatch(
  tx: Tx,
  watch: { directiveId: number; deliveryId: number; telegramChatId: number },
): Promise<void> {
  await tx
    .insertInto('circulation_watch')
    .values({
      directive_id: watch.directiveId,
      delivery_id: watch.deliveryId,
      telegram_chat_id: watch.telegramChatId,
    })
    .execute()
}
