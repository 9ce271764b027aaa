// Report outlines on the command line: a template, importing one from a workbook or JSON with a line for every fault,
// listing, showing and retiring.
import { writeFile } from 'node:fs/promises'
import type { Db } from '../../platform/database.ts'
import { isWorkbook } from '../../platform/workbook.ts'
import { type CheckedOutline, checkOutline, type OutlineFault } from '../../response/check-outline.ts'
import type { Outline } from '../../response/outline.ts'
import { type OutlineRows, outlineTemplate, readOutlineTable } from '../../response/outline-table.ts'
import {
  outlinesFor,
  type RegisteredOutline,
  registerOutline,
  retireOutline,
} from '../../response/register-outline.ts'
import { CliFault, type Command } from '../command.ts'
import { readOptions, readTable, required, requiredUnit, tableSentence } from '../options.ts'

const text = { type: 'string' } as const
const maxFaults = 20

export const outlineCommands: Record<string, Command> = {
  'outline template': {
    usage: 'FILE.xlsx',
    summary: 'Writes a workbook to fill in: a sheet of questions and one of conditions.',
    run: async (args) => {
      const { words } = readOptions('outline template', args, {}, 1)
      const file = required('outline template', 'the file', words[0])
      await writeFile(file, await outlineTemplate())
      return { text: `Wrote ${file}.`, json: { file } }
    },
  },
  'outline import': {
    usage: 'FILE --from CODE [--key KEY] [--title TITLE] [--dry-run]',
    summary:
      'Registers a report outline of a unit from a workbook (see outline template) or JSON; a changed one becomes the ' +
      'next version. --key and --title are needed for a workbook; a key is of small letters, digits and _.',
    run: async (args, { db, clock }) => {
      const known = { from: text, key: text, title: text, 'dry-run': { type: 'boolean' } } as const
      const { values, words } = readOptions('outline import', args, known, 1)
      const file = required('outline import', 'the file', words[0])
      const unit = await requiredUnit('outline import', '--from', db, values.from)
      const named = { key: values.key as string | undefined, title: values.title as string | undefined }
      const outline = await readOutlineFile(file, named)
      const questions = outline.fields.length
      if (values['dry-run']) {
        return {
          text: `${file}: ${questions} questions, ${outline.rules.length} conditions, no faults. Nothing was kept.`,
          json: { key: outline.key, questions, rules: outline.rules.length, dryRun: true },
        }
      }
      const given = { unitId: unit.id, outline, now: clock.now() }
      const outcome = await db.transaction().execute((tx) => registerOutline(tx, 'operator', given))
      if (!outcome.ok) throw new CliFault(`${file}: refused: a secrecy mark was found. Nothing was kept.`)
      const { version, already } = outcome
      return {
        text: already
          ? `${outline.key} is registered already (version ${version}); nothing has changed.`
          : `Registered ${outline.key}, version ${version}: ${questions} questions.`,
        json: { id: outcome.id, key: outline.key, version, already, questions },
      }
    },
  },
  'outline list': {
    usage: '--from CODE',
    summary: 'Tells the outlines that a unit may ask for: its own and those of the units above.',
    run: async (args, { db }) => {
      const { values } = readOptions('outline list', args, { from: text })
      const unit = await requiredUnit('outline list', '--from', db, values.from)
      const outlines = await outlinesFor(db, unit.id)
      const lines = outlines.map(
        ({ key, version, unitName, outline }) =>
          `${key}  version ${version}, ${outline.fields.length} questions, ${unitName}: ${outline.title.vi}`,
      )
      return {
        text: lines.join('\n') || 'There is none besides the default outline.',
        json: { outlines: outlines.map(({ outline, ...rest }) => ({ ...rest, title: outline.title.vi })) },
      }
    },
  },
  'outline show': {
    usage: 'KEY --from CODE',
    summary: 'Prints an outline as JSON, to change and to import again.',
    run: async (args, { db }) => {
      const { values, words } = readOptions('outline show', args, { from: text }, 1)
      const found = await outlineNamed('outline show', db, words[0], values.from)
      const outline = { ...found.outline, key: found.key }
      return { text: JSON.stringify(outline, null, 2), json: outline }
    },
  },
  'outline retire': {
    usage: 'KEY --from CODE',
    summary: 'Takes an outline of a unit out of what is offered. Directives that ask for it keep it.',
    run: async (args, { db, clock }) => {
      const { values, words } = readOptions('outline retire', args, { from: text }, 1)
      const unit = await requiredUnit('outline retire', '--from', db, values.from)
      const key = required('outline retire', 'the key', words[0])
      const given = { unitId: unit.id, key, now: clock.now() }
      const outcome = await db.transaction().execute((tx) => retireOutline(tx, 'operator', given))
      if (!outcome.ok) throw new CliFault(`outline retire: ${unit.code} has no outline "${key}".`)
      return { text: `${key} is retired.`, json: { key } }
    },
  },
}

/** The outline of that key which the unit may ask for: its own before those of the units above. @throws CliFault */
export async function outlineNamed(
  command: string,
  db: Db,
  given: unknown,
  code: unknown,
): Promise<RegisteredOutline> {
  const unit = await requiredUnit(command, '--from', db, code)
  const key = required(command, 'the key of an outline', given)
  const same = (await outlinesFor(db, unit.id)).filter((each) => each.key === key)
  const found = same.find((each) => each.unitId === unit.id) ?? same[0]
  if (!found) throw new CliFault(`${command}: ${unit.code} has no outline "${key}"; see outline list.`)
  return found
}

async function readOutlineFile(file: string, named: { key?: string; title?: string }): Promise<Outline> {
  const bytes = await readTable(file)
  const isJson = !isWorkbook(bytes) && bytes.toString('utf8').trimStart().startsWith('{')
  if (isJson) {
    const form = parsed(file, bytes.toString('utf8'))
    return outlineOrFault(file, checkOutline({ ...form, ...(named.key ? { key: named.key } : {}) }), null)
  }
  const { key, title } = named
  if (!key || !title) throw new CliFault(`${file}: a table needs --key and --title.`)
  const table = await readOutlineTable(bytes)
  if (!table.ok) {
    if (table.fault) throw new CliFault(tableSentence(file, table.fault))
    const faults = table.rows.map(
      (row) => `${row.sheet} row ${row.row}, ${row.column}: "${row.given}" is not understood`,
    )
    throw new CliFault(faultLines(file, faults))
  }
  const { sections, ...form } = table.form
  const whole = {
    key,
    title: {
      vi: title,
      en: title,
    },
    ...form,
    ...(sections.length > 0 ? { sections } : {}),
  }
  return outlineOrFault(file, checkOutline(whole), table.rows)
}

function parsed(file: string, text: string): object {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null ? value : {}
  } catch (error) {
    throw new CliFault(`${file}: no valid JSON: ${(error as Error).message.split('\n')[0]}.`)
  }
}

function outlineOrFault(file: string, checked: CheckedOutline, rows: OutlineRows | null): Outline {
  if (checked.ok) return checked.outline
  throw new CliFault(
    faultLines(
      file,
      checked.faults.map((fault) => faultLine(fault, rows)),
    ),
  )
}

const faultLines = (file: string, lines: readonly string[]) =>
  `${file}: ${lines.slice(0, maxFaults).join('; ')}${lines.length > maxFaults ? `; and ${lines.length - maxFaults} more` : ''}.`

function faultLine({ at, reason, about }: OutlineFault, rows: OutlineRows | null): string {
  const sentences: Record<OutlineFault['reason'], string> = {
    form: about ?? 'wrong',
    no_fields: 'there is no question',
    too_many_fields: 'more than 60 questions',
    key_twice: `the key "${about}" stands twice`,
    key_reserved: `the key "${about}" is taken by the program`,
    min_above_max: `the least is above the most (${about})`,
    unknown_field: `there is no question with the key "${about}"`,
    not_a_number: `"${about}" is not answered with a number`,
    not_a_date: `"${about}" is not answered with a date`,
    asked_later: `"${about}" is asked later`,
    in_two_sections: `"${about}" stands in two sections, or a section is interrupted`,
    in_no_section: `"${about}" stands in no section`,
  }
  return `${placeIn(at, rows)}: ${sentences[reason]}`
}

/** 'questions row 5, max' for a table, the path for JSON. */
function placeIn(at: string, rows: OutlineRows | null): string {
  const place = /^(fields|rules)\[(\d+)\]\.?(.*)$/.exec(at)
  if (!rows || !place) return at
  const [, sheet, index, rest] = place
  const row = (sheet === 'fields' ? rows.fields : rows.rules)[Number(index)]
  const name = sheet === 'fields' ? 'questions' : 'conditions'
  return `${name} row ${row}${rest ? `, ${rest}` : ''}`
}
