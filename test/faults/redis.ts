// Redis forgets everything or goes away while the real worker process sends: wake-ups are lost, nothing else
// is.
import { Redis } from 'ioredis'
import { changeSettings } from '../../src/circulation/settings.ts'
import { startServer } from '../bench/circulation-ground.ts'
import { issueTo, monday, plantCells } from '../circulation/world.ts'
import { startForwarder } from '../support/forwarder.ts'
import { startRedis } from '../support/redis.ts'
import {
  endChecks,
  type FaultGround,
  type FaultReport,
  missing,
  openCount,
  pause,
  settled,
} from './harness.ts'
import { startProduct } from './product.ts'

const betweenFlushesMs = 100
/**
 * A run of the sender that was woken before the outage is over by then: what comes after it must have been
 * woken.
 */
const runMs = 20_000

/** FLUSHALL again and again, then Redis down for each of `outagesS`; the worker is never restarted. */
export async function loseRedis(
  ground: FaultGround,
  fault: { messages: number; flushes: number; outagesS: number[] },
): Promise<FaultReport> {
  const { db, databaseUrl, seed } = ground
  const { rootId } = await plantCells(db, fault.messages)
  await changeSettings(db, { bulkPerSecond: 60 }, monday)
  const server = await startServer({ chats: fault.messages, limits: { enforce: false } })
  let redis = await startRedis()
  const port = Number(new URL(redis.url).port)
  const product = await startProduct({
    databaseUrl,
    telegramUrl: server.url,
    redisUrl: redis.url,
    roles: ['worker'],
  })
  // Nobody wakes anything: the sweeper must find the directive.
  await issueTo(db, rootId)
  const sentNow = async () => (await server.ask({ ask: 'summary' })).messages
  const until = async (reached: number, limitMs: number) => {
    const began = performance.now()
    while ((await sentNow()) < reached && performance.now() - began < limitMs) await pause(50)
    return performance.now() - began
  }
  await until(1, 90_000)
  const client = new Redis(redis.url)
  let flushes = 0
  for (; flushes < fault.flushes && (await openCount(db)) > 0; flushes++) {
    await client.flushall()
    await pause(betweenFlushesMs)
  }
  client.disconnect()
  let slowestMs = 0
  let outages = 0
  let standstills = 0
  for (const seconds of fault.outagesS) {
    await redis.stop()
    await pause(seconds * 1_000)
    const before = await sentNow()
    await pause(500)
    if ((await sentNow()) === before) standstills++
    redis = await startRedis(port)
    if ((await openCount(db)) === 0) break
    outages++
    slowestMs = Math.max(slowestMs, await until((await sentNow()) + 1, 60_000))
    // The next outage meets a run that was woken after this one.
    if (seconds !== fault.outagesS.at(-1)) await pause(runMs)
  }
  await settled(db)
  const checks = await endChecks(db, server, fault.messages, 0)
  const ends = product.ends()
  await product.stop()
  await redis.stop()
  await server.stop()
  return {
    fault: 'Redis forgets and goes away',
    seed,
    note: `${flushes} × FLUSHALL, down for ${fault.outagesS.join(', ')} s, in ${standstills} of them sending stood still`,
    checks: [
      missing('FLUSHALL', fault.flushes, flushes),
      missing('outages', fault.outagesS.length, outages),
      ...checks,
      {
        what: 'slowest resumption in seconds',
        value: slowestMs / 1e3,
        atMost: 10,
        isTiming: true,
      },
      {
        what: 'ends of the process',
        value: ends,
        atMost: 0,
      },
    ],
  }
}

/**
 * A failover, again and again: the master becomes a replica, the connections to it stay open, new ones lead
 * to the new master. The worker is never restarted.
 */
export async function demoteRedis(
  ground: FaultGround,
  fault: { messages: number; failovers: number; betweenS: number },
): Promise<FaultReport> {
  const { db, databaseUrl, seed } = ground
  const { rootId } = await plantCells(db, fault.messages)
  const server = await startServer({ chats: fault.messages, limits: { enforce: false } })
  let [master, spare] = await Promise.all([startRedis(), startRedis()])
  const portOf = ({ url }: { url: string }) => Number(new URL(url).port)
  const forwarder = await startForwarder(portOf(master))
  const product = await startProduct({
    databaseUrl,
    telegramUrl: server.url,
    redisUrl: `redis://127.0.0.1:${forwarder.port}`,
    roles: ['worker'],
  })
  await issueTo(db, rootId)
  const sentNow = async () => (await server.ask({ ask: 'summary' })).messages
  const tell = async (url: string, host: string, port: string) => {
    const client = new Redis(url)
    await client.replicaof(host, port)
    client.disconnect()
  }
  const began = performance.now()
  while ((await sentNow()) === 0 && performance.now() - began < 90_000) await pause(50)
  let longestMs = 0
  let failovers = 0
  /** The longest time without a message, for so long, while there are some. */
  const watch = async (forMs: number) => {
    const until = performance.now() + forMs
    let [sent, since] = [await sentNow(), performance.now()]
    while (performance.now() < until && (await openCount(db)) > 0) {
      await pause(50)
      const now = await sentNow()
      longestMs = Math.max(longestMs, performance.now() - since)
      if (now > sent) [sent, since] = [now, performance.now()]
    }
  }
  for (; failovers < fault.failovers && (await openCount(db)) > 0; failovers++) {
    await tell(spare.url, 'no', 'one')
    forwarder.leadTo(portOf(spare))
    // A replica of nothing: it refuses every write.
    await tell(master.url, '127.0.0.1', '1')
    ;[master, spare] = [spare, master]
    await watch(fault.betweenS * 1_000)
  }
  await settled(db)
  const checks = await endChecks(db, server, fault.messages, 0)
  const ends = product.ends()
  // The one about the owner of the tables comes with every start here.
  const lines = product.said(/"level":(4|5|6)0/) - product.said(/acting as the owner/)
  await product.stop()
  forwarder.close()
  await Promise.all([master.stop(), spare.stop()])
  await server.stop()
  return {
    fault: 'Redis demoted with its connections open',
    seed,
    note: `${failovers} failovers, ${fault.betweenS} s apart`,
    checks: [
      missing('failovers', fault.failovers, failovers),
      ...checks,
      { what: 'longest standstill in seconds', value: longestMs / 1e3, atMost: 60, isTiming: true },
      { what: 'warnings in the log per failover', value: lines / Math.max(1, failovers), atMost: 3 },
      { what: 'ends of the process', value: ends, atMost: 0 },
    ],
  }
}
