// /baocaoden: an office reads the reports of the units below, one at a time, and accepts each or returns it
// with the answers to complete, until a new deadline.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import type { Actor } from '../../../org/actor.ts'
import { can } from '../../../org/permissions.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import {
  countToReview,
  reportsToReview,
  type ShownObligation,
  showObligation,
} from '../../../response/obligation.store.ts'
import { currentVersion } from '../../../response/report.store.ts'
import { outlineOf } from '../../../response/report-draft.ts'
import {
  type ReturnDays,
  returnDays,
  reviewReport,
  usualReturnDays,
} from '../../../response/review-report.ts'
import { deadlineText, timeAndDayText } from '../../../texts/dates.ts'
import type { TapContext } from '../../buttons.ts'
import { whatToComplete } from '../../compose/what-to-complete.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { pairs } from '../../layout.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { sayNotEnrolled } from '../help.ts'
import { reviewButtons } from './buttons.ts'
import { answersText } from './summary.ts'

const feature = new Composer<BotContext>()

export { feature as reviewFeature }

/** A return being written; nothing is sent before its button is tapped. */
interface Return {
  obligationId: number
  version: number
  /** Keys of the answers to complete. */
  fields: string[]
  note?: string
  days?: ReturnDays
}
const reviewDialog = defineDialog<Return>('review', { holds: 'question' })
const maxNoteLength = 500

onCommand(feature, 'baocaoden').use(async (ctx) => {
  await sayNext(ctx, 0)
})

reviewButtons.on(feature, {
  next: async (ctx, { after }) => {
    ctx.showInstead([])
    await sayNext(ctx, after)
  },
  accept: (ctx, { obligation, version }) =>
    decide(ctx, { obligationId: obligation, version, verdict: 'accepted' }),
  return: async (ctx, { obligation: id, version }) => {
    const obligation = await showObligation(ctx.tx, id)
    const draft = { obligationId: id, version, fields: [] }
    if (!obligation || !(await reviewDialog.open(ctx, draft))) return
    await askWhatToComplete(ctx, obligation, draft)
  },
  field: withReturn(async (ctx, obligation, draft, { field: place }) => {
    const field = outlineOf(obligation.outline).fields[place]
    if (!field) return ctx.answerTap('chat-old-button')
    const fields = draft.fields.includes(field.key)
      ? draft.fields.filter((key) => key !== field.key)
      : [...draft.fields, field.key]
    await changeReturn(ctx, obligation, { ...draft, fields })
  }),
  days: withReturn(async (ctx, obligation, draft, { days: count }) => {
    const days = returnDays.find((each) => each === count)
    if (days === undefined) return ctx.answerTap('chat-old-button')
    await changeReturn(ctx, obligation, { ...draft, days })
  }),
  forget_note: withReturn(async (ctx, obligation, { note: _note, ...draft }) => {
    await reviewDialog.moveOn(ctx, draft)
    ctx.showInstead([])
    await askWhatToComplete(ctx, obligation, draft)
  }),
  send_back: withReturn((ctx, _obligation, { days, ...draft }) =>
    decide(ctx, { ...draft, verdict: 'returned', ...(days ? { dueInDays: days } : {}) }),
  ),
  cancel: withReturn(async (ctx, obligation) => {
    await reviewDialog.close(ctx)
    ctx.showInstead([])
    await sayReport(ctx, obligation)
  }),
})

/** Wraps a tap on a button of the return that is being written. */
function withReturn<V extends { obligation: number }>(
  handle: (ctx: TapContext, obligation: ShownObligation, draft: Return, values: V) => Promise<void>,
) {
  return async (ctx: TapContext, values: V): Promise<void> => {
    const draft = reviewDialog.data(ctx)
    const obligation =
      draft?.obligationId === values.obligation && (await showObligation(ctx.tx, values.obligation))
    if (!draft || !obligation) return ctx.answerTap('chat-old-button')
    await handle(ctx, obligation, draft, values)
  }
}

// A typed sentence explains the chosen answers. It waits for the button: a stray sentence returns nothing.
onAnswer(feature, reviewDialog).use(async (ctx) => {
  const obligation = await showObligation(ctx.tx, ctx.dialog.data.obligationId)
  if (!obligation) return await reviewDialog.close(ctx)
  const draft = { ...ctx.dialog.data, note: shorten(ctx.message.text, maxNoteLength) }
  await reviewDialog.moveOn(ctx, draft)
  await askWhatToComplete(ctx, obligation, draft)
})

async function changeReturn(ctx: TapContext, obligation: ShownObligation, draft: Return): Promise<void> {
  await reviewDialog.moveOn(ctx, draft)
  ctx.showInstead(returnButtons(ctx, obligation, draft))
}

async function askWhatToComplete(ctx: BotContext, obligation: ShownObligation, draft: Return): Promise<void> {
  const { unitName: unit } = obligation
  const lines = [
    ctx.html('review-which', { unit }),
    ...(draft.note ? [ctx.html('review-note', { note: draft.note })] : []),
  ]
  await ctx.sayHtml(lines.join('\n'), { buttons: returnButtons(ctx, obligation, draft) })
}

async function sayNext(ctx: BotContext, afterId: number): Promise<void> {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  const units = reviewUnits(ctx.actor)
  if (units.length === 0) return await ctx.say('review-not-for-you')
  const [obligation] = await reportsToReview(ctx.tx, units, { limit: 1, afterId })
  if (!obligation) return await sayEnd(ctx, units)
  await sayReport(ctx, obligation)
}

/** The report with the buttons of a verdict. */
async function sayReport(ctx: BotContext, obligation: ShownObligation): Promise<void> {
  const sent = await currentVersion(ctx.tx, obligation.id)
  if (!sent) return
  const heading = [
    ctx.html('review-heading', { number: obligation.numberText, unit: obligation.unitName }),
    ctx.html('review-sent', {
      time: timeAndDayText(sent.submittedAt, ctx.language, ctx.calendar.timeZone),
      name: sent.submittedByName ?? '',
      version: String(sent.version),
    }),
    ...(sent.warnings.length > 0 ? [ctx.html('review-warned', { count: String(sent.warnings.length) })] : []),
  ].join('\n')
  const answers = answersText(
    outlineOf(obligation.outline),
    sent.answers,
    ctx.language,
    3_900 - heading.length,
  )
  const { id } = obligation
  const about = { obligation: id, version: sent.version }
  const { button } = reviewButtons
  await ctx.sayHtml(`${heading}\n\n${answers}`, {
    buttons: [
      [button.accept(ctx.t('review-button-accept'), about)],
      [button.return(ctx.t('review-button-return'), about)],
      [button.next(ctx.t('review-button-next'), { after: id })],
    ],
  })
}

/**
 * Nothing follows; skipped reports, and reports that came in meanwhile for an earlier directive, still wait.
 */
async function sayEnd(ctx: BotContext, units: readonly number[]): Promise<void> {
  const count = await countToReview(ctx.tx, units)
  if (count === 0) return await ctx.say('review-none')
  await ctx.say('review-some-left', { count })
}

async function decide(ctx: BotContext, verdict: Parameters<typeof reviewReport>[2]): Promise<void> {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  const outcome = await reviewReport(ctx.tx, ctx.actor, verdict, ctx.at)
  if (!outcome.ok) {
    if (outcome.reason === 'say_what') return await ctx.say('review-say-what')
    if (outcome.reason === 'newer_version') return await ctx.say('review-newer')
    if (outcome.reason === 'already_reviewed') return await ctx.say('review-done-already')
    return await ctx.say('chat-not-yours')
  }
  await reviewDialog.close(ctx)
  if (ctx.callbackQuery) ctx.showInstead([])
  const { obligation, labels, returned } = outcome
  const unit = obligation.unitName
  if (returned === null) await ctx.say('review-accepted', { unit })
  else
    await ctx.say(returned.isTold ? 'review-returned' : 'review-returned-unreachable', {
      unit,
      what: whatToComplete(labels, verdict.note ?? null, ctx.language),
      deadline: deadlineText(returned.dueAt, ctx.language, ctx.calendar.timeZone),
    })
  await sayNext(ctx, obligation.id)
}

function returnButtons(
  ctx: BotContext,
  obligation: ShownObligation,
  { version, fields: chosen, days: chosenDays = usualReturnDays, note }: Return,
): Button[][] {
  const { button } = reviewButtons
  const about = { obligation: obligation.id }
  const fields = outlineOf(obligation.outline).fields.map((field, index): Button => {
    const label = shorten(field.label[ctx.language], 40)
    const text = chosen.includes(field.key) ? ctx.t('review-chosen', { label }) : label
    return button.field(text, { ...about, version, field: index })
  })
  const days = returnDays.map((count) =>
    button.days(ctx.t(count === chosenDays ? 'review-days-chosen' : 'review-days', { count }), {
      ...about,
      days: count,
    }),
  )
  return [
    ...pairs(fields),
    days,
    ...(note ? [[button.forget_note(ctx.t('review-button-forget-note'), about)]] : []),
    [button.send_back(ctx.t('review-button-send-back', { count: String(chosen.length) }), about)],
    [button.cancel(ctx.t('review-button-cancel'), about)],
  ]
}

const reviewUnits = (actor: Actor) =>
  actor.duties.filter((duty) => can({ duties: [duty] }, 'report.review', duty)).map((duty) => duty.unitId)
