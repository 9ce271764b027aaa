// Who comes first when more is due than can be taken.
import { describe, expect, test } from 'vitest'
import { mixRetries, retryShare } from '../../../src/circulation/sending/mix-retries.ts'
import { random } from '../../faults/harness.ts'

const rows = (count: number, isRetry: boolean, urgent = false) =>
  Array.from({ length: count }, (_, i) => ({ id: i, isRetry, urgent }))
const counts = (taken: { isRetry: boolean }[]) => [
  taken.filter((row) => !row.isRetry).length,
  taken.filter((row) => row.isRetry).length,
]

describe('what was refused, beside the others', () => {
  test('gets its share, and no more while the others fill the rest', () => {
    expect(counts(mixRetries([...rows(400, false), ...rows(400, true)], 400, 0.04))).toEqual([384, 16])
    expect(counts(mixRetries([...rows(400, false), ...rows(3, true)], 400, 0.04))).toEqual([397, 3])
  })

  test('gets everything that the others leave', () => {
    expect(counts(mixRetries([...rows(5, false), ...rows(400, true)], 400, 0.04))).toEqual([5, 395])
    expect(counts(mixRetries(rows(7, true), 400, 0.04))).toEqual([0, 7])
    expect(counts(mixRetries(rows(500, false), 400, 0.04))).toEqual([400, 0])
  })

  test('and goes before all that is not urgent when it is urgent itself', () => {
    const taken = mixRetries([...rows(400, false), ...rows(300, true, true)], 400, 0.04)
    expect(counts(taken)).toEqual([100, 300])
    expect(taken.slice(0, 300).every((row) => row.urgent)).toBe(true)
  })

  test('nothing is taken twice, nothing left behind while there is room, whatever there is', () => {
    const seed = 20261127
    const chance = random(seed)
    const some = () => Math.floor(chance() * 60)
    for (let round = 0; round < 2_000; round++) {
      const all = [
        ...rows(some(), false, true),
        ...rows(some(), true, true),
        ...rows(some(), false),
        ...rows(some(), true),
      ]
      const limit = 1 + some()
      const taken = mixRetries(all, limit, retryShare[round % 2]!)
      expect(taken.length, `seed ${seed}, round ${round}`).toBe(Math.min(limit, all.length))
      expect(new Set(taken).size, `seed ${seed}, round ${round}`).toBe(taken.length)
      const firstPlain = taken.findIndex((row) => !row.urgent)
      expect(taken.slice(firstPlain).some((row) => firstPlain >= 0 && row.urgent)).toBe(false)
    }
  })
})
