// The commands about people: finding them, and their personal data.
import { noteViewed, processingLog } from '../../org/processing-log.ts'
import type { Db } from '../../platform/database.ts'
import { erasePersonEverywhere } from '../../privacy/erase-person.ts'
import { exportPersonEverywhere } from '../../privacy/export-person.ts'
import { findMentions, type Mention, removeMentions } from '../../privacy/mentions.ts'
import { exportPerson, findPeople } from '../../privacy/personal-data.ts'
import { processingPage } from '../../privacy/processing-page.ts'
import { CliFault, type CliResult, command, flag, optional, repeated, required } from '../command.ts'
import { filled, save, wholeNumber } from '../options.ts'

const person = { person: required('PERSON', 'the number of the person (see person find)', wholeNumber) }

export const peopleCommands = [
  command({
    name: 'person find',
    summary: 'Finds people by name, with or without diacritics.',
    arguments: { name: repeated('NAME', 'the name, or words of it') },
    check: ({ name }) => void filled(name.join(' '), 'the name'),
    async run({ db, clock }, { name }) {
      const people = await findPeople(db, name.join(' ').trim(), 50)
      await viewed(
        db,
        people.map((one) => one.id),
        null,
        clock.now(),
      )
      const lines = people.map((one) => `person ${one.id}: ${one.fullName}; ${one.duties.join('; ')}`)
      return { text: lines.join('\n') || 'Nobody of that name.', json: people }
    },
  }),
  command({
    name: 'person export',
    summary: 'Everything that is kept about a person, with the log of how it was processed.',
    arguments: person,
    options: { file: optional('FILE.json', 'Writes it into this file.') },
    async run({ db, clock }, { person: id, file }): Promise<CliResult> {
      const now = clock.now()
      const exported = await db
        .transaction()
        .execute((tx) => exportPersonEverywhere(tx, 'operator', { officerId: id }, { now }))
      if (!exported.ok) throw new CliFault(`There is no person ${id}.`)
      const { data } = exported
      const json = JSON.stringify(data, null, 2)
      if (file === undefined) return { text: json, json: data }
      await save(file, `${json}\n`)
      return { text: `${file} written.`, json: { file } }
    },
  }),
  command({
    name: 'person log',
    summary: 'What was done with the data of a person: consent, views, exports, hand-overs, erasure.',
    arguments: person,
    async run({ db }, { person: id }) {
      const acts = await processingLog(db, id)
      if (!acts) throw new CliFault(`There is no person ${id}.`)
      const lines = acts.map(
        (act) =>
          `${act.at.toISOString()} ${act.actorId === id ? 'the person' : (act.actor ?? act.actorKind)} ` +
          `${act.action} ${act.unitCode ?? ''} ${JSON.stringify(act.detail)}`,
      )
      return { text: lines.join('\n') || 'No entries.', json: acts }
    },
  }),
  command({
    name: 'person record',
    summary:
      'The record of processing activities: which data, what for, on what basis, how long, who sees them.',
    options: { vietnamese: flag('In Vietnamese.') },
    async run(_, { vietnamese }) {
      const page = processingPage(vietnamese ? 'vi' : 'en')
      return { text: page.trimEnd(), json: { page } }
    },
  }),
  command({
    name: 'person mentions',
    summary: 'Where reports, notes and documents name a person.',
    arguments: { person: optional('PERSON', 'the number of the person; or --name', wholeNumber) },
    options: {
      name: optional('NAME', 'The name to look for, such as that of a person who was erased.', filled),
      remove: flag('Replaces exact mentions in reports and notes; figures stay.'),
      yes: flag('Confirms --remove, which cannot be undone.'),
    },
    check({ person: id, name, remove, yes }) {
      if (id === undefined && name === undefined)
        throw new CliFault('Missing: the number of the person, or --name.')
      if (remove && !yes) throw new CliFault('--remove: cannot be undone; add --yes.')
    },
    async run({ db, clock }, { person: id, name: given, remove }) {
      const name = given ?? (id === undefined ? '' : await nameOf(db, id))
      return db.transaction().execute(async (tx) => {
        const mentions = await findMentions(tx, name)
        const removed = remove
          ? await removeMentions(tx, 'operator', { name, mentions }, { now: clock.now() })
          : 0
        return { text: mentionLines(mentions, removed), json: { mentions, removed } }
      })
    },
  }),
  command({
    name: 'person erase',
    summary:
      "Erases a person's name and account for good; duties end, acknowledgements stay without the name. " +
      'Lists where free text names the person.',
    arguments: person,
    options: {
      yes: flag('Confirms it: it cannot be undone.'),
      removeMentions: flag('Replaces exact mentions in reports and notes as well.'),
    },
    check({ yes }) {
      if (!yes) throw new CliFault('It cannot be undone; add --yes (see person mentions first).')
    },
    async run({ db, clock }, { person: id, removeMentions }) {
      const erasure = { officerId: id, removeMentions }
      const now = clock.now()
      const erased = await db
        .transaction()
        .execute((tx) => erasePersonEverywhere(tx, 'operator', erasure, { now }))
      if (!erased.ok) throw new CliFault(`There is no person ${id}.`)
      const { mentions, removed } = erased
      return {
        text: `Person ${id} was erased.\n${mentionLines(mentions, removed)}`,
        json: { person: id, mentions, removed },
      }
    },
  }),
]

async function nameOf(db: Db, id: number): Promise<string> {
  const person = await exportPerson(db, id)
  if (!person) throw new CliFault(`There is no person ${id}.`)
  return person.fullName
}

function mentionLines(mentions: readonly Mention[], removed: number): string {
  if (mentions.length === 0) return 'No report, note or document names that person.'
  const lines = mentions.map(
    (one) =>
      `  ${one.place} ${one.id}${one.version ? ` version ${one.version}` : ''}, ${one.unitCode}, ` +
      `${one.numberText}, ${one.field}: ${one.exact ? 'the name' : 'perhaps the name (no diacritics)'}`,
  )
  const rest =
    removed > 0
      ? `The name was removed from ${removed} of them.`
      : 'Nothing was changed there; person mentions --name NAME --remove --yes replaces exact mentions ' +
        'outside documents.'
  return [`${mentions.length} places may name that person:`, ...lines, rest].join('\n')
}

/** Writes down that the operator has looked at people. */
export const viewed = (db: Db, people: number[], unitId: number | null, now: Date) =>
  db.transaction().execute((tx) => noteViewed(tx, 'operator', { officerIds: people, unitId }, { now }))
