// JSON endpoints for the world as a whole: creation, clock, faults, files, statistics, the live event stream.
import { z } from 'zod'
import { ApiError } from './api-error.ts'
import type { CallLog } from './call-log.ts'
import type { Core } from './core.ts'
import { streamEvents } from './event-stream.ts'
import { FaultSchema, type Faults, seededRandom } from './faults.ts'
import type { JsonRequest, Routes } from './json-router.ts'
import { pathNumber } from './json-router.ts'
import type { Person } from './types.ts'
import type { World } from './world.ts'
import type { NewGroup } from './world-groups.ts'

/** A step of the page's buttons that move the clock. */
export interface ClockStep {
  id: string
  label: string
  next(now: Date): Date
}

export interface WorldRoutesOptions {
  core: Core
  world: World
  faults: Faults
  callLog: CallLog
  clockSteps: readonly ClockStep[]
  statistics(): object
  closing: AbortSignal
}

const ClockBody = z.union([
  z.object({ step: z.string() }),
  z.object({ to: z.iso.datetime({ offset: true }) }),
])

export function worldRoutes(options: WorldRoutesOptions): Routes {
  const { core, world, faults, clockSteps } = options
  const clockView = () => ({
    now: core.clock.now().toISOString(),
    offsetMs: core.clock.offsetMs,
    steps: clockSteps.map(({ id, label }) => ({ id, label })),
  })
  return {
    'GET /sandbox/clock': clockView,
    'POST /sandbox/clock': async (request) => {
      const body = ClockBody.parse((await request.body()).params)
      core.clock.moveTo('to' in body ? new Date(body.to) : nextBy(clockSteps, body.step, core.clock.now()))
      return clockView()
    },
    'GET /sandbox/events': ({ query, response }) => {
      streamEvents(core, Number(query.get('person')), response, options.closing)
    },
    'GET /sandbox/files/:fileId': (request) => sendFile(core, request),
    'GET /sandbox/commands': () => ({ commands: core.state.settings.commands }),
    'GET /sandbox/stats': () => options.statistics(),
    'GET /sandbox/calls': ({ query }) => ({ calls: options.callLog.since(Number(query.get('since') ?? 0)) }),
    'GET /sandbox/faults': () => ({ faults: faults.list() }),
    'POST /sandbox/faults': async (request) => ({
      fault: faults.add(FaultSchema.parse((await request.body()).params)),
    }),
    'DELETE /sandbox/faults': () => {
      faults.clear()
      return { faults: [] }
    },
    'DELETE /sandbox/faults/:id': (request) => {
      faults.remove(pathNumber(request, 'id'))
      return { faults: faults.list() }
    },
    'POST /sandbox/updates/repeat': async (request) => {
      const { last } = z
        .object({ last: z.coerce.number().int().positive() })
        .parse((await request.body()).params)
      return { repeated: repeatUpdates(core, last) }
    },
    'POST /sandbox/updates/shuffle': async (request) => {
      const { seed } = z
        .object({ seed: z.coerce.number().int().default(1) })
        .parse((await request.body()).params)
      shuffleUpdates(core, seed)
      return {}
    },
    'POST /sandbox/world/:action': async (request) => await worldAction(core, world, request),
  }
}

/** Sends the bot's `last` updates once more. Returns how many. */
export function repeatUpdates(core: Core, last: number): number {
  const updates = core.updates.recent(last)
  core.updates.repeat(updates)
  return updates.length
}

/** Shuffles the waiting updates. */
export function shuffleUpdates(core: Core, seed: number): void {
  const random = seededRandom(seed)
  const ids = [...core.state.queue.keys()]
  for (let at = ids.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const id = ids[at]!
    ids[at] = ids[other]!
    ids[other] = id
  }
  core.state.reorderQueue(ids)
}

function nextBy(steps: readonly ClockStep[], id: string, now: Date): Date {
  const step = steps.find((candidate) => candidate.id === id)
  if (!step) throw new ApiError(400, `no clock step ${id}`)
  return step.next(now)
}

function sendFile(core: Core, { path, response }: JsonRequest): void {
  const file = core.files.find(path.fileId!)
  if (!file) throw new ApiError(404, 'no such file')
  const bytes = core.files.bytes(file)
  const isShown = /^image\/(png|jpeg)$|^application\/pdf$/.test(file.mime)
  const disposition = isShown ? 'inline' : 'attachment'
  response.writeHead(200, {
    'content-type': isShown ? file.mime : 'application/octet-stream',
    'content-length': bytes.length,
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
  })
  response.end(bytes)
}

/** The actions on the world that outside tests need and no person's endpoint offers. */
async function worldAction(core: Core, world: World, request: JsonRequest): Promise<object> {
  const { params } = await request.body()
  const chatId = Number(params.chatId)
  const personId = Number(params.personId)
  const actions: Record<string, () => unknown> = {
    addUsers: () =>
      world.addUsers(
        z.array(z.looseObject({ id: z.number(), firstName: z.string() })).parse(params.people) as Person[],
      ),
    startPrivateChat: () => world.startPrivateChat(personId, { silently: params.silently === true }),
    deactivate: () => world.deactivate(personId),
    addGroup: () => world.addGroup(params as unknown as NewGroup),
    addBotToGroup: () => world.addBotToGroup(chatId, params),
    kickBot: () => world.kickBot(chatId),
    muteBot: () => world.muteBot(chatId, params.muted !== false),
    migrateGroup: () => ({ chatId: world.migrateGroup(chatId) }),
    addTopic: () => ({ threadId: world.addTopic(chatId, String(params.name)) }),
    deleteTopic: () => world.deleteTopic(chatId, Number(params.threadId)),
    addSyntheticChats: () =>
      world.addSyntheticChats(Number(params.firstId), Number(params.count), {
        keepHashes: params.keepHashes === true,
      }),
    syntheticCount: () => ({ count: world.syntheticCount(chatId) }),
    syntheticSummary: () => core.synthetic.summary(),
  }
  const action = actions[request.path.action!]
  if (!action)
    throw new ApiError(404, `no action ${request.path.action}; known: ${Object.keys(actions).join(', ')}`)
  const result = action()
  return typeof result === 'object' && result !== null ? result : {}
}
