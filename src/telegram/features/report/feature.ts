// Reports in chat: choose one, answer its questions, check the summary, send. The answers are in the
// obligation's draft; the conversation only has the person's position, so that a report can be left, resumed
// on another device and shared with a deputy. Old questions stay usable: a tap on one answers that question
// again.
import { Composer } from 'grammy'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { withImplied } from '../../../response/implied-answers.ts'
import { type AnswerValue, fieldOf, type OutlineField } from '../../../response/outline.ts'
import { formatAnswer, parseAnswer } from '../../../response/outline-answers.ts'
import { type Draft, readOpenDraft } from '../../../response/report-draft.ts'
import { submitReport } from '../../../response/submit-report.ts'
import { timeAndDayText } from '../../../texts/dates.ts'
import { plain } from '../../../texts/index.ts'
import type { TapContext } from '../../buttons.ts'
import { obligationButtons, obligationOfLink } from '../../compose/keyboards.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { sayNotEnrolled } from '../help.ts'
import { reportButtons } from './buttons.ts'
import { faultText } from './findings.ts'
import { questionBefore, tappedNo, tappedNumber } from './question.ts'
import { sayRefusal } from './refusal.ts'
import {
  ask,
  askNext,
  chooseReport,
  leaveReport,
  openReport,
  reportDialog,
  saveAnswer,
  showSummary,
} from './steps.ts'
import { fieldButtons } from './summary.ts'

const feature = new Composer<BotContext>()

export { feature as reportFeature }

onCommand(feature, 'baocao', 'report').use(async (ctx) => {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  await chooseReport(ctx, ctx.actor)
})

feature
  .chatType('private')
  .command('start')
  .filter((ctx) => obligationOfLink(ctx.match) !== null)
  .use(async (ctx) => {
    await openReport(ctx, obligationOfLink(ctx.match)!)
  })

// Questions and answers belong in the private chat: in a group another member's text would become the answer.
reportButtons.on(feature, {
  start: (ctx, { obligation }) => openReport(ctx, obligation),
  resume: (ctx, { obligation }) => openReport(ctx, obligation),
  change: (ctx, { obligation }) => openReport(ctx, obligation, { change: true }),
  answer_number: withDraft((ctx, draft, { field, hundredths }) =>
    answer(ctx, draft, field, (asked) => tappedNumber(asked, hundredths)),
  ),
  answer_day: withDraft((ctx, draft, { field, day }) =>
    answer(ctx, draft, field, (asked) => (asked.type === 'date' ? day : undefined)),
  ),
  answer_yes: withDraft((ctx, draft, { field }) =>
    answer(ctx, draft, field, (asked) => (asked.type === 'yes_no' ? true : undefined)),
  ),
  answer_no: withDraft((ctx, draft, { field }) => answer(ctx, draft, field, tappedNo)),
  answer_option: withDraft((ctx, draft, { field, option }) =>
    answer(ctx, draft, field, (asked) =>
      asked.type === 'choice' ? asked.options[option - 1]?.key : undefined,
    ),
  ),
  answer_none: withDraft((ctx, draft, { field }) =>
    // Reports are written for Vietnamese readers, whatever the language of the buttons.
    answer(ctx, draft, field, (asked) => (asked.type === 'text' ? plain('vi', 'report-none') : undefined)),
  ),
  skip: withDraft((ctx, draft, { field }) =>
    answer(ctx, draft, field, (asked) => (asked.required ? undefined : null)),
  ),
  back: withDraft(async (ctx, draft, { field: place }) => {
    const field = draft.outline.fields[place]
    const before = field && questionBefore(draft, field.key)
    if (!before) return ctx.answerTap('report-first-question')
    await ask(ctx, draft, before, { inPlace: true })
  }),
  edit: withDraft(async (ctx, draft, { field: place }) => {
    const field = draft.outline.fields[place]
    if (!field) return ctx.answerTap('chat-old-button')
    await ask(ctx, draft, field, { inPlace: true })
  }),
  keep: withDraft((ctx, draft, { field }) =>
    answer(ctx, draft, field, (asked) => withImplied(draft.outline, draft.answers)[asked.key]),
  ),
  fields: withDraft((ctx, draft) =>
    ctx.say('report-which-field', {}, { buttons: fieldButtons(draft, ctx.language), inPlace: true }),
  ),
  summary: withDraft((ctx, draft) => askNext(ctx, draft, { inPlace: true })),
  stop: async (ctx, { obligation }) => {
    ctx.showInstead([])
    await leaveReport(ctx, obligation)
  },
  send: (ctx, { obligation, version, warned }) =>
    sendReport(ctx, { obligationId: obligation, draftVersion: version, confirmed: warned === 'yes' }),
})

/** Wraps a handler with the draft of the report that the button names; says why when none is open. */
function withDraft<V extends { obligation: number }>(
  handle: (ctx: TapContext, draft: Draft, values: V) => Promise<void>,
) {
  return async (ctx: TapContext, values: V): Promise<void> => {
    const found = await readOpenDraft(ctx.tx, ctx.actor, { obligationId: values.obligation }, ctx.at)
    if (found.ok) return await handle(ctx, found.draft, values)
    ctx.showInstead([])
    await sayRefusal(ctx, found)
  }
}

/**
 * Saves a tapped answer to the question at that position; `read` returns undefined for an answer that does
 * not fit the question.
 */
async function answer(
  ctx: TapContext,
  draft: Draft,
  place: number,
  read: (field: OutlineField) => AnswerValue | null | undefined,
): Promise<void> {
  const field = draft.outline.fields[place]
  const value = field && read(field)
  if (!field || value === undefined) return ctx.answerTap('chat-old-button')
  const text = formatAnswer(field, value, ctx.language)
  const isOpen = draft.asked.includes(field.key) || reportDialog.data(ctx)?.field === field.key
  if (sameAnswer(draft.answers[field.key], value) && !isOpen)
    return ctx.answerTap('report-noted', { answer: shorten(text, 100) })
  const before = ctx.html('report-answer', { label: field.label[ctx.language], answer: text })
  await saveAnswer(ctx, ctx.actor, draft, field, value, { before, inPlace: true })
}

onAnswer(feature, reportDialog).use(async (ctx, next) => {
  const at = ctx.dialog.data
  if (ctx.actor === null) return await next()
  const found = await readOpenDraft(ctx.tx, ctx.actor, { obligationId: at.obligationId }, ctx.at)
  if (!found.ok) {
    await reportDialog.close(ctx)
    return await sayRefusal(ctx, found)
  }
  const { draft } = found
  const field = at.field === undefined ? undefined : fieldOf(draft.outline, at.field)
  // The summary asks no question, so typed text is no answer.
  if (!field) return await showSummary(ctx, draft, { before: ctx.html('report-nothing-asked') })
  const today = ctx.calendar.dayOf(ctx.now)
  const parsed = parseAnswer(field, ctx.message.text, today)
  if (parsed.ok) return await saveAnswer(ctx, ctx.actor, draft, field, parsed.value)
  await ask(ctx, draft, field, { before: faultText(parsed.reason, parsed.values, ctx.language) })
})

// A report is left, never thrown away.
onCommand(feature, 'huy').use(async (ctx, next) => {
  const at = reportDialog.data(ctx)
  if (at === null) return await next()
  await leaveReport(ctx, at.obligationId)
})

async function sendReport(
  ctx: TapContext,
  wanted: { obligationId: number; draftVersion: number; confirmed: boolean },
): Promise<void> {
  const outcome = await submitReport(ctx.tx, ctx.actor, wanted, ctx)
  if (outcome.ok) {
    await reportDialog.close(ctx)
    ctx.answerTap('report-sent-short')
    ctx.showInstead([])
    const { obligation } = outcome.draft
    const isSupplement = outcome.draft.returned !== null
    const late = isSupplement ? 'report-sent-supplement-late' : 'report-sent-late'
    await ctx.say(outcome.late ? late : 'report-sent', {
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
      return await showSummary(ctx, outcome.draft, { inPlace: true })
    case 'changed':
      return await showSummary(ctx, outcome.draft, {
        before: ctx.html('report-changed-meanwhile'),
        inPlace: true,
      })
    case 'sent': {
      await reportDialog.close(ctx)
      ctx.showInstead([])
      const time = timeAndDayText(outcome.sent.submittedAt, ctx.language, ctx.calendar.timeZone)
      const name = outcome.sent.submittedByName ?? ''
      const key = outcome.mayChange ? 'report-sent-already' : 'report-sent-for-good'
      return ctx.answerTap(key, { time, name }, { alert: true })
    }
    default:
      return await sayRefusal(ctx, outcome)
  }
}

/** Updates the buttons below the directive's own message. */
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
