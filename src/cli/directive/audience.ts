// Who receives a directive, as options of the command line; and lists of recipients kept under a name.
import { type Audience, summariseAudience } from '../../directive/audience.ts'
import {
  deleteAudience,
  renameAudience,
  type SavedAudience,
  type SavedAudienceFault,
  saveAudience,
  savedAudiences,
} from '../../directive/saved-audiences.ts'
import { findSpeakers, speakersNow } from '../../org/speakers.ts'
import { subtreeIds, type UnitRow } from '../../org/unit.store.ts'
import type { Db } from '../../platform/database.ts'
import type { UnitKind } from '../../platform/database-types.ts'
import { sameWords } from '../../platform/vietnamese-text.ts'
import {
  CliFault,
  command,
  flag,
  type InputOf,
  optional,
  type Parser,
  repeated,
  required,
} from '../command.ts'
import { filled, unitOf } from '../options.ts'

/** The kinds of units, separated by commas. */
export const unitKinds: Parser<UnitKind[]> = (given, name) => {
  const wanted = given.split(',').map((kind) => kind.trim() as UnitKind)
  const unknown = wanted.find((kind) => !kinds.includes(kind))
  if (unknown !== undefined)
    throw new CliFault(`${name}: "${unknown}" is no kind of unit; there are ${kinds.join(', ')}.`)
  return wanted
}
const kinds: readonly UnitKind[] = ['province', 'committee', 'grassroots', 'section', 'cell']

/** Options that choose recipients. Codes are separated by commas. */
export const audienceOptions = {
  kinds: optional('KINDS', `The kinds of units, such as cell: ${kinds.join(', ')}.`, unitKinds),
  only: optional('CODES', 'Only what stands below these units.'),
  add: optional('CODES', 'These units as well.'),
  leaveOut: optional('CODES', 'Without these units and all below them.'),
  list: optional('NAME', 'The recipients of this list (see audience list), instead of the options above.'),
  speakers: flag('Goes to speakers instead of units.'),
  members: optional('IDS', 'Only to these speakers (see speaker find); with --speakers.'),
}

const ofUnit = { from: required('CODE', 'The unit.') }
const listName = { name: repeated('NAME', 'the name of the list') }
const nameGiven = ({ name }: { name: readonly string[] }) =>
  void filled(name.join(' '), 'the name of the list')

export const audienceCommands = [
  command({
    name: 'audience save',
    summary: 'Keeps recipients under a name, for --list.',
    arguments: listName,
    options: { ...ofUnit, ...audienceOptions },
    check: nameGiven,
    run: async ({ db, clock, calendar }, given) => {
      const unit = await unitOf(db, '--from', given.from)
      const audience = await audienceOf(db, unit, given)
      const now = clock.now()
      const { recipients } = await summariseAudience(db, audience, calendar.dayOf(now))
      if (recipients === 0) throw new CliFault('Nobody would receive anything by this list.')
      const name = given.name.join(' ')
      const outcome = await db
        .transaction()
        .execute((tx) => saveAudience(tx, 'operator', { unitId: unit.id, name, audience }, { now }))
      if (!outcome.ok) throw new CliFault(listSentence(outcome.reason))
      return {
        text: `Kept "${name}": ${recipients} ${audience.speakers ? 'speakers' : 'units'} today.`,
        json: { id: outcome.id, name, recipients },
      }
    },
  }),
  command({
    name: 'audience list',
    summary: 'Tells the lists of recipients of a unit and how many each has today.',
    options: ofUnit,
    run: async ({ db, clock, calendar }, { from }) => {
      const unit = await unitOf(db, '--from', from)
      const today = calendar.dayOf(clock.now())
      const lists = []
      for (const { name, audience } of await savedAudiences(db, unit.id))
        lists.push({
          name,
          speakers: audience.speakers !== undefined,
          recipients: (await summariseAudience(db, audience, today)).recipients,
        })
      const lines = lists.map(
        ({ name, recipients, speakers }) => `${name}: ${recipients} ${speakers ? 'speakers' : 'units'}`,
      )
      return { text: lines.join('\n') || 'There is no list yet.', json: { lists } }
    },
  }),
  command({
    name: 'audience rename',
    summary: 'Gives a list of recipients another name.',
    arguments: listName,
    options: { to: required('NAME', 'The new name.'), ...ofUnit },
    check: nameGiven,
    run: async ({ db, clock }, { name, to, from }) => {
      const list = await listOf(db, await unitOf(db, '--from', from), name.join(' '))
      const outcome = await db
        .transaction()
        .execute((tx) => renameAudience(tx, 'operator', { id: list.id, name: to }, { now: clock.now() }))
      if (!outcome.ok) throw new CliFault(listSentence(outcome.reason))
      return {
        text: `"${list.name}" is now called "${outcome.name}".`,
        json: { id: list.id, name: outcome.name },
      }
    },
  }),
  command({
    name: 'audience delete',
    summary: 'Deletes a list of recipients. Directives issued with it keep their recipients.',
    arguments: listName,
    options: ofUnit,
    check: nameGiven,
    run: async ({ db, clock }, { name, from }) => {
      const list = await listOf(db, await unitOf(db, '--from', from), name.join(' '))
      const outcome = await db
        .transaction()
        .execute((tx) => deleteAudience(tx, 'operator', { id: list.id }, { now: clock.now() }))
      if (!outcome.ok) throw new CliFault(listSentence(outcome.reason))
      return { text: `Deleted "${list.name}".`, json: { id: list.id, name: list.name } }
    },
  }),
]

export const speakerCommands = [
  command({
    name: 'speaker find',
    summary: 'Finds speakers by name or unit, with their ids for --members.',
    arguments: { words: repeated('WORDS', 'words of a name or a unit') },
    options: ofUnit,
    check: ({ words }) => void filled(words.join(' '), 'words of a name or a unit'),
    run: async ({ db }, { words, from }) => {
      const unit = await unitOf(db, '--from', from)
      const speakers = await findSpeakers(db, unit.id, words.join(' '), 50)
      const lines = speakers.map((each) => `${each.dutyId}  ${each.fullName}, ${each.unitName}`)
      return { text: lines.join('\n') || 'Nobody found.', json: { speakers } }
    },
  }),
]

/** The speakers with these ids (see speaker find), below the unit. @throws CliFault */
async function membersOf(db: Db, unit: UnitRow, given: string): Promise<number[]> {
  const ids = given.split(',').map((id) => Number(id.trim()))
  const found = await speakersNow(
    db,
    ids.filter((id) => Number.isSafeInteger(id)),
  )
  const below = new Set(await subtreeIds(db, unit.id))
  const wrong = ids.find((id) => !found.some((each) => each.dutyId === id && below.has(each.unitId)))
  if (wrong !== undefined)
    throw new CliFault(`--members: ${wrong} is no speaker at or below ${unit.code}; see speaker find.`)
  return ids
}

async function listOf(db: Db, unit: UnitRow, name: string, option = ''): Promise<SavedAudience> {
  if (name.trim() === '') throw new CliFault('Missing: the name of the list.')
  const list = (await savedAudiences(db, unit.id)).find((each) => sameWords(each.name, name))
  if (!list) throw new CliFault(`${option}${unit.code} has no list "${name}".`)
  return list
}

function listSentence(reason: SavedAudienceFault['reason']): string {
  const sentences: Record<SavedAudienceFault['reason'], string> = {
    not_allowed: 'Not allowed.',
    name_missing: 'Missing: the name of the list.',
    name_taken: 'Another list has this name already.',
    secret: 'Refused: a secrecy mark in the name. Nothing was kept.',
    outside: 'The list reaches units outside its own unit.',
    gone: 'There is no such list any more.',
  }
  return sentences[reason]
}

/** The audience that the options describe, below `unit`. */
export async function audienceOf(
  db: Db,
  unit: UnitRow,
  given: InputOf<typeof audienceOptions>,
): Promise<Audience> {
  if (given.list !== undefined) return (await listOf(db, unit, given.list, '--list: ')).audience
  const wanted = given.kinds
  const units = async (option: string, codes: string | undefined) => {
    const ids: number[] = []
    for (const code of codes?.split(',') ?? []) ids.push((await unitOf(db, option, code)).id)
    return ids
  }
  const branches = await units('--only', given.only)
  const include = await units('--add', given.add)
  const exclude = await units('--leave-out', given.leaveOut)
  if (given.members !== undefined && !given.speakers) throw new CliFault('--members: needs --speakers.')
  const speakers = given.members === undefined ? 'all' : await membersOf(db, unit, given.members)
  return {
    root: unit.id,
    ...(given.speakers ? { speakers } : {}),
    ...(wanted ? { kinds: wanted } : {}),
    ...(branches.length > 0 ? { branches } : {}),
    ...(include.length > 0 ? { include } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
  }
}
