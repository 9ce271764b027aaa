// The permission table against the real deeds: nobody changes a row outside the subtree of the own duties,
// every change has an audit entry, and whoever loses a duty between the check and the commit changes nothing.
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { findActorsByOfficer } from '../../src/org/actor.ts'
import type { Action } from '../../src/org/permissions.ts'
import { can, permissions } from '../../src/org/permissions.ts'
import { unitPath } from '../../src/org/unit.store.ts'
import type { Db } from '../../src/platform/database.ts'
import type { Duty } from '../../src/platform/database-types.ts'
import { now } from '../org/world.ts'
import { test } from '../support/database.ts'
import { seed } from '../support/property.ts'
import { createTestBot } from './bot-fixture.ts'
import { changedUnits, type Doer, deeds, doable, plantDoer, plantPlaces, unitRows } from './deeds.ts'

const duties: Duty[] = ['secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator']
const perform = (action: Action, ...rest: Parameters<NonNullable<(typeof deeds)[Action]>>) =>
  deeds[action]?.(...rest) ?? Promise.resolve()

// Who may do nothing is refused quickly; those who may do much are tried more often.
const mostlyMighty = fc.constantFrom<Duty>(...duties, 'office', 'office', 'administrator', 'administrator')

async function lastAuditId(db: Db): Promise<number> {
  const { rows } = await sql<{ id: number }>`select coalesce(max(id), 0) as id from audit_entry`.execute(db)
  return rows[0]?.id ?? 0
}

/** Does it, and says what it changed; every change must have an entry of this person. */
async function tryDeed(db: Db, action: Action, doer: Doer, place: Place, bot = createTestBot(db, now)) {
  const [before, lastEntry] = [await unitRows(db), await lastAuditId(db)]
  await perform(action, { db, bot }, doer, place)
  const changed = changedUnits(before, await unitRows(db))
  if (changed.length > 0) {
    const entries = await db
      .selectFrom('audit_entry')
      .select('id')
      .where('id', '>', lastEntry)
      .where('actor_id', '=', doer.officerId)
      .execute()
    expect(entries.length, `${action} without an audit entry`).toBeGreaterThan(0)
  }
  return changed
}

test('any deed by anybody anywhere in any tree changes rows of the own subtree only, and exactly when the table allows it', async ({
  database,
  db,
}) => {
  const world = fc.record({
    parents: fc.array(fc.nat(), { minLength: 2, maxLength: 5 }),
    people: fc.array(
      fc.array(fc.record({ duty: mostlyMighty, at: fc.nat() }), { minLength: 1, maxLength: 2 }),
      { minLength: 2, maxLength: 4 },
    ),
    deeds: fc.array(fc.record({ action: fc.constantFrom(...doable), who: fc.nat(), at: fc.nat() }), {
      minLength: 25,
      maxLength: 40,
    }),
  })
  let changes = 0
  let refusals = 0
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      await database.reset()
      const parents = [-1, ...given.parents.map((pick, index) => pick % (index + 1))]
      const places = await plantPlaces(db, parents)
      const placeAt = (pick: number) => places[pick % places.length] ?? places[0]!
      const doers: Doer[] = []
      for (const [index, held] of given.people.entries()) {
        const unique = new Map(held.map(({ duty, at }) => [`${duty} ${at % places.length}`, { duty, at }]))
        const at = [...unique.values()].map((one) => ({ duty: one.duty, unitId: placeAt(one.at).unitId }))
        doers.push(await plantDoer(db, 90_000 + index, at))
      }
      const bot = createTestBot(db, now)
      const done = new Set<string>()
      for (const deed of given.deeds) {
        const doer = doers[deed.who % doers.length]!
        const place = placeAt(deed.at)
        const actor = (await findActorsByOfficer(db, [doer.officerId], now)).get(doer.officerId)!
        const path = (await unitPath(db, place.unitId)).ids
        const changed = await tryDeed(db, deed.action, doer, place, bot)
        for (const { key, unitId } of changed) {
          const touched = (await unitPath(db, unitId ?? 0)).ids
          const isInside = actor.duties.some((held) => touched.includes(held.unitId))
          expect(isInside, `${deed.action} changed ${key} outside`).toBe(true)
        }
        // Reports are reviewed from above; what concerns everybody needs every root.
        const asked =
          deed.action === 'report.review'
            ? path.slice(0, -1)
            : atEveryRoot.includes(deed.action)
              ? path.slice(0, 1)
              : path
        // A speaker acknowledges for themselves only, never for the unit.
        const units = { duties: actor.duties.filter((held) => held.duty !== 'speaker') }
        const allowed = can(units, deed.action, { pathIds: asked })
        if (!allowed) expect(changed, deed.action).toEqual([])
        const id = `${deed.action} ${atEveryRoot.includes(deed.action) ? '' : place.unitId}`
        if (allowed && !done.has(id) && repeatable(deed.action, done, place.unitId))
          expect(changed.length, `${deed.action} did nothing`).toBeGreaterThan(0)
        if (changed.length > 0) done.add(id)
        if (changed.length > 0) changes++
        else refusals++
      }
    }),
    { seed, numRuns: Number(process.env.PROPERTY_RUNS) || 12, endOnFailure: true },
  )
  console.info(
    `Deeds that changed something: ${changes}, that were refused or had nothing left to do: ${refusals}`,
  )
  expect(changes).toBeGreaterThan(5)
  expect(refusals).toBeGreaterThan(10)
}, 240_000)

/** What concerns everybody is asked at every root. */
const atEveryRoot: readonly Action[] = ['circulation.control_all', 'calendar.manage']

/** Deeds that another one at the same unit leaves nothing to do for. */
function repeatable(action: Action, done: Set<string>, unitId: number): boolean {
  const after: Partial<Record<Action, Action[]>> = {
    'obligation.acknowledge': ['circulation.send_again'],
    // Binding a group sends what the unit is owed.
    'circulation.send_again': ['obligation.acknowledge', 'group.bind', 'person.erase'],
    // Both take the duty of the same person.
    'duty.manage': ['person.erase'],
    'person.erase': ['duty.manage'],
  }
  return !(after[action] ?? []).some((other) => done.has(`${other} ${unitId}`))
}

describe('a duty taken away between the check and the commit', () => {
  const dutyFor = (action: Action) =>
    duties.find((duty) => duty !== 'speaker' && permissions[duty][action] !== undefined) ?? 'administrator'

  test.for(doable)('%s: nothing changes', async (action, { database, db }) => {
    const [root, place] = (await plantPlaces(db, [-1, 0])) as [Place, Place]
    const at = atEveryRoot.includes(action) || action === 'report.review' ? root : place
    const doer = await plantDoer(db, 90_000, [{ duty: dutyFor(action), unitId: at.unitId }])
    const before = await unitRows(db)

    const removed = Promise.withResolvers<void>()
    const commit = Promise.withResolvers<void>()
    const removal = database.owner.transaction().execute(async (tx) => {
      await sql`update duty_holding set until = ${now} where officer_id = ${doer.officerId}`.execute(tx)
      removed.resolve()
      await commit.promise
    })
    await removed.promise
    let finished = false
    const deed = perform(action, { db, bot: createTestBot(db, now) }, doer, place).finally(() => {
      finished = true
    })
    try {
      // The deed has begun and waits for the removal; one that does not wait has acted on a duty that is
      // going.
      while (!finished && !(await isAnyoneWaiting(database.owner))) await new Promise(setImmediate)
      expect(finished, 'acted without waiting').toBe(false)
    } finally {
      commit.resolve()
      await removal
      await deed
    }
    const changed = changedUnits(before, await unitRows(db)).filter(
      ({ key }) => !key.startsWith('duty_holding'),
    )
    expect(changed).toEqual([])
  })

  test.for(doable)('%s does something otherwise', async (action, { db }) => {
    const [root, place] = (await plantPlaces(db, [-1, 0])) as [Place, Place]
    const at = atEveryRoot.includes(action) || action === 'report.review' ? root : place
    const doer = await plantDoer(db, 90_000, [{ duty: dutyFor(action), unitId: at.unitId }])
    expect(await tryDeed(db, action, doer, place)).not.toEqual([])
  })

  async function isAnyoneWaiting(owner: Db): Promise<boolean> {
    const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(owner)
    return (rows[0]?.n ?? 0) > 0
  }
})

type Place = Awaited<ReturnType<typeof plantPlaces>>[number]
