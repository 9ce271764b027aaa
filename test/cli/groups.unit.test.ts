// Every command is found by its first word.
import { expect, test } from 'vitest'
import { groups } from '../../src/cli/groups.ts'

test('each group holds the commands that its words begin, and no other group has these words', async () => {
  const words = groups.flatMap((group) => group.words)
  expect(new Set(words).size).toBe(words.length)
  for (const group of groups) {
    const begun = Object.keys(await group.load()).map((name) => name.split(' ')[0]!)
    expect([...new Set(begun)].sort()).toEqual([...group.words].sort())
  }
})
