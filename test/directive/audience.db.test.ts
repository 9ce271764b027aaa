// Audiences: who is in, by every way to choose, and the counts shown before issuing.
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type Audience,
  audienceSql,
  summariseAudience,
  unreachableUnits,
} from '../../src/directive/audience.ts'
import type { Db } from '../../src/platform/database.ts'
import { useDatabase } from '../support/database.ts'
import { makeWorld, type World } from './world.ts'

const test_db = useDatabase()
let db: Db
let world: World
beforeEach(async () => {
  await test_db.reset()
  db = test_db.db
  world = await makeWorld(db)
})
const day = '2026-11-16'

async function codes(audience: Audience, on = day): Promise<string> {
  const found = await audienceSql(audience, on).execute(db)
  const names = Object.fromEntries(Object.entries(world.unit).map(([code, id]) => [id, code]))
  return found.rows
    .map((row) => names[row.unit_id] ?? '')
    .sort()
    .join(' ')
}
const u = (code: string) => world.unit[code]!

describe('audience', () => {
  test('cells of the subtree unless told otherwise', async () => {
    expect(await codes({ root: u('T') })).toBe('A11 A12 A13 B11 B12 B13')
    expect(await codes({ root: u('A') })).toBe('A11 A12 A13')
    expect(await codes({ root: u('T'), kinds: ['committee', 'grassroots'] })).toBe('A A1 B B1')
  })

  test('branches, named units and exclusions', async () => {
    expect(await codes({ root: u('T'), branches: [u('B')] })).toBe('B11 B12 B13')
    expect(await codes({ root: u('T'), exclude: [u('A1')] })).toBe('B11 B12 B13')
    expect(await codes({ root: u('T'), exclude: [u('A1')], include: [u('A12'), u('B')] })).toBe(
      'A12 B B11 B12 B13',
    )
  })

  test('units outside the root are never reached, even when named', async () => {
    expect(await codes({ root: u('A'), include: [u('B11')] })).toBe('A11 A12 A13')
  })

  test('units that have ended or not begun are left out', async () => {
    await db.updateTable('unit').set({ valid_to: '2026-10-01' }).where('id', '=', u('A11')).execute()
    expect(await codes({ root: u('A') })).toBe('A12 A13')
    expect(await codes({ root: u('A') }, '2026-09-30')).toBe('A11 A12 A13')
    expect(await codes({ root: u('A') }, '2025-06-30')).toBe('')
  })

  test('summary: by branch, not reachable and why', async () => {
    const summary = await summariseAudience(db, { root: u('T') }, day)
    expect(summary).toEqual({
      recipients: 6,
      unreachable: 2,
      whyNot: { blocked: 1, nobody_enrolled: 1 },
      byChild: [
        { unitId: u('A'), unitName: 'Đảng ủy xã An', recipients: 3, unreachable: 1 },
        { unitId: u('B'), unitName: 'Đảng ủy phường Bình', recipients: 3, unreachable: 1 },
      ],
    })
    expect(await unreachableUnits(db, { root: u('T') }, day, 10)).toEqual([
      { unitId: u('A13'), unitName: 'Chi bộ Ba', speaker: null, whyNot: 'blocked' },
      { unitId: u('B13'), unitName: 'Chi bộ Sáu', speaker: null, whyNot: 'nobody_enrolled' },
    ])
  })
})
