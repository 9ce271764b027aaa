// The sample organisation: same seed, same sample; a valid tree of any size; exact shares; clean names.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSampleOrganisation, type SampleOrganisation } from '../../src/sandbox/sample-organisation.ts'
import { sampleTitles } from '../../src/sandbox/sample-world.ts'
import { runs, seed } from '../support/property.ts'

const count = (sample: SampleOrganisation, kind: string) =>
  sample.units.filter((unit) => unit.kind === kind).length

const repeated = (values: (string | number)[]) => values.length - new Set(values).size

function expectSound(sample: SampleOrganisation): void {
  const seen = new Map<string, string>()
  const childNames = new Set<string>()
  for (const unit of sample.units) {
    if (unit.parentCode === null) expect(unit.kind).toBe('province')
    else expect(seen.has(unit.parentCode), `${unit.code} comes after its parent`).toBe(true)
    expect(seen.has(unit.code), `code ${unit.code} is used once`).toBe(false)
    seen.set(unit.code, unit.kind)
    expect(unit.code).toMatch(/^[A-Z0-9-]{2,20}$/)
    const among = `${unit.parentCode}/${unit.name}`
    expect(childNames.has(among), `${among} is used once`).toBe(false)
    childNames.add(among)
    const parentKinds = {
      province: [undefined],
      committee: ['province'],
      grassroots: ['committee'],
      section: ['grassroots'],
      cell: ['grassroots', 'section'],
    }
    expect(parentKinds[unit.kind]).toContain(unit.parentCode === null ? undefined : seen.get(unit.parentCode))
  }
  const users = [...sample.people, ...sample.bystanders].map((person) => person.telegramUserId)
  expect(repeated(users)).toBe(0)
  expect(repeated(sample.groups.map((group) => group.telegramChatId))).toBe(0)
  const secretaries = new Set<string>()
  for (const person of sample.people) {
    expect(seen.has(person.unitCode)).toBe(true)
    expect(person.fullName).toBe(`${person.firstName} ${person.lastName}`)
    if (person.blocked) expect(person.enrolled).toBe(true)
    if (person.duty === 'secretary') secretaries.add(person.unitCode)
  }
  for (const [code, kind] of seen) if (kind !== 'province') expect(secretaries.has(code)).toBe(true)
  const known = new Set(users)
  for (const group of sample.groups) {
    expect(group.telegramChatId).toBeLessThan(0)
    expect(seen.get(group.unitCode)).toBe('cell')
    expect(group.title.length).toBeLessThanOrEqual(128)
    for (const member of group.memberUserIds) expect(known.has(member)).toBe(true)
  }
}

test('by default: a province, 13 committees, 120 grass-roots organisations, 903 cells', () => {
  const sample = createSampleOrganisation({ seed: 1 })
  expect(count(sample, 'province')).toBe(1)
  expect(count(sample, 'committee')).toBe(13)
  expect(count(sample, 'grassroots')).toBe(120)
  expect(count(sample, 'cell')).toBe(903)
  expect(count(sample, 'section')).toBeGreaterThan(0)
  expectSound(sample)
})

test('people hold the duties that the story needs, in the shares promised', () => {
  const { units, people, groups, bystanders } = createSampleOrganisation({ seed: 7 })
  const kinds = new Map(units.map((unit) => [unit.code, unit.kind]))
  const at = (kind: string, duty: string) =>
    people.filter((person) => kinds.get(person.unitCode) === kind && person.duty === duty)
  expect(at('province', 'office')).toHaveLength(2)
  expect(at('province', 'administrator')).toHaveLength(1)
  expect(at('province', 'observer')).toHaveLength(1)
  expect(at('committee', 'office')).toHaveLength(13)
  expect(at('committee', 'secretary')).toHaveLength(13)
  expect(at('cell', 'secretary')).toHaveLength(903)
  expect(at('cell', 'deputy')).toHaveLength(452)
  expect(at('cell', 'secretary').filter((person) => !person.enrolled)).toHaveLength(72)
  expect(people.filter((person) => person.blocked)).toHaveLength(11)
  expect(groups).toHaveLength(72)
  expect(repeated(people.map((person) => person.fullName))).toBe(0)
  const secretaries = new Map(at('cell', 'secretary').map((person) => [person.unitCode, person]))
  const outsiders = new Set(bystanders.map((person) => person.telegramUserId))
  for (const group of groups) {
    expect(group.memberUserIds[0]).toBe(secretaries.get(group.unitCode)?.telegramUserId)
    expect(group.memberUserIds.some((member) => outsiders.has(member))).toBe(true)
  }
})

test('every word is composed Unicode (NFC) without stray spaces', () => {
  const { units, people, groups, bystanders } = createSampleOrganisation({ seed: 3 })
  const words = [
    ...units.map((unit) => unit.name),
    ...people.flatMap((person) => [person.fullName, person.title]),
    ...groups.map((group) => group.title),
    ...bystanders.map((person) => `${person.firstName} ${person.lastName}`),
  ]
  for (const word of words) {
    expect(word).toBe(word.normalize('NFC'))
    expect(word).toBe(word.trim().replace(/\s+/g, ' '))
    expect(word).not.toMatch(/undefined|null|\{\}/)
  }
})

test('any seed and size: deterministic, the exact numbers, a sound tree', () => {
  const sizes = fc.record({
    seed: fc.integer(),
    cells: fc.integer({ min: 0, max: 400 }),
    committees: fc.integer({ min: 1, max: 40 }),
    grassroots: fc.integer({ min: 1, max: 80 }),
  })
  fc.assert(
    fc.property(sizes, (wanted) => {
      const sample = createSampleOrganisation(wanted)
      expect(createSampleOrganisation(wanted)).toEqual(sample)
      expect(count(sample, 'cell')).toBe(wanted.cells)
      expect(count(sample, 'committee')).toBe(wanted.committees)
      expect(count(sample, 'grassroots')).toBe(wanted.grassroots)
      expectSound(sample)
    }),
    { seed, numRuns: runs(40), verbose: true },
  )
})

test('everyone who can be played has a title with duty, unit and committee', () => {
  const sample = createSampleOrganisation({ seed: 1, cells: 80, grassroots: 14 })
  const titles = sampleTitles(sample)
  expect(titles.size).toBe(sample.people.length + sample.bystanders.length)
  const office = sample.people[0]!
  expect(titles.get(office.telegramUserId)).toBe(`Chuyên viên Văn phòng · ${sample.units[0]!.name}`)
  const cell = sample.units.findLast((unit) => unit.kind === 'cell')!
  const committee = sample.units.find((unit) => unit.code === cell.code.slice(0, 5))!
  const secretary = sample.people.find((person) => person.unitCode === cell.code)!
  expect(titles.get(secretary.telegramUserId)).toBe(`Bí thư · ${cell.name} · ${committee.name}`)
  for (const person of sample.bystanders) {
    expect(titles.get(person.telegramUserId)).toMatch(/^Thành viên nhóm · Chi bộ /)
  }
})

test('another seed gives other people', () => {
  const [one, two] = [1, 2].map((seed) => createSampleOrganisation({ seed, cells: 50, grassroots: 9 }))
  expect(one?.people.map((person) => person.fullName)).not.toEqual(
    two?.people.map((person) => person.fullName),
  )
})

test('sizes that leave cells without a parent are refused', () => {
  expect(() => createSampleOrganisation({ seed: 1, cells: 5, grassroots: 0 })).toThrow(RangeError)
  expect(() => createSampleOrganisation({ seed: 1, committees: 0 })).toThrow(RangeError)
  expect(() => createSampleOrganisation({ seed: 1, cells: 1.5 })).toThrow(RangeError)
})
