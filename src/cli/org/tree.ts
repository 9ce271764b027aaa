// The commands that change the tree by decision: rename, move, merge, split, dissolve; and what became of a
// unit.

import {
  mergeUnits,
  moveUnit,
  renameUnit,
  splitUnit,
  type TreeChange,
  type TreeFault,
  type TreeOutcome,
} from '../../org/change-tree.ts'
import { type PastOfUnit, pastOfUnit } from '../../org/tree-history.ts'
import { unitsOfCode } from '../../org/unit.store.ts'
import type { Tx } from '../../platform/database.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  type InputOf,
  optional,
  repeated,
  required,
} from '../command.ts'
import { day, unitOf } from '../options.ts'

const unit = { code: required('CODE', 'the code of the unit') }
const dating = {
  decision: required('NUMBER', 'The decision by which it happens.'),
  on: optional('DAY', 'The day from which it holds (today when left out).', day),
}

export const treeCommands = [
  command({
    name: 'unit history',
    summary:
      'What a unit was called and stood below before, what went into it, and where an ended one went; ' +
      'with days and decisions.',
    arguments: unit,
    async run({ db }, { code }) {
      const units = await unitsOfCode(db, code)
      if (units.length === 0) throw new CliFault(`There never was a unit with the code "${code}".`)
      const told = []
      for (const each of units) told.push({ ...each, past: await pastOfUnit(db, each.id) })
      const lines = told.flatMap(({ name, validFrom, validTo, past }) => [
        `${code} "${name}": since ${validFrom}${validTo === null ? '' : `, ended on ${validTo}`}`,
        ...past.map(
          (step) => `  ${pastSentence(step)}${step.decision === null ? '' : `, by ${step.decision}`}`,
        ),
      ])
      return { text: lines.join('\n'), json: told }
    },
  }),
  command({
    name: 'unit rename',
    summary: 'Gives a unit another name; the old one stays readable for the days before.',
    arguments: unit,
    options: { name: required('NAME', 'The new name.'), ...dating },
    async run(context, { code, name, ...given }) {
      const ofCode = await unitOf(context.db, 'CODE', code)
      await change(context, given, (tx, dated, at) =>
        renameUnit(tx, 'operator', { unitId: ofCode.id, name, ...dated }, at),
      )
      return done(`${ofCode.code}: "${ofCode.name}" is now "${name}".`, { unit: ofCode.code, name })
    },
  }),
  command({
    name: 'unit move',
    summary: 'Puts a unit with all below it under another one.',
    arguments: unit,
    options: { to: required('CODE', 'The unit under which it stands from now on.'), ...dating },
    async run(context, { code, to, ...given }) {
      const moved = await unitOf(context.db, 'CODE', code)
      const parent = await unitOf(context.db, '--to', to)
      await change(context, given, (tx, dated, at) =>
        moveUnit(tx, 'operator', { unitId: moved.id, parentId: parent.id, ...dated }, at),
      )
      return done(`${moved.code} is now below ${parent.code}.`, { unit: moved.code, to: parent.code })
    },
  }),
  command({
    name: 'unit merge',
    summary: 'Ends units that go into another one; what they owe passes to it.',
    arguments: { units: repeated('CODE', 'the codes of the units that end') },
    options: { into: required('CODE', 'The unit that goes on.'), ...dating },
    check({ units }) {
      if (units.length === 0) throw new CliFault('Missing: the codes of the units that end.')
    },
    async run(context, { units: codesGiven, into: code, ...given }) {
      const units = []
      for (const each of codesGiven) units.push(await unitOf(context.db, 'CODE', each))
      const into = await unitOf(context.db, '--into', code)
      const ids = units.map((each) => each.id)
      await change(context, given, (tx, dated, at) =>
        mergeUnits(tx, 'operator', { unitIds: ids, intoId: into.id, ...dated }, at),
      )
      const codes = units.map((each) => each.code)
      return done(`${codes.join(', ')} went into ${into.code}.`, { ended: codes, successor: into.code })
    },
  }),
  command({
    name: 'unit dissolve',
    summary: 'Ends a unit; what it owes passes to the successor.',
    arguments: unit,
    options: { successor: required('CODE', 'The unit that answers for it.'), ...dating },
    async run(context, { code, successor, ...given }) {
      const ended = await unitOf(context.db, 'CODE', code)
      const into = await unitOf(context.db, '--successor', successor)
      await change(context, given, (tx, dated, at) =>
        mergeUnits(
          tx,
          'operator',
          { unitIds: [ended.id], intoId: into.id, ...dated, reason: 'dissolve' },
          at,
        ),
      )
      return done(`${ended.code} has ended; ${into.code} answers for it.`, {
        ended: [ended.code],
        successor: into.code,
      })
    },
  }),
  command({
    name: 'unit split',
    summary:
      'Ends a unit and makes several in its place, of which one may keep its code; the first answers for ' +
      'the past.',
    arguments: unit,
    options: {
      into: repeated('CODE=NAME', 'A unit that takes its place; at least two.', readPart),
      ...dating,
    },
    check({ into }) {
      if (into.length < 2) throw new CliFault('--into: name at least two parts, each as CODE=NAME.')
    },
    async run(context, { code, into: parts, ...given }) {
      const ended = await unitOf(context.db, 'CODE', code)
      await change(context, given, (tx, dated, at) =>
        splitUnit(tx, 'operator', { unitId: ended.id, parts, ...dated }, at),
      )
      const codes = parts.map((part) => part.code)
      return done(`${ended.code} was split into ${codes.join(', ')}.`, { ended: [ended.code], made: codes })
    },
  }),
]

function readPart(given: string, option: string): { code: string; name: string } {
  const [code = '', ...name] = given.split('=')
  if (name.length === 0) throw new CliFault(`${option}: "${given}" is not CODE=NAME.`)
  return { code, name: name.join('=') }
}

function pastSentence({ what, name, code, until }: PastOfUnit): string {
  switch (what) {
    case 'named':
      return `until ${until} called "${name}"`
    case 'below':
      return `until ${until} below ${code} "${name}"`
    case 'kind':
      return `on ${until} became of another kind`
    case 'took':
      return `on ${until} took over ${code} "${name}"`
    case 'from':
      return `on ${until} came out of ${code} "${name}"`
    case 'into':
      return `on ${until} went into ${code} "${name}"`
  }
}

const done = (words: string, json: unknown): CliResult => ({ text: words, json })

async function change(
  { db, clock, calendar }: CliContext,
  { decision, on }: InputOf<typeof dating>,
  work: (tx: Tx, dated: TreeChange, at: { now: Date; calendar: Calendar }) => Promise<TreeOutcome>,
): Promise<void> {
  const now = clock.now()
  const dated = { day: on ?? calendar.dayOf(now), decision }
  const outcome = await db.transaction().execute((tx) => work(tx, dated, { now, calendar }))
  if (!outcome.ok) throw new CliFault(`Refused: ${treeSentence(outcome.reason)}`)
}

/** Why a change of the tree was refused. */
export const treeSentence = (fault: TreeFault): string => sentences[fault]

const sentences: Record<TreeFault, string> = {
  not_allowed: 'not allowed.',
  gone: 'the unit has ended.',
  empty_name: 'a name or code is empty.',
  too_long: 'the name is longer than 300 or the code longer than 60 characters.',
  code_taken: 'a code is used already.',
  future_day: 'the day lies in the future; changes are entered on their day or later.',
  too_early: 'the day lies before a unit began or was changed last.',
  cycle: 'the unit would stand below itself.',
  parent_is_cell: 'nothing can stand below a cell.',
  same_unit: 'a unit cannot be its own successor.',
}
