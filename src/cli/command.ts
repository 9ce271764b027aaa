// What a subcommand of the command line is, what it gets and how it says that something is wrong.
// The dispatcher (cli.ts) reads the name of the command, prints what `run` returns and sets the exit code.
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

export interface Command {
  /** What follows the command's name, such as `FILE [--dry-run]`. */
  usage: string
  /** One line for the list of commands. */
  summary: string
  /** Reads the arguments alone, so that a mistake in them is told before the database is opened. @throws CliFault */
  check?: (args: string[]) => void
  /** Runs with the arguments after the name, without --json. @throws CliFault when the user can put it right. */
  run: (args: string[], context: CliContext) => Promise<CliResult>
}

/** A command whose arguments are read apart: `read` looks at nothing but them. */
export function command<Given>(parts: {
  usage: string
  summary: string
  read: (args: string[]) => Given
  run: (given: Given, context: CliContext) => Promise<CliResult>
}): Command {
  const { usage, summary, read, run } = parts
  return {
    usage,
    summary,
    check: (args) => void read(args),
    run: async (args, context) => await run(read(args), context),
  }
}

/** Something the user can put right: one line that says what is wrong and where. Exit code 2. */
export class CliFault extends Error {
  override name = 'CliFault'
}
