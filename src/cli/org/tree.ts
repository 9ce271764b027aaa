// The commands that change the tree by decision: rename, move, merge, split, dissolve; and what became of a unit.
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
import { type CliContext, CliFault, type CliResult, type Command } from '../command.ts'
import { readDay, readOptions, required, requiredUnit } from '../options.ts'

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true } as const
const usual = '--decision NUMBER [--on DAY]'

export const treeCommands: Record<string, Command> = {
  'unit history': {
    usage: 'CODE',
    summary:
      'What a unit was called and stood below before, what went into it, and where an ended one went; with days and decisions.',
    async run(args, { db }) {
      const code = required('unit history', 'the code', readOptions('unit history', args, {}, 1).words[0])
      const units = await unitsOfCode(db, code)
      if (units.length === 0)
        throw new CliFault(`unit history: there never was a unit with the code "${code}".`)
      const told = []
      for (const unit of units) told.push({ ...unit, past: await pastOfUnit(db, unit.id) })
      const lines = told.flatMap(({ code, name, validFrom, validTo, past }) => [
        `${code} "${name}": since ${validFrom}${validTo === null ? '' : `, ended on ${validTo}`}`,
        ...past.map(
          (step) => `  ${pastSentence(step)}${step.decision === null ? '' : `, by ${step.decision}`}`,
        ),
      ])
      return { text: lines.join('\n'), json: told }
    },
  },
  'unit rename': {
    usage: `CODE --name NAME ${usual}`,
    summary: 'Gives a unit another name; the old one stays readable for the days before.',
    async run(args, context) {
      const { values, words } = readOptions('unit rename', args, { name: text, ...dating }, 1)
      const unit = await requiredUnit('unit rename', 'the code', context.db, words[0])
      const name = required('unit rename', '--name', values.name)
      await change('unit rename', context, values, (tx, how) => renameUnit(tx, unit.id, name, how))
      return done(`${unit.code}: "${unit.name}" is now "${name}".`, { unit: unit.code, name })
    },
  },
  'unit move': {
    usage: `CODE --to CODE ${usual}`,
    summary: 'Puts a unit with all below it under another one.',
    async run(args, context) {
      const { values, words } = readOptions('unit move', args, { to: text, ...dating }, 1)
      const unit = await requiredUnit('unit move', 'the code', context.db, words[0])
      const to = await requiredUnit('unit move', '--to', context.db, values.to)
      await change('unit move', context, values, (tx, how) => moveUnit(tx, unit.id, to.id, how))
      return done(`${unit.code} is now below ${to.code}.`, { unit: unit.code, to: to.code })
    },
  },
  'unit merge': {
    usage: `CODE [CODE …] --into CODE ${usual}`,
    summary: 'Ends units that go into another one; what they owe passes to it.',
    async run(args, context) {
      const { values, words } = readOptions('unit merge', args, { into: text, ...dating }, 1_000)
      if (words.length === 0) throw new CliFault('unit merge: the code is missing.')
      const units = []
      for (const word of words) units.push(await requiredUnit('unit merge', 'the code', context.db, word))
      const into = await requiredUnit('unit merge', '--into', context.db, values.into)
      const ids = units.map((unit) => unit.id)
      await change('unit merge', context, values, (tx, how) => mergeUnits(tx, ids, into.id, how))
      const codes = units.map((unit) => unit.code)
      return done(`${codes.join(', ')} went into ${into.code}.`, { ended: codes, successor: into.code })
    },
  },
  'unit dissolve': {
    usage: `CODE --successor CODE ${usual}`,
    summary: 'Ends a unit; what it owes passes to the successor.',
    async run(args, context) {
      const { values, words } = readOptions('unit dissolve', args, { successor: text, ...dating }, 1)
      const unit = await requiredUnit('unit dissolve', 'the code', context.db, words[0])
      const into = await requiredUnit('unit dissolve', '--successor', context.db, values.successor)
      await change('unit dissolve', context, values, (tx, how) =>
        mergeUnits(tx, [unit.id], into.id, { ...how, reason: 'dissolve' }),
      )
      return done(`${unit.code} has ended; ${into.code} answers for it.`, {
        ended: [unit.code],
        successor: into.code,
      })
    },
  },
  'unit split': {
    usage: `CODE --into CODE=NAME --into CODE=NAME … ${usual}`,
    summary:
      'Ends a unit and makes several in its place, of which one may keep its code; the first answers for the past.',
    async run(args, context) {
      const { values, words } = readOptions('unit split', args, { into: texts, ...dating }, 1)
      const unit = await requiredUnit('unit split', 'the code', context.db, words[0])
      const given = Array.isArray(values.into) ? values.into.map(String) : []
      const parts = given.map((part) => {
        const [code = '', ...name] = part.split('=')
        if (name.length === 0) throw new CliFault(`unit split: --into "${part}" is not CODE=NAME.`)
        return { code, name: name.join('=') }
      })
      if (parts.length < 2) throw new CliFault('unit split: name at least two parts with --into CODE=NAME.')
      await change('unit split', context, values, (tx, how) => splitUnit(tx, unit.id, parts, how))
      const codes = parts.map((part) => part.code)
      return done(`${unit.code} was split into ${codes.join(', ')}.`, { ended: [unit.code], made: codes })
    },
  },
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

const dating = { decision: text, on: text }
const done = (words: string, json: unknown): CliResult => ({ text: words, json })

async function change(
  command: string,
  { db, clock, calendar }: CliContext,
  values: Record<string, unknown>,
  work: (tx: Tx, how: TreeChange) => Promise<TreeOutcome>,
): Promise<void> {
  const now = clock.now()
  const today = calendar.dayOf(now)
  const day = readDay(command, '--on', values.on, today)
  const decision = required(command, '--decision', values.decision)
  const by = { kind: 'operator' } as const
  const outcome = await db.transaction().execute((tx) => work(tx, { by, now, day, today, decision }))
  if (!outcome.ok) throw new CliFault(`${command}: ${treeSentence(outcome.reason)}`)
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
