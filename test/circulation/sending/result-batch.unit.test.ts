// When results are written, and what is written again.
import { describe, expect, test } from 'vitest'
import { ResultBatch } from '../../../src/circulation/sending/result-batch.ts'
import type { SendResult } from '../../../src/circulation/sending/types.ts'
import { dueMessage, intended } from './messages.ts'

const flushAfterMs = 20
const windowSize = 10

const result = (id: number): SendResult => ({
  row: intended(dueMessage(id)),
  outcome: { kind: 'sent', messageId: id },
  settlement: { id, generation: 1, state: 'sent', messageId: id },
  intendedAt: 0,
  launchedAt: 0,
  endedAt: 0,
  isJudged: false,
  leaseMs: 30_000,
})

function batchOf(count: number, at: number): ResultBatch {
  const batch = new ResultBatch(flushAfterMs)
  for (let i = 1; i <= count; i++) batch.add(result(i), at)
  return batch
}
const ids = (results: readonly SendResult[]) => results.map(({ row }) => row.id)

describe('a batch is ready', () => {
  test('never without a result', () => {
    const batch = batchOf(0, 0)
    expect(batch.isReady(1_000, windowSize, true)).toBe(false)
    expect(batch.flushAt).toBe(Number.POSITIVE_INFINITY)
  })

  test('when the first result has waited long enough, whenever the others came', () => {
    const batch = batchOf(1, 100)
    batch.add(result(2), 119)
    expect(batch.flushAt).toBe(120)
    expect(batch.isReady(119, windowSize, false)).toBe(false)
    expect(batch.isReady(120, windowSize, false)).toBe(true)
  })

  test('at half a window', () => {
    expect(batchOf(4, 100).isReady(100, windowSize, false)).toBe(false)
    expect(batchOf(5, 100).isReady(100, windowSize, false)).toBe(true)
  })

  test('at once when nothing more is on its way', () => {
    expect(batchOf(1, 100).isReady(100, windowSize, true)).toBe(true)
  })
})

describe('a write', () => {
  test('takes all results, which count as unwritten until it ends', () => {
    const batch = batchOf(3, 100)
    expect(ids(batch.startWrite())).toEqual([1, 2, 3])
    expect(batch.unwritten).toBe(3)
    batch.add(result(4), 110)
    expect(batch.unwritten).toBe(4)
    expect(batch.flushAt).toBe(130)
    batch.finishWrite()
    expect(batch.unwritten).toBe(1)
  })

  test('that failed is tried again with what it is given back, first and without another wait', () => {
    const batch = batchOf(3, 100)
    const results = batch.startWrite()
    batch.finishWrite(results.slice(1))
    expect(batch.unwritten).toBe(2)
    expect(batch.isReady(120, windowSize, false)).toBe(true)
    batch.add(result(4), 300)
    expect(batch.flushAt).toBe(120)
    expect(ids(batch.startWrite())).toEqual([2, 3, 4])
  })

  test('that failed while others came: those wait no longer than they would have', () => {
    const batch = batchOf(2, 100)
    const results = batch.startWrite()
    batch.add(result(3), 150)
    batch.finishWrite(results)
    expect(batch.flushAt).toBe(170)
    expect(ids(batch.startWrite())).toEqual([1, 2, 3])
  })
})
