// Which chats a person has, and whether a chat is one of them.
import { type Core, personOf } from './core.ts'
import type { Chat, Person } from './types.ts'

/** The chat, if the person is in it. @throws Error */
export function chatFor(core: Core, personId: number, chatId: number): Chat {
  personOf(core, personId)
  const chat = core.state.chats.get(chatId)
  const isIn = chat && (chat.kind === 'private' ? chat.id === personId : chat.memberIds.includes(personId))
  if (!isIn) throw new Error(`person ${personId} is not in chat ${chatId}`)
  if (chat.migratedTo !== undefined) throw new Error(`chat ${chatId} has become ${chat.migratedTo}`)
  return chat
}

/** Private chat with the bot first, then groups; groups that have become another are left out. */
export function chatsOf(core: Core, personId: number): Chat[] {
  const ids = [personId, ...(core.state.groupsOf.get(personId) ?? [])]
  return ids.flatMap((id) => core.state.chats.get(id) ?? []).filter((chat) => chat.migratedTo === undefined)
}

/** The private chat of a person with the bot, before it is started. */
export function privateChat(person: Person): Chat {
  return {
    id: person.id,
    kind: 'private',
    title: '',
    memberIds: [person.id],
    adminIds: [],
    bot: 'member',
    started: false,
    blocked: false,
    forum: false,
    topics: [],
    lastMessageId: 0,
    readUpTo: {},
  }
}
