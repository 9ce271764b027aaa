// What a command of the command line is: a declaration from which its usage, its help, docs/CLI.md and the
// types of what it is given follow. command-line.ts reads the words of an operator by it.
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'

/** What every command may use. */
export interface CliContext {
  db: Db
  clock: Clock
  calendar: Calendar
  config: Config
  /** The bot's user name, for deep links; asks the Bot API the first time. */
  botUsername: () => Promise<string>
  /** Writes one line of progress for a person; silent with --json. */
  out: (line: string) => void
}

/** The outcome of a command: `text` for a person, `json` for a program (--json). */
export interface CliResult {
  text: string
  json: unknown
}

/** Something the user can put right: one sentence that says what is wrong and where. Exit code 2. */
export class CliFault extends Error {
  override name = 'CliFault'
}

/** Reads what was given for `name`, such as --from or FILE. @throws CliFault that names it */
export type Parser<Value> = (given: string, name: string) => Value

/** How often something may be given. */
type Times = 'flag' | 'optional' | 'required' | 'repeated'

/** One option, or one argument, of a command. */
export interface Parameter<Value> {
  times: Times
  /** The placeholder in the usage, such as CODE; a flag has none. */
  placeholder: string
  summary: string
  /** The value that the command gets for what was given; nothing was given when the list is empty. */
  read: (given: readonly string[], name: string) => Value
}

type ParameterSet = Record<string, Parameter<unknown>>

/** The values that a command gets for its parameters, by their names. */
export type InputOf<Declared extends ParameterSet> = {
  [Name in keyof Declared]: Declared[Name] extends Parameter<infer Value> ? Value : never
}

const asGiven: Parser<string> = (given) => given

/** Given or not. */
export function flag(summary: string): Parameter<boolean> {
  return { times: 'flag', placeholder: '', summary, read: (given) => given.length > 0 }
}

/** May be left out. */
export function optional(placeholder: string, summary: string): Parameter<string | undefined>
export function optional<Value>(
  placeholder: string,
  summary: string,
  parse: Parser<Value>,
): Parameter<Value | undefined>
export function optional(
  placeholder: string,
  summary: string,
  parse: Parser<unknown> = asGiven,
): Parameter<unknown> {
  const read = (given: readonly string[], name: string) => {
    const last = given.at(-1)
    return last === undefined ? undefined : parse(last, name)
  }
  return { times: 'optional', placeholder, summary, read }
}

/** Must be given; blanks around it do not count. */
export function required(placeholder: string, summary: string): Parameter<string>
export function required<Value>(placeholder: string, summary: string, parse: Parser<Value>): Parameter<Value>
export function required(
  placeholder: string,
  summary: string,
  parse: Parser<unknown> = asGiven,
): Parameter<unknown> {
  // command-line.ts has refused what is missing.
  const read = (given: readonly string[], name: string) => parse((given.at(-1) ?? '').trim(), name)
  return { times: 'required', placeholder, summary, read }
}

/** May be given several times. */
export function repeated(placeholder: string, summary: string): Parameter<string[]>
export function repeated<Value>(
  placeholder: string,
  summary: string,
  parse: Parser<Value>,
): Parameter<Value[]>
export function repeated(
  placeholder: string,
  summary: string,
  parse: Parser<unknown> = asGiven,
): Parameter<unknown> {
  const read = (given: readonly string[], name: string) => given.map((one) => parse(one, name))
  return { times: 'repeated', placeholder, summary, read }
}

interface Declaration {
  /** Two words, such as `unit move`. */
  name: string
  /** One or more sentences. */
  summary: string
  /** What the first word alone means. */
  isDefault?: boolean
}

/** A command as the command line, the help and the documentation see it. */
export interface Command extends Declaration {
  /**
   * What stands without a dash, in order. The last one takes all words that are left when it may be repeated.
   */
  arguments: ParameterSet
  /** By name in camelCase: `ackDue` is given as --ack-due. */
  options: ParameterSet
  /** Checks the input as a whole; what it returns does the work. @throws CliFault */
  prepare: (input: never) => (context: CliContext) => Promise<CliResult>
}

/** Declares a command; the type of its input follows from its arguments and options. */
export function command<
  Arguments extends ParameterSet = Record<never, never>,
  Options extends ParameterSet = Record<never, never>,
>(
  parts: Declaration & {
    arguments?: Arguments
    options?: Options
    /** Looks at how the values go together, before the database is opened. @throws CliFault */
    check?: (input: InputOf<NoInfer<Arguments & Options>>) => void
    /** @throws CliFault when the user can put it right */
    run: (context: CliContext, input: InputOf<NoInfer<Arguments & Options>>) => Promise<CliResult>
  },
): Command {
  return {
    name: parts.name,
    summary: parts.summary,
    isDefault: parts.isDefault ?? false,
    arguments: parts.arguments ?? {},
    options: parts.options ?? {},
    prepare: (input: InputOf<Arguments & Options>) => {
      parts.check?.(input)
      return (context) => parts.run(context, input)
    },
  }
}

/** Commands that begin with the same word. */
export interface CommandGroup {
  name: string
  summary: string
  /** Loads the file of these commands alone. */
  load: () => Promise<readonly Command[]>
}

/** The option of that name in camelCase as it is typed. */
export const dashed = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** What follows the name of a command; options that may be left out are told together. */
export function usageOf({ arguments: args, options }: Command): string {
  const needed = Object.entries(options).filter(([, one]) => one.times === 'required')
  const words = [
    ...Object.values(args).map(argumentUsage),
    ...needed.map(([name, one]) => `${dashed(name)} ${one.placeholder}`),
    ...(Object.keys(options).length > needed.length ? ['[options]'] : []),
  ]
  return words.join(' ')
}

export function argumentUsage({ times, placeholder }: Parameter<unknown>): string {
  if (times === 'required') return placeholder
  return times === 'repeated' ? `[${placeholder} …]` : `[${placeholder}]`
}
