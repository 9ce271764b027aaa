// Who receives a directive, as options of the command line; and lists of recipients kept under a name.
import { parseArgs } from 'node:util'
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
import { findUnitByCode, subtreeIds, type UnitRow } from '../../org/unit.store.ts'
import type { Db } from '../../platform/database.ts'
import type { UnitKind } from '../../platform/database-types.ts'
import { sameWords } from '../../platform/vietnamese-text.ts'
import { CliFault, type Command } from '../command.ts'
import { parse, text } from './options.ts'

/** Options that choose recipients. Codes are separated by commas. */
const flag = { type: 'boolean' } as const
export const audienceOptions = {
  kinds: text,
  only: text,
  add: text,
  'leave-out': text,
  list: text,
  speakers: flag,
  members: text,
} as const
export const audienceUsage =
  '[--kinds cell,…] [--only CODES] [--add CODES] [--leave-out CODES] [--list NAME] ' +
  '[--speakers [--members IDS]]'

export const audienceCommands: Record<string, Command> = {
  'audience save': {
    usage: `NAME --from CODE ${audienceUsage}`,
    summary: 'Keeps recipients under a name, for --list.',
    run: async (args, { db, clock, calendar }) => {
      const options = { ...audienceOptions, from: text }
      const { values, positionals } = parse(() =>
        parseArgs({ args, options, strict: true, allowPositionals: true }),
      )
      const unit = await unitOf(db, values.from)
      const audience = await audienceOf(db, unit, values)
      const now = clock.now()
      const { recipients } = await summariseAudience(db, audience, calendar.dayOf(now))
      if (recipients === 0) throw new CliFault('Nobody would receive anything by this list.')
      const name = positionals.join(' ')
      const outcome = await db
        .transaction()
        .execute((tx) => saveAudience(tx, 'operator', { unitId: unit.id, name, audience, now }))
      if (!outcome.ok) throw new CliFault(listSentence(outcome.reason))
      return {
        text: `Kept "${name}": ${recipients} ${audience.speakers ? 'speakers' : 'units'} today.`,
        json: { id: outcome.id, name, recipients },
      }
    },
  },
  'audience list': {
    usage: '--from CODE',
    summary: 'Tells the lists of recipients of a unit and how many each has today.',
    run: async (args, { db, clock, calendar }) => {
      const { values } = parse(() => parseArgs({ args, options: { from: text }, strict: true }))
      const unit = await unitOf(db, values.from)
      const day = calendar.dayOf(clock.now())
      const lists = []
      for (const { name, audience } of await savedAudiences(db, unit.id))
        lists.push({
          name,
          speakers: audience.speakers !== undefined,
          recipients: (await summariseAudience(db, audience, day)).recipients,
        })
      const lines = lists.map(
        ({ name, recipients, speakers }) => `${name}: ${recipients} ${speakers ? 'speakers' : 'units'}`,
      )
      return { text: lines.join('\n') || 'There is no list yet.', json: { lists } }
    },
  },
  'speaker find': {
    usage: 'WORDS --from CODE',
    summary: 'Finds speakers by name or unit, with their ids for --members.',
    run: async (args, { db }) => {
      const { values, positionals } = parse(() =>
        parseArgs({ args, options: { from: text }, strict: true, allowPositionals: true }),
      )
      const unit = await unitOf(db, values.from)
      if (positionals.length === 0) throw new CliFault('Missing: words of a name or a unit.')
      const speakers = await findSpeakers(db, unit.id, positionals.join(' '), 50)
      const lines = speakers.map((each) => `${each.dutyId}  ${each.fullName}, ${each.unitName}`)
      return { text: lines.join('\n') || 'Nobody found.', json: { speakers } }
    },
  },
  'audience rename': {
    usage: 'NAME --to NAME --from CODE',
    summary: 'Gives a list of recipients another name.',
    run: async (args, { db, clock }) => {
      const { values, positionals } = parse(() =>
        parseArgs({ args, options: { from: text, to: text }, strict: true, allowPositionals: true }),
      )
      if (!values.to?.trim()) throw new CliFault('Missing: --to, the new name.')
      const list = await listOf(db, await unitOf(db, values.from), positionals.join(' '))
      const change = { name: values.to, now: clock.now() }
      const outcome = await db.transaction().execute((tx) => renameAudience(tx, 'operator', list.id, change))
      if (!outcome.ok) throw new CliFault(listSentence(outcome.reason))
      return {
        text: `"${list.name}" is now called "${outcome.name}".`,
        json: { id: list.id, name: outcome.name },
      }
    },
  },
  'audience delete': {
    usage: 'NAME --from CODE',
    summary: 'Deletes a list of recipients. Directives issued with it keep their recipients.',
    run: async (args, { db, clock }) => {
      const { values, positionals } = parse(() =>
        parseArgs({ args, options: { from: text }, strict: true, allowPositionals: true }),
      )
      const list = await listOf(db, await unitOf(db, values.from), positionals.join(' '))
      const outcome = await db
        .transaction()
        .execute((tx) => deleteAudience(tx, 'operator', list.id, { now: clock.now() }))
      if (!outcome.ok) throw new CliFault(listSentence(outcome.reason))
      return { text: `Deleted "${list.name}".`, json: { id: list.id, name: list.name } }
    },
  },
}

async function unitOf(db: Db, code: string | undefined): Promise<UnitRow> {
  if (code === undefined) throw new CliFault('Missing: --from.')
  const unit = await findUnitByCode(db, code)
  if (!unit) throw new CliFault(`--from: there is no unit with the code "${code}".`)
  return unit
}

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

const kinds: readonly UnitKind[] = ['province', 'committee', 'grassroots', 'section', 'cell']

/** --kinds, separated by commas. @throws CliFault */
export function readKinds(given: string | undefined): UnitKind[] | undefined {
  const wanted = given?.split(',').map((kind) => kind.trim() as UnitKind)
  const unknown = wanted?.find((kind) => !kinds.includes(kind))
  if (unknown !== undefined)
    throw new CliFault(`--kinds: "${unknown}" is no kind of unit; there are ${kinds.join(', ')}.`)
  return wanted
}

/** The audience that the options describe, below `unit`. */
export async function audienceOf(
  db: Db,
  unit: UnitRow,
  given: Partial<Record<'kinds' | 'only' | 'add' | 'leave-out' | 'list' | 'members', string>> & {
    speakers?: boolean
  },
): Promise<Audience> {
  if (given.list !== undefined) {
    return (await listOf(db, unit, given.list, '--list: ')).audience
  }
  const wanted = readKinds(given.kinds)
  const units = async (name: 'only' | 'add' | 'leave-out') => {
    const ids: number[] = []
    for (const code of given[name]?.split(',') ?? []) {
      const found = await findUnitByCode(db, code.trim())
      if (!found) throw new CliFault(`--${name}: there is no unit with the code "${code.trim()}".`)
      ids.push(found.id)
    }
    return ids
  }
  const branches = await units('only')
  const include = await units('add')
  const exclude = await units('leave-out')
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
