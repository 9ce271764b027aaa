// Reading the arguments of a command, with every complaint as one line for the user.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { largestTable, type TableFault } from '../org/lists/read-table.ts'
import { findUnitByCode, type UnitRow } from '../org/unit.store.ts'
import type { Db } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { CliFault } from './command.ts'

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
  const text = typeof value === 'string' ? value : ''
  try {
    return Temporal.PlainDate.from(text).toString()
  } catch {
    throw new CliFault(`${command}: ${name} "${text}" is not a day such as 2026-07-01.`)
  }
}

/** The instant at which a day given as an option is over, in the organisation's zone; null when it is not given. @throws CliFault */
export function readDayEnd(command: string, name: string, value: unknown, calendar: Calendar): Date | null {
  if (value === undefined) return null
  return endOfDay(readDay(command, name, value, ''), calendar)
}

/** The instant at which a day is over, in the organisation's zone. */
export function endOfDay(day: string, calendar: Calendar): Date {
  return calendar.instantAt(Temporal.PlainDate.from(day).add({ days: 1 }).toString(), '00:00')
}

/** Duties that a code can give. */
export const dutiesToGive = ['secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator'] as const

/** A duty by its code name. @throws CliFault */
export function readDuty(command: string, given: unknown): (typeof dutiesToGive)[number] {
  const duty = dutiesToGive.find((each) => each === given)
  if (duty) return duty
  const what = typeof given === 'string' ? `"${given}" is unknown` : 'is missing'
  throw new CliFault(`${command}: --duty ${what}; it is one of ${dutiesToGive.join(', ')}.`)
}

/** The bytes of a list. @throws CliFault */
export async function readTable(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size > largestTable) throw new CliFault(tableSentence(file, { problem: 'too_large' }))
    return await readFile(file)
  } catch (error) {
    if (error instanceof CliFault) throw error
    const code = (error as NodeJS.ErrnoException).code
    throw new CliFault(
      `${file}: ${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : `cannot be read (${code})`}.`,
    )
  }
}

/** Writes a file. @throws CliFault */
export async function save(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content)
  } catch (error) {
    throw new CliFault(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** The name of a workbook to write. @throws CliFault */
export function xlsxFile(command: string, name: string | undefined): string {
  if (name?.toLowerCase().endsWith('.xlsx')) return name
  throw new CliFault(`${command}: name a file that ends in .xlsx.`)
}

/** What is wrong with a file as a whole, in one line. */
export function tableSentence(file: string, fault: TableFault): string {
  switch (fault.problem) {
    case 'empty':
      return `${file}: there is no line in it.`
    case 'too_large':
      return `${file}: too large (CSV: at most ${largestTable / 1024 / 1024} MB; workbooks: 16 MB, 96 MB unpacked).`
    case 'macros':
      return `${file}: has macros and was not opened. Save it as .xlsx or .csv without macros.`
    case 'locked':
      return `${file}: is locked by a password. Save it without one.`
    case 'unreadable':
      return `${file}: cannot be read as a table: ${fault.detail.split('\n')[0]}.`
    case 'no_headings':
      return `${file}: no line has all the headings; missing: ${fault.missing.join(', ')}.`
  }
}
