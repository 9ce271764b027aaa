// The sample organisation of the local Telegram: an invented province with its units, role-holders and group
// chats. Deterministic by seed and of any size; it refers to no real place and no real person. Units:
// sample-units.ts; persons and groups: sample-people.ts; words: sample-names.ts.

import type { SampleBystander, SampleGroup, SamplePerson } from './sample-people.ts'
import { addGroups, samplePeople } from './sample-people.ts'
import { sampleRandom } from './sample-random.ts'
import { type SampleUnit, sampleUnits } from './sample-units.ts'

export type { SampleBystander, SampleDuty, SampleGroup, SamplePerson } from './sample-people.ts'
export type { SampleUnit, SampleUnitKind } from './sample-units.ts'

export interface SampleOrganisation {
  /** Parents before children. */
  units: SampleUnit[]
  people: SamplePerson[]
  groups: SampleGroup[]
  /** Members of group chats who hold no office; they must be refused politely. */
  bystanders: SampleBystander[]
}

/** Numbers of units; cells may be up to 300,000. */
export interface SampleSizes {
  seed: number
  cells?: number
  committees?: number
  grassroots?: number
}

/**
 * Makes the sample: the same seed and sizes always give the same organisation.
 *
 * @throws RangeError when cells need a parent that the sizes do not give.
 */
export function createSampleOrganisation(sizes: SampleSizes): SampleOrganisation {
  const { seed, cells = 903, committees = 13, grassroots = 120 } = sizes
  for (const [name, value] of Object.entries({ cells, committees, grassroots })) {
    if (!Number.isInteger(value) || value < 0)
      throw new RangeError(`${name} must be a whole number, 0 or more`)
  }
  if (grassroots > 0 && committees === 0) throw new RangeError('grass-roots organisations need a committee')
  if (cells > 0 && grassroots === 0) throw new RangeError('cells need a grass-roots organisation')
  const random = sampleRandom(seed)
  const units = sampleUnits({ cells, committees, grassroots }, random)
  const people = samplePeople(units, random)
  return { units, people, ...addGroups(units, people, random) }
}
