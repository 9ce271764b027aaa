// Threads of their own: never more than two at once, and what goes wrong in one leaves its place to the next.
import { expect, test, vi } from 'vitest'
import { runInWorker, WorkerFault } from '../../src/platform/run-in-thread.ts'

const held = new URL('./held-thread.ts', import.meta.url)
const limits = { memoryMb: 64, timeMs: 15_000 }

test('two at once, the others wait for their turn', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(12))
  const all = Array.from({ length: 5 }, () => runInWorker(held, 'holdOn', shared, limits))
  await vi.waitFor(() => expect(Atomics.load(shared, 0)).toBe(2), { timeout: 15_000, interval: 5 })
  Atomics.store(shared, 2, 1)
  Atomics.notify(shared, 2)
  await Promise.all(all)
  expect(Atomics.load(shared, 0)).toBe(0)
  expect(Atomics.load(shared, 1)).toBe(2)
})

test('what throws, is not there, or takes too long is a fault and leaves its place', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(12))
  const faults = [
    runInWorker(held, 'fail', null, limits),
    runInWorker(held, 'nothingOfThatName', null, limits),
    runInWorker(held, 'holdOn', shared, { ...limits, timeMs: 200 }),
    runInWorker(held, 'fail', null, limits),
  ]
  const messages = await Promise.all(faults.map((one) => one.catch((fault: Error) => fault)))
  expect(messages.every((one) => one instanceof WorkerFault)).toBe(true)
  expect(messages.map((one) => (one as Error).message)).toEqual([
    'RangeError',
    'TypeError',
    'took too long',
    'RangeError',
  ])
  Atomics.store(shared, 2, 1)
  await expect(runInWorker(held, 'holdOn', shared, limits)).resolves.toBeUndefined()
})
