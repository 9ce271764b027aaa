// The commands that change a directive that is out: extend, add recipients, correct, recall, supersede, close, pass on.
import {
  addRecipients,
  type ChangeOutcome,
  closeDirective,
  extendDeadlines,
  recallDirective,
  supersedeDirective,
} from '../../circulation/change-directive.ts'
import { correctDirective } from '../../circulation/correct-directive.ts'
import { passOn } from '../../circulation/pass-on.ts'
import type { Author } from '../../directive/author.ts'
import type { Tx } from '../../platform/database.ts'
import { cascadeSteps } from '../../rollup/cascade.ts'
import { asUsage, authorOf } from '../author.ts'
import { type CliContext, CliFault, type CliResult, type Command, command } from '../command.ts'
import { readKinds } from './audience.ts'
import {
  checkDeadline,
  faultSentence,
  inForce,
  type Named,
  openFile,
  readInstant,
  readNamed,
  readVersion,
  requireOptions,
  text,
  unitOf,
} from './options.ts'

const usual = `[--from CODE] ${asUsage}`

export const directiveChangeCommands: Record<string, Command> = {
  'directive extend': command({
    usage: `NUMBER [--ack-due T] [--report-due T] ${usual}`,
    summary: 'Moves deadlines to a later time and tells those who have not answered.',
    read(args) {
      const named = readNamed(args, { 'ack-due': text, 'report-due': text })
      const { 'ack-due': ack, 'report-due': report } = named.values
      if (ack === undefined && report === undefined) throw new CliFault('Missing: --ack-due or --report-due.')
      checkDeadline('ack-due', ack)
      checkDeadline('report-due', report)
      return { ...named, ack, report }
    },
    run: (given, context) => {
      const at = { now: context.clock.now(), calendar: context.calendar }
      const dues = {
        ...(given.ack ? { ackDueAt: readInstant('ack-due', given.ack, at) } : {}),
        ...(given.report ? { reportDueAt: readInstant('report-due', given.report, at) } : {}),
      }
      return change(context, given, 'extended', (tx, author, id, now) =>
        extendDeadlines(tx, author, id, { ...dues, now }),
      )
    },
  }),
  'directive add': command({
    usage: `NUMBER --units CODES ${usual}`,
    summary: 'Sends a directive that is out to more units below its issuer; codes are separated by commas.',
    read: (args) => withNeeded(readNamed(args, { units: text }), 'units'),
    run: async (given, context) => {
      const unitIds: number[] = []
      for (const code of given.values.units!.split(','))
        unitIds.push((await unitOf(context.db, 'units', code)).id)
      const result = await change(context, given, 'added to', (tx, author, id, now) =>
        addRecipients(tx, author, id, { unitIds, now, day: context.calendar.dayOf(now) }),
      )
      return result
    },
  }),
  'directive correct': command({
    usage: `NUMBER [--subject S] [--body TEXT] [--file F] [--ack-due T] [--report-due T] [--reason R] [--version N] ${usual}`,
    summary:
      'Puts a directive right: whoever received it gets the new version, with the new file; the old message says so. Whoever ' +
      'runs this declares the file not secret. --version refuses when it has changed since it was looked at.',
    read: readCorrection,
    run: async (given, context) => {
      const at = { now: context.clock.now(), calendar: context.calendar }
      const { subject, body, file, 'ack-due': ack, 'report-due': report, version } = given.values
      const correction = {
        ...(subject === undefined ? {} : { subject }),
        ...(body === undefined ? {} : { body }),
        ...(file === undefined ? {} : { file: await openFile(file) }),
        ...(ack === undefined ? {} : { ackDueAt: readInstant('ack-due', ack, at) }),
        ...(report === undefined ? {} : { reportDueAt: readInstant('report-due', report, at) }),
        ...(version === undefined ? {} : { version: Number(version) }),
        ...reasonOf(given),
      }
      return await change(context, given, 'corrected', (tx, author, id, now) =>
        correctDirective(tx, author, id, { ...correction, now }),
      )
    },
  }),
  'directive recall': command({
    usage: `NUMBER [--reason R] ${usual}`,
    summary: 'Takes a directive back, also while it is being sent, and tells those who received it.',
    read: (args) => readNamed(args, { reason: text }),
    run: (given, context) =>
      change(context, given, 'recalled', (tx, author, id, now) =>
        recallDirective(tx, author, id, { ...reasonOf(given), now }),
      ),
  }),
  'directive supersede': command({
    usage: `NUMBER --by NUMBER ${usual}`,
    summary: 'Another directive of the same unit takes the place of this one.',
    read: (args) => withNeeded(readNamed(args, { by: text }), 'by'),
    run: async (given, context) => {
      const by = await inForce(context.db, { number: given.values.by!, from: given.from })
      return await change(context, given, 'superseded', (tx, author, id, now) =>
        supersedeDirective(tx, author, id, { byId: by.id, now }),
      )
    },
  }),
  'directive close': command({
    usage: `NUMBER ${usual}`,
    summary: 'Ends the follow-up and tells those who still owed something.',
    read: (args) => readNamed(args),
    run: (given, context) =>
      change(context, given, 'closed', (tx, author, id, now) => closeDirective(tx, author, id, { now })),
  }),
  'directive cascade': command({
    usage: 'NUMBER [--unit CODE] [--from CODE]',
    summary:
      'Tells which committees still hold a directive and which have passed it on, after how many working days, and their plans.',
    read: (args) => readNamed(args, { unit: text }),
    run: cascade,
  }),
  'directive pass-on': command({
    usage: `NUMBER --unit CODE [--kinds cell,…] ${usual}`,
    summary:
      'A committee that received a directive passes it on to the cells (or other kinds) below it; their time runs from now.',
    read(args) {
      const named = withNeeded(readNamed(args, { unit: text, kinds: text }), 'unit')
      return { ...named, kinds: readKinds(named.values.kinds) }
    },
    async run(given, context) {
      const { db, clock, calendar } = context
      const directive = await inForce(db, given)
      const unit = await unitOf(db, 'unit', given.values.unit!)
      const now = clock.now()
      const outcome = await db.transaction().execute(async (tx) => {
        const author = await authorOf(tx, given.as, now)
        const kinds = given.kinds ? { kinds: given.kinds } : {}
        return await passOn(tx, author, directive.id, { unitId: unit.id, ...kinds, now, calendar })
      })
      if (!outcome.ok) throw new CliFault(`${directive.numberText}: ${faultSentence(outcome)}`)
      const { already, recipients, deadlines } = outcome
      return {
        text: already
          ? `${unit.code} passed ${directive.numberText} on before; nothing changed.`
          : `${unit.code} passes ${directive.numberText} on to ${recipients} units; acknowledgement due ${deadlines?.ackDueAt.toISOString()}` +
            `${deadlines?.reportDueAt ? `, report due ${deadlines.reportDueAt.toISOString()}` : ''}.`,
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
}

async function cascade(given: Named, { db, clock, calendar }: CliContext): Promise<CliResult> {
  const directive = await inForce(db, given)
  if (!directive.passesOn)
    throw new CliFault(`${directive.numberText} goes to its recipients at once; nobody passes it on.`)
  const unitId =
    given.values.unit === undefined
      ? directive.audience.root
      : (await unitOf(db, 'unit', given.values.unit)).id
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
        return `  ${unitName}: ${passedOnAt ? 'passed it on after' : 'holds it for'} ${workingDaysHeld} working days${plan}`
      }),
    ].join('\n'),
    json: { id: directive.id, number: directive.numberText, passed, steps },
  }
}

const correctable = ['subject', 'body', 'file', 'ack-due', 'report-due'] as const

function readCorrection(args: string[]): Named {
  const options = Object.fromEntries([...correctable, 'reason', 'version'].map((name) => [name, text]))
  const named = readNamed(args, options)
  const { values } = named
  if (correctable.every((name) => values[name] === undefined))
    throw new CliFault(`Missing: ${correctable.map((name) => `--${name}`).join(', ')}; at least one of them.`)
  checkDeadline('ack-due', values['ack-due'])
  checkDeadline('report-due', values['report-due'])
  readVersion(values.version)
  return named
}

function withNeeded<Given extends Named>(given: Given, ...needed: string[]): Given {
  requireOptions(given.values, needed)
  return given
}

const reasonOf = ({ values }: Named) => (values.reason === undefined ? {} : { reason: values.reason })

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
