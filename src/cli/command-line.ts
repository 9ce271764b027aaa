// Reads the words of an operator with commander, by the declarations of the commands. Nothing else knows of
// commander. Only the group of the command is loaded, and everything is read before the database is opened.
import { CommanderError, Option, Command as Program } from 'commander'
import {
  argumentUsage,
  type CliContext,
  CliFault,
  type CliResult,
  type Command,
  type CommandGroup,
  dashed,
  type Parameter,
  usageOf,
} from './command.ts'

const programName = 'npm run cli --'

/** What the operator wants: something to read, or a command that was found right. */
export type CommandLine =
  | { show: string }
  | { asJson: boolean; run: (context: CliContext) => Promise<CliResult> }

export interface Known {
  groups: readonly CommandGroup[]
  version: string
  /** Columns of the operator's terminal. */
  columns: number
}

/** Reads the words after the program's name. @throws CliFault in one sentence */
export async function readCommandLine(words: readonly string[], known: Known): Promise<CommandLine> {
  // It may stand before the words of the command, too.
  const isJsonFirst = words.slice(0, 2).includes('--json')
  const plain = isJsonFirst ? words.filter((word, at) => at > 1 || word !== '--json') : words
  const asksHelp = plain.length === 0 || plain[0] === 'help'
  const given = asksHelp ? [...plain.slice(1), '--help'] : [...plain]
  const [first] = given
  const group = known.groups.find((each) => each.name === first)
  const commands = group ? await group.load() : []
  let shown = ''
  let chosen: { command: Command; program: Program } | undefined
  const program = describe(new Program(programName), known.columns, (text) => {
    shown += text
  })
    // Commands have an option of that name: the program's own stands before them.
    .enablePositionalOptions()
    .version(known.version, '--version', 'Tells the version.')
    .usage('COMMAND … [--json]')
    .helpCommand(false)
    .addHelpText('after', `\nMore: ${programName} help GROUP, or help GROUP COMMAND.`)
    .addOption(jsonOption())
  for (const each of known.groups) {
    const part = program.command(each.name).usage('COMMAND …').helpCommand(false)
    part.summary(each.summary).description(`${each.summary}.`)
    if (each === group) for (const command of commands) add(part, command, (found) => (chosen = found))
  }
  const isNamed = given[1] !== undefined && !given[1].startsWith('-')
  const command = commands.find((each) =>
    isNamed ? each.name === given.slice(0, 2).join(' ') : each.isDefault,
  )
  if (command) refuseMissingValues(given.slice(isNamed ? 2 : 1), command)
  else if (group && given[1] === undefined) throw new CliFault(withoutCommand(group, commands))
  try {
    // What does not exist has no help: commander names what is spelt alike.
    const names = given.slice(0, 2).filter((word) => !word.startsWith('-'))
    const isMisspelt = names.length > (command ? 2 : group ? 1 : 0)
    await program.parseAsync(isMisspelt ? names : given, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { show: shown.trimEnd() }
    throw new CliFault(sentenceOf(error, given))
  }
  if (!chosen) throw new CliFault(`Missing: a command; see ${programName} help.`)
  const run = chosen.command.prepare(inputOf(chosen.command, chosen.program) as never)
  return { asJson: isJsonFirst || chosen.program.opts<{ json?: boolean }>().json === true, run }
}

/** Settings that a command of commander inherits when it is added. */
function describe(program: Program, columns: number, write: (text: string) => void): Program {
  return program
    .exitOverride()
    .configureOutput({
      writeOut: write,
      // A fault is told once, by whoever catches it.
      writeErr: () => {},
      getOutHelpWidth: () => columns,
      getOutHasColors: () => false,
    })
    .configureHelp({
      subcommandTerm: (one) => one.name(),
      commandUsage: (one) => [pathOf(one), one.usage()].filter(Boolean).join(' '),
    })
    .helpOption('--help', 'Explains it.')
}

function pathOf(one: Program): string {
  return one.parent ? `${pathOf(one.parent)} ${one.name()}` : one.name()
}

function add(
  group: Program,
  command: Command,
  choose: (found: { command: Command; program: Program }) => void,
) {
  const [, name = command.name] = command.name.split(' ')
  const part = group.command(name, { isDefault: command.isDefault ?? false })
  part.usage(usageOf(command)).description(command.summary).allowExcessArguments()
  // In the list of a group the first sentence is enough.
  part.summary(command.summary.replace(/\. .*$/, '.'))
  for (const one of Object.values(command.arguments))
    part.argument(one.times === 'repeated' ? `[${one.placeholder}...]` : `[${one.placeholder}]`, one.summary)
  for (const [name, one] of Object.entries(command.options)) part.addOption(optionOf(name, one))
  part.addOption(jsonOption()).action(() => choose({ command, program: part }))
}

const jsonOption = () => new Option('--json', 'Prints the result as JSON, for a program.')

function optionOf(name: string, one: Parameter<unknown>): Option {
  if (one.times === 'flag') return new Option(dashed(name), one.summary)
  const notes = { required: ' (required)', repeated: ' (may be repeated)', optional: '', flag: '' }
  const option = new Option(`${dashed(name)} <${one.placeholder}>`, one.summary + notes[one.times])
  option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
  return option
}

/**
 * The values of all parameters.
 * @throws CliFault that names all that are missing, or the first that is wrong
 */
function inputOf(command: Command, program: Program): Record<string, unknown> {
  const words = [...program.args]
  const all: { name: string; typed: string; one: Parameter<unknown>; given: string[] }[] = []
  for (const [name, one] of Object.entries(command.arguments)) {
    const given = words.splice(0, one.times === 'repeated' ? words.length : 1)
    all.push({ name, typed: one.placeholder, one, given })
  }
  if (words.length > 0)
    throw new CliFault(`Surplus: "${words[0]}". Put words that belong together in quotes.`)
  const values = program.opts<Record<string, unknown>>()
  for (const [name, one] of Object.entries(command.options))
    all.push({ name, typed: dashed(name), one, given: givenFor(optionOf(name, one), values) })
  const missing = all.filter(({ one, given }) => one.times === 'required' && !given.at(-1)?.trim())
  if (missing.length > 0) {
    const names = missing.map(({ typed, one }) => (typed.startsWith('--') ? typed : one.summary))
    throw new CliFault(`Missing: ${names.join(', ')}.`)
  }
  return Object.fromEntries(all.map(({ name, typed, one, given }) => [name, one.read(given, typed)]))
}

/** Commander keeps --no-report as `report: false`. */
function givenFor(option: Option, values: Record<string, unknown>): string[] {
  const value = values[option.attributeName()]
  if (Array.isArray(value)) return value.map(String)
  return value === !option.negate ? [option.attributeName()] : []
}

/**
 * A value that looks like an option is one that was forgotten, unless it is joined with "=".
 * @throws CliFault
 */
function refuseMissingValues(words: readonly string[], { options }: Command): void {
  const end = words.indexOf('--')
  const looked = end < 0 ? words : words.slice(0, end)
  const valued = Object.entries(options).filter(([, one]) => one.times !== 'flag')
  const names = new Map(valued.map(([name, one]) => [dashed(name), one.placeholder]))
  for (let at = 0; at < looked.length; at += 1) {
    const name = looked[at] ?? ''
    const placeholder = names.get(name)
    if (placeholder === undefined) continue
    const value = looked[at + 1]
    if (value === undefined) throw new CliFault(`${name}: the value is missing (${name} ${placeholder}).`)
    if (value.length > 1 && value.startsWith('-'))
      throw new CliFault(`${name}: the value is missing, or is to be written as ${name}=${value}.`)
    // The value itself is no option.
    at += 1
  }
}

function withoutCommand(group: CommandGroup, commands: readonly Command[]): string {
  const names = commands.map((each) => each.name.split(' ')[1]).join(', ')
  return `Missing: what to do with "${group.name}", one of ${names}; see ${programName} help ${group.name}.`
}

/** What commander complains of, in one sentence. */
function sentenceOf(error: CommanderError, words: readonly string[]): string {
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n')
  const meant = more.join(' ').replace(/[()]/g, '').trim()
  const then = meant === '' ? '' : ` ${meant}`
  if (error.code === 'commander.unknownCommand') {
    const named = words.filter((word) => !word.startsWith('-')).slice(0, 2)
    const isGroup = first.includes(`'${named[1]}'`)
    const group = isGroup ? ` ${named[0]}` : ''
    return `Unknown command "${named.join(' ')}".${then} See ${programName} help${group}.`
  }
  const [, unknown] = /^unknown option '(.*)'$/.exec(first) ?? []
  return unknown === undefined ? `${first}.${then}` : `Unknown option "${unknown}".${then}`
}

/** The arguments and options of a command, for the documentation. */
export function parametersOf(command: Command): { term: string; summary: string }[] {
  return [
    ...Object.values(command.arguments).map((one) => ({ term: argumentUsage(one), summary: one.summary })),
    ...Object.entries(command.options).map(([name, one]) => {
      const { flags, description } = optionOf(name, one)
      return { term: flags.replace(/[<>]/g, ''), summary: description }
    }),
  ]
}
