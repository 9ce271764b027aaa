// Redis forgets everything or goes away while the real worker process sends: wake-ups are lost, nothing else is.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { Redis } from 'ioredis'
import { changeSettings } from '../../src/circulation/settings.ts'
import { startServer } from '../bench/circulation-ground.ts'
import { issueTo, monday, plantCells, token } from '../circulation/world.ts'
import { startRedis } from '../support/redis.ts'
import {
  endChecks,
  exitOf,
  type FaultGround,
  type FaultReport,
  openCount,
  pause,
  settled,
} from './harness.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** FLUSHALL again and again, then Redis down for each of `outagesS`; the worker is never restarted. */
export async function loseRedis(
  ground: FaultGround,
  fault: { messages: number; flushes: number; outagesS: number[] },
): Promise<FaultReport> {
  const { db, databaseUrl, seed } = ground
  const { rootId } = await plantCells(db, fault.messages)
  await changeSettings(db, { bulkPerSecond: 100, quietHours: false }, monday)
  const server = await startServer({ chats: fault.messages, limits: { enforce: false } })
  let redis = await startRedis()
  const port = Number(new URL(redis.url).port)
  const worker = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'src/main/worker.ts')], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: databaseUrl, REDIS_URL: redis.url, BOT_TOKEN: token, TELEGRAM_API_ROOT: server.url },
      ...{ PORT: '0', LOG_LEVEL: 'silent' },
    },
    stdio: 'ignore',
  })
  let exits = 0
  worker.once('exit', () => exits++)
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
  for (let i = 0; i < fault.flushes; i++) {
    await client.flushall()
    await pause(100)
  }
  client.disconnect()
  let slowestMs = 0
  for (const seconds of fault.outagesS) {
    await redis.stop()
    await pause(seconds * 1_000)
    redis = await startRedis(port)
    const open = (await openCount(db)) > 0
    if (open) slowestMs = Math.max(slowestMs, await until((await sentNow()) + 1, 60_000))
  }
  await settled(db, 300_000)
  const checks = await endChecks(db, server, fault.messages, 0)
  const died = exits
  worker.kill('SIGTERM')
  await exitOf(worker)
  await redis.stop()
  await server.stop()
  return {
    ...{ fault: 'Redis forgets and goes away', seed },
    note: `${fault.flushes} × FLUSHALL, down for ${fault.outagesS.join(', ')} s`,
    checks: [
      ...checks,
      { what: 'slowest resumption in seconds', value: slowestMs / 1_000, atMost: 10, isTiming: true },
      { what: 'ends of the process', value: died, atMost: 0 },
    ],
  }
}
