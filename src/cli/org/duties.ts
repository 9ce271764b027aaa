// The commands about duties: who holds which, hand-over, substitutes, terms, the end.
import { tellPredecessors } from '../../circulation/tell-predecessors.ts'
import type { HandedOver } from '../../org/duty-succession.ts'
import { deepLink } from '../../org/enrolment-code.ts'
import {
  type DutyFault,
  dutiesAt,
  endDuty,
  handOver,
  handOverByCode,
  nameSubstitute,
  nameSubstituteByCode,
  setTerm,
} from '../../org/hand-over.ts'
import type { Tx } from '../../platform/database.ts'
import { CliFault, type Command } from '../command.ts'
import { readDayEnd, readOptions, required, requiredId, requiredUnit } from '../options.ts'
import { viewed } from './people.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const by = { kind: 'operator' } as const

export const dutyCommands: Record<string, Command> = {
  'duty list': {
    usage: '--unit CODE',
    summary: 'Tells who holds which duty at a unit, with the numbers that the other commands take.',
    async run(args, { db, clock, calendar }) {
      const { values } = readOptions('duty list', args, { unit: text })
      const unit = await requiredUnit('duty list', '--unit', db, values.unit)
      const held = await dutiesAt(db, unit.id)
      await viewed(
        db,
        held.map((one) => one.officerId),
        unit.id,
        clock.now(),
      )
      const lines = held.map(
        (one) =>
          `duty ${one.id}: ${one.duty}${one.substituteFor === null ? '' : ` (substitute for duty ${one.substituteFor})`}, ` +
          `${one.officerName} (person ${one.officerId}), since ${calendar.dayOf(one.since)}${one.endsAt ? `, until ${calendar.dayOf(new Date(one.endsAt.getTime() - 1))}` : ''}`,
      )
      return { text: lines.join('\n') || `Nobody holds a duty at ${unit.code}.`, json: held }
    },
  },
  'duty hand-over': {
    usage: 'DUTY --to PERSON | --by-code [--until DAY]',
    summary:
      'Moves a duty to somebody enrolled, or makes a code with which it changes hands when used; --until is the last day of the term.',
    async run(args, context) {
      const command = 'duty hand-over'
      const { values, words } = readOptions(command, args, { to: text, 'by-code': flag, until: text }, 1)
      const id = requiredId(command, 'the number of the duty', words[0])
      const endsAt = readDayEnd(command, '--until', values.until, context.calendar)
      const act = { by, now: context.clock.now(), endsAt }
      if (values['by-code']) {
        const made = granted(
          command,
          await context.db.transaction().execute((tx) => handOverByCode(tx, id, act)),
        )
        const link = deepLink(await context.botUsername(), made.code)
        const expiresAt = made.expiresAt.toISOString()
        return {
          text: `${made.code}\n${link}\nUntil it is used (at most until ${expiresAt}) the duty stays where it is.`,
          json: { code: made.code, link, expiresAt },
        }
      }
      const to = requiredId(command, '--to', values.to)
      const told = await context.db.transaction().execute(async (tx) => {
        const { handedOver } = granted(command, await handOver(tx, id, to, act))
        return await whoIsTold(tx, handedOver, act.now)
      })
      return {
        text: `Duty ${id} was handed over to person ${to}.${told.sentence}`,
        json: { duty: id, to, told: told.reached },
      }
    },
  },
  'duty substitute': {
    usage: 'DUTY --person PERSON | --by-code --until DAY',
    summary:
      'Lets somebody enrolled, or whoever uses a code, stand in for the holder of a duty up to and including a day.',
    async run(args, context) {
      const { db, clock, calendar } = context
      const command = 'duty substitute'
      const known = { person: text, 'by-code': flag, until: text }
      const { values, words } = readOptions(command, args, known, 1)
      const id = requiredId(command, 'the number of the duty', words[0])
      const until = required(command, '--until', values.until)
      const endsAt = readDayEnd(command, '--until', until, calendar) ?? clock.now()
      const act = { by, now: clock.now(), endsAt }
      if (values['by-code']) {
        const made = granted(
          command,
          await db.transaction().execute((tx) => nameSubstituteByCode(tx, id, act)),
        )
        const link = deepLink(await context.botUsername(), made.code)
        const expiresAt = made.expiresAt.toISOString()
        return {
          text: `${made.code}\n${link}\nWhoever uses it (at most until ${expiresAt}) stands in until the end of ${until}.`,
          json: { code: made.code, link, expiresAt, until },
        }
      }
      const person = requiredId(command, '--person', values.person)
      granted(command, await db.transaction().execute((tx) => nameSubstitute(tx, id, person, act)))
      return {
        text: `Person ${person} stands in until the end of ${until}.`,
        json: { duty: id, person, until },
      }
    },
  },
  'duty term': {
    usage: 'DUTY --until DAY | --open',
    summary:
      'Writes down the last day of the term of a duty, or that none is known. The duty itself goes on.',
    async run(args, { db, clock, calendar }) {
      const command = 'duty term'
      const { values, words } = readOptions(command, args, { until: text, open: flag }, 1)
      const id = requiredId(command, 'the number of the duty', words[0])
      if (!values.open) required(command, '--until', values.until)
      const endsAt = values.open ? null : readDayEnd(command, '--until', values.until, calendar)
      granted(
        command,
        await db.transaction().execute((tx) => setTerm(tx, id, endsAt, { by, now: clock.now() })),
      )
      const until = values.open ? null : String(values.until)
      return {
        text: `The term of duty ${id} ${until === null ? 'has no end' : `ends with ${until}`}.`,
        json: { duty: id, until },
      }
    },
  },
  'duty end': {
    usage: 'DUTY',
    summary: 'Ends a duty without a successor; the person loses access at once.',
    async run(args, context) {
      const { db, clock } = context
      const { words } = readOptions('duty end', args, {}, 1)
      const id = requiredId('duty end', 'the number of the duty', words[0])
      const now = clock.now()
      const told = await db.transaction().execute(async (tx) => {
        const { handedOver } = granted('duty end', await endDuty(tx, id, { by, now }))
        return await whoIsTold(tx, handedOver, now)
      })
      return { text: `Duty ${id} has ended.${told.sentence}`, json: { duty: id, told: told.reached } }
    },
  },
}

/** Notices to those who had a duty, and a sentence on whom they do not reach. */
async function whoIsTold(tx: Tx, handedOver: HandedOver, now: Date) {
  const { reached, missed } = await tellPredecessors(tx, handedOver, now)
  const some = reached.length > 0 ? ' Whoever had it is told in chat.' : ''
  const sentence =
    missed.length > 0
      ? ` Cannot be reached in chat and is to be told otherwise: person ${missed.join(', person ')}.`
      : some
  return { reached: reached.length, sentence }
}

function granted<Outcome extends { ok: true } | { ok: false; reason: DutyFault }>(
  command: string,
  outcome: Outcome,
): Extract<Outcome, { ok: true }> {
  if (!outcome.ok) throw new CliFault(`${command}: ${sentences[outcome.reason]}`)
  return outcome as Extract<Outcome, { ok: true }>
}

const sentences: Record<DutyFault, string> = {
  not_allowed: 'not allowed.',
  gone: 'nobody holds that duty (see duty list).',
  not_enrolled: 'that person is not enrolled; use --by-code.',
  other_subtree: 'that person belongs to another organisation.',
  same_person: 'that person holds the duty already.',
  has_it_already: 'that person has such a duty at the unit already.',
  bad_end: 'the end must lie ahead; that of a leave within a year.',
  is_substitute: "that is a substitute's; name the duty stood in for (see duty list).",
}
