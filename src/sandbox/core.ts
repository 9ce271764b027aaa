// What every part of the local Telegram shares: the state and its helpers, passed as one argument.
import type { MovableClock } from '../platform/clock.ts'
import { badRequest } from './api-error.ts'
import type { Changes } from './changes.ts'
import type { Files } from './files.ts'
import type { Limiter } from './limits.ts'
import type { State } from './state.ts'
import type { SyntheticChats } from './synthetic.ts'
import type { ApiChat, ApiUser, Chat, Person } from './types.ts'
import type { Updates } from './updates.ts'

export interface Core {
  readonly clock: MovableClock
  readonly bot: ApiUser
  readonly state: State
  readonly files: Files
  readonly updates: Updates
  readonly limiter: Limiter
  readonly synthetic: SyntheticChats
  readonly changes: Changes
  /** Time limit for the answer to a tap, in milliseconds of the sandbox's clock. */
  readonly callbackAnswerMs: number
}

/** Now, in whole seconds as the Bot API counts. */
export function nowSeconds(core: Core): number {
  return Math.floor(core.clock.now().getTime() / 1000)
}

/** The person with this id. @throws ApiError 400 "user not found" */
export function personOf(core: Core, id: number): Person {
  const person = core.state.people.get(id)
  if (!person) throw badRequest('user not found')
  return person
}

/** A person as the Bot API shows them. */
export function apiUser(person: Person): ApiUser {
  return {
    id: person.id,
    is_bot: false,
    first_name: person.firstName,
    ...(person.lastName && { last_name: person.lastName }),
    ...(person.username && { username: person.username }),
    language_code: person.languageCode ?? 'vi',
  }
}

/** A chat as the Bot API shows it inside a message. */
export function apiChat(core: Core, chat: Chat): ApiChat {
  if (chat.kind !== 'private') {
    return { id: chat.id, type: chat.kind, title: chat.title, ...(chat.forum && { is_forum: true as const }) }
  }
  const { id, first_name, last_name, username } = apiUser(personOf(core, chat.id))
  return { id, type: 'private', first_name, ...(last_name && { last_name }), ...(username && { username }) }
}

/** Whether the bot may see and write in the chat. */
export function botIsIn(chat: Chat): boolean {
  return chat.bot === 'member' || chat.bot === 'administrator' || chat.bot === 'muted'
}

/** How a person's name is shown. */
export function personName(person: Person): string {
  return [person.firstName, person.lastName].filter(Boolean).join(' ')
}
