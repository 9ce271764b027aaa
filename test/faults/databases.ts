// PostgreSQL goes away while the product sends and people tap: immediate restarts, connections cut after the
// server has carried a statement out, a network that swallows everything. The processes live through it,
// nothing is lost, no acknowledgement counts twice.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { changeSettings } from '../../src/circulation/settings.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { migrateQueue } from '../../src/platform/queue.ts'
import { startServer } from '../bench/circulation-ground.ts'
import { monday } from '../circulation/world.ts'
import {
  type Check,
  endChecks,
  type FaultGround,
  type FaultReport,
  missing,
  openCount,
  pause,
  plantMessages,
  random,
  settled,
} from './harness.ts'
import { startProduct } from './product.ts'
import { type Statement, startProxy } from './proxy.ts'
import { startTaps } from './taps.ts'

export interface DatabaseFault {
  messages: number
  /** How often PostgreSQL is struck. */
  strikes: number
}

const recoveryLimitS = 30
const window = 32

/**
 * Where a strike falls. The commit is that of a batch of acknowledgements; all other statements commit
 * themselves.
 */
const moments: Record<string, Statement> = {
  look: { on: /order by d\.urgent desc, d\.due_at/ },
  intent: { on: /set\s+state = \(case j\.verdict/ },
  'write-back': { on: /set state = 'sent', sent_at|set\s+state = r\.state::delivery_state/ },
  commit: { on: /commit\0/, within: /update obligation o set acknowledged_at/ },
}

/** Immediate restarts of the server itself, in turn at each of the moments; `ground.dir` is its folder. */
export async function restartDatabase(ground: FaultGround, fault: DatabaseFault): Promise<FaultReport> {
  const stage = await begin(ground, fault)
  const port = new URL(ground.databaseUrl).port
  let strikes = 0
  let slowestS = 0
  for (; strikes < fault.strikes && (await stage.isSending()); strikes++) {
    await pause(200 + stage.chance() * 800)
    const moment = Object.values(moments)[strikes % Object.keys(moments).length]!
    const pid = await postmaster(ground.dir!)
    const isStruck = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), 30_000)
      stage.proxy.whenPassing(moment, () => {
        // An immediate shutdown: no checkpoint, clients are dropped where they stand.
        process.kill(pid, 'SIGQUIT')
        clearTimeout(timer)
        resolve(true)
      })
    })
    if (!isStruck) break
    await gone(pid)
    await startEmbeddedPostgres({ dir: ground.dir!, settings: [`port=${port}`] })
    slowestS = Math.max(slowestS, await stage.recovery())
  }
  return {
    fault: 'immediate restart of PostgreSQL',
    seed: ground.seed,
    note: `${strikes} restarts`,
    checks: [missing('restarts', fault.strikes, strikes), ...(await stage.end(0, slowestS))],
  }
}

/**
 * The connection is cut after the server has committed at one of the moments, before the product hears of it.
 */
export async function cutAfterCommit(ground: FaultGround, fault: DatabaseFault): Promise<FaultReport> {
  const stage = await begin(ground, fault)
  const { proxy } = stage
  let slowestS = 0
  while (proxy.cuts < fault.strikes && (await stage.isSending())) {
    const before = proxy.cuts
    const names = Object.keys(moments)
    proxy.cutAfter(moments[names[Math.floor(stage.chance() * names.length)]!]!)
    const until = performance.now() + 5_000
    while (proxy.cuts === before && performance.now() < until) await pause(5)
    slowestS = Math.max(slowestS, await stage.recovery())
  }
  const { cuts } = proxy
  return {
    fault: 'connection cut after the commit',
    seed: ground.seed,
    note: `${cuts} cuts`,
    checks: [missing('cuts', fault.strikes, cuts), ...(await stage.end(0, slowestS))],
  }
}

/** Everything on the open connections is swallowed, for ever; new connections work. */
export async function swallowConnections(ground: FaultGround, fault: DatabaseFault): Promise<FaultReport> {
  const stage = await begin(ground, fault)
  let strikes = 0
  let slowestS = 0
  for (; strikes < fault.strikes && (await stage.isSending()); strikes++) {
    await pause(1_000 + stage.chance() * 1_000)
    stage.proxy.blackHole()
    slowestS = Math.max(slowestS, await stage.recovery(window))
  }
  return {
    fault: 'black hole before PostgreSQL',
    seed: ground.seed,
    note: `${strikes} black holes`,
    checks: [
      missing('black holes', fault.strikes, strikes),
      ...(await stage.end(strikes * window * 2, slowestS)),
    ],
  }
}

const perSecond = 60
const tapsPerSecond = 15

/** Bot and worker at work behind the proxy, the local Telegram that answers slowly, and people who tap. */
async function begin(ground: FaultGround, { messages }: DatabaseFault) {
  const { db, databaseUrl, seed } = ground
  await plantMessages(db, messages)
  // Leases and time-outs are those of production: they are long beside any outage here, and only waiting
  // makes use of them.
  await changeSettings(db, { bulkPerSecond: perSecond, maxInFlight: window }, monday)
  await migrateQueue(databaseUrl)
  const server = await startServer({ chats: messages, limits: { enforce: false } })
  await server.ask({ ask: 'fault', fault: { kind: 'delay', delayMs: 30, methods: ['sendMessage'] } })
  const proxy = await startProxy(databaseUrl)
  const product = await startProduct({
    databaseUrl: proxy.url,
    telegramUrl: server.url,
    roles: ['bot', 'worker'],
  })
  const taps = await startTaps(db, {
    seed,
    perSecond: tapsPerSecond,
    post: async (update) => (await product.call(JSON.stringify(update))) === 200,
  })
  const sent = async () => (await server.ask({ ask: 'summary' })).messages
  const isSending = async () => (await openCount(db).catch(() => 1)) > 0
  return {
    proxy,
    chance: random(seed),
    isSending,
    /**
     * Seconds until messages go out (more than `beyond`, which were on the wire) and receipts are recorded
     * again.
     */
    async recovery(beyond = 0): Promise<number> {
      const began = performance.now()
      const seconds = () => (performance.now() - began) / 1_000
      const messagesBefore = await sent()
      const receipts = () => taps.recorded().catch(() => Number.NaN)
      let receiptsBefore = await receipts()
      while (Number.isNaN(receiptsBefore) && seconds() < 60) receiptsBefore = await receipts()
      for (;;) {
        await pause(20)
        if (seconds() > 2 * recoveryLimitS) return seconds()
        const isSent = (await sent()) > messagesBefore + beyond
        if (isSent && (await receipts()) > receiptsBefore) return seconds()
        if (!(await isSending())) return seconds()
      }
    },
    async end(duplicates: number, slowestS: number): Promise<Check[]> {
      await settled(db)
      const receipts = await taps.end(60_000)
      const ends = product.ends()
      await product.stop()
      const checks = await endChecks(db, server, messages, duplicates)
      await server.stop()
      await proxy.close()
      return [
        ...checks,
        ...receipts,
        { what: 'ends of a process', value: ends, atMost: 0 },
        { what: 'slowest recovery in seconds', value: slowestS, atMost: recoveryLimitS, isTiming: true },
      ]
    },
  }
}

async function postmaster(dir: string): Promise<number> {
  return Number((await readFile(path.join(dir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await pause(20)
  }
}
