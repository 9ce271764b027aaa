// `npm run docs:cli`: writes docs/CLI.md from the declarations of the commands. A test compares the file with
// them.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Command, usageOf } from '../../src/cli/command.ts'
import { parametersOf } from '../../src/cli/command-line.ts'
import { groups } from '../../src/cli/groups.ts'

const file = path.join(import.meta.dirname, '../../docs/CLI.md')

/** The page as it must stand. */
export async function cliPage(): Promise<string> {
  const lines = [
    '<!-- Generated from the declarations of the commands by `npm run docs:cli`. Do not edit. -->',
    '# The command line',
    '',
    'For operators and installers, on the machine where the system runs: `npm run cli -- COMMAND …`. ' +
      '`--json` prints the',
    'result as JSON. `npm run cli -- help`, `help GROUP` and `help GROUP COMMAND` tell what stands here.',
    '',
    'A command ends with code 0, or with code 2 and one sentence that says what is wrong. A value that ' +
      'begins with a',
    'dash is joined to its option: `--remind-report=-1,0`. Words that belong together stand in quotes.',
    '',
  ]
  for (const group of groups) {
    lines.push(`## ${group.name}`, '', `${group.summary}.`, '')
    for (const command of await group.load()) lines.push(...sectionOf(command))
  }
  return lines.join('\n')
}

function sectionOf(command: Command): string[] {
  const parameters = parametersOf(command).map(({ term, summary }) => `- \`${term}\`: ${summary}`)
  return [
    `### ${command.name}`,
    '',
    '```',
    `npm run cli -- ${command.name} ${usageOf(command)}`.trimEnd(),
    '```',
    '',
    command.summary,
    '',
    ...parameters,
    ...(parameters.length > 0 ? [''] : []),
  ]
}

/** The page as it stands. */
export const writtenCliPage = (): string => readFileSync(file, 'utf8')

if (process.argv[1] === import.meta.filename) writeFileSync(file, await cliPage())
