// /lich: the next days off and working days in exchange; an administrator of the whole organisation enters those of the
// yearly decision or takes them back, asked twice. What may be entered is org/calendar-days.ts.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
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
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand, onTap } from '../../routing.ts'
import { hasDraftInHand } from '../new-directive/draft-in-hand.ts'
import { readDays } from './read-days.ts'

export const calendarFeature = new Composer<BotContext>()

/** What a button means; its place travels in the button: add at the end. */
const steps = ['off', 'works', 'enter', 'which', 'remove', 'remove_surely', 'leave'] as const
/** Waits for the days to be typed, then for the second tap. */
const askDialog = 'calendar'
const sureDialog = 'calendar_sure'
/** Somewhat more than a year. */
const daysShown = 400
const maxShown = 16

/** A day travels as a number: 20270214. `length` is how many days are meant. */
function button(ctx: BotContext, key: TextKey, step: (typeof steps)[number], range?: DayRange): Button {
  const id = range ? Number(range.from.replaceAll('-', '')) : 0
  const length = range ? Temporal.PlainDate.from(range.from).until(range.to).days : 0
  return {
    text: ctx.t(key),
    data: encodeCallback({ action: 'calendar', id, extra: [steps.indexOf(step), length] }),
  }
}

const by = (ctx: BotContext) => ({ kind: 'officer', id: ctx.actor?.officerId ?? 0 }) as const
const act = (ctx: BotContext) => ({ by: by(ctx), now: ctx.now, timeZone: ctx.calendar.timeZone })
const may = async (ctx: BotContext) =>
  ctx.actor !== null && ctx.isPrivate && (await mayManageCalendar(ctx.tx, by(ctx), ctx.now))

onCommand(calendarFeature, 'lich').use(async (ctx) => {
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
    [button(ctx, 'calendar-button-off', 'off')],
    [button(ctx, 'calendar-button-works', 'works')],
    ...(days.some((one) => one.entered) ? [[button(ctx, 'calendar-button-remove', 'which')]] : []),
  ]
  await ctx.sayHtml([...lines, ctx.html('calendar-how')].join('\n'), { buttons })
})

onTap(calendarFeature, 'calendar').use(async (ctx) => {
  const step = steps[ctx.tap.extra[0] ?? 0]
  if (step === 'leave') {
    if (ctx.dialog.kind === askDialog || ctx.dialog.kind === sureDialog) await ctx.dialog.clear()
    return ctx.showInstead([])
  }
  if (!(await may(ctx))) return ctx.answerTap('calendar-not-allowed', {}, { alert: true })
  switch (step) {
    case 'off':
    case 'works':
      if (await hasDraftInHand(ctx)) return
      await ctx.dialog.set(askDialog, { works: step === 'works' })
      return await ctx.say(`calendar-type-${step}`, {}, { buttons: leave(ctx) })
    case 'enter':
      return await enter(ctx, dayOfId(ctx.tap.id))
    case 'which':
      return await askWhich(ctx)
    case 'remove':
    case 'remove_surely': {
      const from = dayOfId(ctx.tap.id)
      if (from === null) return ctx.answerTap('calendar-changed', {}, { alert: true })
      const to = Temporal.PlainDate.from(from)
        .add({ days: ctx.tap.extra[1] ?? 0 })
        .toString()
      return step === 'remove' ? await askRemove(ctx, { from, to }) : await remove(ctx, { from, to })
    }
    default:
      ctx.showInstead([])
  }
})

onAnswer(calendarFeature, askDialog).use(async (ctx) => {
  const works = ctx.dialog.data.works === true
  const typed = readDays(ctx.message.text)
  if (!typed) return await ctx.say('calendar-type-how', {}, { buttons: leave(ctx) })
  const entry: DaysToEnter = { ...typed, works }
  const planned = await planDays(ctx.tx, entry, act(ctx))
  if (!planned.ok) {
    if (planned.reason === 'not_allowed') await ctx.dialog.clear()
    return await ctx.say(faultKey(planned.reason, works), {}, { buttons: leave(ctx) })
  }
  await ctx.dialog.set(sureDialog, { ...entry })
  await ctx.say(
    works ? 'calendar-sure-works' : 'calendar-sure-off',
    { days: withName(rangeText(ctx, entry), entry.name), count: planned.days.length },
    { buttons: [[button(ctx, 'calendar-button-sure', 'enter', entry)], ...leave(ctx)] },
  )
})

const leave = (ctx: BotContext): Button[][] => [[button(ctx, 'unit-button-leave', 'leave')]]

async function enter(ctx: BotContext, from: string | null): Promise<void> {
  const { kind, data } = ctx.dialog
  const entry = { from: data.from, to: data.to, works: data.works === true, name: data.name } as DaysToEnter
  // A button of an earlier question does not confirm a later one.
  if (kind !== sureDialog || from !== entry.from)
    return ctx.answerTap('calendar-changed', {}, { alert: true })
  const done = await enterDays(ctx.tx, entry, act(ctx))
  await ctx.dialog.clear()
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
    {
      ...button(ctx, 'calendar-button-remove', 'remove', one),
      text: `${rangeText(ctx, one)}: ${nameOf(ctx, one)}`.slice(0, 60),
    },
  ])
  await ctx.say('calendar-which', {}, { buttons: [...buttons, ...leave(ctx)] })
}

async function askRemove(ctx: BotContext, range: DayRange): Promise<void> {
  ctx.showInstead([])
  await ctx.say(
    'calendar-remove-ask',
    { days: rangeText(ctx, range) },
    { buttons: [[button(ctx, 'calendar-button-remove-sure', 'remove_surely', range)], ...leave(ctx)] },
  )
}

async function remove(ctx: BotContext, range: DayRange): Promise<void> {
  const done = await removeDays(ctx.tx, range, act(ctx))
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

/** 20270214 as '2027-02-14'; null when it is no day. */
function dayOfId(id: number): string | null {
  const written = String(id).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  try {
    return Temporal.PlainDate.from(written).toString()
  } catch {
    return null
  }
}
