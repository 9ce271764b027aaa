// Runs a command of the command line as an operator's words name it, in this process.
import type { CliContext, CliResult } from '../../src/cli/command.ts'
import { readCommandLine } from '../../src/cli/command-line.ts'
import { groups } from '../../src/cli/groups.ts'

/** Runs `name`, such as 'unit move', with what the command needs of a context. @throws CliFault */
export async function runCommand(
  name: string,
  args: readonly string[],
  context: Partial<CliContext>,
): Promise<CliResult> {
  const words = [...name.split(' '), ...args]
  const line = await readCommandLine(words, { groups, version: '0.0.0', columns: 100 })
  if ('show' in line) throw new Error(`Only help came of it: ${line.show}`)
  return await line.run(context as CliContext)
}
