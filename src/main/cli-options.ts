// Reading the arguments of a command, with every complaint as one line for the user.
import { parseArgs } from 'node:util'
import { findUnitByCode, type UnitRow } from '../org/unit.store.ts'
import type { Db } from '../platform/database.ts'
import { CliFault } from './cli-command.ts'

type Known = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>

/** Options and at most `words` words without a dash. @throws CliFault naming the command and what is wrong. */
export function readOptions(
  command: string,
  args: string[],
  known: Known = {},
  words = 0,
): { values: Record<string, string | boolean | (string | boolean)[] | undefined>; words: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: known,
      strict: true,
      allowPositionals: words > 0,
    })
    if (positionals.length > words) throw new CliFault(`${command}: surplus "${positionals[words]}".`)
    return { values, words: positionals }
  } catch (error) {
    if (error instanceof CliFault) throw error
    const told = error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : String(error)
    throw new CliFault(`${command}: ${told}.`)
  }
}

/** A word or option that cannot be left out. @throws CliFault */
export function required(command: string, name: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new CliFault(`${command}: ${name} is missing.`)
}

/** A number such as the id of a duty. @throws CliFault */
export function requiredId(command: string, name: string, value: unknown): number {
  const text = required(command, name, value)
  if (!/^\d{1,15}$/.test(text)) throw new CliFault(`${command}: ${name} "${text}" is not a number.`)
  return Number(text)
}

/** The living unit with this code. @throws CliFault */
export async function requiredUnit(command: string, name: string, db: Db, value: unknown): Promise<UnitRow> {
  const code = required(command, name, value)
  const unit = await findUnitByCode(db, code)
  if (!unit) throw new CliFault(`${command}: there is no unit with the code "${code}".`)
  return unit
}

/** A day 'YYYY-MM-DD'; `otherwise` when it is not given. @throws CliFault */
export function readDay(command: string, name: string, value: unknown, otherwise: string): string {
  if (value === undefined) return otherwise
  const text = String(value)
  try {
    return Temporal.PlainDate.from(text).toString()
  } catch {
    throw new CliFault(`${command}: ${name} "${text}" is not a day such as 2026-07-01.`)
  }
}
