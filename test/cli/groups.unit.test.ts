// Every command stands in the group of its first word, and in the documentation.
import { expect, test } from 'vitest'
import { groups } from '../../src/cli/groups.ts'
import { cliPage, writtenCliPage } from '../support/cli-docs.ts'

test('each group holds the commands that begin with its name, each once', async () => {
  const names = groups.map((group) => group.name)
  expect(new Set(names).size).toBe(names.length)
  for (const group of groups) {
    const commands = (await group.load()).map((command) => command.name.split(' '))
    expect(commands.map(([first]) => first)).toEqual(commands.map(() => group.name))
    expect(new Set(commands.map(([, second]) => second)).size).toBe(commands.length)
  }
})

test('docs/CLI.md says what the commands declare', async () => {
  expect(writtenCliPage(), 'Run `npm run docs:cli`.').toBe(await cliPage())
})
