// Report outlines on the command line: a template, importing one from a workbook or JSON with a line for
// every fault, listing, showing and retiring.
import type { UnitRow } from '../../org/unit.store.ts'
import type { Db } from '../../platform/database.ts'
import { isWorkbook } from '../../platform/workbook.ts'
import { builtInOutline, builtInOutlines } from '../../response/built-in-outlines.ts'
import { type CheckedOutline, checkOutline, type OutlineFault } from '../../response/check-outline.ts'
import type { Outline } from '../../response/outline.ts'
import { type OutlineRows, readOutlineTable } from '../../response/outline-table.ts'
import { outlineTemplate } from '../../response/outline-template.ts'
import { outlinesFor, registerOutline, retireOutline } from '../../response/register-outline.ts'
import { CliFault, command, flag, optional, required } from '../command.ts'
import { readTable, save, tableSentence, unitOf } from '../options.ts'

const ofUnit = { from: required('CODE', 'The unit.') }
const keyArgument = { key: required('KEY', 'the key of the outline') }
const maxFaults = 20

export const outlineCommands = [
  command({
    name: 'outline template',
    summary:
      'Writes a workbook to fill in: a sheet of questions, one of conditions, one of rates and counts.',
    arguments: { file: required('FILE.xlsx', 'the workbook to write') },
    run: async (_, { file }) => {
      await save(file, await outlineTemplate())
      return { text: `Wrote ${file}.`, json: { file } }
    },
  }),
  command({
    name: 'outline import',
    summary:
      'Registers a report outline of a unit from a workbook (see outline template) or JSON; a changed ' +
      'one becomes the next version.',
    arguments: { file: required('FILE', 'the workbook or the JSON') },
    options: {
      ...ofUnit,
      key: optional('KEY', 'Its key, of small letters, digits and _; needed for a workbook.'),
      title: optional('TITLE', 'Its title; needed for a workbook.'),
      dryRun: flag('Only looks for faults.'),
    },
    run: async ({ db, clock }, { file, from, key, title, dryRun }) => {
      const unit = await unitOf(db, '--from', from)
      const outline = await readOutlineFile(file, { key, title })
      const questions = outline.fields.length
      if (dryRun) {
        return {
          text:
            `${file}: ${questions} questions, ${outline.rules.length} conditions, no faults. ` +
            `Nothing was kept.`,
          json: { key: outline.key, questions, rules: outline.rules.length, dryRun: true },
        }
      }
      const outcome = await db
        .transaction()
        .execute((tx) => registerOutline(tx, 'operator', { unitId: unit.id, outline }, { now: clock.now() }))
      if (!outcome.ok) throw new CliFault(`${file}: refused: a secrecy mark was found. Nothing was kept.`)
      const { version, already } = outcome
      return {
        text: already
          ? `${outline.key} is registered already (version ${version}); nothing has changed.`
          : `Registered ${outline.key}, version ${version}: ${questions} questions.`,
        json: { id: outcome.id, key: outline.key, version, already, questions },
      }
    },
  }),
  command({
    name: 'outline list',
    summary: 'Tells the outlines that a unit may ask for: its own and those of the units above.',
    options: ofUnit,
    run: async ({ db }, { from }) => {
      const unit = await unitOf(db, '--from', from)
      const outlines = await outlinesFor(db, unit.id)
      const line = (key: string, { version, fields, title }: Outline, whose: string) =>
        `${key}  version ${version}, ${fields.length} questions, ${whose}: ${title.vi}`
      const lines = [
        ...builtInOutlines.map((outline) => line(outline.key, outline, 'built in')),
        ...outlines.map(({ key, unitName, outline }) => line(key, outline, unitName)),
      ]
      return {
        text: lines.join('\n'),
        json: {
          outlines: outlines.map(({ outline, ...rest }) => ({ ...rest, title: outline.title.vi })),
          builtIn: builtInOutlines.map(({ key, version, title }) => ({ key, version, title: title.vi })),
        },
      }
    },
  }),
  command({
    name: 'outline show',
    summary: 'Prints an outline as JSON, to change and to import again.',
    arguments: keyArgument,
    options: ofUnit,
    run: async ({ db }, { key, from }) => {
      const found = await outlineNamed(db, 'KEY', key, await unitOf(db, '--from', from))
      // An outline of an office has its unit in front of the key; imported again it gets that anew.
      const outline = { ...found, key }
      return { text: JSON.stringify(outline, null, 2), json: outline }
    },
  }),
  command({
    name: 'outline retire',
    summary: 'Takes an outline of a unit out of what is offered. Directives that ask for it keep it.',
    arguments: keyArgument,
    options: ofUnit,
    run: async ({ db, clock }, { key, from }) => {
      const unit = await unitOf(db, '--from', from)
      const outcome = await db
        .transaction()
        .execute((tx) => retireOutline(tx, 'operator', { unitId: unit.id, key }, { now: clock.now() }))
      if (!outcome.ok) throw new CliFault(`KEY: ${unit.code} has no outline "${key}".`)
      return { text: `${key} is retired.`, json: { key } }
    },
  }),
]

/**
 * The outline of that key which the unit may ask for: its own before those of the units above, these before
 * the built-in ones.
 * @throws CliFault
 */
export async function outlineNamed(
  db: Db,
  name: string,
  key: string,
  unit: Pick<UnitRow, 'id' | 'code'>,
): Promise<Outline> {
  const same = (await outlinesFor(db, unit.id)).filter((each) => each.key === key)
  const registered = same.find((each) => each.unitId === unit.id) ?? same[0]
  const found = registered?.outline ?? builtInOutline(key)
  if (!found) throw new CliFault(`${name}: ${unit.code} has no outline "${key}"; see outline list.`)
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
  const { sections, rates, unitCounts, ...form } = table.form
  const whole = {
    key,
    title: {
      vi: title,
      en: title,
    },
    ...form,
    ...(sections.length > 0 ? { sections } : {}),
    ...(rates.length > 0 ? { rates } : {}),
    ...(unitCounts.length > 0 ? { unitCounts } : {}),
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
  `${file}: ${lines.slice(0, maxFaults).join('; ')}` +
  `${lines.length > maxFaults ? `; and ${lines.length - maxFaults} more` : ''}.`

function faultLine({ at, reason, about }: OutlineFault, rows: OutlineRows | null): string {
  const sentences: Record<OutlineFault['reason'], string> = {
    form: about ?? 'wrong',
    no_fields: 'there is no question',
    too_many_fields: 'more than 60 questions',
    key_twice: `the key "${about}" stands twice`,
    key_reserved: `the key "${about}" is taken by the program`,
    min_above_max: `the least is above the most (${about})`,
    option_twice: `the option "${about}" stands twice`,
    no_such_option: `"${about}" is no option of that question`,
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
  const place = /^(fields|rules|rates|unitCounts)\[(\d+)\]\.?(.*)$/.exec(at)
  if (!rows || !place) return at
  const [, list, index, rest] = place
  const sheets = { fields: 'questions', rules: 'conditions', rates: 'figures', unitCounts: 'figures' }
  const name = list as keyof OutlineRows
  return `${sheets[name]} row ${rows[name][Number(index)]}${rest ? `, ${rest}` : ''}`
}
