// The sample organisation at the size of a country.
import { expect, test } from 'vitest'
import { createSampleOrganisation } from '../../src/sandbox/sample-organisation.ts'

const repeated = (values: string[]) => values.length - new Set(values).size

test('300,000 cells are made, with codes and names that stay unique', () => {
  const sample = createSampleOrganisation({ seed: 5, cells: 300_000, committees: 100, grassroots: 3_000 })
  expect(sample.units.filter((unit) => unit.kind === 'cell').length).toBe(300_000)
  expect(repeated(sample.units.map((unit) => unit.code))).toBe(0)
  expect(repeated(sample.units.map((unit) => `${unit.parentCode}/${unit.name}`))).toBe(0)
})
