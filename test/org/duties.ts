// The duties, for tests of rules over all of them.
import type { Duty } from '../../src/platform/database-types.ts'

export type { Duty } from '../../src/platform/database-types.ts'

export const duties: readonly Duty[] = [
  'secretary',
  'deputy',
  'office',
  'speaker',
  'observer',
  'administrator',
]
