// Scripted faults: which calls fail and how. Only decides; fault-effects.ts applies them to the connection.
// Seeded, so that the same script spoils the same calls.
import { z } from 'zod'

export const FaultSchema = z.strictObject({
  kind: z.enum([
    'flood', // 429 with retry_after, nothing done
    'server-error', // 5xx as JSON, nothing done unless `commit`
    'not-json', // an HTML error page, nothing done unless `commit`
    'error', // any refusal: status, description
    'unauthorized', // 401
    'reset-before', // connection reset, nothing done
    'reset-after-commit', // done, then reset without an answer
    'reset-mid-body', // done, half of the answer, then reset
    'slow-body', // done, the answer comes a few bytes at a time
    'delay', // done and answered, after a while
    'black-hole', // never answered, nothing done unless `commit`
  ]),
  /** The affected methods; absent = all. */
  methods: z.array(z.string()).optional(),
  /** The chats whose calls are affected; absent = all. */
  chatIds: z.array(z.number()).optional(),
  /** The number of calls to spoil; absent = until removed. */
  count: z.number().int().positive().optional(),
  /** The number of matching calls to let pass first. */
  skip: z.number().int().nonnegative().default(0),
  /** Share of the matching calls, 0–100. */
  percent: z.number().min(0).max(100).default(100),
  seed: z.number().int().default(1),
  retryAfterS: z.number().int().positive().default(1),
  status: z.number().int().min(400).max(599).optional(),
  description: z.string().optional(),
  delayMs: z.number().nonnegative().default(1000),
  bytesPerSecond: z.number().positive().default(1),
  /** Whether the call takes effect although it fails. */
  commit: z.boolean().default(false),
})

/** The request for a fault; most fields have defaults. */
export type FaultRequest = z.input<typeof FaultSchema>
/** An active fault. */
export type Fault = z.output<typeof FaultSchema> & { id: number; matched: number; hit: number }

export interface Faults {
  /** Adds a fault; it stays until its count is used up or it is removed. @throws ZodError */
  add(request: FaultRequest): Fault
  remove(id: number): void
  clear(): void
  list(): Fault[]
  /** Whether any fault is active; the fast path checks only this. */
  readonly active: boolean
  /** The fault that strikes this call, if any; counts it. The first active match wins. */
  strike(method: string, chatId: number | undefined): Fault | undefined
  /** As `strike`, for resets before the body is read; only faults without a chat filter can strike then. */
  strikeEarly(method: string): Fault | undefined
}

/** No faults yet. */
export function createFaults(): Faults {
  const faults = new Map<number, { fault: Fault; random: () => number }>()
  let lastId = 0

  const strike = (method: string, chatId: number | undefined, isEarly: boolean): Fault | undefined => {
    for (const { fault, random } of faults.values()) {
      if (isResetBeforeBody(fault) !== isEarly) continue
      if (fault.methods && !fault.methods.some((name) => name.toLowerCase() === method.toLowerCase()))
        continue
      if (fault.chatIds && (chatId === undefined || !fault.chatIds.includes(chatId))) continue
      if (fault.matched++ < fault.skip) continue
      if (fault.percent < 100 && random() * 100 >= fault.percent) continue
      fault.hit++
      if (fault.count !== undefined && fault.hit >= fault.count) faults.delete(fault.id)
      return fault
    }
    return undefined
  }

  return {
    add(request) {
      const fault: Fault = { ...FaultSchema.parse(request), id: ++lastId, matched: 0, hit: 0 }
      faults.set(fault.id, { fault, random: seededRandom(fault.seed) })
      return fault
    },
    remove: (id) => void faults.delete(id),
    clear: () => faults.clear(),
    list: () => [...faults.values()].map(({ fault }) => ({ ...fault })),
    get active() {
      return faults.size > 0
    },
    strike: (method, chatId) => strike(method, chatId, false),
    strikeEarly: (method) => strike(method, undefined, true),
  }
}

function isResetBeforeBody(fault: Fault): boolean {
  return fault.kind === 'reset-before' && fault.chatIds === undefined
}

/** Mulberry32: small, seeded, good enough to choose calls. Values in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
