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
import { CliFault, command, flag, optional, required } from '../command.ts'
import { day, unitOf, wholeNumber } from '../options.ts'
import { viewed } from './people.ts'

const duty = { duty: required('DUTY', 'the number of the duty (see duty list)', wholeNumber) }

export const dutyCommands = [
  command({
    name: 'duty list',
    summary: 'Tells who holds which duty at a unit, with the numbers that the other commands take.',
    options: { unit: required('CODE', 'The unit.') },
    async run({ db, clock, calendar }, given) {
      const unit = await unitOf(db, '--unit', given.unit)
      const held = await dutiesAt(db, unit.id)
      await viewed(
        db,
        held.map((one) => one.officerId),
        unit.id,
        clock.now(),
      )
      const lines = held.map(
        (one) =>
          `duty ${one.id}: ${one.duty}` +
          `${one.substituteFor === null ? '' : ` (substitute for duty ${one.substituteFor})`}, ` +
          `${one.officerName} (person ${one.officerId}), since ${calendar.dayOf(one.since)}` +
          `${one.endsAt ? `, until ${calendar.dayOf(new Date(one.endsAt.getTime() - 1))}` : ''}`,
      )
      return { text: lines.join('\n') || `Nobody holds a duty at ${unit.code}.`, json: held }
    },
  }),
  command({
    name: 'duty hand-over',
    summary: 'Moves a duty to somebody enrolled, or makes a code with which it changes hands when used.',
    arguments: duty,
    options: {
      to: optional('PERSON', 'The number of the person who takes it over; or --by-code.', wholeNumber),
      byCode: flag('Makes a code for somebody who is not enrolled.'),
      until: optional('DAY', 'The last day of the term.', day),
    },
    check({ to, byCode }) {
      if (to === undefined && !byCode) throw new CliFault('Missing: --to or --by-code.')
    },
    async run(context, { duty: id, to, byCode, until }) {
      const endsAt = until === undefined ? null : context.calendar.endOfDay(until)
      const now = context.clock.now()
      if (byCode || to === undefined) {
        const made = granted(
          await context.db
            .transaction()
            .execute((tx) => handOverByCode(tx, 'operator', { heldId: id, endsAt }, { now })),
        )
        const link = deepLink(await context.botUsername(), made.code)
        const expiresAt = made.expiresAt.toISOString()
        return {
          text:
            `${made.code}\n${link}\nUntil it is used (at most until ${expiresAt}) the duty stays ` +
            `where it is.`,
          json: { code: made.code, link, expiresAt },
        }
      }
      const told = await context.db.transaction().execute(async (tx) => {
        const { handedOver } = granted(
          await handOver(tx, 'operator', { heldId: id, successorId: to, endsAt }, { now }),
        )
        return await whoIsTold(tx, handedOver, now)
      })
      return {
        text: `Duty ${id} was handed over to person ${to}.${told.sentence}`,
        json: { duty: id, to, told: told.reached },
      }
    },
  }),
  command({
    name: 'duty substitute',
    summary: 'Lets somebody enrolled, or whoever uses a code, stand in for the holder of a duty.',
    arguments: duty,
    options: {
      person: optional('PERSON', 'The number of the person who stands in; or --by-code.', wholeNumber),
      byCode: flag('Makes a code for somebody who is not enrolled.'),
      until: required('DAY', 'The last day.', day),
    },
    check({ person, byCode }) {
      if (person === undefined && !byCode) throw new CliFault('Missing: --person or --by-code.')
    },
    async run(context, { duty: id, person, byCode, until }) {
      const { db, clock, calendar } = context
      const now = clock.now()
      const endsAt = calendar.endOfDay(until)
      if (byCode || person === undefined) {
        const made = granted(
          await db
            .transaction()
            .execute((tx) => nameSubstituteByCode(tx, 'operator', { heldId: id, endsAt }, { now })),
        )
        const link = deepLink(await context.botUsername(), made.code)
        const expiresAt = made.expiresAt.toISOString()
        return {
          text:
            `${made.code}\n${link}\nWhoever uses it (at most until ${expiresAt}) stands in until ` +
            `the end of ${until}.`,
          json: { code: made.code, link, expiresAt, until },
        }
      }
      granted(
        await db
          .transaction()
          .execute((tx) =>
            nameSubstitute(tx, 'operator', { heldId: id, substituteId: person, endsAt }, { now }),
          ),
      )
      return {
        text: `Person ${person} stands in until the end of ${until}.`,
        json: { duty: id, person, until },
      }
    },
  }),
  command({
    name: 'duty term',
    summary:
      'Writes down the last day of the term of a duty, or that none is known. The duty itself goes on.',
    arguments: duty,
    options: {
      until: optional('DAY', 'The last day; or --open.', day),
      open: flag('No last day is known.'),
    },
    check({ until, open }) {
      if (until === undefined && !open) throw new CliFault('Missing: --until or --open.')
    },
    async run({ db, clock, calendar }, { duty: id, open, ...given }) {
      const until = open ? null : (given.until ?? null)
      const endsAt = until === null ? null : calendar.endOfDay(until)
      granted(
        await db
          .transaction()
          .execute((tx) => setTerm(tx, 'operator', { heldId: id, endsAt }, { now: clock.now() })),
      )
      return {
        text: `The term of duty ${id} ${until === null ? 'has no end' : `ends with ${until}`}.`,
        json: { duty: id, until },
      }
    },
  }),
  command({
    name: 'duty end',
    summary: 'Ends a duty without a successor; the person loses access at once.',
    arguments: duty,
    async run({ db, clock }, { duty: id }) {
      const now = clock.now()
      const told = await db.transaction().execute(async (tx) => {
        const { handedOver } = granted(await endDuty(tx, 'operator', { heldId: id }, { now }))
        return await whoIsTold(tx, handedOver, now)
      })
      return { text: `Duty ${id} has ended.${told.sentence}`, json: { duty: id, told: told.reached } }
    },
  }),
]

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
  outcome: Outcome,
): Extract<Outcome, { ok: true }> {
  if (!outcome.ok) throw new CliFault(sentences[outcome.reason])
  return outcome as Extract<Outcome, { ok: true }>
}

const sentences: Record<DutyFault, string> = {
  not_allowed: 'Not allowed.',
  gone: 'Nobody holds that duty (see duty list).',
  not_enrolled: 'That person is not enrolled; use --by-code.',
  other_subtree: 'That person belongs to another organisation.',
  same_person: 'That person holds the duty already.',
  has_it_already: 'That person has such a duty at the unit already.',
  bad_end: 'The end must lie ahead; that of a leave within a year.',
  is_substitute: "That is a substitute's; name the duty stood in for (see duty list).",
}
