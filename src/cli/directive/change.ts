// The commands that change a directive that is out: extend, add recipients, correct, recall, supersede,
// close, pass on.
import {
  addRecipients,
  type ChangeOutcome,
  closeDirective,
  extendDeadlines,
  recallDirective,
  supersedeDirective,
} from '../../circulation/change/change-directive.ts'
import { correctDirective } from '../../circulation/change/correct-directive.ts'
import { passOn } from '../../circulation/pass-on.ts'
import type { Author } from '../../org/author.ts'
import type { Tx } from '../../platform/database.ts'
import { cascadeSteps } from '../../rollup/cascade.ts'
import { asOption, authorOf } from '../author.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  type InputOf,
  optional,
  required,
} from '../command.ts'
import { unitOf } from '../options.ts'
import { unitKinds } from './audience.ts'
import { checkDeclared, declarationOptions, vouchOptions } from './content.ts'
import {
  deadline,
  faultSentence,
  fromOption,
  inForce,
  numberArgument,
  openFile,
  readInstant,
  version,
} from './options.ts'

const usual = { ...fromOption, ...asOption }
type Named = InputOf<typeof numberArgument & typeof usual>

const ackDue = optional('T', 'Until when they acknowledge.', deadline)
const reportDue = optional('T', 'Until when they report.', deadline)
const reason = optional('R', 'Why; those who received it are told.')
const cascading = { unit: optional('CODE', 'Below this unit (the issuer when left out).'), ...fromOption }
const correcting = {
  subject: optional('S', 'The new subject.'),
  body: optional('TEXT', 'The new text.'),
  file: optional('F', 'The new file.'),
  ackDue,
  reportDue,
}

export const directiveChangeCommands = [
  command({
    name: 'directive extend',
    summary: 'Moves deadlines to a later time and tells those who have not answered.',
    arguments: numberArgument,
    options: { ackDue, reportDue, ...usual },
    check(given) {
      if (given.ackDue === undefined && given.reportDue === undefined)
        throw new CliFault('Missing: --ack-due or --report-due.')
    },
    run: (context, given) => {
      const dues = duesOf(context, given)
      return change(context, given, 'extended', (tx, author, id, now) =>
        extendDeadlines(tx, author, { directiveId: id, ...dues }, { now }),
      )
    },
  }),
  command({
    name: 'directive add',
    summary: 'Sends a directive that is out to more units below its issuer.',
    arguments: numberArgument,
    options: { units: required('CODES', 'The codes of the units, separated by commas.'), ...usual },
    run: async (context, given) => {
      const unitIds: number[] = []
      for (const code of given.units.split(',')) unitIds.push((await unitOf(context.db, '--units', code)).id)
      return await change(context, given, 'added to', (tx, author, id, now) =>
        addRecipients(tx, author, { directiveId: id, unitIds }, { now, calendar: context.calendar }),
      )
    },
  }),
  command({
    name: 'directive correct',
    summary:
      'Puts a directive right: whoever received it gets the new version, with the new file; the old ' +
      'message says so.',
    arguments: numberArgument,
    options: {
      ...declarationOptions,
      ...correcting,
      ...vouchOptions,
      reason,
      version: optional('N', 'Refuses when it has changed since this version.', version),
      ...usual,
    },
    check(given) {
      checkDeclared(given)
      const { subject, body, file } = given
      if ([subject, body, file, given.ackDue, given.reportDue].every((one) => one === undefined))
        throw new CliFault(
          'Missing: --subject, --body, --file, --ack-due, --report-due; at least one of them.',
        )
    },
    run: async (context, given) => {
      const { subject, body, file } = given
      const correction = {
        ...(subject === undefined ? {} : { subject }),
        ...(body === undefined ? {} : { body }),
        ...(file === undefined ? {} : { file: await openFile(file) }),
        ...duesOf(context, given),
        ...(given.version === undefined ? {} : { version: given.version }),
        ...reasonOf(given),
        declaredNotSecret: given.notSecret,
        notAMark: given.notAMark ?? null,
      }
      return await change(context, given, 'corrected', (tx, author, id, now) =>
        correctDirective(tx, author, { directiveId: id, ...correction }, { now }),
      )
    },
  }),
  command({
    name: 'directive recall',
    summary: 'Takes a directive back, also while it is being sent, and tells those who received it.',
    arguments: numberArgument,
    options: { reason, ...usual },
    run: (context, given) =>
      change(context, given, 'recalled', (tx, author, id, now) =>
        recallDirective(tx, author, { directiveId: id, ...reasonOf(given) }, { now }),
      ),
  }),
  command({
    name: 'directive supersede',
    summary: 'Another directive of the same unit takes the place of this one.',
    arguments: numberArgument,
    options: { by: required('NUMBER', 'The number of the other directive.'), ...usual },
    run: async (context, given) => {
      const by = await inForce(context.db, { number: given.by, from: given.from })
      return await change(context, given, 'superseded', (tx, author, id, now) =>
        supersedeDirective(tx, author, { directiveId: id, byId: by.id }, { now }),
      )
    },
  }),
  command({
    name: 'directive close',
    summary: 'Ends the follow-up and tells those who still owed something.',
    arguments: numberArgument,
    options: usual,
    run: (context, given) =>
      change(context, given, 'closed', (tx, author, id, now) =>
        closeDirective(tx, author, { directiveId: id }, { now }),
      ),
  }),
  command({
    name: 'directive cascade',
    summary:
      'Tells which committees still hold a directive and which have passed it on, after how many working ' +
      'days, and their plans.',
    arguments: numberArgument,
    options: cascading,
    run: cascade,
  }),
  command({
    name: 'directive pass-on',
    summary:
      'A committee that received a directive passes it on to the cells (or other kinds) below it; their ' +
      'time runs from now.',
    arguments: numberArgument,
    options: {
      unit: required('CODE', 'The committee.'),
      kinds: optional(
        'KINDS',
        'The kinds of units that get it, such as cell, separated by commas.',
        unitKinds,
      ),
      ...usual,
    },
    async run(context, given) {
      const { db, clock, calendar } = context
      const directive = await inForce(db, given)
      const unit = await unitOf(db, '--unit', given.unit)
      const now = clock.now()
      const outcome = await db.transaction().execute(async (tx) => {
        const author = await authorOf(tx, given.as, now)
        const kinds = given.kinds ? { kinds: given.kinds } : {}
        return await passOn(
          tx,
          author,
          { directiveId: directive.id, unitId: unit.id, ...kinds },
          { now, calendar },
        )
      })
      if (!outcome.ok) throw new CliFault(`${directive.numberText}: ${faultSentence(outcome)}`)
      const { already, recipients, deadlines } = outcome
      const reportBy = deadlines?.reportDueAt ? `, report due ${deadlines.reportDueAt.toISOString()}` : ''
      const ackBy = `acknowledgement due ${deadlines?.ackDueAt.toISOString()}`
      return {
        text: already
          ? `${unit.code} passed ${directive.numberText} on before; nothing changed.`
          : `${unit.code} passes ${directive.numberText} on to ${recipients} units; ${ackBy}${reportBy}.`,
        json: {
          id: directive.id,
          number: directive.numberText,
          unit: unit.code,
          already,
          recipients,
          ackDueAt: deadlines?.ackDueAt.toISOString() ?? null,
          reportDueAt: deadlines?.reportDueAt?.toISOString() ?? null,
        },
      }
    },
  }),
]

async function cascade(
  { db, clock, calendar }: CliContext,
  given: InputOf<typeof numberArgument & typeof cascading>,
): Promise<CliResult> {
  const directive = await inForce(db, given)
  if (!directive.passesOn)
    throw new CliFault(`${directive.numberText} goes to its recipients at once; nobody passes it on.`)
  const unitId =
    given.unit === undefined ? directive.audience.root : (await unitOf(db, '--unit', given.unit)).id
  const now = clock.now()
  const steps = (await cascadeSteps(db, directive.id, unitId)).map((step) => ({
    ...step,
    workingDaysHeld: step.receivedAt
      ? calendar.workingDaysBetween(calendar.dayOf(step.receivedAt), calendar.dayOf(step.passedOnAt ?? now))
      : null,
  }))
  const passed = steps.filter((step) => step.passedOnAt !== null).length
  return {
    text: [
      `Passed on by ${passed} of ${steps.length} committees.`,
      ...steps.map(({ unitName, receivedAt, passedOnAt, workingDaysHeld, planNumber, planIssuedOn }) => {
        const plan = planNumber === null ? '' : `; plan ${planNumber} of ${planIssuedOn}`
        if (!receivedAt) return `  ${unitName}: has not received it${plan}`
        return (
          `  ${unitName}: ${passedOnAt ? 'passed it on after' : 'holds it for'} ${workingDaysHeld} ` +
          `working days${plan}`
        )
      }),
    ].join('\n'),
    json: { id: directive.id, number: directive.numberText, passed, steps },
  }
}

function duesOf(
  { clock, calendar }: CliContext,
  given: { ackDue: string | undefined; reportDue: string | undefined },
): { ackDueAt?: Date; reportDueAt?: Date } {
  const at = { now: clock.now(), calendar }
  return {
    ...(given.ackDue === undefined ? {} : { ackDueAt: readInstant('--ack-due', given.ackDue, at) }),
    ...(given.reportDue === undefined
      ? {}
      : { reportDueAt: readInstant('--report-due', given.reportDue, at) }),
  }
}

const reasonOf = (given: { reason: string | undefined }) =>
  given.reason === undefined ? {} : { reason: given.reason }

async function change(
  context: CliContext,
  given: Named,
  what: string,
  work: (tx: Tx, author: Author, id: number, now: Date) => Promise<ChangeOutcome>,
): Promise<CliResult> {
  const directive = await inForce(context.db, given)
  const now = context.clock.now()
  const outcome = await context.db
    .transaction()
    .execute(async (tx) => await work(tx, await authorOf(tx, given.as, now), directive.id, now))
  if (!outcome.ok) throw new CliFault(`${directive.numberText}: ${faultSentence(outcome)}`)
  const { already, told } = outcome
  const words = already ? `was ${what} before; nothing changed` : `is ${what}; ${told} units are being told`
  return {
    text: `${directive.numberText} ${words}.`,
    json: { id: directive.id, number: directive.numberText, change: what, already, told },
  }
}
