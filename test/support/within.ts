// Limits that a busy machine cannot break.
import { expect } from 'vitest'

/**
 * The result of something that waits, which must be there before `ms` have passed. The limit is a timer
 * beside those of the thing itself: when the whole process is late, both are late by as much.
 */
export async function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(async () => {
      // What became due before the limit, at the same late moment, may still come to its end.
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
      reject(new Error(`Not there after ${ms} ms.`))
    }, ms)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Runs something that computes; it may take at most so many milliseconds of the processor, however others
 * share it.
 */
export async function withinCpu<T>(ms: number, work: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(ms)
  return result
}
