// Reports in chat: choosing one, question after question, the summary, sending. Answers are kept in the draft of the
// obligation; the conversation only says where this person is, so that a report can be left, resumed on another
// device and shared with a deputy. Old questions stay usable: a tap on one answers that question again.
import { Composer } from 'grammy'
import type { Actor } from '../../../org/actor.ts'
import { fieldOf } from '../../../response/outline.ts'
import { formatAnswer, parseAnswer } from '../../../response/outline-answers.ts'
import { type Draft, readOpenDraft } from '../../../response/report-draft.ts'
import { submitReport } from '../../../response/submit-report.ts'
import { timeAndDayText } from '../../../texts/dates.ts'
import { obligationButtons, obligationOfLink } from '../../compose/keyboards.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand, onTap } from '../../routing.ts'
import { sayNotEnrolled } from '../help.ts'
import { faultText } from './findings.ts'
import { questionBefore, questionHeading, shorten, unpackValue } from './question.ts'
import { sayRefusal } from './refusal.ts'
import { ask, begin, chooseReport, goOn, keep, reportDialog, showSummary, stop, whereIn } from './steps.ts'
import { fieldButtons } from './summary.ts'

export const report = new Composer<BotContext>()

const reportActions = [
  ...([
    'start_report',
    'resume_report',
    'report_change',
    'report_answer',
    'report_skip',
    'report_back',
  ] as const),
  ...(['report_edit', 'report_fields', 'report_summary', 'report_stop', 'report_send'] as const),
]

onCommand(report, 'baocao', 'report').use(async (ctx) => {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  await chooseReport(ctx, ctx.actor)
})

report
  .chatType('private')
  .command('start')
  .filter((ctx) => obligationOfLink(ctx.match) !== null)
  .use(async (ctx) => {
    await begin(ctx, obligationOfLink(ctx.match)!)
  })

// Questions and answers are for the private chat: in a group another member's text would become the answer.
onTap(report, ...reportActions)
  .filter((ctx) => !ctx.isPrivate)
  .use((ctx) => ctx.answerTap('chat-group-report', {}, { alert: true }))

onTap(report, 'start_report', 'resume_report').use(async (ctx) => {
  await begin(ctx, ctx.tap.id)
})

onTap(report, 'report_change').use(async (ctx) => {
  await begin(ctx, ctx.tap.id, { change: true })
})

onAnswer(report, reportDialog).use(async (ctx, next) => {
  const at = whereIn(ctx)
  if (at === null || ctx.actor === null) return await next()
  const found = await readOpenDraft(ctx.tx, ctx.actor, at.obligationId, ctx.now)
  if (!found.ok) {
    await ctx.dialog.clear()
    return await sayRefusal(ctx, found)
  }
  const { draft } = found
  const field = at.field === undefined ? undefined : fieldOf(draft.outline, at.field)
  // At the summary nothing is asked: what was typed is no answer.
  if (!field) return await showSummary(ctx, draft, ctx.html('report-nothing-asked'))
  const today = ctx.calendar.dayOf(ctx.now)
  const parsed = parseAnswer(field, ctx.message.text, today)
  if (parsed.ok) return await keep(ctx, ctx.actor, draft, field, parsed.value)
  await ask(ctx, draft, field, { before: faultText(parsed.reason, parsed.values, ctx.language) })
})

onTap(report, 'report_answer', 'report_skip').use(async (ctx) => {
  const found = await draftOfTap(ctx)
  if (!found) return
  const { draft, actor } = found
  const [index = -1, kind, packed = 0] = ctx.tap.extra
  const field = draft.outline.fields[index]
  const value =
    field && ctx.tap.action === 'report_answer'
      ? unpackValue(field, kind, packed)
      : field && !field.required
        ? null
        : undefined
  if (!field || value === undefined) return ctx.answerTap('chat-old-button')
  const answer = formatAnswer(field, value, ctx.language)
  if (sameAnswer(draft.answers[field.key], value) && whereIn(ctx)?.field !== field.key)
    return ctx.answerTap('report-noted', { answer: shorten(answer, 100) })
  const kept = await keep(ctx, actor, draft, field, value)
  if (!kept) return
  const label = field.label[ctx.language]
  ctx.showInstead(
    [],
    `${questionHeading(draft, field, ctx.language)}\n${ctx.html('report-answer', { label, answer })}`,
  )
})

onTap(report, 'report_back').use(async (ctx) => {
  const found = await draftOfTap(ctx)
  if (!found) return
  const field = found.draft.outline.fields[ctx.tap.extra[0] ?? -1]
  const before = field && questionBefore(found.draft, field.key)
  if (!before) return ctx.answerTap('report-first-question')
  ctx.showInstead([])
  await ask(ctx, found.draft, before)
})

onTap(report, 'report_edit').use(async (ctx) => {
  const found = await draftOfTap(ctx)
  if (!found) return
  const field = found.draft.outline.fields[ctx.tap.extra[0] ?? -1]
  if (!field) return ctx.answerTap('chat-old-button')
  await ask(ctx, found.draft, field)
})

onTap(report, 'report_fields').use(async (ctx) => {
  const found = await draftOfTap(ctx)
  if (!found) return
  await ctx.say('report-which-field', {}, { buttons: fieldButtons(found.draft, ctx.language) })
})

onTap(report, 'report_summary').use(async (ctx) => {
  const found = await draftOfTap(ctx)
  if (found) await goOn(ctx, found.draft)
})

onTap(report, 'report_stop').use(async (ctx) => {
  ctx.showInstead([])
  await stop(ctx, ctx.tap.id)
})

// A report is left, never thrown away.
onCommand(report, 'huy').use(async (ctx, next) => {
  const at = whereIn(ctx)
  if (at === null) return await next()
  await stop(ctx, at.obligationId)
})

onTap(report, 'report_send').use(async (ctx) => {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  const [draftVersion = 0, confirmed] = ctx.tap.extra
  const wanted = { obligationId: ctx.tap.id, draftVersion, confirmed: confirmed === 1 }
  const outcome = await submitReport(ctx.tx, ctx.actor, wanted, ctx)
  if (outcome.ok) {
    await ctx.dialog.clear()
    ctx.answerTap('report-sent-short')
    ctx.showInstead([])
    const { obligation } = outcome.draft
    await ctx.say(outcome.late ? 'report-sent-late' : 'report-sent', {
      number: obligation.numberText,
      unit: obligation.unitName,
      time: timeAndDayText(outcome.at, ctx.language, ctx.calendar.timeZone),
      version: String(outcome.version),
    })
    showOnDirective(ctx, {
      ...obligation,
      acknowledgedAt: obligation.acknowledgedAt ?? outcome.at,
      acknowledgedBy: obligation.acknowledgedBy ?? ctx.actor.fullName,
      reportState: 'submitted',
      reportedAt: outcome.at,
    })
    return
  }
  switch (outcome.reason) {
    case 'errors':
    case 'warnings':
      return await showSummary(ctx, outcome.draft)
    case 'changed':
      return await showSummary(ctx, outcome.draft, ctx.html('report-changed-meanwhile'))
    case 'sent': {
      await ctx.dialog.clear()
      ctx.showInstead([])
      const time = timeAndDayText(outcome.sent.submittedAt, ctx.language, ctx.calendar.timeZone)
      const name = outcome.sent.submittedByName ?? ''
      const key = outcome.mayChange ? 'report-sent-already' : 'report-sent-for-good'
      return ctx.answerTap(key, { time, name }, { alert: true })
    }
    default:
      return await sayRefusal(ctx, outcome)
  }
})

async function draftOfTap(
  ctx: BotContext & { tap: NonNullable<BotContext['tap']> },
): Promise<{ draft: Draft; actor: Actor } | null> {
  if (ctx.actor === null) {
    await sayNotEnrolled(ctx)
    return null
  }
  const found = await readOpenDraft(ctx.tx, ctx.actor, ctx.tap.id, ctx.now)
  if (found.ok) return { draft: found.draft, actor: ctx.actor }
  ctx.showInstead([])
  await sayRefusal(ctx, found)
  return null
}

/** The buttons below the directive's own message follow the report. */
function showOnDirective(ctx: BotContext, obligation: Draft['obligation']): void {
  const at = obligation.announcedAt
  if (!at) return
  const place = {
    timeZone: ctx.calendar.timeZone,
    botUsername: ctx.me.username,
    inGroup: at.telegramChatId < 0,
  }
  ctx.showButtons(at, obligationButtons(ctx.language, obligation, place))
}

const sameAnswer = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
