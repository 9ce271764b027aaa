// PostgreSQL goes away while messages are sent: immediate restarts, connections cut after the server has carried a
// statement out, a network that swallows everything. The sender lives through it and nothing is lost or doubled.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { circulateDirective } from '../../src/circulation/circulate-directive.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { createTelegramMessenger } from '../../src/telegram/telegram-messenger.ts'
import { startServer } from '../bench/circulation-ground.ts'
import { issueTo, monday, plantCells, testSender, token } from '../circulation/world.ts'
import {
  endChecks,
  type FaultGround,
  type FaultReport,
  openCount,
  pause,
  random,
  settled,
} from './harness.ts'
import { startProxy } from './proxy.ts'

const window = 32

/** Immediate restarts of the server itself; `ground.dir` is its folder. */
export async function restartDatabase(
  ground: FaultGround,
  fault: { messages: number; restarts: number },
): Promise<FaultReport> {
  const stage = await begin(ground, ground.databaseUrl, fault.messages)
  const chance = random(ground.seed)
  let restarts = 0
  let slowestMs = 0
  for (; restarts < fault.restarts && (await openCount(ground.db)) > 0; restarts++) {
    await pause(200 + chance() * 800)
    await restartNow(ground.dir!, new URL(ground.databaseUrl).port)
    const upAt = performance.now()
    const before = stage.sent()
    while (
      stage.sent() === before &&
      performance.now() - upAt < 40_000 &&
      (await openCount(ground.db).catch(() => 1)) > 0
    )
      await pause(20)
    slowestMs = Math.max(slowestMs, performance.now() - upAt)
  }
  return {
    ...{ fault: 'immediate restart of PostgreSQL', seed: ground.seed, note: `${restarts} restarts` },
    checks: [
      ...(await stage.end(0)),
      { what: 'slowest recovery in seconds', value: slowestMs / 1_000, atMost: 30 },
    ],
  }
}

/** The connection is cut after the server has committed claim, intent or result, before the sender hears of it. */
export async function cutAfterCommit(
  ground: FaultGround,
  fault: { messages: number; cuts: number },
): Promise<FaultReport> {
  const proxy = await startProxy(ground.databaseUrl)
  const stage = await begin(ground, proxy.url, fault.messages)
  const chance = random(ground.seed)
  const steps = [/set state = 'claimed'/, /set\s+state = \(case j\.verdict/, /set\s+state = r\.state/]
  while (proxy.cuts < fault.cuts && (await openCount(ground.db)) > 0) {
    const before = proxy.cuts
    proxy.cutAfter(steps[Math.floor(chance() * steps.length)]!)
    const until = performance.now() + 2_000
    while (proxy.cuts === before && performance.now() < until) await pause(5)
  }
  const checks = await stage.end(0)
  const { cuts } = proxy
  await proxy.close()
  return { fault: 'connection cut after the commit', seed: ground.seed, note: `${cuts} cuts`, checks }
}

/** Everything on the open connections is swallowed, for ever; new connections work. */
export async function swallowConnections(
  ground: FaultGround,
  fault: { messages: number },
): Promise<FaultReport> {
  const proxy = await startProxy(ground.databaseUrl)
  const stage = await begin(ground, proxy.url, fault.messages)
  while (stage.sent() < fault.messages / 4) await pause(10)
  proxy.blackHole()
  const before = stage.sent()
  const mutedAt = performance.now()
  while (stage.sent() <= before + window && performance.now() - mutedAt < 60_000) await pause(50)
  const recoveryMs = performance.now() - mutedAt
  // What was on the wire when the network went may have arrived: its lease runs out, and it is sent once more.
  const checks = await stage.end(2 * window)
  await proxy.close()
  return {
    ...{
      fault: 'black hole before PostgreSQL',
      seed: ground.seed,
      note: `resumed after ${Math.round(recoveryMs)} ms`,
    },
    checks: [...checks, { what: 'recovery in seconds', value: recoveryMs / 1_000, atMost: 30 }],
  }
}

async function begin(ground: FaultGround, url: string, messages: number) {
  const { db } = ground
  const { rootId } = await plantCells(db, messages)
  await circulateDirective(db, await issueTo(db, rootId), monday)
  const server = await startServer({ chats: messages, limits: { enforce: false } })
  await server.ask({ ask: 'fault', fault: { kind: 'delay', delayMs: 30 } })
  const database = openDatabase({ url, max: 5 })
  const stop = new AbortController()
  let sent = 0
  const messenger = createTelegramMessenger({ token, apiRoot: server.url, requestTimeoutMs: 2_000 })
  const sender = testSender(database.db, {
    messenger: {
      ...messenger,
      send: async (...call) => {
        const outcome = await messenger.send(...call)
        if (outcome.kind === 'sent') sent++
        return outcome
      },
    },
    settings: { maxInFlight: window, bulkPerSecond: 300, leaseMs: 20_000, requestTimeoutMs: 2_000 },
  })
  const running = (async () => {
    while (!stop.signal.aborted) {
      await sender.run(stop.signal, { lanes: [1], maxMs: 5_000 }).catch(() => {})
      await pause(50)
    }
  })()
  return {
    sent: () => sent,
    async end(duplicates: number) {
      await settled(db, 120_000)
      stop.abort()
      await running
      const checks = await endChecks(db, server, messages, duplicates)
      await server.stop()
      await Promise.race([database.close(), pause(2_000)])
      return checks
    },
  }
}

async function restartNow(dir: string, port: string): Promise<void> {
  const data = path.join(dir, 'cluster')
  const pid = Number((await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n')[0])
  // SIGQUIT is an immediate shutdown: no checkpoint, clients are dropped where they stand.
  process.kill(pid, 'SIGQUIT')
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      break
    }
    await pause(20)
  }
  await startEmbeddedPostgres({ dir, settings: [`port=${port}`] })
}
