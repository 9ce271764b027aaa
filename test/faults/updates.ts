// Updates as they should not come: three times each, shuffled, to several processes at once; and fuzzed,
// through the real webhook of a bot in a process of its own.
import fc from 'fast-check'
import { sql } from 'kysely'
import { openDatabase } from '../../src/platform/database.ts'
import { migrateQueue } from '../../src/platform/queue.ts'
import { startServer } from '../bench/circulation-ground.ts'
import { watchReceipts } from '../support/receipts-again.ts'
import { makeChatWorld } from '../telegram/chat-world.ts'
import { fuzzedUpdate } from '../telegram/updates/fuzzed-update.ts'
import { deedArbitrary, weatherStorm } from '../telegram/updates/update-storm.ts'
import { type FaultGround, type FaultReport, openUpdates, pause, random } from './harness.ts'
import { startProduct } from './product.ts'

const processes = 3

/** Every update three times, shuffled, to three bots at once: what the database holds equals the model. */
export async function repeatUpdates(
  { databaseUrl, seed }: FaultGround,
  fault: { updates: number },
): Promise<FaultReport> {
  const cells = Math.max(3, fault.updates / 10)
  const deeds = fc.sample(deedArbitrary(cells), { seed, numRuns: fault.updates })
  const databases = Array.from({ length: processes }, () => openDatabase({ url: databaseUrl, max: 12 }))
  const pools = databases.map((database) => database.db)
  await watchReceipts(pools[0]!)
  const findings = await weatherStorm(pools, cells, deeds, random(seed))
  await Promise.all(databases.map((database) => database.close()))
  return {
    fault: 'updates repeated and shuffled',
    seed,
    note: `${deeds.length} updates, each three times`,
    checks: Object.entries(findings).map(([what, value]) => ({
      what,
      value,
      atMost: 0,
    })),
  }
}

/** As many calls at once as keep the bot busy without making it wait for itself. */
const calls = 8

/**
 * Fuzzed updates and bodies that are none: always 200 (or a refusal), never a crash, no handler over a
 * second.
 */
export async function fuzzUpdates(ground: FaultGround, fault: { updates: number }): Promise<FaultReport> {
  const { db, databaseUrl, seed } = ground
  await makeChatWorld(db)
  await migrateQueue(databaseUrl)
  const server = await startServer({ chats: 0, limits: { enforce: false } })
  const product = await startProduct({ databaseUrl, telegramUrl: server.url, roles: ['bot'] })
  const statuses = new Map<number, number>()
  const chance = random(seed)
  const portion = 1_000
  for (let done = 0; done < fault.updates; done += portion) {
    const size = Math.min(portion, fault.updates - done)
    const bodies = fc
      .sample(fuzzedUpdate(), { seed: seed + done, numRuns: size })
      .map((update) => broken(JSON.stringify(update) ?? '', chance))
    let next = 0
    const caller = async () => {
      while (next < bodies.length) {
        const status = await product.call(bodies[next++]!)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: calls }, caller))
  }
  const until = performance.now() + 120_000
  while ((await openUpdates(db)) > 0 && performance.now() < until) await pause(100)
  const found = await sql<{ n: number; failed: number }>`select count(*) as n,
    count(*) filter (where error is not null or attempts > 0) as failed from telegram_update`.execute(db)
  const { n, failed } = found.rows[0]!
  const open = await openUpdates(db)
  const ends = product.ends()
  const slow = product.said(/was slow/)
  await product.stop()
  await server.stop()
  const count = (wanted: (status: number) => boolean) =>
    [...statuses].reduce((sum, [status, times]) => sum + (wanted(status) ? times : 0), 0)
  return {
    fault: 'fuzzed updates',
    seed,
    note: `${fault.updates} bodies, ${n} of them stored as updates`,
    checks: [
      {
        what: 'ends of the process',
        value: ends,
        atMost: 0,
      },
      {
        what: 'answers of 500 and above, or none',
        value: count((s) => s === 0 || s >= 500),
        atMost: 0,
      },
      {
        what: 'answers other than 200',
        value: count((s) => s !== 200),
        atMost: 0,
      },
      {
        what: 'handlers that failed',
        value: failed,
        atMost: 0,
      },
      {
        what: 'updates not handled',
        value: open,
        atMost: 0,
      },
      {
        what: 'handlers over 1 s',
        value: slow,
        atMost: 0,
        isTiming: true,
      },
      {
        what: 'updates missing (hardly any stored)',
        value: n > fault.updates / 4 ? 0 : 1,
        atMost: 0,
        isTold: false,
      },
    ],
  }
}

/** One body in ten is no JSON any more. */
function broken(body: string, chance: () => number): string {
  return chance() < 0.1 ? body.slice(0, Math.floor(chance() * body.length)) : body
}
