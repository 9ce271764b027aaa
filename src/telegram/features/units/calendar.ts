// /lich: the next days off and working days in exchange. An administrator of the whole organisation enters
// the days of the yearly decision or removes them, with a confirmation. The rules for entries are in
// org/calendar-days.ts.

import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { type Author, personWithoutDuty } from '../../../org/author.ts'
import {
  type DayRange,
  type DaysFault,
  type DaysToEnter,
  enterDays,
  mayManageCalendar,
  planDays,
  readCalendar,
  removeDays,
  type SpecialDays,
  specialDays,
} from '../../../org/calendar-days.ts'
import { dayText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { calendarButtons } from './buttons.ts'
import { readDays } from './read-days.ts'

const feature = new Composer<BotContext>()

export { feature as calendarFeature }

const { button } = calendarButtons
/** Waits for the typed days, then for the confirming tap. */
const askDialog = defineDialog<{ works: boolean }>('calendar', { holds: 'question' })
const sureDialog = defineDialog<DaysToEnter>('calendar_sure', { holds: 'question' })
/** Length of the shown calendar, in days; somewhat more than a year. */
const daysShown = 400
const maxShown = 16

/** The number of days after the first one of a range. */
const lengthOf = ({ from, to }: DayRange) => Temporal.PlainDate.from(from).until(to).days

/** Whoever acts; somebody without a duty may change nothing (mayManageCalendar). */
const author = (ctx: BotContext): Author => ctx.actor ?? personWithoutDuty(0)
const may = async (ctx: BotContext) =>
  ctx.actor !== null && ctx.isPrivate && (await mayManageCalendar(ctx.tx, author(ctx), ctx.now))

onCommand(feature, 'lich').use(async (ctx) => {
  if (!ctx.actor) return await ctx.say('unit-not-enrolled')
  const days = await shownDays(ctx)
  const lines = [
    ctx.html('calendar-head'),
    ...days.slice(0, maxShown).map((one) => lineHtml(ctx, one)),
    ...(days.length === 0 ? [ctx.html('calendar-none')] : []),
    '',
  ]
  if (!(await may(ctx))) return void (await ctx.sayHtml([...lines, ctx.html('calendar-ask-whom')].join('\n')))
  const buttons = [
    [button.off(ctx.t('calendar-button-off'))],
    [button.works(ctx.t('calendar-button-works'))],
    ...(days.some((one) => one.entered) ? [[button.which(ctx.t('calendar-button-remove'))]] : []),
  ]
  await ctx.sayHtml([...lines, ctx.html('calendar-how')].join('\n'), { buttons })
})

calendarButtons.on(feature, {
  off: allowed((ctx) => askDays(ctx, 'off')),
  works: allowed((ctx) => askDays(ctx, 'works')),
  enter: allowed((ctx, { from }) => enter(ctx, from)),
  which: allowed((ctx) => askWhich(ctx)),
  remove: allowed((ctx, { from, length }) => askRemove(ctx, { from, to: lastDay(from, length) })),
  remove_surely: allowed((ctx, { from, length }) => remove(ctx, { from, to: lastDay(from, length) })),
  leave: async (ctx) => {
    await askDialog.close(ctx)
    await sureDialog.close(ctx)
    ctx.showInstead([])
  },
})

/** Wraps a handler for people who may change the calendar. */
function allowed<V>(handle: (ctx: TapContext, values: V) => Promise<void>) {
  return async (ctx: TapContext, values: V): Promise<void> => {
    if (await may(ctx)) await handle(ctx, values)
    else ctx.answerTap('calendar-not-allowed', {}, { alert: true })
  }
}

async function askDays(ctx: TapContext, kind: 'off' | 'works'): Promise<void> {
  if (!(await askDialog.open(ctx, { works: kind === 'works' }))) return
  await ctx.say(`calendar-type-${kind}`, {}, { buttons: leave(ctx) })
}

/** The last day of a button's range, at most a year after the first. */
const lastDay = (from: string, length: number) =>
  Temporal.PlainDate.from(from)
    .add({ days: Math.min(length, 366) })
    .toString()

onAnswer(feature, askDialog).use(async (ctx) => {
  const { works } = ctx.dialog.data
  const typed = readDays(ctx.message.text)
  if (!typed) return await ctx.say('calendar-type-how', {}, { buttons: leave(ctx) })
  const entry: DaysToEnter = { ...typed, works }
  const planned = await planDays(ctx.tx, author(ctx), entry, ctx.at)
  if (!planned.ok) {
    if (planned.reason === 'not_allowed') await askDialog.close(ctx)
    return await ctx.say(faultKey(planned.reason, works), {}, { buttons: leave(ctx) })
  }
  await sureDialog.open(ctx, entry)
  await ctx.say(
    works ? 'calendar-sure-works' : 'calendar-sure-off',
    { days: withName(rangeText(ctx, entry), entry.name), count: planned.days.length },
    { buttons: [[button.enter(ctx.t('calendar-button-sure'), { from: entry.from })], ...leave(ctx)] },
  )
})

const leave = (ctx: BotContext): Button[][] => [[button.leave(ctx.t('unit-button-leave'))]]

async function enter(ctx: BotContext, from: string): Promise<void> {
  const entry = sureDialog.data(ctx)
  // A button of an earlier question does not confirm a later one.
  if (entry?.from !== from) return ctx.answerTap('calendar-changed', {}, { alert: true })
  const done = await enterDays(ctx.tx, author(ctx), entry, ctx.at)
  await sureDialog.close(ctx)
  if (!done.ok) return ctx.answerTap(faultKey(done.reason, entry.works), {}, { alert: true })
  ctx.showInstead([])
  await ctx.say(entry.works ? 'calendar-entered-works' : 'calendar-entered-off', {
    days: rangeText(ctx, entry),
    count: done.days.length,
  })
}

async function askWhich(ctx: BotContext): Promise<void> {
  const entered = (await shownDays(ctx)).filter((one) => one.entered)
  if (entered.length === 0) return ctx.answerTap('calendar-changed', {}, { alert: true })
  const buttons = entered.slice(0, maxShown).map((one) => [
    button.remove(`${rangeText(ctx, one)}: ${nameOf(ctx, one)}`.slice(0, 60), {
      from: one.from,
      length: lengthOf(one),
    }),
  ])
  await ctx.say('calendar-which', {}, { buttons: [...buttons, ...leave(ctx)] })
}

async function askRemove(ctx: BotContext, range: DayRange): Promise<void> {
  ctx.showInstead([])
  const sure = button.remove_surely(ctx.t('calendar-button-remove-sure'), {
    from: range.from,
    length: lengthOf(range),
  })
  await ctx.say('calendar-remove-ask', { days: rangeText(ctx, range) }, { buttons: [[sure], ...leave(ctx)] })
}

async function remove(ctx: BotContext, range: DayRange): Promise<void> {
  const done = await removeDays(ctx.tx, author(ctx), range, ctx.at)
  if (!done.ok) return ctx.answerTap(faultKey(done.reason, false), {}, { alert: true })
  ctx.showInstead([])
  await ctx.say('calendar-removed', { days: rangeText(ctx, range) })
}

async function shownDays(ctx: BotContext): Promise<SpecialDays[]> {
  const calendar = await readCalendar(ctx.tx, ctx.calendar.timeZone, ctx.now)
  return await specialDays(ctx.tx, calendar, calendar.dayOf(ctx.now), daysShown)
}

function lineHtml(ctx: BotContext, one: SpecialDays): string {
  const args = { days: rangeText(ctx, one), name: nameOf(ctx, one) }
  return ctx.html(one.entered ? 'calendar-line-entered' : 'calendar-line', args)
}

function nameOf(ctx: BotContext, { works, name }: SpecialDays): string {
  const kind = ctx.t(works ? 'calendar-works' : 'calendar-off')
  if (name === '') return kind
  return works ? `${kind}, ${name}` : name
}

function rangeText(ctx: BotContext, { from, to }: DayRange): string {
  const [first, last] = [dayText(from, ctx.language), dayText(to, ctx.language)]
  return from === to ? first : `${first} – ${last}`
}

const withName = (days: string, name: string) => (name === '' ? days : `${days} (${name})`)

function faultKey(reason: DaysFault, works: boolean): TextKey {
  const keys: Record<DaysFault, TextKey> = {
    not_allowed: 'calendar-not-allowed',
    no_order: 'calendar-no-order',
    past: 'calendar-past',
    too_far: 'calendar-too-far',
    too_long: 'calendar-too-long',
    name_too_long: 'calendar-name-too-long',
    as_it_is: works ? 'calendar-works-already' : 'calendar-off-already',
    nothing_there: 'calendar-changed',
  }
  return keys[reason]
}
