// Anybody, at any page, in any tree: nothing is shown of a unit outside the subtrees of the duties that carry
// it, and nothing is changed there. What one may not see answers exactly like what there is not.
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { findActorsByOfficer } from '../../src/org/actor.ts'
import { type Action, can, canBelow } from '../../src/org/permissions.ts'
import { unitPath } from '../../src/org/unit.store.ts'
import type { Db } from '../../src/platform/database.ts'
import type { Duty } from '../../src/platform/database-types.ts'
import { readWorkbook } from '../../src/platform/workbook.ts'
import { now } from '../org/world.ts'
import { test } from '../support/database.ts'
import { seed } from '../support/property.ts'
import { changedUnits, type Place, plantDoer, plantPlaces, unitRows } from '../telegram/deeds.ts'
import { csv, openPages, upload, type Visitor } from './visitor.ts'

const duties: Duty[] = ['secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator']
const world = fc.record({
  parents: fc.array(fc.nat(), { minLength: 3, maxLength: 5 }),
  held: fc.array(
    fc.record({
      duty: fc.constantFrom(...duties, 'office' as const, 'administrator' as const),
      at: fc.nat(),
    }),
    { minLength: 1, maxLength: 2 },
  ),
})

/** A word that stands in everything that is a unit's: its name, code, people, directives. */
const mark = (index: number) => `Kín${index}Hết`

async function markAll(db: Db, places: readonly Place[]): Promise<void> {
  for (const [index, { unitId, secretaryId, observerId }] of places.entries()) {
    const word = mark(index)
    await sql`update unit set code = ${word}, name = ${`Đơn vị ${word}`},
      search_key = ${`kin${index}het chung`} where id = ${unitId}`.execute(db)
    await sql`update obligation set unit_name = ${word} where unit_id = ${unitId}`.execute(db)
    await sql`update directive set subject = ${word} where issuer_unit_id = ${unitId}`.execute(db)
    await sql`update officer set full_name = ${word} where id in (select officer_id from duty_holding
      where id in (${secretaryId}, ${observerId}))`.execute(db)
  }
  await sql`update obligation set path_names = (select array_agg(u.name order by p.at)
    from unnest(path_ids) with ordinality p (id, at) join unit u on u.id = p.id)`.execute(db)
}

test('no page shows or changes anything outside the own part', async ({ database, db }) => {
  let shown = 0
  let changes = 0
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      await database.reset()
      const parents = [-1, ...given.parents.map((pick, index) => pick % (index + 1))]
      const places = await plantPlaces(db, parents)
      await markAll(db, places)
      const held = new Map(
        given.held.map(({ duty, at }) => {
          const { unitId } = places[at % places.length]!
          return [`${duty} ${unitId}`, { duty, unitId }]
        }),
      )
      const doer = await plantDoer(db, 90_000, [...held.values()])
      const actor = (await findActorsByOfficer(db, [doer.officerId], now)).get(doer.officerId)!
      const paths = await Promise.all(places.map(async ({ unitId }) => (await unitPath(db, unitId)).ids))
      const may = (action: Action) => (index: number) => canBelow(actor, action, { pathIds: paths[index]! })
      const pages = openPages(db, now, { prepareCards: async () => async () => new Uint8Array([1]) })
      const visitor = await pages.enter(doer.officerId)

      const expectWithin = async (path: string, isSeen: (index: number) => boolean, text?: string) => {
        const words = text ?? (await visitor.get(path)).words
        for (const index of places.keys()) {
          if (isSeen(index)) shown += words.includes(mark(index)) ? 1 : 0
          else expect(words, `${path} shows unit ${index}`).not.toContain(mark(index))
        }
      }
      const sees = (index: number) => can(actor, 'unit.view', { pathIds: paths[index]! })
      await expectWithin('/donvi', sees)
      for (const typed of ['chung', 'kin', 'kin1het'])
        await expectWithin(`/donvi?tim=${typed}`, (index) => sees(index) || typed.includes(String(index)))
      const unknown = await visitor.get('/donvi/999999')
      for (const [index, { unitId }] of places.entries()) {
        await expectWithin(`/donvi/${unitId}`, sees)
        if (!sees(index)) expect((await visitor.get(`/donvi/${unitId}`)).text).toBe(unknown.text)
      }
      await expectWithin('/gui', may('circulation.view'))
      const views = may('circulation.view')
      for (const reason of ['blocked', 'chua-co-noi-gui', ''])
        for (const about of ['', ...places.map((place) => `&van-ban=${place.issuedId}`)])
          await expectWithin(`/can-xu-ly?ly-do=${reason}${about}`, views)
      await expectWithin('/nhat-ky', may('audit.read'))
      const exported = await readWorkbook((await visitor.post('/danhsach-donvi/xuat')).bytes)
      await expectWithin('export', may('duty.manage'), JSON.stringify(exported))

      const expectChanges = async (action: Action, act: () => Promise<unknown>) => {
        const before = await unitRows(db)
        await act()
        const changed = changedUnits(before, await unitRows(db))
        changes += changed.length
        for (const { unitId, key } of changed) {
          const index = places.findIndex((place) => place.unitId === unitId)
          const isNew = index < 0 && key.startsWith('unit ')
          if (isNew) {
            const { ids } = await unitPath(db, unitId ?? 0)
            expect(canBelow(actor, action, { pathIds: ids }), `${action}: ${key}`).toBe(true)
          } else expect(may(action)(index), `${action} changed ${key}`).toBe(true)
        }
      }
      for (const [index, place] of places.entries()) {
        await expectChanges('circulation.control', () => visitor.post(`/gui/${place.issuedId}/dung`))
        await expectChanges('circulation.send_again', () => sendAgainOf(db, visitor, place))
        await expectChanges('unit.manage', () => importAt(visitor, index, parents))
        await expectChanges('duty.manage', () => inviteAt(visitor, index))
      }
      await expectChanges('circulation.send_again', () =>
        visitor.post('/can-xu-ly/gui-lai', { 'ly-do': 'blocked' }),
      )
    }),
    { seed, numRuns: Number(process.env.PROPERTY_RUNS) || 8 },
  )
  // A world in which nobody sees or does anything would prove nothing.
  expect(shown).toBeGreaterThan(50)
  expect(changes).toBeGreaterThan(5)
})

async function sendAgainOf(db: Db, visitor: Visitor, { toAcknowledge }: Place) {
  const row = await db
    .selectFrom('delivery')
    .select('id')
    .where('obligation_id', '=', toAcknowledge)
    .executeTakeFirstOrThrow()
  return await visitor.post('/can-xu-ly/gui-lai', { tin: String(row.id) })
}

/** A new name for the unit and a new unit below it, each in a list of its own. */
async function importAt(visitor: Visitor, index: number, parents: readonly number[]) {
  const head = 'code,parent_code,kind,name\n'
  const superior = parents[index] === -1 ? '' : mark(parents[index]!)
  const rename = `${mark(index)},${superior},${index === 0 ? 'province' : 'committee'},Tên khác ${mark(index)}\n`
  const add = `MOI${index},${mark(index)},committee,Đơn vị mới\n`
  for (const line of [rename, add]) {
    const list = await upload(visitor, 'don-vi', csv(head + line))
    await list.apply({ 'quyet-dinh': '1' })
  }
}

async function inviteAt(visitor: Visitor, index: number) {
  const list = await upload(visitor, 'can-bo', csv(`unit,duty,name\n${mark(index)},deputy,Người Mới\n`))
  return await list.apply()
}
