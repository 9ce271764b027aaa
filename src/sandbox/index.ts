// The local Telegram: a Bot API server on this machine with people who can be played, for trying out, for
// tests and for benchmarks. This file puts the parts together; each part says what it does in its first
// lines.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { MovableClock } from '../platform/clock.ts'
import { type BotApi, createBotApi } from './bot-api.ts'
import { createCallLog } from './call-log.ts'
import { createCallbacks } from './callbacks.ts'
import { createChanges } from './changes.ts'
import type { Core } from './core.ts'
import { createFaults, type Faults } from './faults.ts'
import { createFiles } from './files.ts'
import { noJournal, openJournal, readJournal } from './journal.ts'
import { peopleRoutes } from './json-people.ts'
import { createJsonRouter } from './json-router.ts'
import { type ClockStep, repeatUpdates, shuffleUpdates, worldRoutes } from './json-world.ts'
import { createLimiter, type SandboxLimits } from './limits.ts'
import { createMethods } from './methods.ts'
import type { Params } from './params.ts'
import { createPolling } from './polling.ts'
import { createSandboxServer } from './server.ts'
import { createState } from './state.ts'
import { createSyntheticChats } from './synthetic.ts'
import { createUpdates } from './updates.ts'
import { createWebhookSender } from './webhook-sender.ts'
import { createWorld, type World } from './world.ts'

export type { TapAnswer } from './callbacks.ts'
export type { FaultRequest } from './faults.ts'
export type { ClockStep } from './json-world.ts'
export { COMFORTABLE_LIMITS, type SandboxLimits, STRICT_LIMITS } from './limits.ts'
export type { ApiMessage, Chat, Person, StoredMessage } from './types.ts'
export type { World } from './world.ts'

export interface SandboxOptions {
  /** The port; 0 = any free one. */
  port: number
  /** The host; default 127.0.0.1. */
  host?: string
  token: string
  botUsername: string
  /** The bot's name in chats; default: the user name. */
  botName?: string
  clock: MovableClock
  /** The folder of the data; absent = in memory only. */
  dataDir?: string
  log?: (line: string) => void
  clockSteps?: readonly ClockStep[]
  limits?: Partial<SandboxLimits>
  /** Time limit for the answer to a tap, in milliseconds of the sandbox's clock; default 15,000. */
  callbackAnswerMs?: number
  /** Longest pause between two webhook attempts, in milliseconds; default 60,000. */
  webhookBackoffCapMs?: number
  /** Sees every call of the bot with its parameters before they are checked. */
  onCall?: (method: string, params: Params) => void
}

/** Scripted faults, including those of the updates that the bot receives. */
export interface SandboxFaults extends Faults {
  /** Sends the bot's `last` updates once more. Returns how many. */
  replayUpdates(last: number): number
  /** Shuffles the waiting updates. */
  shuffleUpdates(seed: number): void
}

export interface SandboxStats {
  calls: Record<string, number>
  statuses: Record<string, number>
  refusedByLimits: number
  people: number
  chats: number
  pendingUpdates: number
  webhook: { delivered: number; failed: number }
}

export interface Sandbox {
  /** The root URL, without a trailing slash; the value for TELEGRAM_API_ROOT. */
  url: string
  world: World
  faults: SandboxFaults
  readonly stats: SandboxStats
  close(): Promise<void>
}

const BOT_ID = 7_000_000_001
const CALLBACK_ANSWER_MS = 15_000

/** Starts the local Telegram. Rejects with the error of `listen`, e.g. EADDRINUSE. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, dataDir, token } = options
  const host = options.host ?? '127.0.0.1'
  const lines = dataDir ? readJournal(dataDir) : []
  const { state, snapshot, attach } = createState(lines)
  const journal = dataDir ? openJournal(dataDir, lines, snapshot) : noJournal
  attach(journal)
  catchUp(clock, state.settings.clockOffsetMs)
  const stopClock = clock.onMove(() => state.putSettings({ clockOffsetMs: clock.offsetMs }))

  const core: Core = {
    clock,
    bot: {
      id: Number(token.split(':')[0]) || BOT_ID,
      is_bot: true,
      first_name: options.botName ?? options.botUsername,
      username: options.botUsername,
    },
    state,
    files: createFiles(state, dataDir),
    updates: createUpdates(state, clock),
    limiter: createLimiter(options.limits),
    synthetic: createSyntheticChats(),
    changes: createChanges(),
    callbackAnswerMs: options.callbackAnswerMs ?? CALLBACK_ANSWER_MS,
  }
  const closing = new AbortController()
  const callLog = createCallLog(() => clock.now().getTime())
  const faults = createFaults()
  const callbacks = createCallbacks(core)
  const polling = createPolling(state, core.updates)
  let botApi: BotApi | undefined
  const sender = createWebhookSender({
    state,
    updates: core.updates,
    onReply: (method, params) => botApi?.performReply(method, params),
    now: clock.now,
    backoffCapMs: options.webhookBackoffCapMs,
  })
  const methods = createMethods(core, callbacks, polling, sender)
  botApi = createBotApi({
    core,
    token,
    methods,
    faults,
    callLog,
    onCall: options.onCall,
    closing: closing.signal,
  })

  const world = createWorld(core, callbacks)
  const statistics = (): SandboxStats => ({
    ...callLog.stats,
    refusedByLimits: core.limiter.refused,
    people: state.people.size,
    chats: state.chats.size,
    pendingUpdates: state.queue.size,
    webhook: { delivered: sender.delivered, failed: sender.failed },
  })
  const clockSteps = options.clockSteps ?? []
  const json = createJsonRouter({
    ...peopleRoutes(core, world),
    ...worldRoutes({ core, world, faults, callLog, clockSteps, statistics, closing: closing.signal }),
  })
  const server = createSandboxServer({ core, token, host, botApi, json, log: options.log ?? (() => {}) })
  server.listen(options.port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    journal.close()
    throw error
  }
  sender.wake()

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    world,
    faults: Object.assign(faults, {
      replayUpdates: (last: number) => repeatUpdates(core, last),
      shuffleUpdates: (seed: number) => shuffleUpdates(core, seed),
    }),
    get stats() {
      return statistics()
    },
    async close() {
      if (closing.signal.aborted) return
      closing.abort()
      stopClock()
      polling.close()
      sender.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      journal.close()
    },
  }
}

/** Moves the clock to its time in an earlier run; never moves it back. */
function catchUp(clock: MovableClock, offsetMs: number): void {
  const ahead = offsetMs - clock.offsetMs
  if (ahead > 0) clock.moveTo(new Date(clock.now().getTime() + ahead))
}
