// Threads of their own: never more than two at once, and each has its time from its own start.
import { expect, test, vi } from 'vitest'
import { runInWorker, WorkerFault } from '../../src/platform/in-worker.ts'

const held = new URL('./held-thread.ts', import.meta.url)

test('two at once; the others wait their turn and still get their whole time', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(12))
  const limits = { memoryMb: 64, timeMs: 15_000 }
  const all = Array.from({ length: 5 }, () => runInWorker(held, 'holdOn', shared, limits))
  await vi.waitFor(() => expect(Atomics.load(shared, 0)).toBe(2), { timeout: 15_000, interval: 5 })
  // What goes wrong in one leaves its place to the next.
  const broken = runInWorker(held, 'nothingOfThatName', shared, { memoryMb: 64, timeMs: 15_000 })
  Atomics.store(shared, 2, 1)
  Atomics.notify(shared, 2)
  await Promise.all([...all, broken])
  expect(Atomics.load(shared, 0)).toBe(0)
  expect(Atomics.load(shared, 1)).toBe(2)
  await expect(runInWorker(new URL('./none.ts', held), 'x', null, limits)).rejects.toThrow(WorkerFault)
  await expect(runInWorker(held, 'holdOn', shared, limits)).resolves.toBeUndefined()
})
