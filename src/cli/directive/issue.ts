// Registers and issues a directive from the command line, and gathers all commands about directives. Whoever runs it
// declares the document not secret; the scan for marks applies all the same.
import type { Audience } from '../../directive/audience.ts'
import type { DraftInput } from '../../directive/draft-directive.ts'
import { submitDraft } from '../../directive/submit-draft.ts'
import { asUsage, readAs } from '../author.ts'
import { type CliContext, type CliResult, type Command, command } from '../command.ts'
import { approvalCommands } from './approval.ts'
import { audienceCommands, audienceOf, audienceOptions, audienceUsage } from './audience.ts'
import { campaignCommands } from './campaign.ts'
import { directiveChangeCommands } from './change.ts'
import { checkContent, contentOptions, openAnnexes } from './content.ts'
import { directiveFindCommands } from './find.ts'
import { linkOptions, linksOf, linkUsage, markUsage } from './links.ts'
import {
  checkDeadline,
  flag,
  openFile,
  readInstant,
  readOptionsOf,
  requireOptions,
  text,
  unitOf,
} from './options.ts'
import { outlineNamed } from './outline.ts'
import { readDocumentCommands } from './read-document.ts'
import { askedOptions, askedUsage, remindersOf } from './reminder-options.ts'
import { reviseCommands } from './revise.ts'
import { issueOrSubmit } from './submit.ts'

export const directiveCommands: Record<string, Command> = {
  'directive issue': command({
    usage:
      '--file F [--annex F …] --number N --issued-on D --subject S --from CODE --ack-due T --report-due T [--no-report] [--urgency khan] ' +
      `[--kind regulation] [--body TEXT] ${markUsage} ${linkUsage} [--at T] [--pass-on [--plan-first]] [--outline KEY] ${askedUsage} ${audienceUsage} ${asUsage} [--dry-run]`,
    summary:
      'Registers and issues a directive to the cells below a unit. T: an instant with zone, "YYYY-MM-DD [HH:MM]" local ' +
      'time, or +3d working days. Whoever runs this declares the document not secret; it is scanned for marks as well. ' +
      '--at sends later. --remind chooses when those who owe are reminded, the other options change single days of it. ' +
      '--pass-on: the committees get it and pass it on, with --plan-first after a plan of their own. ' +
      '--as: by the duties of this person; where two persons are asked for, it is put before a second one. ' +
      '--dry-run: only tells what it would come to, committee by committee.',
    read: readIssue,
    run: issue,
  }),
  ...reviseCommands,
  ...directiveFindCommands,
  ...readDocumentCommands,
  ...approvalCommands,
  ...directiveChangeCommands,
  ...campaignCommands,
  ...audienceCommands,
}

function readIssue(args: string[]) {
  const options = {
    annex: {
      type: 'string',
      multiple: true,
    } as const,
    ...contentOptions,
    ...linkOptions,
    from: text,
    at: text,
    as: text,
    outline: text,
    ...audienceOptions,
    ...askedOptions,
    'no-report': flag,
    'pass-on': flag,
    'plan-first': flag,
    'dry-run': flag,
  }
  const values = readOptionsOf(args, options)
  const needed = ['file', 'number', 'issued-on', 'subject', 'from', 'ack-due'] as const
  requireOptions(values, values['no-report'] ? needed : [...needed, 'report-due'])
  const read = checkContent(values)
  checkDeadline('at', values.at)
  const given = values as typeof values & Record<(typeof needed)[number], string>
  return {
    ...given,
    ...read,
    issuedOn: read.issuedOn!,
    links: linksOf(values),
    reminders: remindersOf(values),
    person: readAs(values.as),
  }
}

async function issue(given: ReturnType<typeof readIssue>, context: CliContext): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  const unit = await unitOf(db, 'from', given.from)
  const asksReport = !given['no-report']
  const deadline = (name: 'ack-due' | 'report-due' | 'at') =>
    readInstant(name, given[name]!, { now, calendar })
  const file = await openFile(given.file)
  const annexes = await openAnnexes(given.annex)
  const passesOn = given['pass-on'] ?? false
  const chosen = await audienceOf(db, unit, given)
  const audience: Audience = passesOn && !chosen.kinds ? { ...chosen, kinds: ['committee'] } : chosen
  const issueAt = given.at === undefined ? null : deadline('at')
  const outline =
    given.outline === undefined || !asksReport
      ? null
      : await outlineNamed('--outline', db, given.outline, given.from)
  const input: DraftInput = {
    issuerUnitId: unit.id,
    numberText: given.number,
    issuedOn: given.issuedOn,
    subject: given.subject,
    ...(given.kind ? { kind: given.kind } : {}),
    body: given.body ?? null,
    asksReport,
    audience,
    files: [file],
    annexes,
    declaredNotSecret: true,
    ackDueAt: deadline('ack-due'),
    reportDueAt: asksReport ? deadline('report-due') : null,
    circulationMark: given.mark ?? null,
    links: given.links ?? [],
    urgency: given.urgency,
    passesOn,
    asksPlan: given['plan-first'] ?? false,
    ...(outline ? { outline: outline.outline } : {}),
    reminders: given.reminders,
    protect: !given['allow-forwarding'],
  }
  return await issueOrSubmit(
    context,
    { person: given.person, input: { ...input, audience }, issueAt, dryRun: given['dry-run'] ?? false },
    (tx, author) => submitDraft(tx, author, input, { now, calendar, issueAt }),
  )
}
