// Registers and issues a directive from the command line, and gathers all commands about directives. Whoever
// runs it declares the document not secret; the scan for marks applies all the same.

import { submitDirective } from '../../circulation/submit-directive.ts'
import type { Audience } from '../../directive/audience.ts'
import type { DraftInput } from '../../directive/draft-directive.ts'
import { outlineToKeep } from '../../response/built-in-outlines.ts'
import { asOption } from '../author.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  flag,
  type InputOf,
  optional,
  required,
} from '../command.ts'
import { unitOf } from '../options.ts'
import { approvalCommands } from './approval.ts'
import { audienceOf, audienceOptions } from './audience.ts'
import { directiveChangeCommands } from './change.ts'
import { contentOptions, openAnnexes } from './content.ts'
import { directiveFigures } from './figures.ts'
import { directiveFindCommands } from './find.ts'
import { linksOf } from './links.ts'
import { deadline, documentDay, openFile, readInstant } from './options.ts'
import { outlineNamed } from './outline.ts'
import { readDocumentCommands } from './read-document.ts'
import { remindersOf } from './reminder-options.ts'
import { reviseCommands } from './revise.ts'
import { issueOrSubmit } from './submit.ts'

const issuing = {
  ...contentOptions,
  file: required('F', 'The document: PDF, Word or plain text.'),
  number: required('N', 'The number, such as 05-CT/TU.'),
  issuedOn: required('D', 'The day of the document.', documentDay),
  subject: required('S', 'The subject.'),
  from: required('CODE', 'The unit that issues it.'),
  ackDue: required('T', 'Until when they acknowledge.', deadline),
  at: optional('T', 'Sends later, at this time.', deadline),
  ...audienceOptions,
  ...asOption,
  dryRun: flag('Only tells what it would come to, committee by committee.'),
}

export const directiveCommands = [
  command({
    name: 'directive issue',
    summary:
      'Registers and issues a directive to the cells below a unit. T: an instant with zone, "YYYY-MM-DD ' +
      '[HH:MM]" local time, or +3d working days. Whoever runs this declares the document not secret; it ' +
      'is scanned for marks as well. With --as, where two persons are asked for, it is put before a ' +
      'second one.',
    options: issuing,
    check(given) {
      if (!given.noReport && !given.reportDue?.trim())
        throw new CliFault('Missing: --report-due or --no-report.')
      linksOf(given)
      remindersOf(given)
    },
    run: issue,
  }),
  ...reviseCommands,
  ...directiveFindCommands,
  directiveFigures,
  ...readDocumentCommands,
  ...approvalCommands,
  ...directiveChangeCommands,
]

async function issue(context: CliContext, given: InputOf<typeof issuing>): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  const unit = await unitOf(db, '--from', given.from)
  const asksReport = !given.noReport
  const instant = (name: string, typed: string) => readInstant(name, typed, { now, calendar })
  const file = await openFile(given.file)
  const annexes = await openAnnexes(given.annex)
  const passesOn = given.passOn
  const chosen = await audienceOf(db, unit, given)
  const audience: Audience = passesOn && !chosen.kinds ? { ...chosen, kinds: ['committee'] } : chosen
  const issueAt = given.at === undefined ? null : instant('--at', given.at)
  const named = given.outline === undefined ? null : await outlineNamed(db, '--outline', given.outline, unit)
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
    notAMark: given.notAMark ?? null,
    ackDueAt: instant('--ack-due', given.ackDue),
    reportDueAt: asksReport ? instant('--report-due', given.reportDue ?? '') : null,
    circulationMark: given.mark ?? null,
    links: linksOf(given) ?? [],
    urgency: given.urgency,
    passesOn,
    asksPlan: given.planFirst,
    outline: outlineToKeep(asksReport, named),
    reminders: remindersOf(given),
    protect: !given.allowForwarding,
  }
  return await issueOrSubmit(
    context,
    { person: given.as, input: { ...input, audience }, issueAt, dryRun: given.dryRun },
    (tx, author) => submitDirective(tx, author, { content: input, issueAt }, { now, calendar }),
  )
}
