// npm run cli -- COMMAND … [--json]: the command line for operators and installers. Finds the command, runs
// it and prints the result; the commands are in src/cli. Exit code 0, or 2 with one line that says what is
// wrong and where. Loads only the command's group, and opens the database after it has checked the arguments.
import { CliFault } from '../cli/command.ts'
import { groups } from '../cli/groups.ts'

async function main(words: string[]): Promise<number> {
  const asJson = words.includes('--json')
  const given = words.filter((word) => word !== '--json')
  const [first = 'help'] = given
  if (first === 'help' || first === '--help') {
    console.log(await overview())
    return 0
  }
  const commands = (await groups.find((group) => group.words.includes(first))?.load()) ?? {}
  const name = Object.keys(commands).find((one) => given.slice(0, 2).join(' ') === one || first === one)
  const command = name ? commands[name] : undefined
  if (!name || !command)
    throw new CliFault(`Unknown command "${given.slice(0, 2).join(' ')}": see npm run cli -- help.`)
  const args = given.slice(name.split(' ').length)
  if (args.includes('--help')) {
    console.log(`npm run cli -- ${name} ${command.usage}\n${command.summary}`)
    return 0
  }
  command.check?.(args)
  const { openContext } = await import('./cli-context.ts')
  const { context, close } = await openContext(asJson)
  try {
    const result = await command.run(args, context)
    console.log(asJson ? JSON.stringify(result.json) : result.text)
    return 0
  } finally {
    await close()
  }
}

async function overview(): Promise<string> {
  const all = await Promise.all(groups.map((group) => group.load()))
  const lines = all.flatMap((commands) =>
    Object.entries(commands).map(([name, command]) => `  ${name} ${command.usage}\n      ${command.summary}`),
  )
  return ['npm run cli -- COMMAND … [--json]', '', ...lines].join('\n')
}

try {
  process.exitCode = await main(process.argv.slice(2))
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
