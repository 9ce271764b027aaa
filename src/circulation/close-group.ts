// The bot may no longer write in the group of a unit. The group is marked, so that its messages go to people,
// and whoever gets them now is told at once: only they can have it put right.
import { markChatState } from '../org/chat.store.ts'
import { recipientChats } from '../org/recipients.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import type { GroupNotice } from './notices.ts'
import { enqueueNotices } from './outbox.ts'

const states = { no_rights: 'no_rights', no_topic: 'no_rights', left: 'left' } as const

/** Marks the group and puts the notice into the outbox; says nothing about a group that is marked already. */
export async function closeGroup(
  tx: Tx,
  telegramChatId: number,
  why: GroupNotice['why'],
  now: Date,
): Promise<void> {
  if (!(await markChatState(tx, telegramChatId, states[why], now))) return
  const group = await tx
    .selectFrom('chat')
    .select(['unit_id', 'title'])
    .where('telegram_chat_id', '=', telegramChatId)
    .executeTakeFirst()
  if (!group?.unit_id) return
  const [person] = await recipientChats(tx, [group.unit_id])
  if (!person || person.chatId === null || person.telegramChatId === null) return
  const { names } = await unitPath(tx, group.unit_id)
  const { chatId, telegramChatId: personChatId, language } = person
  const notice: GroupNotice = { kind: 'group', why, unitName: names.at(-1) ?? '', title: group.title }
  await enqueueNotices(tx, [{ chatId, telegramChatId: personChatId, language, notice }], now)
}
