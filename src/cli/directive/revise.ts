// Changes a draft that awaits approval or was sent back, and sends it in again. What is not given stays.
import { parseArgs } from 'node:util'
import type { Audience } from '../../directive/audience.ts'
import { contentOf } from '../../directive/draft-content.store.ts'
import type { DraftInput } from '../../directive/draft-directive.ts'
import { resubmitDraft } from '../../directive/submit-draft.ts'
import { findUnit } from '../../org/unit.store.ts'
import { asUsage, readAs } from '../author.ts'
import { type CliContext, CliFault, type CliResult, type Command, command } from '../command.ts'
import { audienceOf, audienceOptions, audienceUsage } from './audience.ts'
import { checkContent, contentOptions, openAnnexes } from './content.ts'
import { linkOptions, linksOf, linkUsage, markUsage } from './links.ts'
import { flag, notIssued, openFile, parse, readInstant, text } from './options.ts'
import { outlineNamed } from './outline.ts'
import { askedOptions, askedUsage, remindersOf } from './reminder-options.ts'
import { issueOrSubmit } from './submit.ts'

export const reviseCommands: Record<string, Command> = {
  'directive revise': command({
    usage:
      'NUMBER [--from CODE] [--file F] [--annex F …] [--number N] [--issued-on D] [--subject S] [--body TEXT] [--kind regulation] ' +
      `[--ack-due T] [--report-due T] [--no-report] [--urgency khan] ${markUsage} ${linkUsage} [--outline KEY] ${askedUsage} ${audienceUsage} ${asUsage}`,
    summary:
      'Changes a draft that awaits approval or was sent back, and sends it in again; what is not given stays. Links, annexes, ' +
      'recipients and reminders that are given take the place of all those before.',
    read: readRevision,
    run: revise,
  }),
}

const options = {
  ...contentOptions,
  ...linkOptions,
  ...audienceOptions,
  ...askedOptions,
  annex: {
    type: 'string',
    multiple: true,
  } as const,
  from: text,
  as: text,
  outline: text,
  'no-report': flag,
  'pass-on': flag,
  'plan-first': flag,
}

function readRevision(args: string[]) {
  const { values, positionals } = parse(() =>
    parseArgs({ args, options, strict: true, allowPositionals: true }),
  )
  const [number, surplus] = positionals
  if (number === undefined) throw new CliFault('Missing: the number of the directive, such as 05-CT/TU.')
  if (surplus !== undefined) throw new CliFault(`Surplus: "${surplus}". Put the number in quotes.`)
  const isAsked = Object.keys(askedOptions).some((name) => name in values)
  const content = checkContent(values)
  return {
    number,
    from: values.from,
    as: readAs(values.as),
    values,
    ...content,
    links: linksOf(values),
    reminders: isAsked ? remindersOf(values) : undefined,
  }
}

async function revise(given: ReturnType<typeof readRevision>, context: CliContext): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  const row = await notIssued(db, given)
  const { values } = given
  const { kind: kindBefore, ...before } = await contentOf(db, row)
  const kind = given.kind ?? (values.number === undefined ? kindBefore : undefined)
  const due = (name: 'ack-due' | 'report-due') => readInstant(name, values[name]!, { now, calendar })
  const input: DraftInput = {
    ...before,
    ...(kind ? { kind } : {}),
    ...(values.number === undefined ? {} : { numberText: values.number }),
    ...(values.subject === undefined ? {} : { subject: values.subject }),
    ...(values.body === undefined ? {} : { body: values.body }),
    ...(given.issuedOn ? { issuedOn: given.issuedOn } : {}),
    ...(given.urgency ? { urgency: given.urgency } : {}),
    ...(given.mark === undefined ? {} : { circulationMark: given.mark }),
    ...(given.links ? { links: given.links } : {}),
    ...(values.file ? { files: [await openFile(values.file)] } : {}),
    ...(values.annex ? { annexes: await openAnnexes(values.annex) } : {}),
    ...(values['ack-due'] ? { ackDueAt: due('ack-due') } : {}),
    ...(values['report-due'] ? { reportDueAt: due('report-due'), asksReport: true } : {}),
    ...(values['no-report'] ? { reportDueAt: null, asksReport: false } : {}),
    ...(given.reminders === undefined ? {} : { reminders: given.reminders }),
    ...(values['allow-forwarding'] ? { protect: false } : {}),
    ...(values.outline === undefined
      ? {}
      : {
          outline: (
            await outlineNamed('--outline', db, values.outline, await codeOf(context, row.issuerUnitId))
          ).outline,
        }),
    declaredNotSecret: true,
  }
  const audience = await audienceNow(context, row, given)
  const passing = values['pass-on'] ? { passesOn: true, asksPlan: values['plan-first'] ?? false } : {}
  const revised = { ...input, ...passing, audience }
  const sent = { person: given.as, input: revised, issueAt: null, dryRun: false }
  return await issueOrSubmit(context, sent, (tx, author) =>
    resubmitDraft(tx, author, row.id, revised, { now, calendar, version: row.version }),
  )
}

/** The recipients that the options describe; those of before when none is given. */
async function audienceNow(
  { db }: CliContext,
  row: { issuerUnitId: number; audience: Audience },
  { values }: ReturnType<typeof readRevision>,
): Promise<Audience> {
  const isGiven = Object.keys(audienceOptions).some((name) => name in values)
  const unit = isGiven ? await findUnit(db, row.issuerUnitId) : null
  const chosen = unit ? await audienceOf(db, unit, values) : row.audience
  return values['pass-on'] && !chosen.kinds ? { ...chosen, kinds: ['committee'] } : chosen
}

async function codeOf({ db }: CliContext, unitId: number): Promise<string> {
  return (await findUnit(db, unitId))!.code
}
