// Actions on groups: create, add or remove the bot, migrate to a supergroup with a new id.
import { setBotMembership } from './bot-membership.ts'
import { apiUser, botIsIn, type Core, personOf } from './core.ts'
import { storeMessage } from './post-message.ts'
import type { ApiMessage, Chat } from './types.ts'

export interface NewGroup {
  /** Negative; supergroups begin with -100. */
  id: number
  title: string
  memberIds: number[]
  kind: 'group' | 'supergroup'
  /** Whether the supergroup has topics. */
  forum?: boolean
  /** The administrators; default: the first member. */
  adminIds?: number[]
}

export interface AddBotOptions {
  /** The person who adds the bot; default: the first administrator. */
  by?: number
  /** No update is queued: for groups that the bot already knows. */
  silently?: boolean
  asAdministrator?: boolean
  /** From a `?startgroup=` link: `/start@bot payload` is sent on behalf of the person who added the bot. */
  payload?: string
}

export interface GroupActions {
  addGroup(group: NewGroup): Chat
  addBotToGroup(chatId: number, options?: AddBotOptions): void
  kickBot(chatId: number, by?: number): void
  /** Forbids the bot to write in the group, or allows it again. */
  muteBot(chatId: number, isMuted?: boolean): void
  /** Turns the group into a supergroup; returns the new chat id. */
  migrateGroup(chatId: number): number
  addMembers(chatId: number, personIds: readonly number[]): void
  removeMember(chatId: number, personId: number): void
  /** Adds a topic to a forum group and returns its thread id. */
  addTopic(chatId: number, name: string): number
  deleteTopic(chatId: number, threadId: number): void
}

type SendText = (personId: number, chatId: number, text: string) => ApiMessage

/** Group actions over the core. They throw an Error when the group does not exist or is of the wrong kind. */
export function createGroupActions(core: Core, sendText: SendText): GroupActions {
  const { state } = core
  const group = (chatId: number): Chat => {
    const chat = state.chats.get(chatId)
    if (!chat || chat.kind === 'private') throw new Error(`no group ${chatId}`)
    return chat
  }
  const actor = (chat: Chat, by: number | undefined) => {
    const id = by ?? chat.adminIds[0] ?? chat.memberIds[0]
    if (id === undefined) throw new Error(`group ${chat.id} has no member to act`)
    return personOf(core, id)
  }

  return {
    addGroup(given) {
      if (given.id >= 0) throw new Error('the id of a group is negative')
      const chat: Chat = {
        ...emptyGroup(given.id, given.kind, given.title),
        memberIds: [...given.memberIds],
        adminIds: given.adminIds ?? given.memberIds.slice(0, 1),
        forum: given.forum === true,
      }
      state.putChat(chat)
      return chat
    },
    addBotToGroup(chatId, options = {}) {
      const chat = group(chatId)
      const membership = options.asAdministrator ? 'administrator' : 'member'
      if (options.silently) {
        state.putChat({ ...chat, bot: membership })
        return
      }
      const by = actor(chat, options.by)
      setBotMembership(core, chatId, membership, apiUser(by))
      const joined = storeMessage(core, group(chatId), apiUser(by), { new_chat_members: [core.bot] })
      core.updates.push({ message: joined.api })
      if (options.payload) sendText(by.id, chatId, `/start@${core.bot.username} ${options.payload}`)
    },
    kickBot(chatId, by) {
      const chat = group(chatId)
      const who = apiUser(actor(chat, by))
      storeMessage(core, chat, who, { left_chat_member: core.bot })
      setBotMembership(core, chatId, 'kicked', who)
    },
    muteBot(chatId, isMuted = true) {
      const chat = group(chatId)
      setBotMembership(core, chatId, isMuted ? 'muted' : 'member', apiUser(actor(chat, undefined)))
    },
    migrateGroup(chatId) {
      const old = group(chatId)
      if (old.kind !== 'group' || old.migratedTo !== undefined)
        throw new Error(`chat ${chatId} is not a basic group`)
      const newId = -1_000_000_000_000 - Math.abs(chatId)
      const who = apiUser(actor(old, undefined))
      state.putChat({
        ...old,
        ...emptyGroup(newId, 'supergroup', old.title),
        memberIds: old.memberIds,
        adminIds: old.adminIds,
        bot: old.bot,
        migratedFrom: chatId,
      })
      const leaving = storeMessage(core, old, who, { migrate_to_chat_id: newId })
      state.putChat({ ...group(chatId), migratedTo: newId })
      const arriving = storeMessage(core, group(newId), who, { migrate_from_chat_id: chatId })
      if (botIsIn(old)) {
        core.updates.push({ message: leaving.api })
        core.updates.push({ message: arriving.api })
      }
      return newId
    },
    addMembers(chatId, personIds) {
      const chat = group(chatId)
      state.putChat({ ...chat, memberIds: [...new Set([...chat.memberIds, ...personIds])] })
      core.changes.emit(chatId)
    },
    removeMember(chatId, personId) {
      const chat = group(chatId)
      const without = (ids: number[]) => ids.filter((id) => id !== personId)
      state.putChat({ ...chat, memberIds: without(chat.memberIds), adminIds: without(chat.adminIds) })
      core.changes.emit(chatId)
    },
    addTopic(chatId, name) {
      const chat = group(chatId)
      if (!chat.forum) throw new Error(`group ${chatId} has no topics`)
      const id = chat.lastMessageId + 2
      state.putChat({ ...chat, lastMessageId: id, topics: [...chat.topics, { id, name }] })
      return id
    },
    deleteTopic(chatId, threadId) {
      const chat = group(chatId)
      state.putChat({ ...chat, topics: chat.topics.filter(({ id }) => id !== threadId) })
    },
  }
}

function emptyGroup(id: number, kind: 'group' | 'supergroup', title: string): Chat {
  return {
    id,
    kind,
    title,
    memberIds: [],
    adminIds: [],
    bot: 'absent',
    started: true,
    blocked: false,
    forum: false,
    topics: [],
    lastMessageId: 0,
    readUpTo: {},
  }
}
