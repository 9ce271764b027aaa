// Parsers of arguments and options, the units they name, and files that commands read and write. Every
// complaint is one sentence that names what is wrong.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { maxTableBytes, type TableFault } from '../org/lists/read-table.ts'
import { findUnitByCode, type UnitRow } from '../org/unit.store.ts'
import type { Db } from '../platform/database.ts'
import { CliFault, type Parser } from './command.ts'

/** Text that is not blank, without the blanks around it. */
export const filled: Parser<string> = (given, name) => {
  if (given.trim() === '') throw new CliFault(`Missing: ${name}.`)
  return given.trim()
}

/** A number such as the id of a duty. */
export const wholeNumber: Parser<number> = (given, name) => {
  if (!/^\d{1,15}$/.test(given.trim())) throw new CliFault(`${name}: "${given}" is not a number.`)
  return Number(given)
}

/** A whole number from `least` to `most`. */
export function between(least: number, most: number): Parser<number> {
  return (given, name) => {
    const number = Number(given)
    if (given.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number
    throw new CliFault(`${name}: "${given}" is not a whole number from ${least} to ${most}.`)
  }
}

/** One of these words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Parser<Word> {
  return (given, name) => {
    const found = words.find((each) => each === given)
    if (found !== undefined) return found
    throw new CliFault(`${name}: "${given}" is none of ${words.join(', ')}.`)
  }
}

/** The name of a file with this ending. */
export function fileEndingIn(ending: '.xlsx' | '.pdf'): Parser<string> {
  return (given, name) => {
    if (given.toLowerCase().endsWith(ending)) return given
    throw new CliFault(`${name}: name a file that ends in ${ending}.`)
  }
}

/** A day 'YYYY-MM-DD'. */
export const day: Parser<string> = (given, name) => {
  try {
    return Temporal.PlainDate.from(given).toString()
  } catch {
    throw new CliFault(`${name}: "${given}" is not a day such as 2026-07-01.`)
  }
}

/** Duties that a code can give. */
export const dutiesToGive = ['secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator'] as const

/** The living unit with the code that was given for `name`. @throws CliFault */
export async function unitOf(db: Db, name: string, code: string): Promise<UnitRow> {
  const unit = await findUnitByCode(db, code.trim())
  if (!unit) throw new CliFault(`${name}: there is no unit with the code "${code.trim()}".`)
  return unit
}

/** The bytes of a list. @throws CliFault */
export async function readTable(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size > maxTableBytes) throw new CliFault(tableSentence(file, { problem: 'too_large' }))
    return await readFile(file)
  } catch (error) {
    if (error instanceof CliFault) throw error
    const code = (error as NodeJS.ErrnoException).code
    const known: Record<string, string> = { ENOENT: 'there is no such file', EISDIR: 'this is a folder' }
    throw new CliFault(`${file}: ${known[code ?? ''] ?? `cannot be read (${code})`}.`)
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

/** What is wrong with a file as a whole, in one line. */
export function tableSentence(file: string, fault: TableFault): string {
  switch (fault.problem) {
    case 'empty':
      return `${file}: there is no line in it.`
    case 'too_large':
      return (
        `${file}: too large (CSV: at most ${maxTableBytes / 1024 / 1024} MB; workbooks: 16 MB, 96 ` +
        `MB unpacked).`
      )
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
