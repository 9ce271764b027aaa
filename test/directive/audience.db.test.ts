// Audiences: who is in, by every way to choose, and the counts shown before issuing.
import { describe, expect } from 'vitest'
import {
  type Audience,
  audienceSql,
  summariseAudience,
  unreachableUnits,
} from '../../src/directive/audience.ts'
import { test as base } from './fixtures.ts'

const day = '2026-11-16'

// The codes of the units of an audience on a day.
const test = base.extend('codes', ({ db, world }) => async (audience: Audience, on = day) => {
  const found = await audienceSql(audience, on).execute(db)
  const names = Object.fromEntries(Object.entries(world.unit).map(([code, id]) => [id, code]))
  return found.rows
    .map((row) => names[row.unit_id] ?? '')
    .sort()
    .join(' ')
})

describe('audience', () => {
  test('cells of the subtree unless told otherwise', async ({ unit, codes }) => {
    expect(await codes({ root: unit('T') })).toBe('A11 A12 A13 B11 B12 B13')
    expect(await codes({ root: unit('A') })).toBe('A11 A12 A13')
    expect(await codes({ root: unit('T'), kinds: ['committee', 'grassroots'] })).toBe('A A1 B B1')
  })

  test('branches, named units and exclusions', async ({ unit, codes }) => {
    expect(await codes({ root: unit('T'), branches: [unit('B')] })).toBe('B11 B12 B13')
    expect(await codes({ root: unit('T'), exclude: [unit('A1')] })).toBe('B11 B12 B13')
    expect(await codes({ root: unit('T'), exclude: [unit('A1')], include: [unit('A12'), unit('B')] })).toBe(
      'A12 B B11 B12 B13',
    )
  })

  test('units outside the root are never reached, even when named', async ({ unit, codes }) => {
    expect(await codes({ root: unit('A'), include: [unit('B11')] })).toBe('A11 A12 A13')
  })

  test('units that have ended or not begun are left out', async ({ db, unit, codes }) => {
    await db.updateTable('unit').set({ valid_to: '2026-10-01' }).where('id', '=', unit('A11')).execute()
    expect(await codes({ root: unit('A') })).toBe('A12 A13')
    expect(await codes({ root: unit('A') }, '2026-09-30')).toBe('A11 A12 A13')
    expect(await codes({ root: unit('A') }, '2025-06-30')).toBe('')
  })

  test('summary: by branch, not reachable and why', async ({ db, unit }) => {
    const summary = await summariseAudience(db, { root: unit('T') }, day)
    expect(summary).toEqual({
      recipients: 6,
      unreachable: 2,
      whyNot: { blocked: 1, nobody_enrolled: 1 },
      byChild: [
        { unitId: unit('A'), unitName: 'Đảng ủy xã An', recipients: 3, unreachable: 1 },
        { unitId: unit('B'), unitName: 'Đảng ủy phường Bình', recipients: 3, unreachable: 1 },
      ],
    })
    expect(await unreachableUnits(db, { root: unit('T') }, day, 10)).toEqual([
      { unitId: unit('A13'), unitName: 'Chi bộ Ba', speaker: null, whyNot: 'blocked' },
      { unitId: unit('B13'), unitName: 'Chi bộ Sáu', speaker: null, whyNot: 'nobody_enrolled' },
    ])
  })
})
