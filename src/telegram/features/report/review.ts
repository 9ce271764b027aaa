// /baocaoden: an office reads the reports of the units below, one at a time, and accepts each or returns it
// with the answers to complete. The unit is notified at once, in its own chat.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { enqueueMessage } from '../../../circulation/outbox.ts'
import type { Actor } from '../../../org/actor.ts'
import { can } from '../../../org/permissions.ts'
import { recipientChats } from '../../../org/recipients.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import {
  countToReview,
  reportsToReview,
  type ShownObligation,
  showObligation,
} from '../../../response/obligation.store.ts'
import { currentVersion } from '../../../response/report.store.ts'
import { outlineOf } from '../../../response/report-draft.ts'
import { reviewReport } from '../../../response/review-report.ts'
import { timeAndDayText } from '../../../texts/dates.ts'
import { html } from '../../../texts/index.ts'
import { reportButton } from '../../compose/keyboards.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { pairs } from '../../layout.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { sayNotEnrolled } from '../help.ts'
import { reviewButtons } from './buttons.ts'
import { answersText } from './summary.ts'

const feature = new Composer<BotContext>()

export { feature as reviewFeature }

/** `fields`: the answers to complete. */
const reviewDialog = defineDialog<{ obligationId: number; version: number; fields: string[] }>('review', {
  holds: 'question',
})
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
    if (!obligation || !(await reviewDialog.open(ctx, { obligationId: id, version, fields: [] }))) return
    await ctx.say('review-which', {}, { buttons: choiceButtons(ctx, obligation, version, []) })
  },
  field: async (ctx, { obligation: id, version, field: place }) => {
    const obligation = await showObligation(ctx.tx, id)
    const field = obligation && outlineOf(obligation.outline).fields[place]
    const open = reviewDialog.data(ctx)
    if (!field || open?.obligationId !== id) return ctx.answerTap('chat-old-button')
    const fields = open.fields.includes(field.key)
      ? open.fields.filter((key) => key !== field.key)
      : [...open.fields, field.key]
    await reviewDialog.moveOn(ctx, { ...open, fields })
    ctx.showInstead(choiceButtons(ctx, obligation, version, fields))
  },
  send_back: async (ctx, { obligation }) => {
    const open = reviewDialog.data(ctx)
    if (open?.obligationId !== obligation) return ctx.answerTap('chat-old-button')
    await decide(ctx, { ...open, verdict: 'returned' })
  },
})

// A typed sentence explains the chosen answers and sends the request.
onAnswer(feature, reviewDialog).use(async (ctx) => {
  const note = shorten(ctx.message.text, maxNoteLength)
  await decide(ctx, { ...ctx.dialog.data, verdict: 'returned', note })
})

async function sayNext(ctx: BotContext, afterId: number): Promise<void> {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  const units = reviewUnits(ctx.actor)
  if (units.length === 0) return await ctx.say('review-not-for-you')
  const [obligation] = await reportsToReview(ctx.tx, units, { limit: 1, afterId })
  const sent = obligation && (await currentVersion(ctx.tx, obligation.id))
  if (!sent) return await sayEnd(ctx, units)
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
  const { obligation, labels } = outcome
  const unit = obligation.unitName
  if (verdict.verdict === 'accepted') {
    await ctx.say('review-accepted', { unit })
  } else {
    const what = (language: 'vi' | 'en') =>
      [labels.map((label) => label[language]).join(', '), verdict.note].filter(Boolean).join(' — ')
    const told = await tellUnit(ctx, obligation, what)
    await ctx.say(told ? 'review-returned' : 'review-returned-unreachable', {
      unit,
      what: what(ctx.language),
    })
  }
  await sayNext(ctx, obligation.id)
}

/** Tells the unit what is missing; false when nobody of the unit can be reached. */
async function tellUnit(
  ctx: BotContext,
  obligation: ShownObligation,
  what: (language: 'vi' | 'en') => string,
): Promise<boolean> {
  const [chat] = await recipientChats(ctx.tx, [obligation.unitId])
  if (!chat?.telegramChatId) return false
  const { telegramChatId, chatId, threadId, language } = chat
  const button = reportButton(language, obligation, {
    timeZone: ctx.calendar.timeZone,
    botUsername: ctx.me.username,
    inGroup: telegramChatId < 0,
  })
  const text = html(language, 'review-to-unit', {
    number: obligation.numberText,
    unit: obligation.unitName,
    what: what(language),
  })
  await enqueueMessage(ctx.tx, {
    purpose: 'notice',
    lane: 0,
    telegramChatId,
    chatId,
    threadId,
    language,
    directiveId: obligation.directiveId,
    obligationId: obligation.id,
    payload: {
      message: {
        text,
        protect: true,
        ...(button ? { buttons: [[button]] } : {}),
      },
    },
    dueAt: ctx.now,
    now: ctx.now,
  })
  return true
}

function choiceButtons(
  ctx: BotContext,
  obligation: ShownObligation,
  version: number,
  chosen: string[],
): Button[][] {
  const { fields } = outlineOf(obligation.outline)
  const buttons = fields.map((field, index): Button => {
    const label = shorten(field.label[ctx.language], 40)
    const text = chosen.includes(field.key) ? ctx.t('review-chosen', { label }) : label
    return reviewButtons.button.field(text, { obligation: obligation.id, version, field: index })
  })
  const send = reviewButtons.button.send_back(
    ctx.t('review-button-send-back', { count: String(chosen.length) }),
    { obligation: obligation.id },
  )
  return [...pairs(buttons), [send]]
}

const reviewUnits = (actor: Actor) =>
  actor.duties.filter((duty) => can({ duties: [duty] }, 'report.review', duty)).map((duty) => duty.unitId)
