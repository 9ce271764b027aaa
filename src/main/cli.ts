// npm run cli -- COMMAND … [--json]: the command line for operators and installers. Finds the command, runs
// it and prints the result; the commands are in src/cli. Exit code 0, or 2 with one line that says what is
// wrong and where. Loads only the command's group, and opens the database after it has checked the arguments.

import product from '../../package.json' with { type: 'json' }
import { CliFault } from '../cli/command.ts'
import { readCommandLine } from '../cli/command-line.ts'
import { groups } from '../cli/groups.ts'

async function main(words: string[]): Promise<void> {
  const { version } = product
  const line = await readCommandLine(words, { groups, version, columns: process.stdout.columns ?? 100 })
  if ('show' in line) return console.log(line.show)
  const { openContext } = await import('./cli-context.ts')
  const { context, close } = await openContext(line.asJson)
  try {
    const result = await line.run(context)
    console.log(line.asJson ? JSON.stringify(result.json) : result.text)
  } finally {
    await close()
  }
}

try {
  await main(process.argv.slice(2))
  process.exitCode = 0
} catch (error) {
  const sentence =
    error instanceof CliFault
      ? error.message
      : // A wrong environment has its sentence there as well.
        (await import('./operator-fault.ts')).operatorSentence(error)
  console.error(sentence.replaceAll('\n', ' '))
  process.exitCode = 2
}
process.exit()
