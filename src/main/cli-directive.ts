// The commands about directives: issue one, and tell how one stands. An operator on the command line counts as
// declaring the document not secret; the scan for marks applies all the same.
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { chaseDays } from '../chase/chase-days.ts'
import { chasePlanOf } from '../chase/chase-plan.ts'
import { circulationProgress } from '../circulation/progress.ts'
import { waitsUntil } from '../circulation/quiet-hours.ts'
import { readSettings } from '../circulation/settings.ts'
import { type Audience, summariseAudience } from '../directive/audience.ts'
import { readDeadline } from '../directive/deadline.ts'
import type { DirectiveRow } from '../directive/directive.store.ts'
import { parseVietnameseDate } from '../directive/document-date.ts'
import { type DraftFault, discardDraft, draftDirective, type NewFile } from '../directive/draft-directive.ts'
import { issueDirective } from '../directive/issue-directive.ts'
import { type FileFault, maxFileBytes, readFileText } from '../directive/read-file.ts'
import { findUnitByCode } from '../org/unit.store.ts'
import type { Urgency } from '../platform/database-types.ts'
import { formatRate } from '../rollup/number-format.ts'
import { directiveStanding } from '../rollup/rates.ts'
import { askedOptions, askedUsage, remindersLine, remindersOf } from './cli-asked.ts'
import { audienceCommands, audienceOf, audienceOptions, audienceUsage } from './cli-audience.ts'
import { type CliContext, CliFault, type CliResult, type Command } from './cli-command.ts'
import { directiveChangeCommands, inForce, parse } from './cli-directive-change.ts'
import { pausedLine } from './cli-sending.ts'

export const directiveCommands: Record<string, Command> = {
  'directive issue': {
    usage:
      '--file F --number N --issued-on D --subject S --from CODE --ack-due T --report-due T [--no-report] [--urgency khan] ' +
      `[--at T] [--pass-on [--plan-first]] ${askedUsage} ${audienceUsage}`,
    summary:
      'Registers and issues a directive to the cells below a unit. T: an instant with zone, "YYYY-MM-DD [HH:MM]" local ' +
      'time, or +3d working days. Whoever runs this declares the document not secret; it is scanned for marks as well. ' +
      '--at sends later. --remind chooses when those who owe are reminded, the other options change single days of it. ' +
      '--pass-on: the committees get it and pass it on, with --plan-first after a plan of their own.',
    run: issue,
  },
  'directive status': {
    usage: 'NUMBER [--from CODE]',
    summary: 'Tells how sending, acknowledgements and reports of a directive stand.',
    run: status,
  },
  ...directiveChangeCommands,
  ...audienceCommands,
}

async function issue(args: string[], context: CliContext): Promise<CliResult> {
  const given = issueOptions(args)
  const { db, clock, calendar } = context
  const now = clock.now()
  const unit = await findUnitByCode(db, given.from)
  if (!unit) throw new CliFault(`--from: there is no unit with the code "${given.from}".`)
  const issuedOn = parseVietnameseDate(given['issued-on'])
  if (!issuedOn.ok)
    throw new CliFault(`--issued-on: "${given['issued-on']}" is not a day such as 2026-11-20.`)
  const deadline = (name: 'ack-due' | 'report-due' | 'at', text: string) => {
    const read = readDeadline(text, { now, calendar })
    if (!read.ok) {
      throw new CliFault(
        `--${name}: "${text}" is neither an instant with zone, nor "YYYY-MM-DD [HH:MM]", nor +3d.`,
      )
    }
    return read.at
  }
  const asksReport = !given['no-report']
  const ackDueAt = deadline('ack-due', given['ack-due'])
  const reportDueAt = asksReport ? deadline('report-due', given['report-due'] ?? '') : null
  const reminders = remindersOf(given)
  const file = await openFile(given.file)
  const passesOn = given['pass-on'] ?? false
  const chosen = await audienceOf(db, unit, given)
  const audience: Audience = passesOn && !chosen.kinds ? { ...chosen, kinds: ['committee'] } : chosen
  const issueAt = given.at === undefined ? null : deadline('at', given.at)
  if (issueAt && issueAt <= now) throw new CliFault('--at: lies in the past.')
  const details = { numberText: given.number, issuedOn: issuedOn.date, subject: given.subject }
  const outcome = await db.transaction().execute(async (tx) => {
    const drafted = await draftDirective(
      tx,
      'operator',
      {
        ...details,
        ...{ asksReport, ackDueAt, reportDueAt, audience, issuerUnitId: unit.id },
        ...{ files: [file], declaredNotSecret: true, urgency: given.urgency },
        ...{ passesOn, asksPlan: given['plan-first'] ?? false },
        ...{ reminders, protect: !given['allow-forwarding'] },
      },
      { now, calendar },
    )
    if (!drafted.ok) return drafted
    const issued = await issueDirective(tx, 'operator', drafted.directiveId, { now, issueAt })
    if (issued.ok) return { ...issued, warnings: drafted.warnings }
    await discardDraft(tx, drafted.directiveId)
    return issued
  })
  if (!outcome.ok) throw new CliFault(faultSentence(outcome))
  context.wake('circulate-directive', { directiveId: outcome.directiveId })
  const summary = await summariseAudience(db, audience, calendar.dayOf(now))
  const warnings = outcome.warnings.map((warning) => warning.rule)
  const opensAt = waitsUntil(issueAt ?? now, given.urgency ?? 'normal', calendar, await readSettings(db))
  const days = chaseDays({
    ...{ receivedAt: issueAt ?? now, ackDueAt, reportDueAt, urgency: given.urgency, calendar },
    plan: chasePlanOf(reminders),
  })
  return {
    text: [
      `Issued ${given.number} to ${summary.recipients} units (${summary.unreachable} cannot be reached).`,
      remindersLine(days),
      ...warnings.map((rule) => `Note: ${rule.replaceAll('_', ' ')}.`),
      ...(opensAt
        ? [`It is held until ${opensAt.toISOString()}: nothing but what is urgent goes out in quiet hours.`]
        : []),
      `See how it goes: npm run cli -- directive status "${given.number}"`,
    ].join('\n'),
    json: {
      ...{ id: outcome.directiveId, number: given.number, state: 'issued' },
      ...{ recipients: summary.recipients, unreachable: summary.unreachable, warnings },
      // Quiet hours: when the sending begins.
      heldUntil: opensAt?.toISOString() ?? null,
      reminders: days,
    },
  }
}

const urgencies: readonly Urgency[] = ['normal', 'khan', 'thuong_khan', 'hoa_toc']

function issueOptions(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = {
    ...{ file: text, number: text, 'issued-on': text, subject: text, from: text },
    ...{ 'ack-due': text, 'report-due': text, urgency: text, at: text, ...audienceOptions, ...askedOptions },
    ...{ 'no-report': flag, 'pass-on': flag, 'plan-first': flag },
  }
  const { values } = parse(() => parseArgs({ args, options, strict: true, allowPositionals: false }))
  const needed = ['file', 'number', 'issued-on', 'subject', 'from', 'ack-due'] as const
  const missing = [...needed, 'report-due' as const].filter(
    (name) => !values[name]?.trim() && !(name === 'report-due' && values['no-report']),
  )
  if (missing.length > 0) throw new CliFault(`Missing: ${missing.map((name) => `--${name}`).join(', ')}.`)
  const urgency = urgencies.find((each) => each === (values.urgency ?? 'normal'))
  if (!urgency) throw new CliFault(`--urgency: "${values.urgency}" is none of ${urgencies.join(', ')}.`)
  const required = values as typeof values & Record<(typeof needed)[number], string>
  return { ...required, urgency }
}

async function openFile(name: string): Promise<NewFile> {
  const found = await stat(name).catch(() => null)
  if (!found?.isFile()) throw new CliFault(`--file: there is no file "${name}".`)
  if (found.size > maxFileBytes) throw new CliFault(fileSentence('too_large'))
  const bytes = await readFile(name)
  const reading = await readFileText({ bytes, name })
  if (!reading.ok) throw new CliFault(fileSentence(reading.reason))
  return { bytes, name: path.basename(name), mime: reading.mime, text: reading.text }
}

function fileSentence(reason: FileFault): string {
  const sentences: Record<FileFault, string> = {
    empty: 'the file is empty.',
    too_large: 'the file is larger than 50 MB, more than Telegram takes.',
    not_what_name_says: 'the content is not what the ending of the name says.',
    unreadable: 'the file is damaged or protected by a password: it cannot be read.',
    unsupported: 'only PDF (.pdf), Word (.docx) and plain text (.txt) are taken.',
  }
  return `--file: ${sentences[reason]}`
}

/** Every way to be refused, with the option to look at. */
function faultSentence(fault: DraftFault | { ok: false; reason: string; same?: DirectiveRow }): string {
  const sentences: Record<string, string> = {
    secret: 'Refused: a secrecy mark was found. Secret documents must not be entered here; nothing was kept.',
    no_such_unit: '--from: there is no such unit.',
    audience_empty: '--from: there is no unit of the wanted kinds below it.',
    number_form: '--number: not a document number such as 05-CT/TU.',
    number_unknown_kind: '--number: unknown kind of document (known are CT, NQ, KL, QĐ, KH, HD, TB …).',
    date_form: '--issued-on: not a day.',
    subject_missing: '--subject: is empty.',
    subject_too_long: '--subject: is longer than 1,000 characters.',
    ack_deadline_missing: '--ack-due: is missing.',
    report_deadline_missing: '--report-due: is missing.',
    ack_deadline_past: '--ack-due: lies in the past.',
    report_deadline_past: '--report-due: lies in the past.',
    ack_after_report: '--ack-due: lies after --report-due.',
  }
  if (fault.reason === 'duplicate' && 'same' in fault && fault.same) {
    const { numberText, issuedOn, issuerName, id, state } = fault.same
    return `--number: ${numberText} of ${issuedOn} by ${issuerName} is registered already (id ${id}, ${state}).`
  }
  return sentences[fault.reason] ?? `Refused: ${fault.reason.replaceAll('_', ' ')}.`
}

async function status(args: string[], context: CliContext): Promise<CliResult> {
  const { values, positionals } = parse(() =>
    parseArgs({ args, options: { from: { type: 'string' } }, strict: true, allowPositionals: true }),
  )
  const [number, surplus] = positionals
  if (number === undefined) throw new CliFault('Missing: the number of the directive, such as 05-CT/TU.')
  if (surplus !== undefined) throw new CliFault(`Surplus: "${surplus}". Put the number in quotes.`)
  const directive = await inForce(context, number, values.from)
  const now = context.clock.now()
  const standing = await directiveStanding(context.db, directive.id, { now })
  const progress = (await circulationProgress(context.db, directive.id))!
  const overdue = standing.ackOverdue + standing.reportOverdue
  const { sent, pending, failed, unknown, parked, unreachable } = progress
  const recipients = progress.recipients
  return {
    text: [
      `${directive.numberText}, ${directive.issuedOn}, ${directive.issuerName}: ${directive.state}`,
      ...(progress.everythingPaused ? [pausedLine(progress.everythingPaused)] : []),
      ...(progress.pausedAt ? [`Paused since ${progress.pausedAt.toISOString()}.`] : []),
      `Recipients ${recipients}: sent ${sent}, pending ${pending}, failed ${failed}, unknown ${unknown}, parked ${parked}, unreachable ${unreachable}`,
      `Acknowledged ${standing.acknowledged} (${formatRate('en', standing.acknowledged, standing.recipients)}), overdue ${standing.ackOverdue}`,
      `Reported ${standing.reported} of ${standing.reportsAsked} (${formatRate('en', standing.reported, standing.reportsAsked)}), overdue ${standing.reportOverdue}`,
      ...(failed + parked + unreachable > 0
        ? [`See what needs a person: npm run cli -- delivery list "${directive.numberText}"`]
        : []),
    ].join('\n'),
    json: {
      ...{
        id: directive.id,
        number: directive.numberText,
        issuedOn: directive.issuedOn,
        state: directive.state,
      },
      ...{ recipients, sent, pending, failed, unknown, parked, unreachable },
      ...{ acknowledged: standing.acknowledged, reported: standing.reported, accepted: standing.accepted },
      ...{ returned: standing.returned, reportsAsked: standing.reportsAsked, overdue },
      ...{ ackOverdue: standing.ackOverdue, reportOverdue: standing.reportOverdue },
      ...{ pausedAt: progress.pausedAt, everythingPausedAt: progress.everythingPaused?.since ?? null },
    },
  }
}
