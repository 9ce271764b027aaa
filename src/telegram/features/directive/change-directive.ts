// What an office does with a directive that is out, by the buttons of /vanban: more time, more recipients, an
// end, a recall; a correction is features/correct-directive.ts. What cannot be undone is asked twice. The rules are the circulation room's.
import { Composer } from 'grammy'
import {
  addRecipients,
  type ChangeOutcome,
  closeDirective,
  extendDeadlines,
  recallDirective,
  supersedeDirective,
} from '../../../circulation/change-directive.ts'
import { readDeadline } from '../../../directive/deadline.ts'
import {
  type DirectiveRow,
  findByNumber,
  findDirective,
  listOut,
} from '../../../directive/directive.store.ts'
import { searchUnits } from '../../../org/unit.store.ts'
import { deadlineText } from '../../../texts/dates.ts'
import type { TextKey, TextKeyEnd } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onTap, type TapContext } from '../../routing.ts'
import { hasDraftInHand } from '../new-directive/draft-in-hand.ts'
import { type ChangeMove, changeButton, changeMoves } from './change-buttons.ts'

export const changeDirectiveFeature = new Composer<BotContext>()
const feature = changeDirectiveFeature

const addDialog = 'add_recipients'
const supersedeDialog = 'superseded_by'
const extendDialog = 'extend_directive'
const extensions = [3, 5, 10] as const
/** Of no directive: buttons and conversations of earlier versions of the bot do not say which one they asked about. */
const unsaid = 0

onTap(feature, 'change_directive').use(async (ctx) => {
  const [place = -1, value = 0, version = unsaid] = ctx.tap.extra
  const move = changeMoves[place]
  const row = await findDirective(ctx.tx, ctx.tap.id)
  if (!ctx.actor || !row || !move) return ctx.answerTap('change-fault-not_allowed', {}, { alert: true })
  await (asking[move]?.(ctx, row) ?? applyMove(ctx, row, move, { value, version }))
})

/** Moves that only ask; the directive itself is untouched. */
const asking: Partial<Record<ChangeMove, (ctx: TapContext, row: DirectiveRow) => Promise<void>>> = {
  extend: async (ctx, row) => {
    const { id, version } = row
    // What is typed answers the question put last.
    const mayType = [null, 'register', extendDialog].includes(ctx.dialog.kind)
    if (mayType) await ctx.dialog.set(extendDialog, { id, version })
    const buttons = [
      extensions.map((days) =>
        changeButton(ctx.t('new-button-days', { days }), 'extend_by', id, days, version),
      ),
      [neverMind(ctx, row)],
    ]
    const key = mayType ? 'change-ask-extend' : 'change-ask-extend-days'
    await ctx.say(key, { number: row.numberText }, { buttons })
  },
  add: async (ctx, row) => {
    if (await hasDraftInHand(ctx)) return
    await ctx.dialog.set(addDialog, { id: row.id })
    await ctx.say('change-ask-add', { number: row.numberText }, { buttons: [[neverMind(ctx, row)]] })
  },
  close: (ctx, row) => askTwice(ctx, row, 'change-ask-close', 'close_yes'),
  recall: (ctx, row) => askTwice(ctx, row, 'change-ask-recall', 'recall_yes'),
  supersede: async (ctx, row) => {
    const others = await listOut(ctx.tx, { issuerUnitIds: [row.issuerUnitId], limit: 7 })
    const choices = others
      .filter((other) => other.id !== row.id && other.state === 'issued')
      .map((other) => [successorButton(row, other)])
    if (choices.length === 0) return await ctx.say('change-no-successor')
    // A report or a draft in the making keeps its conversation; then there are the latest to choose from.
    const mayType = ctx.dialog.kind === null || ctx.dialog.kind === 'register'
    if (mayType) await ctx.dialog.set(supersedeDialog, { id: row.id })
    const buttons = [...choices, [neverMind(ctx, row)]]
    const key = mayType ? 'change-ask-supersede' : 'change-ask-supersede-latest'
    await ctx.say(key, { number: row.numberText }, { buttons })
  },
  never_mind: async (ctx) => {
    if ([addDialog, supersedeDialog, extendDialog].some((kind) => kind === ctx.dialog.kind))
      await ctx.dialog.clear()
    ctx.showInstead([])
    ctx.answerTap('change-never-mind')
  },
}

const neverMind = (ctx: BotContext, row: DirectiveRow) =>
  changeButton(ctx.t('change-button-never-mind'), 'never_mind', row.id)

const successorButton = (row: DirectiveRow, other: DirectiveRow) =>
  changeButton(`${other.numberText} ${other.subject}`.slice(0, 50), 'supersede_by', row.id, other.id)

async function askTwice(ctx: TapContext, row: DirectiveRow, key: TextKey, yes: ChangeMove): Promise<void> {
  const buttons = [[changeButton(ctx.t('change-button-yes'), yes, row.id)], [neverMind(ctx, row)]]
  await ctx.say(key, { number: row.numberText, subject: row.subject }, { buttons })
}

async function applyMove(
  ctx: TapContext,
  row: DirectiveRow,
  move: ChangeMove,
  { value, version }: { value: number; version: number },
): Promise<void> {
  const { tx, now } = ctx
  const author = ctx.actor!
  ctx.showInstead([])
  switch (move) {
    case 'extend_by': {
      if (isTyping(ctx, row.id, version)) await ctx.dialog.clear()
      if (!extensions.includes(value as never)) return
      return await extend(ctx, row, { due: laterBy(ctx, dueOf(row), value), version })
    }
    case 'add_unit': {
      const day = ctx.calendar.dayOf(now)
      const outcome = await addRecipients(tx, author, row.id, { unitIds: [value], now, day })
      return await tell(ctx, row, 'added', outcome)
    }
    case 'close_yes':
      return await tell(ctx, row, 'closed', await closeDirective(tx, author, row.id, { now }))
    case 'recall_yes':
      return await tell(ctx, row, 'recalled', await recallDirective(tx, author, row.id, { now }))
    case 'supersede_by': {
      if (ctx.dialog.kind === supersedeDialog) await ctx.dialog.clear()
      const outcome = await supersedeDirective(tx, author, row.id, { byId: value, now })
      return await tell(ctx, row, 'superseded', outcome)
    }
    default:
      return
  }
}

/** The deadline that is extended: the report's, or the receipt's where no report is asked for. */
const dueOf = (row: DirectiveRow) => (row.asksReport ? row.reportDueAt : row.ackDueAt)

/** Does what is typed answer that question for more time? */
const isTyping = (ctx: BotContext, id: number, version: number) =>
  ctx.dialog.kind === extendDialog &&
  ctx.dialog.data.id === id &&
  (ctx.dialog.data.version ?? unsaid) === version

/** Moves the deadline, unless the directive has changed since the question was put: further days would add up. */
async function extend(
  ctx: BotContext,
  row: DirectiveRow,
  { due, version }: { due: Date; version: number },
): Promise<void> {
  const dues = row.asksReport ? { reportDueAt: due } : { ackDueAt: due }
  const outcome = await extendDeadlines(ctx.tx, ctx.actor!, row.id, { ...dues, version, now: ctx.now })
  if (!outcome.ok && outcome.reason === 'changed') return await sayOldExtension(ctx, row.id)
  await tell(ctx, row, 'extended', outcome, deadlineText(due, ctx.language, ctx.calendar.timeZone))
}

/** Says that nothing was changed, and the deadline that holds: the person may think it is still the old one. */
async function sayOldExtension(ctx: BotContext, directiveId: number): Promise<void> {
  const row = await findDirective(ctx.tx, directiveId)
  const due = row && dueOf(row)
  await ctx.say('change-extend-old', {
    number: row?.numberText ?? '',
    deadline: due ? deadlineText(due, ctx.language, ctx.calendar.timeZone) : '–',
  })
}

onAnswer(feature, extendDialog).use(async (ctx) => {
  const row = await findDirective(ctx.tx, Number(ctx.dialog.data.id))
  if (!row || !ctx.actor) return await ctx.dialog.clear()
  const read = readDeadline(ctx.message.text, { now: ctx.now, calendar: ctx.calendar })
  if (!read.ok) return await ctx.say('new-fault-deadline_form')
  const before = dueOf(row)
  if (before && read.at <= before) return await ctx.say('change-fault-not_later')
  const version = Number(ctx.dialog.data.version ?? unsaid)
  await ctx.dialog.clear()
  await extend(ctx, row, { due: read.at, version })
})

/** Working days after the deadline, or after today when it has passed. */
function laterBy(ctx: BotContext, due: Date | null, days: number): Date {
  const from = due !== null && due > ctx.now ? due : ctx.now
  const day = ctx.calendar.addWorkingDays(ctx.calendar.dayOf(from), days)
  return ctx.calendar.instantAt(day, due === null ? '17:00' : ctx.calendar.timeOf(due))
}

async function tell(
  ctx: BotContext,
  row: DirectiveRow,
  what: TextKeyEnd<'change-done-'>,
  outcome: ChangeOutcome,
  deadline = '',
): Promise<void> {
  if (!outcome.ok) return await ctx.say(`change-fault-${outcome.reason}`)
  await ctx.say(outcome.already ? 'change-already' : `change-done-${what}`, {
    number: row.numberText,
    told: outcome.told,
    deadline,
  })
}

onAnswer(feature, supersedeDialog).use(async (ctx) => {
  const row = await findDirective(ctx.tx, Number(ctx.dialog.data.id))
  if (!row) return await ctx.dialog.clear()
  const found = (await findByNumber(ctx.tx, ctx.message.text)).filter(
    (other) => other.issuerUnitId === row.issuerUnitId && other.state === 'issued' && other.id !== row.id,
  )
  if (found.length === 0) return await ctx.say('change-no-such-successor', { number: row.numberText })
  const buttons = found.slice(0, 7).map((other) => [successorButton(row, other)])
  await ctx.say(
    'change-choose-successor',
    { number: row.numberText },
    { buttons: [...buttons, [neverMind(ctx, row)]] },
  )
})

onAnswer(feature, addDialog).use(async (ctx) => {
  const row = await findDirective(ctx.tx, Number(ctx.dialog.data.id))
  if (!row) return await ctx.dialog.clear()
  const units = await searchUnits(ctx.tx, [row.audience.root], ctx.message.text, 8)
  if (units.length === 0) return await ctx.say('change-no-unit')
  const buttons = units.map((unit) => [
    changeButton(
      [unit.name, unit.pathNames.at(-2)].filter(Boolean).join(' · ').slice(0, 56),
      'add_unit',
      row.id,
      unit.id,
    ),
  ])
  await ctx.say('change-choose-unit', {}, { buttons: [...buttons, [neverMind(ctx, row)]] })
})
