// What an office does with an issued directive by the buttons of /vanban: extend the deadline, add
// recipients, end the follow-up, recall. Correcting is in correct-directive.ts. The person confirms what
// cannot be undone. The rules are the circulation room's.

import { Composer } from 'grammy'
import {
  addRecipients,
  type ChangeOutcome,
  closeDirective,
  extendDeadlines,
  recallDirective,
  supersedeDirective,
} from '../../../circulation/change/change-directive.ts'
import { readDeadline } from '../../../directive/deadline.ts'
import {
  type DirectiveRow,
  findByNumber,
  findDirective,
  listOut,
} from '../../../directive/directive.store.ts'
import { searchUnits } from '../../../org/unit.store.ts'
import { deadlineText } from '../../../texts/dates.ts'
import type { TextKeyEnd } from '../../../texts/index.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { onAnswer } from '../../routing.ts'
import { changeButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as changeDirectiveFeature }

const addDialog = defineDialog<{ id: number }>('add_recipients', { holds: 'question' })
const supersedeDialog = defineDialog<{ id: number }>('superseded_by', { holds: 'question' })
const extendDialog = defineDialog<{ id: number; version: number }>('extend_directive', { holds: 'question' })
/** Offered extensions, in working days. */
const extensions = [3, 5, 10] as const
const { button } = changeButtons

changeButtons.on(feature, {
  extend: withDirective(async (ctx, { id, version, numberText: number }) => {
    // While another conversation waits for text, the buttons are enough.
    const mayType = await extendDialog.openIfFree(ctx, { id, version })
    const buttons = [
      extensions.map((days) =>
        button.extend_by(ctx.t('new-button-days', { days }), { directive: id, days, version }),
      ),
      [neverMind(ctx)],
    ]
    await ctx.say(mayType ? 'change-ask-extend' : 'change-ask-extend-days', { number }, { buttons })
  }),
  extend_by: withDirective(async (ctx, row, { days, version }) => {
    ctx.showInstead([])
    if (isTyping(ctx, row.id, version)) await extendDialog.close(ctx)
    if (!extensions.some((offered) => offered === days)) return ctx.answerTap('chat-old-button')
    await extend(ctx, row, { due: laterBy(ctx, dueOf(row), days), version })
  }),
  add: withDirective(async (ctx, { id, numberText: number }) => {
    if (await addDialog.open(ctx, { id }))
      await ctx.say('change-ask-add', { number }, { buttons: [[neverMind(ctx)]] })
  }),
  add_unit: withDirective(async (ctx, row, { unit }) => {
    ctx.showInstead([])
    const outcome = await addRecipients(ctx.tx, ctx.actor, { directiveId: row.id, unitIds: [unit] }, ctx.at)
    await tell(ctx, row, 'added', outcome)
  }),
  close: withDirective((ctx, row) => askTwice(ctx, row, 'close')),
  close_yes: withDirective(async (ctx, row) => {
    ctx.showInstead([])
    await tell(ctx, row, 'closed', await closeDirective(ctx.tx, ctx.actor, { directiveId: row.id }, ctx.at))
  }),
  recall: withDirective((ctx, row) => askTwice(ctx, row, 'recall')),
  recall_yes: withDirective(async (ctx, row) => {
    ctx.showInstead([])
    await tell(
      ctx,
      row,
      'recalled',
      await recallDirective(ctx.tx, ctx.actor, { directiveId: row.id }, ctx.at),
    )
  }),
  supersede: withDirective(async (ctx, row) => {
    const others = await listOut(ctx.tx, { issuerUnitIds: [row.issuerUnitId], limit: 7 })
    const choices = others
      .filter((other) => other.id !== row.id && other.state === 'issued')
      .map((other) => [successorButton(row, other)])
    if (choices.length === 0) return await ctx.say('change-no-successor')
    // While another conversation waits for text, the person chooses from the latest directives.
    const mayType = await supersedeDialog.openIfFree(ctx, { id: row.id })
    const buttons = [...choices, [neverMind(ctx)]]
    const key = mayType ? 'change-ask-supersede' : 'change-ask-supersede-latest'
    await ctx.say(key, { number: row.numberText }, { buttons })
  }),
  supersede_by: withDirective(async (ctx, row, { successor }) => {
    const { tx, actor, now } = ctx
    ctx.showInstead([])
    await supersedeDialog.close(ctx)
    const outcome = await supersedeDirective(tx, actor, { directiveId: row.id, byId: successor }, { now })
    await tell(ctx, row, 'superseded', outcome)
  }),
  never_mind: async (ctx) => {
    for (const dialog of [addDialog, supersedeDialog, extendDialog]) await dialog.close(ctx)
    ctx.showInstead([])
    ctx.answerTap('change-never-mind')
  },
})

/** Wraps a handler with the directive that the button names. */
function withDirective<V extends { directive: number }>(
  handle: (ctx: TapContext, row: DirectiveRow, values: V) => Promise<void>,
) {
  return async (ctx: TapContext, values: V): Promise<void> => {
    const row = await findDirective(ctx.tx, values.directive)
    if (row) await handle(ctx, row, values)
  }
}

const neverMind = (ctx: BotContext) => button.never_mind(ctx.t('change-button-never-mind'))

const successorButton = (row: DirectiveRow, other: DirectiveRow) =>
  button.supersede_by(`${other.numberText} ${other.subject}`.slice(0, 50), {
    directive: row.id,
    successor: other.id,
  })

async function askTwice(ctx: BotContext, row: DirectiveRow, what: 'close' | 'recall'): Promise<void> {
  const yes = button[`${what}_yes`](ctx.t('change-button-yes'), { directive: row.id })
  const args = { number: row.numberText, subject: row.subject }
  await ctx.say(`change-ask-${what}`, args, { buttons: [[yes], [neverMind(ctx)]] })
}

/** The deadline to extend: the report's, or the receipt's when the directive asks for no report. */
const dueOf = (row: DirectiveRow) => (row.asksReport ? row.reportDueAt : row.ackDueAt)

/** Does typed text answer that question about an extension? */
function isTyping(ctx: BotContext, id: number, version: number): boolean {
  const open = extendDialog.data(ctx)
  return open?.id === id && open.version === version
}

/** Moves the deadline, unless the directive has changed since the question: the days would be added twice. */
async function extend(
  ctx: BotContext,
  row: DirectiveRow,
  { due, version }: { due: Date; version: number },
): Promise<void> {
  const dues = row.asksReport ? { reportDueAt: due } : { ackDueAt: due }
  const outcome = await extendDeadlines(ctx.tx, ctx.actor!, { directiveId: row.id, ...dues, version }, ctx.at)
  if (!outcome.ok && outcome.reason === 'changed') return await sayOldExtension(ctx, row.id)
  await tell(ctx, row, 'extended', outcome, deadlineText(due, ctx.language, ctx.calendar.timeZone))
}

/** Says that nothing was changed and which deadline applies: the person may believe in the old one. */
async function sayOldExtension(ctx: BotContext, directiveId: number): Promise<void> {
  const row = await findDirective(ctx.tx, directiveId)
  const due = row && dueOf(row)
  await ctx.say('change-extend-old', {
    number: row?.numberText ?? '',
    deadline: due ? deadlineText(due, ctx.language, ctx.calendar.timeZone) : '–',
  })
}

onAnswer(feature, extendDialog).use(async (ctx) => {
  const row = await findDirective(ctx.tx, ctx.dialog.data.id)
  if (!row || !ctx.actor) return await extendDialog.close(ctx)
  const read = readDeadline(ctx.message.text, { now: ctx.now, calendar: ctx.calendar })
  if (!read.ok) return await ctx.say('new-fault-deadline_form')
  const before = dueOf(row)
  if (before && read.at <= before) return await ctx.say('change-fault-not_later')
  const { version } = ctx.dialog.data
  await extendDialog.close(ctx)
  await extend(ctx, row, { due: read.at, version })
})

/** The given number of working days after the deadline, or after today when the deadline has passed. */
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
  const row = await findDirective(ctx.tx, ctx.dialog.data.id)
  if (!row) return await supersedeDialog.close(ctx)
  const found = (await findByNumber(ctx.tx, ctx.message.text)).filter(
    (other) => other.issuerUnitId === row.issuerUnitId && other.state === 'issued' && other.id !== row.id,
  )
  if (found.length === 0) return await ctx.say('change-no-such-successor', { number: row.numberText })
  const buttons = found.slice(0, 7).map((other) => [successorButton(row, other)])
  await ctx.say(
    'change-choose-successor',
    { number: row.numberText },
    { buttons: [...buttons, [neverMind(ctx)]] },
  )
})

onAnswer(feature, addDialog).use(async (ctx) => {
  const row = await findDirective(ctx.tx, ctx.dialog.data.id)
  if (!row) return await addDialog.close(ctx)
  const units = await searchUnits(ctx.tx, [row.audience.root], ctx.message.text, 8)
  if (units.length === 0) return await ctx.say('change-no-unit')
  const buttons = units.map((unit) => [
    button.add_unit([unit.name, unit.pathNames.at(-2)].filter(Boolean).join(' · ').slice(0, 56), {
      directive: row.id,
      unit: unit.id,
    }),
  ])
  await ctx.say('change-choose-unit', {}, { buttons: [...buttons, [neverMind(ctx)]] })
})
