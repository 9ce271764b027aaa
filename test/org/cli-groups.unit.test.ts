import { expect, test } from 'vitest'
import { groups } from '../../src/cli/groups.ts'

test('every command is found by its first word', async () => {
  for (const group of groups)
    for (const name of Object.keys(await group.load())) {
      const found = groups.find(({ words }) => words.includes(name.split(' ')[0] ?? ''))
      expect(found, name).toBe(group)
    }
})
