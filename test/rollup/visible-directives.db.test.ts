// Who may find a directive in the register: whoever it came from or reached, and nobody else.
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Audience } from '../../src/directive/audience.ts'
import type { Db } from '../../src/platform/database.ts'
import type { UnitKind } from '../../src/platform/database-types.ts'
import { concernsAny } from '../../src/rollup/visible-directives.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { test as base } from '../directive/fixtures.ts'
import { monday } from '../directive/world.ts'
import { runs, seed } from '../support/property.ts'

const test = base
  .extend('issued', ({ db }) => async (audience: Audience, more: Record<string, unknown> = {}) => {
    const { id } = await db
      .insertInto('directive')
      .values({
        issuer_unit_id: audience.root,
        kind: 'notice',
        number: 1,
        number_text: '01-TB/TU',
        number_key: '01-tb/tu',
        term: '2025-2030',
        issued_on: '2026-11-16',
        subject: 'Về',
        search_key: ' ve',
        state: 'issued',
        audience: JSON.stringify(audience),
        created_at: monday,
        issued_at: monday,
        ...more,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
  // Codes of the units whose people find it.
  .extend('seenFrom', ({ db }) => async (id: number) => {
    const seen: string[] = []
    for (const [code, path] of await paths(db)) {
      const found = await sql`select from directive d where d.id = ${id} and ${concernsAny([path])}`.execute(
        db,
      )
      if (found.rows.length > 0) seen.push(code)
    }
    return seen.sort()
  })

/** Every unit's code with the ids of the units from the top down to it. */
async function paths(db: Db): Promise<[string, number[]][]> {
  const rows = await db.selectFrom('unit').select(['id', 'code', 'parent_id']).execute()
  const parents = new Map(rows.map((row) => [row.id, row.parent_id]))
  const pathOf = (id: number): number[] => {
    const parent = parents.get(id)
    return parent ? [...pathOf(parent), id] : [id]
  }
  return rows.map((row) => [row.code, pathOf(row.id)])
}

test('what goes to one branch, to named units or to one level is nobody else’s', async ({
  db,
  world,
  issued,
  seenFrom,
}) => {
  const { T, A, A1, A11, B11 } = world.unit as Record<string, number>
  const root = T!
  expect(await seenFrom(await issued({ root, branches: [A!] }))).toEqual([
    'A',
    'A1',
    'A11',
    'A12',
    'A13',
    'T',
  ])
  await db.deleteFrom('directive').execute()
  expect(await seenFrom(await issued({ root, kinds: [], include: [B11!] }))).toEqual(['B', 'B1', 'B11', 'T'])
  await db.deleteFrom('directive').execute()
  expect(await seenFrom(await issued({ root, exclude: [A1!] }))).toEqual([
    'A',
    'B',
    'B1',
    'B11',
    'B12',
    'B13',
    'T',
  ])
  await db.deleteFrom('directive').execute()
  const toCommittees = await issued({ root, kinds: ['committee'] }, { passes_on: true })
  expect(await seenFrom(toCommittees)).toEqual(['A', 'B', 'T'])
  await db
    .insertInto('directive_branch')
    .values({ directive_id: toCommittees, unit_id: A!, passed_on_at: monday, ack_due_at: monday })
    .execute()
  expect(await seenFrom(toCommittees)).toEqual(['A', 'A1', 'A11', 'A12', 'A13', 'B', 'T'])
  await db.deleteFrom('directive_branch').execute()
  await db.deleteFrom('directive').execute()
  const { id: duty } = await db
    .insertInto('duty_holding')
    .values({ officer_id: world.officer.one!, unit_id: A11!, duty: 'speaker', since: monday })
    .returning('id')
    .executeTakeFirstOrThrow()
  expect(await seenFrom(await issued({ root, speakers: [duty] }))).toEqual(['A', 'A1', 'A11', 'T'])
})

test('what is to go out later is the issuer’s alone until then', async ({ db, world, issued, seenFrom }) => {
  const later = new Date(monday.getTime() + 86_400_000)
  const id = await issued({ root: world.unit.T! }, { issue_at: later })
  expect(await seenFrom(id)).toEqual(['T'])
  await circulateDirective(db, id, later)
  expect(await seenFrom(id)).toHaveLength(11)
})

test('a unit moved elsewhere still finds what it received', async ({ db, world, issued, seenFrom }) => {
  const id = await issued({ root: world.unit.A! })
  await circulateDirective(db, id, monday)
  await db.updateTable('unit').set({ parent_id: world.unit.B1! }).where('code', '=', 'A11').execute()
  expect(await seenFrom(id)).toEqual(['A', 'A1', 'A11', 'A12', 'A13', 'T'])
})

test('for any audience: whoever received it finds it, a cell that did not does not', async ({
  db,
  world,
  issued,
  seenFrom,
}) => {
  const codes = Object.keys(world.unit)
  const some = fc.subarray(codes, { maxLength: 3 })
  const kinds: UnitKind[] = ['province', 'committee', 'grassroots', 'cell']
  const audiences = fc.record(
    { kinds: fc.subarray(kinds), branches: some, include: some, exclude: some },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(audiences, fc.constantFrom('T', 'A'), async (given, rootCode) => {
      // All units of an audience lie within its root.
      const ids = (from: string[] | undefined) =>
        from?.filter((code) => rootCode === 'T' || code.startsWith('A')).map((code) => world.unit[code]!)
      const audience = JSON.parse(
        JSON.stringify({
          root: world.unit[rootCode],
          kinds: given.kinds,
          branches: ids(given.branches),
          include: ids(given.include),
          exclude: ids(given.exclude),
        }),
      ) as Audience
      for (const table of ['delivery', 'obligation', 'directive'] as const)
        await db.deleteFrom(table).execute()
      const id = await issued(audience)
      await circulateDirective(db, id, monday)
      // Before the units own it by having received it, it is found by its audience alone.
      const rows = await db.selectFrom('obligation').select('path_ids').execute()
      await sql`delete from delivery`.execute(db)
      await sql`delete from obligation`.execute(db)
      const seen = await seenFrom(id)
      for (const [code, path] of await paths(db)) {
        const isOwn = path.includes(audience.root)
          ? audience.root === path.at(-1)
          : (await paths(db)).some(([each, below]) => each === rootCode && below.includes(path.at(-1)!))
        const received = rows.some((row) => row.path_ids.includes(path.at(-1)!))
        if (received || isOwn) expect(seen).toContain(code)
        else if (code.length === 3) expect(seen).not.toContain(code)
      }
    }),
    { seed, numRuns: runs(60) },
  )
})
