// Workers that are killed (kill -9), asked to stop (SIGTERM) or frozen beyond their lease (SIGSTOP) while they send.
import { sql } from 'kysely'
import { startServer } from '../bench/circulation-ground.ts'

import {
  endChecks,
  exitOf,
  type FaultGround,
  type FaultReport,
  missing,
  openCount,
  pause,
  plantMessages,
  random,
  settled,
  staleWrites,
  startWorker,
  watchStaleWrites,
} from './harness.ts'
import type { Planted } from './planted.ts'

export interface ProcessFault {
  /** Messages to send meanwhile. */
  messages: number
  /** How often a worker is struck. */
  strikes: number
  /** Most messages a second, so that there are some left for the last strike; as fast as can be unless told. */
  perSecond?: number
  planted?: Planted
  /** So many calls end in a 502 with nothing done. */
  refusals?: number
}

const window = 8
const workersAtOnce = 2
const leaseMs = 3_000
const requestTimeoutMs = 1_000
/** Beyond the lease, and long enough for another to take over and send again. */
const frozenMs = leaseMs + 2_500

/** kill -9: nothing lost, at most `kills × W` duplicates, never more than two copies. */
export async function killWorkers(ground: FaultGround, fault: ProcessFault): Promise<FaultReport> {
  let kills = 0
  const run = await withWorkers(ground, fault, async ({ start, chance }) => {
    let standby = start()
    let workers = await Promise.all(Array.from({ length: workersAtOnce }, start))
    for (const worker of workers) worker.send('go')
    for (; kills < fault.strikes && (await openCount(ground.db)) > 0; kills++) {
      await pause(50 + chance() * 150)
      const victim = workers[Math.floor(chance() * workers.length)]!
      victim.kill('SIGKILL')
      const next = await standby
      next.send('go')
      workers = [...workers.filter((worker) => worker !== victim), next]
      standby = start()
    }
    return [...workers, await standby]
  })
  return {
    ...{ fault: 'kill -9', seed: ground.seed, note: `${kills} kills, W = ${window}` },
    checks: [missing('kills', fault.strikes, kills), ...(await run.checks(kills * window))],
  }
}

/** SIGTERM: no duplicate at all, and the process is gone within 15 s. */
export async function stopWorkers(ground: FaultGround, fault: ProcessFault): Promise<FaultReport> {
  let slowestMs = 0
  let stops = 0
  const run = await withWorkers(ground, fault, async ({ start, chance }) => {
    let standby = start()
    let workers = await Promise.all(Array.from({ length: workersAtOnce }, start))
    for (const worker of workers) worker.send('go')
    for (; stops < fault.strikes && (await openCount(ground.db)) > 0; stops++) {
      await pause(50 + chance() * 150)
      const leaving = workers.shift()!
      const askedAt = performance.now()
      leaving.kill('SIGTERM')
      const next = await standby
      next.send('go')
      standby = start()
      await exitOf(leaving)
      slowestMs = Math.max(slowestMs, performance.now() - askedAt)
      workers = [...workers, next]
    }
    return [...workers, await standby]
  })
  return {
    ...{ fault: 'SIGTERM', seed: ground.seed, note: `${stops} stops` },
    checks: [
      missing('stops', fault.strikes, stops),
      ...(await run.checks(0)),
      { what: 'slowest exit in seconds', value: slowestMs / 1_000, atMost: 15, isTiming: true },
    ],
  }
}

/** SIGSTOP beyond the lease, then SIGCONT: the woken worker changes nothing that another has taken over. */
export async function freezeWorkers(ground: FaultGround, fault: ProcessFault): Promise<FaultReport> {
  await watchStaleWrites(ground.db)
  let freezes = 0
  const run = await withWorkers(ground, fault, async ({ start, chance }) => {
    const workers = await Promise.all(Array.from({ length: workersAtOnce }, start))
    for (const worker of workers) worker.send('go')
    for (; freezes < fault.strikes && (await openCount(ground.db)) > 0; freezes++) {
      await pause(500 + chance() * 300)
      // Strike one that has messages on the wire.
      let [name] = await sendingNow(ground.db)
      for (; !name && (await openCount(ground.db)) > 0; [name] = await sendingNow(ground.db)) await pause(20)
      if (!name) break
      const frozen = workers[Number(name.slice('worker'.length)) - 1]!
      frozen.kill('SIGSTOP')
      await pause(frozenMs)
      frozen.kill('SIGCONT')
    }
    return workers
  })
  return {
    ...{ fault: 'SIGSTOP', seed: ground.seed, note: `${freezes} freezes of ${frozenMs} ms` },
    checks: [
      missing('freezes', fault.strikes, freezes),
      ...(await run.checks(freezes * window)),
      { what: 'stale writes', value: await staleWrites(ground.db), atMost: 0 },
    ],
  }
}

/** Workers with a message between intent and write-back; the latest intents first. */
async function sendingNow(db: FaultGround['db']): Promise<string[]> {
  const found = await sql<{ name: string }>`select split_part(owner, ':', 1) as name from delivery
    where state = 'sending' group by 1 order by max(lease_until) desc`.execute(db)
  return found.rows.map((row) => row.name)
}

interface Stage {
  start: () => ReturnType<typeof startWorker>
  chance: () => number
}

async function withWorkers(
  ground: FaultGround,
  fault: ProcessFault,
  strike: (stage: Stage) => Promise<Awaited<ReturnType<typeof startWorker>>[]>,
) {
  const { db, databaseUrl, seed } = ground
  await plantMessages(db, fault.messages)
  const server = await startServer({ chats: fault.messages, limits: { enforce: false } })
  if (fault.refusals)
    await server.ask({ ask: 'fault', fault: { kind: 'server-error', status: 502, count: fault.refusals } })
  // Slow answers keep the window full, so that a strike hits messages on the wire.
  await server.ask({ ask: 'fault', fault: { kind: 'delay', delayMs: 60 } })
  let number = 0
  const start = () =>
    startWorker({
      ...{
        databaseUrl,
        telegramUrl: server.url,
        owner: `worker${++number}`,
        window,
        leaseMs,
        requestTimeoutMs,
      },
      ...(fault.perSecond ? { perSecond: fault.perSecond } : {}),
      ...(fault.planted ? { planted: fault.planted } : {}),
    })
  const workers = await strike({ start, chance: random(seed) })
  for (const worker of workers) worker.send('go')
  await settled(db)
  for (const worker of workers) worker.kill('SIGTERM')
  await Promise.all(workers.map(exitOf))
  return {
    async checks(duplicates: number) {
      const checks = await endChecks(db, server, fault.messages, duplicates)
      await server.stop()
      return checks
    },
  }
}
