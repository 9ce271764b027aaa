// JSON endpoints to see what a person sees and to act as that person, for the messenger page and for tests.
import { z } from 'zod'
import { searchKey } from '../platform/vietnamese-text.ts'
import { ApiError } from './api-error.ts'
import { chatFor, chatsOf } from './chats-of-people.ts'
import { type Core, personName, personOf } from './core.ts'
import { type JsonRequest, pathNumber, type Routes } from './json-router.ts'
import { chatView, messageView, noteOf, personView } from './json-views.ts'
import type { Person } from './types.ts'
import type { World } from './world.ts'

const PEOPLE_DEFAULT = 50
const MESSAGES_DEFAULT = 200

const TextBody = z.object({
  text: z.string().min(1).max(4096),
  replyTo: z.coerce.number().optional(),
  threadId: z.coerce.number().optional(),
})
const TapBody = z.object({
  messageId: z.coerce.number(),
  data: z.string(),
  timeoutMs: z.coerce.number().optional(),
})
const ReadBody = z.object({ upTo: z.coerce.number() })
const StartBody = z.object({
  payload: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
})
const ContactBody = z.object({ of: z.coerce.number().optional() })
const BlockBody = z.object({ blocked: z.boolean() })

export function peopleRoutes(core: Core, world: World): Routes {
  const chatPath = '/sandbox/people/:id/chats/:chatId'
  const ids = (request: JsonRequest) => [pathNumber(request, 'id'), pathNumber(request, 'chatId')] as const

  return {
    'GET /sandbox/people': ({ query }) => ({
      people: findPeople(core, query.get('query') ?? '', Number(query.get('limit') ?? PEOPLE_DEFAULT)).map(
        (person) => personView(core, person),
      ),
    }),
    'GET /sandbox/people/:id': (request) => {
      const person = personOf(core, pathNumber(request, 'id'))
      return { ...personView(core, person), blocked: core.state.chats.get(person.id)!.blocked }
    },
    'POST /sandbox/people/:id/block': async (request) => {
      const { blocked } = BlockBody.parse((await request.body()).params)
      if (blocked) world.block(pathNumber(request, 'id'))
      else world.unblock(pathNumber(request, 'id'))
      return { blocked }
    },
    'GET /sandbox/people/:id/chats': (request) => {
      const id = pathNumber(request, 'id')
      personOf(core, id)
      return { chats: chatsOf(core, id).map((chat) => chatView(core, chat, id)) }
    },
    [`GET ${chatPath}/messages`]: (request) => {
      const [id, chatId] = ids(request)
      chatFor(core, id, chatId)
      const after = Number(request.query.get('after') ?? 0)
      const limit = Number(request.query.get('limit') ?? MESSAGES_DEFAULT)
      const messages = [...core.state.messages(chatId).values()].filter((message) => message.id > after)
      return { messages: messages.slice(-limit).map(messageView) }
    },
    [`POST ${chatPath}/text`]: async (request) => {
      const { text, ...options } = TextBody.parse((await request.body()).params)
      return { messageId: world.sendText(...ids(request), text, options).message_id }
    },
    [`POST ${chatPath}/file`]: async (request) => {
      const { uploads, params } = await request.body()
      const file = uploads.get('file')
      if (!file) throw new ApiError(400, 'the field "file" is missing')
      const caption = params.caption as string | undefined
      const sent = world.sendFile(...ids(request), { ...file, caption, asPhoto: params.asPhoto === 'true' })
      return { messageId: sent.message_id }
    },
    [`POST ${chatPath}/tap`]: async (request) => {
      const { messageId, data, timeoutMs } = TapBody.parse((await request.body()).params)
      return { answer: await world.tap(...ids(request), messageId, data, { timeoutMs }) }
    },
    [`POST ${chatPath}/read`]: async (request) => {
      const { upTo } = ReadBody.parse((await request.body()).params)
      world.markRead(...ids(request), upTo)
      return {}
    },
    [`POST ${chatPath}/start`]: async (request) => {
      const [id, chatId] = ids(request)
      const { payload } = StartBody.parse((await request.body()).params)
      if (chatId !== id) throw new ApiError(400, 'only the private chat can be started')
      world.startPrivateChat(id, { payload })
      return {}
    },
    [`POST ${chatPath}/contact`]: async (request) => {
      const { of } = ContactBody.parse((await request.body()).params)
      return { messageId: world.sendContact(...ids(request), of).message_id }
    },
  }
}

/** People whose name, duty, note or id contains every word of the query, with or without diacritics. */
function findPeople(core: Core, query: string, limit: number): Person[] {
  const words = searchKey(query).split(' ').filter(Boolean)
  const found: Person[] = []
  for (const person of core.state.people.values()) {
    if (found.length >= limit) break
    const key = searchKey(`${personName(person)} ${person.title ?? ''} ${noteOf(core, person)} ${person.id}`)
    if (words.every((word) => key.includes(word))) found.push(person)
  }
  return found
}
