// Changes a draft that awaits approval or was sent back, and submits it again. What is not given stays.

import { resubmitDirective } from '../../circulation/submit-directive.ts'
import type { Audience } from '../../directive/audience.ts'
import { contentOf } from '../../directive/draft-content.store.ts'
import type { DraftInput } from '../../directive/draft-directive.ts'
import { findUnit } from '../../org/unit.store.ts'
import { outlineToKeep } from '../../response/built-in-outlines.ts'
import type { Outline } from '../../response/outline.ts'
import { asOption } from '../author.ts'
import { type CliContext, type CliResult, command, type InputOf, required } from '../command.ts'
import { audienceOf, audienceOptions } from './audience.ts'
import { checkDeclared, contentOptions, declarationOptions, openAnnexes } from './content.ts'
import { linksOf } from './links.ts'
import { fromOption, notIssued, openFile, readInstant } from './options.ts'
import { outlineNamed } from './outline.ts'
import { hasReminders, remindersOf } from './reminder-options.ts'
import { issueOrSubmit } from './submit.ts'

const draftArgument = { draft: required('NUMBER', 'the number of the directive, such as 05-CT/TU') }
const revising = { ...declarationOptions, ...contentOptions, ...audienceOptions, ...fromOption, ...asOption }
type Revision = InputOf<typeof draftArgument & typeof revising>

export const reviseCommands = [
  command({
    name: 'directive revise',
    summary:
      'Changes a draft that awaits approval or was sent back, and submits it again; what is not given ' +
      'stays. Links, annexes, recipients and reminders that are given take the place of all those before.',
    arguments: draftArgument,
    options: revising,
    check(given) {
      checkDeclared(given)
      linksOf(given)
      remindersOf(given)
    },
    run: revise,
  }),
]

async function revise(context: CliContext, given: Revision): Promise<CliResult> {
  const { db, clock, calendar } = context
  const { number, subject, body, outline, ackDue, reportDue } = given
  const now = clock.now()
  const row = await notIssued(db, { number: given.draft, from: given.from })
  const unit = (await findUnit(db, row.issuerUnitId))!
  const { kind: kindBefore, ...before } = await contentOf(db, row)
  const kind = given.kind ?? (number === undefined ? kindBefore : undefined)
  const links = linksOf(given)
  const instant = (name: string, typed: string) => readInstant(name, typed, { now, calendar })
  const isNewFile = Boolean(given.file) || given.annex.length > 0
  const asksReport = !given.noReport && (reportDue !== undefined || before.asksReport)
  const chosen = outline === undefined ? before.outline : await outlineNamed(db, '--outline', outline, unit)
  const input: DraftInput = {
    ...before,
    ...(kind ? { kind } : {}),
    ...(number === undefined ? {} : { numberText: number }),
    ...(subject === undefined ? {} : { subject }),
    ...(body === undefined ? {} : { body }),
    ...(given.issuedOn ? { issuedOn: given.issuedOn } : {}),
    ...(given.urgency ? { urgency: given.urgency } : {}),
    ...(given.mark === undefined ? {} : { circulationMark: given.mark }),
    ...(links ? { links } : {}),
    ...(given.file ? { files: [await openFile(given.file)] } : {}),
    ...(given.annex.length > 0 ? { annexes: await openAnnexes(given.annex) } : {}),
    ...(ackDue ? { ackDueAt: instant('--ack-due', ackDue) } : {}),
    ...(reportDue ? { reportDueAt: instant('--report-due', reportDue), asksReport: true } : {}),
    ...(given.noReport ? { reportDueAt: null, asksReport: false } : {}),
    ...(hasReminders(given) ? { reminders: remindersOf(given) } : {}),
    ...(given.allowForwarding ? { protect: false } : {}),
    ...(asksReport ? { outline: outlineToKeep(true, chosen as Outline | null | undefined) } : {}),
    declaredNotSecret: given.notSecret,
    // The reason was given for the words of before.
    notAMark: given.notAMark ?? (isNewFile ? null : row.notAMark),
    unseen: isNewFile ? [] : (row.unseen ?? []),
  }
  const audience = await audienceNow(context, row, given)
  const passing = given.passOn ? { passesOn: true, asksPlan: given.planFirst } : {}
  const revised = { ...input, ...passing, audience }
  const sent = { person: given.as, input: revised, issueAt: null, dryRun: false }
  return await issueOrSubmit(context, sent, (tx, author) =>
    resubmitDirective(
      tx,
      author,
      { directiveId: row.id, content: revised, version: row.version },
      { now, calendar },
    ),
  )
}

/** The recipients that the options describe; those of before when none is given. */
async function audienceNow(
  { db }: CliContext,
  row: { issuerUnitId: number; audience: Audience },
  given: Revision,
): Promise<Audience> {
  const names = Object.keys(audienceOptions) as (keyof typeof audienceOptions)[]
  const isGiven = names.some((name) => given[name] !== undefined && given[name] !== false)
  const unit = isGiven ? await findUnit(db, row.issuerUnitId) : null
  const chosen = unit ? await audienceOf(db, unit, given) : row.audience
  return given.passOn && !chosen.kinds ? { ...chosen, kinds: ['committee'] } : chosen
}
