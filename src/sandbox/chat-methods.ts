// getChat, getChatMember, leaveChat, pinChatMessage, unpinChatMessage.
import { badRequest } from './api-error.ts'
import { setBotMembership, statusOf } from './bot-membership.ts'
import { apiChat, apiUser, type Core } from './core.ts'
import type { Call } from './params.ts'
import { storeMessage } from './post-message.ts'
import { knownChat, messageIn, reachableChat } from './target-chat.ts'
import type { StoredMessage } from './types.ts'

export function getChat(core: Core, { params }: Call): Record<string, unknown> {
  const chat = knownChat(core, params)
  const pinned = [...core.state.messages(chat.id).values()].findLast(
    (message) => message.pinned && !message.deleted,
  )
  return {
    ...apiChat(core, chat),
    accent_color_id: Math.abs(chat.id) % 7,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
    ...(chat.kind !== 'private' && { permissions: { can_send_messages: true, can_pin_messages: true } }),
    ...(pinned && { pinned_message: pinned.api }),
  }
}

export function getChatMember(core: Core, { params }: Call): Record<string, unknown> {
  const chat = reachableChat(core, params)
  const id = params.user_id as number
  if (id === core.bot.id) return { status: statusOf(chat.bot), user: core.bot }
  const person = core.state.people.get(id)
  if (!person) throw badRequest('user not found')
  const isMember = chat.kind === 'private' ? chat.id === id : chat.memberIds.includes(id)
  const status = !isMember ? 'left' : chat.adminIds.includes(id) ? 'administrator' : 'member'
  return { status, user: apiUser(person) }
}

export function leaveChat(core: Core, { params }: Call): true {
  const chat = reachableChat(core, params)
  if (chat.kind === 'private') throw badRequest("private chat can't be left")
  storeMessage(core, chat, core.bot, { left_chat_member: core.bot })
  setBotMembership(core, chat.id, 'left', core.bot)
  return true
}

export function pinChatMessage(core: Core, { params }: Call): true {
  const chat = reachableChat(core, params)
  const message = messageIn(core, chat, params.message_id)
  if (!message) throw badRequest('message to pin not found')
  core.state.putMessage({ ...message, pinned: true })
  storeMessage(core, chat, core.bot, { pinned_message: message.api })
  return true
}

export function unpinChatMessage(core: Core, { params }: Call): true {
  const chat = reachableChat(core, params)
  const message =
    params.message_id === undefined ? lastPinned(core, chat.id) : messageIn(core, chat, params.message_id)
  if (!message?.pinned) throw badRequest('message to unpin not found')
  core.state.putMessage({ ...message, pinned: false })
  core.changes.emit(chat.id)
  return true
}

function lastPinned(core: Core, chatId: number): StoredMessage | undefined {
  return [...core.state.messages(chatId).values()].findLast((message) => message.pinned && !message.deleted)
}
