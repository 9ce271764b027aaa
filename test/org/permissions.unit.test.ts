// Permissions: the table in the docs, and the one property that everything rests on.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor, DutyHeld } from '../../src/org/actor.ts'
import { permissionPage } from '../../src/org/permission-matrix.ts'
import {
  actions,
  actionToGrant,
  actionToHandOver,
  can,
  canBelow,
  canSomewhere,
  permissions,
  placesFor,
  subtreesFor,
} from '../../src/org/permissions.ts'
import { inOrder } from '../support/in-order.ts'
import { check } from '../support/property.ts'
import { type Duty, duties } from './duties.ts'

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
      const allowing = held.filter(({ duty }) => permissions[duty][action] !== undefined)
      expect(canSomewhere(actor, action)).toBe(allowing.length > 0)
      // One begins at each unit of a duty that allows it, but not below another one whose subtree holds it.
      const coveredBy = (unit: number) =>
        allowing.filter(
          ({ duty, at }) =>
            permissions[duty][action] === 'subtree' && at !== unit && pathTo(parents, unit).includes(at),
        )
      const highest = allowing.map(({ at }) => at).filter((at) => coveredBy(at).length === 0)
      expect(inOrder(places)).toEqual(inOrder([...new Set(highest)]))
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
})

test.each([
  ['secretary', 'code.create', 'duty.manage'],
  ['deputy', 'code.create', 'duty.manage'],
  ['office', 'code.create', 'duty.manage'],
  ['speaker', 'code.create', 'duty.manage'],
  ['observer', 'administrator.appoint', 'administrator.appoint'],
  ['administrator', 'administrator.appoint', 'administrator.appoint'],
] as const)('%s: given by whoever may %s, taken by whoever may %s', (duty, toGive, toTake) => {
  expect(actionToGrant(duty)).toBe(toGive)
  expect(actionToHandOver(duty)).toBe(toTake)
})

describe('what is owed in person', () => {
  const at = (duty: Duty, answersFor?: number[]) => ({
    duties: actorOf([-1], [{ duty, at: 0 }]).duties.map((held) => ({ ...held, answersFor })),
  })
  const owed = { pathIds: [0], dutyId: 7 }
  test.each([
    ['a speaker acknowledges what is addressed to the own duty', at('speaker', [5, 7]), owed, true],
    ['from whatever unit it was sent', at('speaker', [7]), { ...owed, pathIds: [3, 4] }, true],
    ['not what another speaker owes', at('speaker', [5]), owed, false],
    ['not without a duty to answer for', at('speaker'), owed, false],
    ['not what the unit owes', at('speaker', [7]), { pathIds: [0], dutyId: null }, false],
    ['not what belongs to no unit', at('speaker', [7]), { pathIds: [], dutyId: 7 }, false],
    ['the secretary of the unit does not answer for a speaker', at('secretary'), owed, false],
    ['not even with the duty named', at('secretary', [7]), owed, false],
    ['the secretary answers for the unit', at('secretary'), { pathIds: [0], dutyId: null }, true],
  ])('%s', (_what, actor, unit, may) => {
    expect(can(actor, 'obligation.acknowledge', unit)).toBe(may)
  })

  test('nobody else reports it, and looking at it asks for no duty in person', () => {
    expect(can(at('secretary'), 'obligation.report', owed)).toBe(false)
    expect(can(at('secretary'), 'obligation.report', { pathIds: [0] })).toBe(true)
    expect(can(at('secretary'), 'circulation.view', owed)).toBe(true)
    expect(can(at('speaker'), 'unit.view', owed)).toBe(true)
    expect(can(at('speaker', [7]), 'unit.view', { pathIds: [0, 1], dutyId: 7 })).toBe(false)
  })
})

test('docs/PERMISSIONS.md is this table', async () => {
  await expect(permissionPage()).toMatchFileSnapshot('../../docs/PERMISSIONS.md')
})
