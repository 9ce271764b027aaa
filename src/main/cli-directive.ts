// The commands that let a directive out: issue a new one, change a draft that was sent back and send it in again. Whoever
// runs them declares the document not secret; the scan for marks applies all the same.
import { chaseDays } from '../chase/chase-days.ts'
import { chasePlanOf } from '../chase/chase-plan.ts'
import { waitsUntil } from '../circulation/quiet-hours.ts'
import { readSettings } from '../circulation/settings.ts'
import { type Audience, summariseAudience } from '../directive/audience.ts'
import type { Author } from '../directive/author.ts'
import type { KindName } from '../directive/document-kinds.ts'
import { documentKinds } from '../directive/document-kinds.ts'
import type { DraftInput, NewFile } from '../directive/draft-directive.ts'
import { draftInputOf } from '../directive/draft-input.ts'
import { type SendInOutcome, sendIn, sendInAgain } from '../directive/send-in.ts'
import type { Tx } from '../platform/database.ts'
import { burdenOf } from '../rollup/burden.ts'
import { announceForApproval } from '../telegram/approval-notice.ts'
import { tellCommittees } from '../telegram/cascade-notice.ts'
import { approvalCommands } from './cli-approval.ts'
import { askedOptions, askedUsage, remindersLine, remindersOf } from './cli-asked.ts'
import { audienceCommands, audienceOf, audienceOptions, audienceUsage } from './cli-audience.ts'
import { asUsage, authorOf, nameOf, readAs } from './cli-author.ts'
import { campaignCommands } from './cli-campaign.ts'
import { type CliContext, CliFault, type CliResult, type Command, command } from './cli-command.ts'
import { directiveChangeCommands } from './cli-directive-change.ts'
import { directiveFindCommands } from './cli-directive-find.ts'
import {
  checkDeadline,
  faultSentence,
  flag,
  noteOf,
  notIssued,
  openFile,
  readDayOption,
  readInstant,
  readNamed,
  readOptionsOf,
  readUrgency,
  requireOptions,
  text,
  unitOf,
} from './cli-directive-options.ts'
import { previewOf, rehearsable } from './cli-directive-preview.ts'
import { outlineNamed } from './cli-outline.ts'

export const directiveCommands: Record<string, Command> = {
  'directive issue': command({
    usage:
      '--file F [--annex F …] --number N --issued-on D --subject S --from CODE --ack-due T --report-due T [--no-report] [--urgency khan] ' +
      `[--kind regulation] [--body TEXT] [--at T] [--pass-on [--plan-first]] [--outline KEY] ${askedUsage} ${audienceUsage} ${asUsage} [--dry-run]`,
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
  'directive revise': command({
    usage:
      'NUMBER [--from CODE] [--file F] [--number N] [--issued-on D] [--subject S] [--body TEXT] [--kind regulation] ' +
      `[--ack-due T] [--report-due T] [--urgency khan] ${asUsage}`,
    summary:
      'Changes a draft that awaits approval or was sent back, and sends it in again; what is not given stays.',
    read: readRevision,
    run: revise,
  }),
  ...directiveFindCommands,
  ...approvalCommands,
  ...directiveChangeCommands,
  ...campaignCommands,
  ...audienceCommands,
}

const contentOptions = {
  ...{
    file: text,
    number: text,
    'issued-on': text,
    subject: text,
    body: text,
    kind: text,
  },
  ...{ 'ack-due': text, 'report-due': text, urgency: text },
}

function checkContent(values: Partial<Record<keyof typeof contentOptions, string>>) {
  checkDeadline('ack-due', values['ack-due'])
  checkDeadline('report-due', values['report-due'])
  const kind = documentKinds.find((each) => each.name === values.kind)?.name
  if (values.kind !== undefined && !kind)
    throw new CliFault(
      `--kind: "${values.kind}" is none of ${documentKinds.map((each) => each.name).join(', ')}.`,
    )
  return {
    issuedOn: values['issued-on'] === undefined ? undefined : readDayOption('issued-on', values['issued-on']),
    urgency: values.urgency === undefined ? undefined : readUrgency(values.urgency),
    kind: kind as KindName | undefined,
  }
}

function readIssue(args: string[]) {
  const options = {
    annex: { type: 'string', multiple: true } as const,
    ...{
      ...contentOptions,
      from: text,
      at: text,
      as: text,
      outline: text,
      ...audienceOptions,
      ...askedOptions,
    },
    ...{ 'no-report': flag, 'pass-on': flag, 'plan-first': flag, 'dry-run': flag },
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
    reminders: remindersOf(values),
    person: readAs(values.as),
  }
}

async function openAnnexes(names: readonly string[] = []): Promise<NewFile[]> {
  const files: NewFile[] = []
  for (const name of names) files.push(await openFile(name, 'annex'))
  return files
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
    ...{ issuerUnitId: unit.id, numberText: given.number, issuedOn: given.issuedOn, subject: given.subject },
    ...(given.kind ? { kind: given.kind } : {}),
    ...{ body: given.body ?? null, asksReport, audience, files: [file], annexes, declaredNotSecret: true },
    ...{ ackDueAt: deadline('ack-due'), reportDueAt: asksReport ? deadline('report-due') : null },
    ...{ urgency: given.urgency, passesOn, asksPlan: given['plan-first'] ?? false },
    ...(outline ? { outline: outline.outline } : {}),
    ...{ reminders: given.reminders, protect: !given['allow-forwarding'] },
  }
  return await letOut(
    context,
    { person: given.person, input: { ...input, audience }, issueAt, dryRun: given['dry-run'] ?? false },
    (tx, author) => sendIn(tx, author, input, { now, calendar, issueAt }),
  )
}

function readRevision(args: string[]) {
  const named = readNamed(args, contentOptions)
  return { ...named, ...checkContent(named.values) }
}

async function revise(given: ReturnType<typeof readRevision>, context: CliContext): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  const row = await notIssued(db, given)
  const { values } = given
  const dues = {
    ...(values['ack-due'] ? { ackDueAt: readInstant('ack-due', values['ack-due'], { now, calendar }) } : {}),
    ...(values['report-due']
      ? { reportDueAt: readInstant('report-due', values['report-due'], { now, calendar }), asksReport: true }
      : {}),
  }
  const { kind: kindBefore, ...before } = await draftInputOf(db, row)
  const kind = given.kind ?? (values.number === undefined ? kindBefore : undefined)
  const input: DraftInput = {
    ...before,
    ...(kind ? { kind } : {}),
    ...(values.number === undefined ? {} : { numberText: values.number }),
    ...(values.subject === undefined ? {} : { subject: values.subject }),
    ...(values.body === undefined ? {} : { body: values.body }),
    ...(given.issuedOn ? { issuedOn: given.issuedOn } : {}),
    ...(given.urgency ? { urgency: given.urgency } : {}),
    ...(values.file ? { files: [await openFile(values.file)] } : {}),
    ...dues,
    declaredNotSecret: true,
  }
  const sent = { person: given.as, input: { ...input, audience: row.audience }, issueAt: null, dryRun: false }
  return await letOut(context, sent, (tx, author) =>
    sendInAgain(tx, author, row.id, input, { now, calendar, version: row.version }),
  )
}

/** Runs the use case and tells all who must know, in one transaction. */
async function letOut(
  context: CliContext,
  {
    person,
    input,
    issueAt,
    dryRun,
  }: {
    person: number | null
    input: DraftInput & { audience: Audience }
    issueAt: Date | null
    dryRun: boolean
  },
  work: (tx: Tx, author: Author) => Promise<SendInOutcome>,
): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  // Before this directive adds to it.
  const burden = await burdenOf(db, input.audience, calendar.dayOf(now), 1)
  const outcome = await rehearsable(dryRun, db, async (tx) => {
    const author = await authorOf(tx, person, now)
    const done = await work(tx, author)
    if (!done.ok) return done
    if (done.state === 'awaiting_approval') {
      const approvers = await announceForApproval(tx, done.directiveId, { name: nameOf(author), now })
      return { ...done, approvers, offices: 0 }
    }
    return { ...done, approvers: 0, offices: await tellCommittees(tx, done.directiveId, { now, calendar }) }
  })
  if (!outcome.ok) throw new CliFault(faultSentence(outcome))
  const { directiveId, state, approvers, offices } = outcome
  const id = dryRun ? null : directiveId
  if (!dryRun) context.wake('send-deliveries', { slot: 0 })
  if (!dryRun && state === 'issued') context.wake('circulate-directive', { directiveId })
  const { recipients, unreachable } = await summariseAudience(db, input.audience, calendar.dayOf(now))
  const preview = dryRun ? await previewOf(db, input.audience, calendar.dayOf(now)) : null
  const warnings = outcome.warnings.map((warning) => warning.rule)
  const [most] = burden.most
  const { numberText: number, ackDueAt, reportDueAt, urgency = 'normal', reminders = null } = input
  const days = chaseDays({
    ...{ receivedAt: issueAt ?? now, ackDueAt, reportDueAt, urgency, calendar },
    plan: chasePlanOf(reminders),
  })
  const opensAt = waitsUntil(issueAt ?? now, urgency, calendar, await readSettings(db))
  const whom = `${recipients} ${input.audience.speakers ? 'speakers' : 'units'} (${unreachable} cannot be reached)`
  const [issued, submitted] = dryRun ? ['Would issue', 'Would submit'] : ['Issued', 'Submitted']
  const said =
    state === 'issued'
      ? `${issued} ${number} to ${whom}.`
      : `${submitted} ${number} for approval; ${approvers} who may approve it are told.`
  const next =
    state === 'issued'
      ? `See how it goes: npm run cli -- directive status "${number}"`
      : `See it: npm run cli -- directive show "${number}"`
  return {
    text: [
      said,
      ...(preview?.lines ?? []),
      remindersLine(days),
      ...(offices > 0 ? [`Offices of committees asked to pass it on: ${offices}.`] : []),
      ...(most
        ? [`Before it, ${burden.units} of them owed already; most of all ${most.unitName} (${most.reports}).`]
        : []),
      ...outcome.warnings.map((warning) => `Note: ${noteOf(warning)}.`),
      ...(opensAt && state === 'issued'
        ? [`It is held until ${opensAt.toISOString()}: nothing but what is urgent goes out in quiet hours.`]
        : []),
      dryRun ? 'Nothing was kept.' : next,
    ].join('\n'),
    json: {
      ...{ id, number, state, recipients, unreachable, warnings, approvers, offices },
      // Quiet hours: when the sending begins.
      heldUntil: opensAt?.toISOString() ?? null,
      reminders: days,
      ...(preview ? { dryRun, ...preview.json } : {}),
    },
  }
}
