// Permissions: the table in the docs, and the one property that everything rests on.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor, DutyHeld } from '../../src/org/actor.ts'
import { permissionPage } from '../../src/org/permission-matrix.ts'
import {
  actions,
  actionToGrant,
  can,
  canBelow,
  canSomewhere,
  permissions,
  placesFor,
  subtreesFor,
} from '../../src/org/permissions.ts'
import type { Duty } from '../../src/platform/database-types.ts'
import { check } from '../support/property.ts'

const duties: Duty[] = ['secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator']

/** A tree of up to 40 units by parent (0 is the root), and duties at some of them. */
const world = fc
  .array(fc.nat(), { minLength: 1, maxLength: 39 })
  .map((picks) => [-1, ...picks.map((pick, index) => pick % (index + 1))])
  .chain((parents) =>
    fc.record({
      parents: fc.constant(parents),
      held: fc.array(
        fc.record({ duty: fc.constantFrom(...duties), at: fc.nat({ max: parents.length - 1 }) }),
        {
          maxLength: 5,
        },
      ),
    }),
  )

function pathTo(parents: number[], unit: number): number[] {
  const path: number[] = []
  for (let at = unit; at !== -1; at = parents[at] ?? -1) path.unshift(at)
  return path
}

const actorOf = (parents: number[], held: { duty: Duty; at: number }[]): Pick<Actor, 'duties'> => ({
  duties: held.map(
    ({ duty, at }): DutyHeld => ({
      duty,
      unitId: at,
      unitCode: `U${at}`,
      unitName: `Unit ${at}`,
      unitKind: 'cell',
      pathIds: pathTo(parents, at),
    }),
  ),
})

test('nobody may do anything outside the subtrees of the own duties, and everything allowed is in the table', () => {
  check(world, ({ parents, held }) => {
    const actor = actorOf(parents, held)
    for (let unit = 0; unit < parents.length; unit++) {
      const pathIds = pathTo(parents, unit)
      const above = held.filter(({ at }) => pathIds.includes(at))
      for (const action of actions) {
        const allowed = can(actor, action, { pathIds })
        const granted = above.some(({ duty, at }) => {
          const reach = permissions[duty][action]
          return reach === 'subtree' || (reach === 'own' && at === unit)
        })
        expect(allowed).toBe(granted)
        if (allowed) {
          expect(above.length).toBeGreaterThan(0)
          expect(canSomewhere(actor, action)).toBe(true)
        }
      }
    }
  })
})

test('walking begins at, and searching stays below, units for which it is allowed', () => {
  check(world, ({ parents, held }) => {
    const actor = actorOf(parents, held)
    for (const action of actions) {
      const places = placesFor(actor, action)
      const roots = subtreesFor(actor, action)
      for (const place of places) expect(canReach(place)).toBe(true)
      for (let unit = 0; unit < parents.length; unit++) {
        const pathIds = pathTo(parents, unit)
        const below = roots.some((root) => pathIds.includes(root))
        expect(canBelow(actor, action, { pathIds })).toBe(below)
        if (below) expect(can(actor, action, { pathIds })).toBe(true)
        // Whatever is allowed is at a place to begin or below one.
        if (can(actor, action, { pathIds }) && !places.includes(unit)) expect(below).toBe(true)
      }
      function canReach(unit: number) {
        // What is owed in person is no right over a unit.
        return held.some(({ duty, at }) => at === unit && permissions[duty][action] !== undefined)
      }
    }
  })
})

test('one duty more never takes a right away', () => {
  check(world, fc.constantFrom(...duties), fc.nat(), ({ parents, held }, duty, pick) => {
    const less = actorOf(parents, held)
    const more = actorOf(parents, [...held, { duty, at: pick % parents.length }])
    for (let unit = 0; unit < parents.length; unit++)
      for (const action of actions)
        if (can(less, action, { pathIds: pathTo(parents, unit) }))
          expect(can(more, action, { pathIds: pathTo(parents, unit) })).toBe(true)
  })
})

test('an unknown unit is nobody’s, and whoever holds no duty may do nothing', () => {
  const administrator = actorOf([-1], [{ duty: 'administrator', at: 0 }])
  for (const action of actions) {
    expect(can(administrator, action, { pathIds: [] })).toBe(false)
    expect(can({ duties: [] }, action, { pathIds: [0] })).toBe(false)
  }
})

test('an observer changes nothing, anywhere', () => {
  const reading = new Set(['circulation.view', 'unit.view', 'audit.read'])
  for (const action of actions) if (!reading.has(action)) expect(permissions.observer[action]).toBeUndefined()
})

test('nobody but an administrator makes administrators, observers, or erases people', () => {
  for (const duty of duties) {
    if (duty === 'administrator') continue
    for (const action of ['administrator.appoint', 'person.erase', 'person.export', 'unit.manage'] as const)
      expect(permissions[duty][action]).toBeUndefined()
  }
  expect(actionToGrant('administrator')).toBe('administrator.appoint')
  expect(actionToGrant('observer')).toBe('administrator.appoint')
})

test('docs/PERMISSIONS.md is this table', async () => {
  await expect(permissionPage()).toMatchFileSnapshot('../../docs/PERMISSIONS.md')
})
