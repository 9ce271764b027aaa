// A worker that can be killed: the real sender in a process of its own, working until it is told to stop.
// Test stores with planted faults live here and in planted.ts, never in the product.
import { openDatabase } from '../../src/platform/database.ts'
import { testSender } from '../circulation/world.ts'
import { type Planted, plantedStore } from './planted.ts'

export interface WorkerStart {
  databaseUrl: string
  telegramUrl: string
  owner: string
  /** W: most messages between intent and write-back. */
  window: number
  leaseMs: number
  requestTimeoutMs: number
  perSecond?: number
  /** How far this machine's clock is off. */
  clockOffsetMs?: number
  planted?: Planted
}

const start = JSON.parse(process.argv[2]!) as WorkerStart
const stop = new AbortController()
const { databaseUrl: url, owner: applicationName } = start
const { db, close } = openDatabase({ url, applicationName, max: 5, keepsPlans: true })
const sender = testSender(db, {
  url: start.telegramUrl,
  owner: start.owner,
  clock: { now: () => new Date(Date.now() + (start.clockOffsetMs ?? 0)) },
  settings: {
    maxInFlight: start.window,
    leaseMs: start.leaseMs,
    requestTimeoutMs: start.requestTimeoutMs,
    resendDelayMs: 300,
    ...(start.perSecond ? { bulkPerSecond: start.perSecond } : {}),
  },
  ...(start.planted ? { store: plantedStore(start.planted) } : {}),
})
process.on('SIGTERM', () => stop.abort())
process.on('disconnect', () => process.exit(1))

process.send!({ ready: true })
await new Promise((resolve) => process.once('message', resolve))
while (!stop.signal.aborted) {
  // The worker's own pause, in place of the sweeper's: with the database away it would otherwise spin. No
  // test waits for it.
  await sender.run(stop.signal, { maxMs: 10_000 }).catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 50))
}
await close()
process.exit(0)
