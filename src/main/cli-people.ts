// The commands about people: who holds which duty, hand-over, substitutes, personal data.
import { writeFile } from 'node:fs/promises'
import { deepLink } from '../org/enrolment-code.ts'
import {
  type DutyFault,
  dutiesAt,
  endDuty,
  handOver,
  handOverByCode,
  nameSubstitute,
} from '../org/hand-over.ts'
import { exportPerson, findPeople } from '../org/personal-data.ts'
import { erasePersonEverywhere } from '../telegram/erase-person.ts'
import { CliFault, type CliResult, type Command } from './cli-command.ts'
import { readDay, readOptions, required, requiredId, requiredUnit } from './cli-options.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const by = { kind: 'operator' } as const

export const peopleCommands: Record<string, Command> = {
  'duty list': {
    usage: '--unit CODE',
    summary: 'Tells who holds which duty at a unit, with the numbers that the other commands take.',
    async run(args, { db }) {
      const { values } = readOptions('duty list', args, { unit: text })
      const unit = await requiredUnit('duty list', '--unit', db, values.unit)
      const held = await dutiesAt(db, unit.id)
      const lines = held.map(
        (one) =>
          `duty ${one.id}: ${one.duty}${one.substituteFor === null ? '' : ` (substitute for duty ${one.substituteFor})`}, ` +
          `${one.officerName} (person ${one.officerId}), since ${day(one.since)}${one.endsAt ? `, until ${day(one.endsAt)}` : ''}`,
      )
      return { text: lines.join('\n') || `Nobody holds a duty at ${unit.code}.`, json: held }
    },
  },
  'duty hand-over': {
    usage: 'DUTY --to PERSON | --by-code',
    summary: 'Moves a duty to somebody enrolled, or makes a code with which it changes hands when used.',
    async run(args, context) {
      const command = 'duty hand-over'
      const { values, words } = readOptions(command, args, { to: text, 'by-code': flag }, 1)
      const id = requiredId(command, 'the number of the duty', words[0])
      const act = { by, now: context.clock.now() }
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
      granted(command, await context.db.transaction().execute((tx) => handOver(tx, id, to, act)))
      return { text: `Duty ${id} was handed over to person ${to}.`, json: { duty: id, to } }
    },
  },
  'duty substitute': {
    usage: 'DUTY --person PERSON --until DAY',
    summary: 'Lets somebody stand in for the holder of a duty up to and including a day.',
    async run(args, { db, clock, calendar }) {
      const command = 'duty substitute'
      const { values, words } = readOptions(command, args, { person: text, until: text }, 1)
      const id = requiredId(command, 'the number of the duty', words[0])
      const person = requiredId(command, '--person', values.person)
      const until = readDay(command, '--until', required(command, '--until', values.until), '')
      const after = Temporal.PlainDate.from(until).add({ days: 1 }).toZonedDateTime(calendar.timeZone)
      const act = { by, now: clock.now(), endsAt: new Date(after.epochMilliseconds) }
      granted(command, await db.transaction().execute((tx) => nameSubstitute(tx, id, person, act)))
      return {
        text: `Person ${person} stands in until the end of ${until}.`,
        json: { duty: id, person, until },
      }
    },
  },
  'duty end': {
    usage: 'DUTY',
    summary: 'Ends a duty without a successor; the person loses access at once.',
    async run(args, { db, clock }) {
      const { words } = readOptions('duty end', args, {}, 1)
      const id = requiredId('duty end', 'the number of the duty', words[0])
      granted('duty end', await db.transaction().execute((tx) => endDuty(tx, id, { by, now: clock.now() })))
      return { text: `Duty ${id} has ended.`, json: { duty: id } }
    },
  },
  'person find': {
    usage: 'NAME',
    summary: 'Finds people by name, with or without diacritics.',
    async run(args, { db }) {
      const { words } = readOptions('person find', args, {}, 20)
      const people = await findPeople(db, required('person find', 'the name', words.join(' ')), 50)
      const lines = people.map((one) => `person ${one.id}: ${one.fullName}; ${one.duties.join('; ')}`)
      return { text: lines.join('\n') || 'Nobody of that name.', json: people }
    },
  },
  'person export': {
    usage: 'PERSON [--file FILE.json]',
    summary: 'Everything that is kept about a person.',
    async run(args, { db }): Promise<CliResult> {
      const { values, words } = readOptions('person export', args, { file: text }, 1)
      const id = requiredId('person export', 'the number of the person', words[0])
      const data = await exportPerson(db, id)
      if (!data) throw new CliFault(`person export: there is no person ${id}.`)
      const json = JSON.stringify(data, null, 2)
      if (typeof values.file !== 'string') return { text: json, json: data }
      await writeFile(values.file, `${json}\n`)
      return { text: `${values.file} written.`, json: { file: values.file } }
    },
  },
  'person erase': {
    usage: 'PERSON --yes',
    summary:
      "Erases a person's name and account for good; duties end, acknowledgements stay without the name.",
    async run(args, { db, clock }) {
      const { values, words } = readOptions('person erase', args, { yes: flag }, 1)
      const id = requiredId('person erase', 'the number of the person', words[0])
      if (!values.yes) throw new CliFault('person erase: cannot be undone; add --yes.')
      const erasure = { officerId: id, by, now: clock.now() }
      const erased = await db.transaction().execute((tx) => erasePersonEverywhere(tx, erasure))
      if (!erased) throw new CliFault(`person erase: there is no person ${id}.`)
      return { text: `Person ${id} was erased.`, json: { person: id } }
    },
  },
}

const day = (at: Date) => at.toISOString().slice(0, 10)

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
  bad_end: 'the end must lie ahead, within a year.',
}
