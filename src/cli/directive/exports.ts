// The commands that write figures and reports into a file: of a directive, of a campaign, of a period.
import path from 'node:path'
import { listCampaigns } from '../../directive/campaigns.ts'
import type { Db } from '../../platform/database.ts'
import { type ExportKind, makeBook } from '../../rollup/exports/make-book.ts'
import type { ExportQuestion } from '../../rollup/exports/question.ts'
import { type ExportFormat, exportFormats, writeExport } from '../../rollup/exports/write-export.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  type InputOf,
  optional,
  required,
} from '../command.ts'
import { day, oneOf, save, unitOf } from '../options.ts'
import { inForce } from './options.ts'

const which = {
  out: required('FILE', 'The file to write, .xlsx or .csv.'),
  number: optional('NUMBER', 'Of this directive;'),
  campaign: optional('NAME', 'or of this campaign;'),
  since: optional('D', 'or of all directives issued from this day', day),
  until: optional('D', 'to this day.', day),
  from: optional('CODE', 'The unit that issued it, or whose campaign it is.'),
  unit: optional('CODE', 'Of this unit and what is below it (the issuer when left out).'),
  tree: optional('TREE', 'The tree as it was at issue (then) or is (now).', oneOf(['then', 'now'])),
  language: optional('LANGUAGE', 'Of the headings: vi, en.', oneOf(['vi', 'en'])),
}
type Given = InputOf<typeof which>

const exportCommand = (kind: ExportKind, summary: string) =>
  command({
    name: `export ${kind}`,
    summary,
    options: which,
    check(given) {
      formatOf(given.out)
      const scopes = [given.number, given.campaign, given.since].filter((each) => each !== undefined)
      if (scopes.length !== 1 || (given.since === undefined) !== (given.until === undefined))
        throw new CliFault('Give one of --number, --campaign, or --since with --until.')
      if (given.since && given.until && given.since > given.until)
        throw new CliFault(`--until: ${given.until} is before ${given.since}.`)
    },
    run: (context, given) => write(context, kind, given),
  })

export const exportCommands = [
  exportCommand('figures', 'Writes the sums, rates and counts of reports, in all and by branch.'),
  exportCommand('reports', 'Writes the reports, one row per unit, a column per question.'),
  exportCommand('missing', 'Writes who has not answered, with the last and the next reminder.'),
  exportCommand(
    'commendation',
    'Writes who reported on time and completely, with ties and who is left out; it decides nothing.',
  ),
]

async function write(context: CliContext, kind: ExportKind, given: Given): Promise<CliResult> {
  const { db, clock, calendar, out } = context
  const question = await questionOf(db, given, { now: clock.now(), calendar })
  out(`${question.title.en}: reading…`)
  const book = await makeBook(db, kind, question)
  out(`${book.rows.length} rows: writing…`)
  const { language = 'vi' } = given
  const format = formatOf(given.out)
  const { bytes } = await writeExport(book, format, { language, timeZone: calendar.timeZone })
  await save(given.out, bytes)
  return {
    text: `Wrote ${given.out}: ${book.rows.length} rows.`,
    json: { file: given.out, columns: book.columns.map(({ key }) => key), rows: book.rows },
  }
}

/** @throws CliFault */
async function questionOf(
  db: Db,
  given: Given,
  at: Pick<ExportQuestion, 'now' | 'calendar'>,
): Promise<ExportQuestion> {
  const { tree = 'then', language = 'vi' } = given
  const unit = given.unit === undefined ? null : await unitOf(db, '--unit', given.unit)
  const madeFor = { vi: 'người vận hành, bằng dòng lệnh', en: 'the operator, at the command line' }
  const named = (unitId: number, unitName: string) => ({
    unitId,
    unitName,
    tree,
    language,
    madeFor,
    ...at,
  })
  if (given.number !== undefined) {
    const directive = await inForce(db, { number: given.number, from: given.from })
    const { numberText, id } = directive
    return {
      scope: id,
      title: { vi: numberText, en: numberText },
      ...named(unit?.id ?? directive.issuerUnitId, unit?.name ?? directive.issuerName),
    }
  }
  if (given.campaign !== undefined) {
    const owner = await unitOf(db, '--from', given.from ?? '')
    const campaign = (await listCampaigns(db, [owner.id])).find(({ name }) => name === given.campaign)
    if (!campaign) throw new CliFault(`--campaign: ${owner.code} has no campaign "${given.campaign}".`)
    const { name, id } = campaign
    return {
      scope: { campaignId: id },
      title: { vi: name, en: name },
      ...named(unit?.id ?? owner.id, unit?.name ?? owner.name),
    }
  }
  if (!unit) throw new CliFault('Missing: --unit, for a period.')
  const { since, until } = given as { since: string; until: string }
  return {
    scope: { since, until },
    title: { vi: `${since} – ${until}`, en: `${since} to ${until}` },
    ...named(unit.id, unit.name),
  }
}

/** @throws CliFault */
function formatOf(file: string): ExportFormat {
  const ending = path.extname(file).slice(1).toLowerCase()
  const format = exportFormats.find((each) => each === ending)
  if (!format) throw new CliFault(`--out: ${file} must end with .xlsx or .csv.`)
  return format
}
