// Parsers and options that the commands about directives share, finding the directive that is meant, and
// every way to be refused as one sentence.
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { DetailWarning } from '../../directive/check-directive.ts'
import { parseDeadline, readDeadline } from '../../directive/deadline.ts'
import { type DirectiveRow, findByNumber } from '../../directive/directive.store.ts'
import type { NewFile } from '../../directive/draft-directive.ts'
import { readFileApart, type SentFileFault } from '../../directive/read-sent-file.ts'
import { parseVietnameseDate } from '../../directive/reading/document-date.ts'
import { maxFileBytes } from '../../directive/reading/read-file.ts'
import type { Db } from '../../platform/database.ts'
import type { DirectiveState, Urgency } from '../../platform/database-types.ts'
import { type CliContext, CliFault, optional, type Parser, required } from '../command.ts'
import { unitOf } from '../options.ts'

/** The argument of the commands about one directive. */
export const numberArgument = {
  number: required('NUMBER', 'the number of the directive, such as 05-CT/TU'),
}

/** Which directive of that number is meant. */
export const fromOption = {
  from: optional('CODE', 'The unit that issued it, where several issued one of that number.'),
}

/**
 * The directive that is meant: of that number and, when told, that unit.
 * @throws CliFault when there is none or several
 */
async function meant(
  db: Db,
  { number, from }: { number: string; from?: string | undefined },
  states: readonly DirectiveState[],
): Promise<DirectiveRow[]> {
  const unit = from === undefined ? undefined : await unitOf(db, '--from', from)
  const all = (await findByNumber(db, number)).filter((row) => states.includes(row.state))
  const rows = unit ? all.filter((row) => row.issuerUnitId === unit.id) : all
  if (rows.some((row) => row.issuerUnitId !== rows[0]!.issuerUnitId))
    throw new CliFault(`${number} was issued by several units: add --from CODE.`)
  return rows
}

/** One that is registered and not a draft; of several the one in force. @throws CliFault */
export async function inForce(
  db: Db,
  which: { number: string; from?: string | undefined },
): Promise<DirectiveRow> {
  const states = ['awaiting_approval', 'issued', 'closed', 'recalled', 'superseded'] as const
  const rows = await meant(db, which, states)
  // A number may come back after a recall: the one that is in force is meant.
  const found = rows.find((row) => row.state === 'issued') ?? rows[0]
  if (!found) throw new CliFault(`No directive ${which.number} is registered.`)
  return found
}

/** One that was not issued yet: it awaits approval, or was sent back. @throws CliFault */
export async function notIssued(
  db: Db,
  which: { number: string; from?: string | undefined },
): Promise<DirectiveRow> {
  const [first, second] = await meant(db, which, ['awaiting_approval', 'draft'])
  if (!first) throw new CliFault(`No draft ${which.number} awaits approval or was sent back.`)
  if (second) throw new CliFault(`There are several drafts ${which.number}: drop one in /duyet first.`)
  return first
}

/** A deadline in its form; the instant is told by readInstant. */
export const deadline: Parser<string> = (given, name) => {
  if (!parseDeadline(given).ok) throw new CliFault(deadlineSentence(name, given))
  return given
}

/** The instant that a deadline given for `name` comes to. @throws CliFault */
export function readInstant(
  name: string,
  given: string,
  at: Pick<CliContext, 'calendar'> & { now: Date },
): Date {
  const read = readDeadline(given, at)
  if (!read.ok) throw new CliFault(deadlineSentence(name, given))
  return read.at
}

const deadlineSentence = (name: string, given: string) =>
  `${name}: "${given}" is neither an instant with zone, nor "YYYY-MM-DD [HH:MM]", nor +3d.`

/** 'YYYY-MM-DD' of a day as Vietnamese documents write it, too. */
export const documentDay: Parser<string> = (given, name) => {
  const read = parseVietnameseDate(given)
  if (!read.ok) throw new CliFault(`${name}: "${given}" is not a day such as 2026-11-20.`)
  return read.date
}

/** How urgent a directive can be. */
export const urgencies: readonly Urgency[] = ['normal', 'khan', 'thuong_khan', 'hoa_toc']

/** Reads the file of an option and what it says. @throws CliFault */
export async function openFile(name: string, option: 'file' | 'annex' = 'file'): Promise<NewFile> {
  const found = await stat(name).catch(() => null)
  if (!found?.isFile()) throw new CliFault(`--${option}: there is no file "${name}".`)
  if (found.size > maxFileBytes) throw new CliFault(fileSentence(option, 'too_large'))
  const bytes = await readFile(name)
  const reading = await readFileApart({
    bytes,
    name: path.basename(name),
    role: option === 'annex' ? 'annex' : 'document',
  })
  if (!reading.ok) throw new CliFault(fileSentence(option, reading.reason))
  return { bytes, name: reading.name, mime: reading.mime, text: reading.everything, unseen: reading.unseen }
}

function fileSentence(option: string, reason: SentFileFault): string {
  const sentences: Record<SentFileFault, string> = {
    empty: 'the file is empty.',
    too_large: 'the file is larger than 50 MB, more than Telegram takes.',
    not_what_name_says: 'the content is not what the ending of the name says.',
    unreadable: 'the file is damaged or protected by a password: it cannot be read.',
    too_complex:
      'reading the file took too long or too much memory; export it as a plainer PDF or Word document.',
    macros: 'the file holds macros; save it without them, as .docx, .xlsx or PDF.',
    program: 'the file is a program, holds one or runs one; export it as PDF again.',
    disguised: 'the file is two things at once, such as a PDF and an archive; export it again.',
    loads_from_outside: 'the file loads a template or an object from elsewhere; save it as PDF.',
    only_as_annex: 'a workbook (.xlsx) is taken as an annex only; export the document as PDF.',
    not_as_annex: 'plain text is no annex; give it as PDF, Word (.docx) or a workbook (.xlsx).',
    unsupported: 'only PDF (.pdf), Word (.docx) and plain text (.txt) are taken.',
  }
  return `--${option}: ${sentences[reason]}`
}

/** Every way in which a use case refuses, with the option to look at. */
export function faultSentence(fault: { reason: string; same?: DirectiveRow }): string {
  if (fault.reason === 'duplicate' && fault.same) {
    const { numberText, issuedOn, issuerName, id, state } = fault.same
    return (
      `--number: ${numberText} of ${issuedOn} by ${issuerName} is registered already (id ${id}, ` +
      `${state}).`
    )
  }
  return sentences[fault.reason] ?? `Refused: ${fault.reason.replaceAll('_', ' ')}.`
}

/** A doubt in words. */
export function noteOf(warning: DetailWarning): string {
  const deadline = 'about' in warning && warning.about === 'ack' ? 'acknowledging' : 'reporting'
  switch (warning.rule) {
    case 'deadline_on_day_off':
      return `the deadline for ${deadline} is a day off (${warning.day})`
    case 'before_monthly_meeting':
      return `the deadline for ${deadline} (${warning.day}) is before the next monthly meeting of many cells`
    case 'number_suggestion':
      return `the number may be meant as ${warning.suggestions.join(' or ')}`
    case 'kind_unusual_for_unit':
      return 'grass-roots units and cells do not usually issue documents of this kind'
    case 'date_in_future':
      return `the document's date lies in the future (${warning.date})`
    case 'date_long_ago':
      return `the document's date is more than ten years ago (${warning.date})`
    case 'date_before_party':
      return `the document's date lies before the founding of the Party (${warning.date})`
  }
}

const sentences: Record<string, string> = {
  secret: 'Refused: a secrecy mark was found. Secret documents must not be entered here; nothing was kept.',
  no_such_unit: '--from: there is no such unit.',
  no_such_directive: 'There is no such directive any more.',
  not_allowed: '--as: this person may not do that for this unit (see docs/PERMISSIONS.md).',
  state: 'Its state does not allow that (see directive show).',
  changed: 'It has changed since that version: look at it again with directive show.',
  second_person:
    '--as: by the rule of two persons whoever drafted it cannot approve it; somebody else may, or the ' +
    'operator without --as.',
  speakers_only_acknowledge: '--speakers: speakers are only asked to acknowledge; add --no-report.',
  audience_empty: '--from: there is no unit of the wanted kinds below it.',
  audience_outside: '--list: lies outside the subtree of the issuing unit.',
  number_form: '--number: not a document number such as 05-CT/TU.',
  number_no_kind: '--number: the kind of document is missing; it is written like 05-CT/TU.',
  number_unknown_kind: '--number: unknown kind of document (known are CT, NQ, KL, QĐ, KH, HD, TB …).',
  kind_not_of_number: '--kind: the number says another kind of document.',
  date_form: '--issued-on: not a day.',
  subject_missing: '--subject: is empty.',
  subject_too_long: '--subject: is longer than 1,000 characters.',
  body_too_long:
    '--body: is longer than 3,000 characters (3,200 with the subject) and does not fit one message ' +
    'whole; give it as --file.',
  reason_missing: '--reason: is empty.',
  reason_too_long: '--reason: is longer than 500 characters.',
  issue_at_past: '--at: lies in the past.',
  ack_deadline_missing: '--ack-due: is missing.',
  report_deadline_missing: '--report-due: is missing.',
  ack_deadline_past: '--ack-due: lies in the past.',
  report_deadline_past: '--report-due: lies in the past.',
  ack_after_report: '--ack-due: lies after --report-due.',
  not_later: 'The new deadline is not later than the present one.',
  outside: '--units: a unit lies outside the subtree of the directive.',
  no_such_successor: '--by: must be another directive of the same unit that is out.',
  not_received: '--unit: this unit did not receive the directive.',
  plan_first: '--unit: must issue a plan of its own first that implements the directive.',
  nobody_below: '--unit: there is no unit of the wanted kinds below it.',
}

/** The version of a draft or directive. */
export const version: Parser<number> = (given, name) => {
  if (!/^\d{1,6}$/.test(given)) throw new CliFault(`${name}: "${given}" is not a number.`)
  return Number(given)
}
