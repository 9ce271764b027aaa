// The same promise as in permissions.unit.test.ts, on the real database and through everything that reads or
// changes: for any generated tree and person nothing outside the subtree is seen, and nothing outside is
// changed.

import fc from 'fast-check'
import { expect } from 'vitest'
import { findActor } from '../../src/org/actor.ts'
import { readAudit } from '../../src/org/audit-trail.ts'
import { personWithoutDuty } from '../../src/org/author.ts'
import { authorise } from '../../src/org/authorise.ts'
import { mergeUnits, moveUnit, renameUnit } from '../../src/org/change-tree.ts'
import { dutiesAt, endDuty, handOverByCode } from '../../src/org/hand-over.ts'
import { actions, permissions } from '../../src/org/permissions.ts'
import { recipientChats } from '../../src/org/recipients.ts'
import { searchUnits, subtreeIds } from '../../src/org/unit.store.ts'
import { cellsBelow } from '../../src/org/unit-card.ts'
import type { Tx } from '../../src/platform/database.ts'
import type { Duty } from '../../src/platform/database-types.ts'
import { test } from '../support/database.ts'
import { runs, seed } from '../support/property.ts'
import { addOfficer, calendar, day, now, plantTree } from './world.ts'

const duties: Duty[] = ['secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator']

/** Parents by index (0 is the root), a duty somewhere. */
const world = fc.record({
  picks: fc.array(fc.nat(), { minLength: 3, maxLength: 15 }),
  duty: fc.constantFrom(...duties),
  at: fc.nat(),
})

class Undo extends Error {}

test('for any tree and person', async ({ database, db }) => {
  await fc.assert(
    fc.asyncProperty(world, async ({ picks, duty, at }) => {
      await database.reset()
      const parents = [-1, ...picks.map((pick, index) => pick % (index + 1))]
      const isLeaf = (unit: number) => unit > 0 && !parents.includes(unit)
      const list = parents.map((parent, unit) =>
        [
          `U${unit}`,
          parent < 0 ? '' : `U${parent}`,
          isLeaf(unit) ? 'cell' : 'committee',
          `Đơn vị ${unit}`,
        ].join(','),
      )
      const ids = await plantTree(db, ['code,parent_code,kind,name', ...list].join('\n'))
      const id = (unit: number) => ids[`U${unit}`] ?? 0
      const home = at % parents.length
      const below = (unit: number): boolean => unit === home || (unit > 0 && below(parents[unit] ?? 0))
      const units = parents.map((_, unit) => unit)
      const mine = new Set(units.filter(below).map(id))
      const officerId = await addOfficer(db, { telegramUserId: 1, unitId: id(home), duty })
      for (const unit of units)
        await addOfficer(db, { telegramUserId: 100 + unit, unitId: id(unit), duty: 'secretary' })

      // What is seen.
      expect(new Set(await subtreeIds(db, id(home)))).toEqual(mine)
      for (const found of await searchUnits(db, [id(home)], 'don vi', 100))
        expect(mine.has(found.id)).toBe(true)
      expect((await cellsBelow(db, id(home))).total).toBe(
        units.filter((unit) => isLeaf(unit) && below(unit)).length,
      )
      for (const entry of await readAudit(db, [id(home)], { limit: 100 }))
        expect(mine.has(entry.unitId ?? 0)).toBe(true)
      const path = (await findActor(db, 1, now))?.duties[0]?.pathIds
      expect(path?.at(-1)).toBe(id(home))
      expect(path?.[0]).toBe(id(0))
      expect((await recipientChats(db, units.map(id))).every((chat) => chat.telegramChatId !== null)).toBe(
        true,
      )

      // What is changed: every use case, for every unit; what goes through is undone again.
      const by = personWithoutDuty(officerId)
      const change = { day, decision: null }
      const goesThrough = async (work: (tx: Tx) => Promise<{ ok: boolean }>) => {
        let ok = false
        await db
          .transaction()
          .execute(async (tx) => {
            ok = (await work(tx)).ok
            throw new Undo()
          })
          .catch((error: unknown) => {
            if (!(error instanceof Undo)) throw error
          })
        return ok
      }
      for (const unit of units) {
        const held = (await dutiesAt(db, id(unit))).find((one) => one.officerId !== officerId)?.id ?? 0
        const attempts = [
          (tx: Tx) =>
            renameUnit(tx, by, { unitId: id(unit), name: 'Tên khác', ...change }, { now, calendar }),
          (tx: Tx) =>
            moveUnit(tx, by, { unitId: id(unit), parentId: id(home), ...change }, { now, calendar }),
          (tx: Tx) =>
            moveUnit(tx, by, { unitId: id(home), parentId: id(unit), ...change }, { now, calendar }),
          (tx: Tx) =>
            mergeUnits(tx, by, { unitIds: [id(unit)], intoId: id(home), ...change }, { now, calendar }),
          (tx: Tx) =>
            mergeUnits(tx, by, { unitIds: [id(home)], intoId: id(unit), ...change }, { now, calendar }),
          (tx: Tx) => handOverByCode(tx, by, { heldId: held }, { now }),
          (tx: Tx) => endDuty(tx, by, { heldId: held }, { now }),
        ]
        for (const attempt of attempts) if (await goesThrough(attempt)) expect(mine.has(id(unit))).toBe(true)
        await db.transaction().execute(async (tx) => {
          for (const action of actions) {
            const allowed = await authorise(tx, by, action, id(unit), now)
            if (allowed) expect(mine.has(id(unit))).toBe(true)
            // 'self' is for what is owed in person, never for a unit.
            if (unit === home) expect(allowed).toBe((permissions[duty][action] ?? 'self') !== 'self')
          }
        })
      }
    }),
    { seed, numRuns: runs(6) },
  )
}, 120_000)
