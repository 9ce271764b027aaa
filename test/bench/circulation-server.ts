// The local Telegram of a benchmark or fault test, in a process of its own. Speaks with its parent over IPC.
import type { FaultRequest } from '../../src/sandbox/index.ts'
import type { SandboxLimits } from '../../src/sandbox/limits.ts'
import { firstChat, startTelegram } from '../circulation/world.ts'

export interface ServerStart {
  chats: number
  limits: Partial<SandboxLimits>
}

export type ServerRequest =
  | { ask: 'summary' }
  | { ask: 'reached' }
  | { ask: 'fault'; fault: FaultRequest }
  | { ask: 'clear' }

export interface ServerSummary {
  messages: number
  chatsReached: number
  maxPerChat: number
  maxCopies: number
  duplicates: number
  /** Chats that got nothing. */
  unreached: number[]
  statuses: Record<string, number>
  refusedByLimits: number
  cpuMs: number
}

const { chats, limits } = JSON.parse(process.argv[2]!) as ServerStart
const unreached = () =>
  Array.from({ length: chats }, (_, i) => firstChat + i).filter(
    (id) => telegram.world.syntheticCount(id) === 0,
  )
const telegram = await startTelegram(chats, limits)
process.on('message', (request: ServerRequest) => {
  if (request.ask === 'fault') telegram.faults.add(request.fault)
  if (request.ask === 'clear') telegram.faults.clear()
  const { user, system } = process.cpuUsage()
  const { statuses, refusedByLimits } = telegram.stats
  process.send!({
    ...telegram.world.syntheticSummary(),
    unreached: request.ask === 'reached' ? unreached() : [],
    statuses,
    refusedByLimits,
    cpuMs: (user + system) / 1e3,
  } satisfies ServerSummary & { chats: number })
})
process.on('disconnect', () => process.exit(0))
process.send!({ url: telegram.url })
