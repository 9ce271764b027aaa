// Stages run side by side, each once at a time, and wait after a failure.
import { expect, test } from 'vitest'
import { StageRunner } from '../../../src/circulation/sending/stage-runner.ts'

function runner() {
  const seen = { now: 1_000, ended: 0, failures: [] as { stage: string; now: number }[] }
  const stages = new StageRunner<'look' | 'intend'>({
    now: () => seen.now,
    onFailure: (stage, _error, now) => seen.failures.push({ stage, now }),
    onEnd: () => seen.ended++,
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const fail = async (at: number) => {
    seen.now = at
    stages.start('look', async () => {
      throw new Error('no connection')
    })
    await settled()
  }
  return { seen, stages, settled, fail }
}

test('a stage runs until its work is done; others run beside it', async () => {
  const { seen, stages, settled } = runner()
  const work = Promise.withResolvers<void>()
  stages.start('look', () => work.promise)
  stages.start('intend', async () => {})
  expect([stages.isRunning('look'), stages.isRunning('intend'), stages.isIdle]).toEqual([true, true, false])
  await settled()
  expect([stages.isRunning('look'), stages.isRunning('intend'), seen.ended]).toEqual([true, false, 1])
  work.resolve()
  await settled()
  expect([stages.isIdle, seen.ended]).toEqual([true, 2])
  expect(stages.retryAt).toBe(0)
})

test('a failure is told, and the next start waits: longer each time, two seconds at most', async () => {
  const { seen, stages, fail } = runner()
  const waits: number[] = []
  for (let i = 0; i < 6; i++) {
    await fail(10_000 * (i + 1))
    waits.push(stages.retryAt - seen.now)
  }
  expect(waits).toEqual([200, 400, 800, 1_600, 2_000, 2_000])
  expect(seen.failures[0]).toEqual({ stage: 'look', now: 10_000 })
  expect([seen.ended, stages.isIdle]).toEqual([6, true])
})

test('a success makes the next wait short again', async () => {
  const { seen, stages, settled, fail } = runner()
  await fail(10_000)
  await fail(20_000)
  stages.start('intend', async () => {})
  await settled()
  await fail(30_000)
  expect(stages.retryAt - seen.now).toBe(200)
})
