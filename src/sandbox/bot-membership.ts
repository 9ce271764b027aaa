// Changes the bot's status in a chat and tells the bot (my_chat_member).
import { apiChat, type Core, nowSeconds } from './core.ts'
import type { ApiUser, BotMembership, Chat } from './types.ts'

/** Sets the bot's status in a group, on behalf of `by`; queues my_chat_member. */
export function setBotMembership(core: Core, chatId: number, membership: BotMembership, by: ApiUser): void {
  const chat = core.state.chats.get(chatId)!
  if (chat.bot === membership) return
  core.state.putChat({ ...chat, bot: membership })
  announce(core, chat, by, statusOf(chat.bot), statusOf(membership))
}

/** A person blocks or unblocks the bot in the private chat; queues my_chat_member. */
export function setBlocked(core: Core, chatId: number, blocked: boolean, by: ApiUser): void {
  const chat = core.state.chats.get(chatId)!
  if (chat.blocked === blocked) return
  core.state.putChat({ ...chat, blocked })
  announce(core, chat, by, blocked ? 'member' : 'kicked', blocked ? 'kicked' : 'member')
}

/** The status as Telegram names it. */
export function statusOf(membership: BotMembership): string {
  if (membership === 'muted') return 'restricted'
  return membership === 'absent' ? 'left' : membership
}

function announce(core: Core, chat: Chat, by: ApiUser, before: string, after: string): void {
  const member = (status: string) => ({
    status,
    user: core.bot,
    ...(status === 'kicked' && { until_date: 0 }),
    ...(status === 'restricted' && {
      is_member: true,
      until_date: 0,
      can_send_messages: false,
      can_send_documents: false,
    }),
    ...(status === 'administrator' && {
      can_be_edited: false,
      can_manage_chat: true,
      can_pin_messages: true,
    }),
  })
  core.updates.push({
    my_chat_member: {
      chat: apiChat(core, chat),
      from: by,
      date: nowSeconds(core),
      old_chat_member: member(before),
      new_chat_member: member(after),
    },
  })
  core.changes.emit(chat.id)
}
