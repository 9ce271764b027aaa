// The commands about people: finding them, and their personal data.
import { writeFile } from 'node:fs/promises'
import { noteViewed, processingLog } from '../../org/processing-log.ts'
import type { Db } from '../../platform/database.ts'
import { erasePersonEverywhere } from '../../privacy/erase-person.ts'
import { exportPersonEverywhere } from '../../privacy/export-person.ts'
import { findMentions, type Mention, removeMentions } from '../../privacy/mentions.ts'
import { exportPerson, findPeople } from '../../privacy/personal-data.ts'
import { processingPage } from '../../privacy/processing-page.ts'
import { CliFault, type CliResult, type Command } from '../command.ts'
import { readOptions, required, requiredId } from '../options.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const by = { kind: 'operator' } as const

export const peopleCommands: Record<string, Command> = {
  'person find': {
    usage: 'NAME',
    summary: 'Finds people by name, with or without diacritics.',
    async run(args, { db, clock }) {
      const { words } = readOptions('person find', args, {}, 20)
      const people = await findPeople(db, required('person find', 'the name', words.join(' ')), 50)
      await viewed(
        db,
        people.map((one) => one.id),
        null,
        clock.now(),
      )
      const lines = people.map((one) => `person ${one.id}: ${one.fullName}; ${one.duties.join('; ')}`)
      return { text: lines.join('\n') || 'Nobody of that name.', json: people }
    },
  },
  'person export': {
    usage: 'PERSON [--file FILE.json]',
    summary: 'Everything that is kept about a person, with the log of how it was processed.',
    async run(args, { db, clock }): Promise<CliResult> {
      const { values, words } = readOptions('person export', args, { file: text }, 1)
      const id = requiredId('person export', 'the number of the person', words[0])
      const wanted = { officerId: id, by, now: clock.now() }
      const data = await db.transaction().execute((tx) => exportPersonEverywhere(tx, wanted))
      if (!data) throw new CliFault(`person export: there is no person ${id}.`)
      const json = JSON.stringify(data, null, 2)
      if (typeof values.file !== 'string') return { text: json, json: data }
      await writeFile(values.file, `${json}\n`)
      return { text: `${values.file} written.`, json: { file: values.file } }
    },
  },
  'person log': {
    usage: 'PERSON',
    summary: 'What was done with the data of a person: consent, views, exports, hand-overs, erasure.',
    async run(args, { db }) {
      const { words } = readOptions('person log', args, {}, 1)
      const id = requiredId('person log', 'the number of the person', words[0])
      const acts = await processingLog(db, id)
      if (!acts) throw new CliFault(`person log: there is no person ${id}.`)
      const lines = acts.map(
        (act) =>
          `${act.at.toISOString()} ${act.actorId === id ? 'the person' : (act.actor ?? act.actorKind)} ${act.action} ${act.unitCode ?? ''} ${JSON.stringify(act.detail)}`,
      )
      return { text: lines.join('\n') || 'No entries.', json: acts }
    },
  },
  'person record': {
    usage: '[--vietnamese]',
    summary:
      'The record of processing activities: which data, what for, on what basis, how long, who sees them.',
    async run(args) {
      const { values } = readOptions('person record', args, { vietnamese: flag })
      const page = processingPage(values.vietnamese ? 'vi' : 'en')
      return { text: page.trimEnd(), json: { page } }
    },
  },
  'person mentions': {
    usage: 'PERSON | --name NAME [--remove --yes]',
    summary:
      'Where reports, notes and documents name a person; --remove replaces exact mentions in reports and notes, figures stay.',
    async run(args, { db, clock }) {
      const command = 'person mentions'
      const { values, words } = readOptions(command, args, { name: text, remove: flag, yes: flag }, 1)
      const name =
        values.name === undefined
          ? await nameOf(db, command, requiredId(command, 'the number of the person', words[0]))
          : required(command, '--name', values.name)
      if (values.remove && !values.yes)
        throw new CliFault(`${command}: --remove cannot be undone; add --yes.`)
      const act = { by, now: clock.now() }
      return db.transaction().execute(async (tx) => {
        const mentions = await findMentions(tx, name)
        const removed = values.remove ? await removeMentions(tx, name, mentions, act) : 0
        return { text: mentionLines(mentions, removed), json: { mentions, removed } }
      })
    },
  },
  'person erase': {
    usage: 'PERSON --yes [--remove-mentions]',
    summary:
      "Erases a person's name and account for good; duties end, acknowledgements stay without the name. Lists where free text names the person.",
    async run(args, { db, clock }) {
      const { values, words } = readOptions('person erase', args, { yes: flag, 'remove-mentions': flag }, 1)
      const id = requiredId('person erase', 'the number of the person', words[0])
      if (!values.yes)
        throw new CliFault('person erase: cannot be undone; add --yes (see person mentions first).')
      const removeMentions = values['remove-mentions'] === true
      const erasure = { officerId: id, by, now: clock.now(), removeMentions }
      const erased = await db.transaction().execute((tx) => erasePersonEverywhere(tx, erasure))
      if (!erased) throw new CliFault(`person erase: there is no person ${id}.`)
      const { mentions, removed } = erased
      return {
        text: `Person ${id} was erased.\n${mentionLines(mentions, removed)}`,
        json: { person: id, mentions, removed },
      }
    },
  },
}

async function nameOf(db: Db, command: string, id: number): Promise<string> {
  const person = await exportPerson(db, id)
  if (!person) throw new CliFault(`${command}: there is no person ${id}.`)
  return person.fullName
}

function mentionLines(mentions: readonly Mention[], removed: number): string {
  if (mentions.length === 0) return 'No report, note or document names that person.'
  const lines = mentions.map(
    (one) =>
      `  ${one.place} ${one.id}${one.version ? ` version ${one.version}` : ''}, ${one.unitCode}, ${one.numberText}, ${one.field}: ${one.exact ? 'the name' : 'perhaps the name (no diacritics)'}`,
  )
  const rest =
    removed > 0
      ? `The name was removed from ${removed} of them.`
      : 'Nothing was changed there; person mentions --name NAME --remove --yes replaces exact mentions outside documents.'
  return [`${mentions.length} places may name that person:`, ...lines, rest].join('\n')
}

/** Writes down that the operator has looked at people. */
export const viewed = (db: Db, people: number[], unitId: number | null, now: Date) =>
  db.transaction().execute((tx) => noteViewed(tx, people, { by, unitId, now }))
