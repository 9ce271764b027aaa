// Workers that are killed (kill -9), asked to stop (SIGTERM) or frozen beyond their lease (SIGSTOP) while
// they send.
import { sql } from 'kysely'
import { usualSettings } from '../../src/circulation/settings.ts'
import { type Server, startServer } from '../bench/circulation-ground.ts'
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
  /**
   * Most messages a second, so that there are some left for the last strike; as fast as can be unless told.
   */
  perSecond?: number
  planted?: Planted
  /** So many calls end in a 502 with nothing done. */
  refusals?: number
}

const window = 8
const workersAtOnce = 2
/**
 * Shorter than in production, for another has to take over; long enough that no hiccup of the machine passes
 * for a time-out.
 */
const impatient = { leaseMs: 12_000, requestTimeoutMs: 6_000 }
/** Nothing has to be taken over where every process ends in good order. */
const usual = { leaseMs: usualSettings.leaseMs, requestTimeoutMs: usualSettings.requestTimeoutMs }
/**
 * So many stand by from the beginning: while one comes up, the messages go out and there is nothing left to
 * strike.
 */
const standbys = 3

/** kill -9: nothing lost, at most `kills × W` duplicates, never more than two copies. */
export async function killWorkers(ground: FaultGround, fault: ProcessFault): Promise<FaultReport> {
  let kills = 0
  const run = await withWorkers(ground, { ...fault, ...impatient }, async ({ start, chance }) => {
    const waiting = await startMany(start, Math.min(fault.strikes, standbys))
    let workers = await startMany(start, workersAtOnce)
    for (const worker of workers) worker.send('go')
    for (; kills < fault.strikes && (await openCount(ground.db)) > 0; kills++) {
      await pause(50 + chance() * 150)
      const victim = workers[Math.floor(chance() * workers.length)]!
      victim.kill('SIGKILL')
      const next = waiting.shift() ?? (await start())
      next.send('go')
      workers = [...workers.filter((worker) => worker !== victim), next]
    }
    return [...workers, ...waiting]
  })
  return {
    fault: 'kill -9',
    seed: ground.seed,
    note: `${kills} kills, W = ${window}`,
    checks: [missing('kills', fault.strikes, kills), ...(await run.checks(kills * window))],
  }
}

/** SIGTERM: no duplicate at all, and the process is gone within 15 s. */
export async function stopWorkers(ground: FaultGround, fault: ProcessFault): Promise<FaultReport> {
  let slowestMs = 0
  let stops = 0
  const run = await withWorkers(ground, { ...fault, ...usual }, async ({ start, chance }) => {
    const waiting = await startMany(start, Math.min(fault.strikes, standbys))
    let workers = await startMany(start, workersAtOnce)
    for (const worker of workers) worker.send('go')
    for (; stops < fault.strikes && (await openCount(ground.db)) > 0; stops++) {
      await pause(50 + chance() * 150)
      const leaving = workers.shift()!
      const askedAt = performance.now()
      leaving.kill('SIGTERM')
      const next = waiting.shift() ?? (await start())
      next.send('go')
      await exitOf(leaving)
      slowestMs = Math.max(slowestMs, performance.now() - askedAt)
      workers = [...workers, next]
    }
    return [...workers, ...waiting]
  })
  return {
    fault: 'SIGTERM',
    seed: ground.seed,
    note: `${stops} stops`,
    checks: [
      missing('stops', fault.strikes, stops),
      ...(await run.checks(0)),
      {
        what: 'slowest exit in seconds',
        value: slowestMs / 1e3,
        atMost: 15,
        isTiming: true,
      },
    ],
  }
}

/** SIGSTOP beyond the lease, then SIGCONT: the woken worker changes nothing that another has taken over. */
export async function freezeWorkers(ground: FaultGround, fault: ProcessFault): Promise<FaultReport> {
  await watchStaleWrites(ground.db)
  let freezes = 0
  let longestMs = 0
  const run = await withWorkers(ground, { ...fault, ...impatient }, async ({ start, chance, server }) => {
    const workers = await startMany(start, workersAtOnce)
    for (const worker of workers) worker.send('go')
    while (freezes < fault.strikes && (await openCount(ground.db)) > 0) {
      await pause(500 + chance() * 300)
      // Strike one that has messages on the wire.
      let [name] = await sendingNow(ground.db)
      for (; !name && (await openCount(ground.db)) > 0; [name] = await sendingNow(ground.db)) await pause(20)
      if (!name) break
      const frozen = workers[Number(name.slice('worker'.length)) - 1]!
      const began = performance.now()
      frozen.kill('SIGSTOP')
      // Woken before that it would prove nothing: it would still own its messages, or have nothing to write
      // about them.
      if (await takenOver(ground.db, await onTheWire(ground.db, server, name))) freezes++
      frozen.kill('SIGCONT')
      longestMs = Math.max(longestMs, performance.now() - began)
    }
    return workers
  })
  return {
    fault: 'SIGSTOP',
    seed: ground.seed,
    note: `${freezes} freezes, the longest of ${Math.round(longestMs)} ms`,
    checks: [
      missing('freezes', fault.strikes, freezes),
      ...(await run.checks(freezes * window)),
      { what: 'stale writes', value: await staleWrites(ground.db), atMost: 0 },
    ],
  }
}

interface Held {
  id: number
  generation: number
}

/**
 * What a frozen worker has on the wire, by evidence: the intent is its own, the message has reached its chat,
 * the result is not written. Empty when it was frozen at a moment without any.
 */
async function onTheWire(db: FaultGround['db'], server: Server, name: string): Promise<Held[]> {
  const until = performance.now() + impatient.leaseMs / 4
  while (performance.now() < until) {
    await pause(50)
    // First copies only: a second one leaves no trace of its own in the chat.
    const held = await sql<
      Held & { chat: number }
    >`select id, generation, telegram_chat_id as chat from delivery
      where state = 'sending' and split_part(owner, ':', 1) = ${name} and copies = 1
        and not exists (select from pg_stat_activity
          where application_name = ${name} and state = 'active')`.execute(db)
    const unreached = new Set((await server.ask({ ask: 'reached' })).unreached)
    const reached = held.rows.filter((row) => !unreached.has(row.chat))
    if (reached.length > 0) return reached
  }
  return []
}

/**
 * Waits until others have sent again all that is held. False when something of it was in other hands before
 * its time.
 */
async function takenOver(db: FaultGround['db'], held: readonly Held[]): Promise<boolean> {
  const until = performance.now() + 10 * impatient.leaseMs
  while (held.length > 0 && performance.now() < until) {
    const found = await sql<{ done: number; other: number }>`
      select count(*) filter (where d.generation > h.generation and d.state in ('sent', 'parked')) as done,
        count(*) filter (where d.generation = h.generation and d.state <> 'sending') as other
      from delivery d join unnest(${held.map((row) => row.id)}::bigint[],
        ${held.map((row) => row.generation)}::int[])
        as h (id, generation) on h.id = d.id`.execute(db)
    const { done, other } = found.rows[0]!
    if (other > 0) return false
    if (done === held.length) return true
    await pause(100)
  }
  return false
}

/** Workers with a message between intent and write-back; the latest intents first. */
async function sendingNow(db: FaultGround['db']): Promise<string[]> {
  const found = await sql<{ name: string }>`select split_part(owner, ':', 1) as name from delivery
    where state = 'sending' group by 1 order by max(lease_until) desc`.execute(db)
  return found.rows.map((row) => row.name)
}

type Worker = Awaited<ReturnType<typeof startWorker>>

interface Stage {
  start: () => Promise<Worker>
  chance: () => number
  server: Server
}

const startMany = (start: Stage['start'], count: number) => Promise.all(Array.from({ length: count }, start))

async function withWorkers(
  ground: FaultGround,
  fault: ProcessFault & typeof impatient,
  strike: (stage: Stage) => Promise<Worker[]>,
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
      databaseUrl,
      telegramUrl: server.url,
      owner: `worker${++number}`,
      window,
      leaseMs: fault.leaseMs,
      requestTimeoutMs: fault.requestTimeoutMs,
      ...(fault.perSecond ? { perSecond: fault.perSecond } : {}),
      ...(fault.planted ? { planted: fault.planted } : {}),
    })
  const workers = await strike({ start, chance: random(seed), server })
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
