// Reports in chat: choosing one, question after question, the summary, sending. Answers are kept in the draft of the
// obligation; the conversation only says where this person is, so that a report can be left, resumed on another
// device and shared with a deputy. Old questions stay usable: a tap on one answers that question again.
import { Composer } from 'grammy'
import type { Actor } from '../../org/actor.ts'
import { type AnswerValue, fieldOf, type OutlineField } from '../../response/outline.ts'
import { formatAnswer, parseAnswer } from '../../response/outline-answers.ts'
import { owedBy } from '../../response/owed.ts'
import { answerField, type Draft, openDraft, readOpenDraft } from '../../response/report-draft.ts'
import { checkDraft, submitReport } from '../../response/submit-report.ts'
import { timeAndDayText } from '../../texts/dates.ts'
import { encodeCallback } from '../callback-codec.ts'
import type { BotContext } from '../context.ts'
import { faultText, findingText } from '../findings.ts'
import { obligationButtons, obligationOfLink } from '../keyboards.ts'
import {
  questionBefore,
  questionHeading,
  questionMessage,
  questionToAsk,
  shorten,
  unpackValue,
} from '../report-question.ts'
import { sayRefusal } from '../report-refusal.ts'
import { editButton, fieldButtons, summaryMessage } from '../report-summary.ts'
import { onAnswer, onCommand, onTap } from '../routing.ts'
import { sayNotEnrolled } from './help.ts'

export const report = new Composer<BotContext>()

const dialogKind = 'report'
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

onAnswer(report, dialogKind).use(async (ctx, next) => {
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
  await ask(ctx, draft, field, faultText(parsed.reason, parsed.values, ctx.language))
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
      return ctx.answerTap('report-sent-already', { time, name }, { alert: true })
    }
    default:
      return await sayRefusal(ctx, outcome)
  }
})

/** Opens a report for this person and asks the next question. */
async function begin(
  ctx: BotContext,
  obligationId: number,
  options: { change?: boolean } = {},
): Promise<void> {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  const opened = await openDraft(ctx.tx, ctx.actor, obligationId, { now: ctx.now, ...options })
  if (!opened.ok) return await sayRefusal(ctx, opened)
  const { draft, begun } = opened
  const { numberText: number, unitName: unit } = draft.obligation
  const heading = draft.returned
    ? ctx.html('report-returned', { number, what: returnedWhat(ctx, draft) })
    : ctx.html(begun ? (options.change ? 'report-changing' : 'report-begin') : 'report-resumed', {
        number,
        unit,
      })
  await goOn(ctx, draft, heading)
}

async function stop(ctx: BotContext, obligationId: number): Promise<void> {
  if (ctx.dialog.kind === dialogKind) await ctx.dialog.clear()
  await ctx.say(
    'report-stopped',
    {},
    {
      buttons: [
        [
          {
            text: ctx.t('report-button-resume'),
            data: encodeCallback({ action: 'resume_report', id: obligationId }),
          },
        ],
      ],
    },
  )
}

/** What is to be completed: the fields, and what the office wrote. */
function returnedWhat(ctx: BotContext, { outline, returned }: Draft): string {
  const labels = (returned?.fields ?? []).map((key) => fieldOf(outline, key)?.label[ctx.language] ?? key)
  return [labels.join(', '), returned?.note].filter(Boolean).join(' — ')
}

/** Asks the next open question, or shows the summary when all are answered. */
async function goOn(ctx: BotContext, draft: Draft, before?: string): Promise<void> {
  const at = whereIn(ctx)
  const field = questionToAsk(draft, at?.obligationId === draft.obligation.id ? at.field : undefined)
  if (field) await ask(ctx, draft, field, before)
  else await showSummary(ctx, draft, before)
}

async function ask(ctx: BotContext, draft: Draft, field: OutlineField, before?: string): Promise<void> {
  await ctx.dialog.set(dialogKind, { obligationId: draft.obligation.id, field: field.key })
  const { text, buttons } = questionMessage(draft, field, ctx.language, ctx.calendar.dayOf(ctx.now))
  await ctx.sayHtml(before ? `${before}\n\n${text}` : text, { buttons })
}

async function showSummary(ctx: BotContext, draft: Draft, before?: string): Promise<void> {
  await ctx.dialog.set(dialogKind, { obligationId: draft.obligation.id })
  const { text, buttons } = summaryMessage(draft, checkDraft(draft, ctx), ctx.language)
  await ctx.sayHtml(before ? `${before}\n\n${text}` : text, { buttons })
}

/**
 * Keeps an answer and goes on. A new answer that contradicts others is explained and asked again; when an answer is
 * changed the contradiction may be half mended, so it is kept and named. Returns whether it was kept.
 */
async function keep(
  ctx: BotContext,
  actor: Actor,
  draft: Draft,
  field: OutlineField,
  value: AnswerValue | null,
): Promise<boolean> {
  const answers = { ...draft.answers, [field.key]: value }
  const contradictions = checkDraft({ ...draft, answers }, ctx)
    .errors.filter((finding) => finding.rule !== 'required' && finding.fields.includes(field.key))
    .slice(0, 3)
  const explained = contradictions
    .map((finding) => findingText(draft.outline, finding, ctx.language))
    .join('\n')
  if (contradictions.length > 0 && draft.answers[field.key] === undefined) {
    await ctx.dialog.set(dialogKind, { obligationId: draft.obligation.id, field: field.key })
    const question = questionMessage(draft, field, ctx.language, ctx.calendar.dayOf(ctx.now))
    const others = draft.outline.fields
      .filter((other) => other !== field && contradictions.some((found) => found.fields.includes(other.key)))
      .slice(0, 4)
      .map((other) => {
        const button = editButton(draft, other, ctx.language)
        return [{ ...button, text: `✏️ ${button.text}` }]
      })
    const refused = ctx.html('report-does-not-fit', { answer: formatAnswer(field, value, ctx.language) })
    await ctx.sayHtml(`${refused}\n${explained}\n\n${question.text}`, {
      buttons: [...others, ...question.buttons],
    })
    return false
  }
  const kept = await answerField(ctx.tx, actor, {
    ...{ obligationId: draft.obligation.id, field: field.key, value, now: ctx.now },
  })
  if (!kept.ok) {
    await sayRefusal(ctx, kept)
    return false
  }
  await goOn(ctx, kept.draft, explained || undefined)
  return true
}

async function chooseReport(ctx: BotContext, actor: Actor): Promise<void> {
  const owed = (await owedBy(ctx.tx, actor, ctx)).filter((item) => item.report !== null)
  if (owed.length === 0) return await ctx.say('report-none-owed')
  if (owed.length === 1) return await begin(ctx, owed[0]!.obligation.id)
  const buttons = owed.slice(0, 20).map(({ obligation }) => [
    {
      text: shorten(
        ctx.t(obligation.draftAnswers === null ? 'report-choice' : 'report-choice-begun', {
          number: obligation.numberText,
          unit: obligation.unitName,
        }),
        60,
      ),
      data: encodeCallback({ action: 'start_report', id: obligation.id }),
    },
  ])
  await ctx.say('report-choose', { count: String(owed.length) }, { buttons })
}

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

function whereIn(ctx: BotContext): { obligationId: number; field: string | undefined } | null {
  const { obligationId, field } = ctx.dialog.data
  if (ctx.dialog.kind !== dialogKind || typeof obligationId !== 'number') return null
  return { obligationId, field: typeof field === 'string' ? field : undefined }
}

const sameAnswer = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
