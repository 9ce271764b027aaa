// The steps of a report in chat: opened, asked question by question, summed up, left for later. The
// conversation only has the person's position; the answers are in the obligation's draft.
import type { Button } from '../../../circulation/messenger.ts'
import type { Actor } from '../../../org/actor.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { keepAnswer } from '../../../response/keep-answer.ts'
import { type AnswerValue, type Finding, fieldOf, type OutlineField } from '../../../response/outline.ts'
import { formatAnswer } from '../../../response/outline-answers.ts'
import { owedBy } from '../../../response/owed.ts'
import { type Draft, openDraft } from '../../../response/report-draft.ts'
import { checkDraft } from '../../../response/submit-report.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog, mayReplaceOpen } from '../../dialog.ts'
import { sayNotEnrolled } from '../help.ts'
import { reportButtons } from './buttons.ts'
import { findingText } from './findings.ts'
import { questionMessage, questionToAsk } from './question.ts'
import { sayRefusal } from './refusal.ts'
import { editButton, summaryMessage } from './summary.ts'

/**
 * The person's position in a report; `field` is missing at the summary. The answers are in the draft of the
 * report.
 */
export const reportDialog = defineDialog<{ obligationId: number; field?: string }>('report', {
  holds: 'question',
})
const maxContradictions = 3

/** Opens a report for this person and asks the next question. */
export async function openReport(
  ctx: BotContext,
  obligationId: number,
  options: { change?: boolean } = {},
): Promise<void> {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  if (!(await mayReplaceOpen(ctx))) return
  const opened = await openDraft(ctx.tx, ctx.actor, { obligationId, ...options }, ctx.at)
  if (!opened.ok) return await sayRefusal(ctx, opened)
  const { draft, begun } = opened
  const { numberText: number, unitName: unit } = draft.obligation
  const heading = draft.returned
    ? ctx.html('report-returned', { number, what: returnedWhat(ctx, draft) })
    : ctx.html(begun ? (options.change ? 'report-changing' : 'report-begin') : 'report-resumed', {
        number,
        unit,
      })
  await askNext(ctx, draft, { before: heading })
}

/** Leaves the report; its answers stay in the draft. */
export async function leaveReport(ctx: BotContext, obligationId: number): Promise<void> {
  await reportDialog.close(ctx)
  const resume = reportButtons.button.resume(ctx.t('report-button-resume'), { obligation: obligationId })
  await ctx.say('report-stopped', {}, { buttons: [[resume]] })
}

/** What to complete: the fields, and the office's words. */
function returnedWhat(ctx: BotContext, { outline, returned }: Draft): string {
  const labels = (returned?.fields ?? []).map((key) => fieldOf(outline, key)?.label[ctx.language] ?? key)
  return [labels.join(', '), returned?.note].filter(Boolean).join(' — ')
}

/** Where a question is asked, and what stands in front of it. */
interface Asking {
  before?: string | undefined
  /** In the message of the report whose button was tapped. */
  inPlace?: boolean | undefined
}

/** Asks the next open question, or shows the summary when all are answered. */
export async function askNext(ctx: BotContext, draft: Draft, asking: Asking = {}): Promise<void> {
  const at = reportDialog.data(ctx)
  const field = questionToAsk(draft, at?.obligationId === draft.obligation.id ? at.field : undefined)
  if (field) await ask(ctx, draft, field, asking)
  else await showSummary(ctx, draft, asking)
}

/** Asks a question, with `before` in front of it and `buttons` above its own. */
export async function ask(
  ctx: BotContext,
  draft: Draft,
  field: OutlineField,
  more: Asking & { buttons?: Button[][] } = {},
): Promise<void> {
  const at = { obligationId: draft.obligation.id, field: field.key }
  if (!(await reportDialog.open(ctx, at))) return
  const { text, buttons } = questionMessage(draft, field, ctx.language, ctx.calendar.dayOf(ctx.now))
  await ctx.sayHtml(more.before ? `${more.before}\n\n${text}` : text, {
    buttons: [...(more.buttons ?? []), ...buttons],
    inPlace: more.inPlace ?? false,
  })
}

/** Shows all answers, the errors and the warnings. */
export async function showSummary(ctx: BotContext, draft: Draft, asking: Asking = {}): Promise<void> {
  const { before, inPlace = false } = asking
  if (!(await reportDialog.open(ctx, { obligationId: draft.obligation.id }))) return
  const { text, buttons } = summaryMessage(draft, checkDraft(draft, ctx), ctx.language)
  await ctx.sayHtml(before ? `${before}\n\n${text}` : text, { buttons, inPlace })
}

/**
 * Saves an answer and asks the next question, or explains why it does not fit and asks again. Returns whether
 * it was saved.
 */
export async function saveAnswer(
  ctx: BotContext,
  actor: Actor,
  draft: Draft,
  field: OutlineField,
  value: AnswerValue | null,
  { before, inPlace }: Asking = {},
): Promise<boolean> {
  if (!(await mayReplaceOpen(ctx))) return false
  const kept = await keepAnswer(ctx.tx, actor, { draft, field, value }, ctx)
  const explained = (found: readonly Finding[]) =>
    found
      .slice(0, maxContradictions)
      .map((finding) => findingText(draft.outline, finding, ctx.language))
      .join('\n')
  if (kept.ok) {
    const found = explained(kept.contradictions)
    await askNext(ctx, kept.draft, { before: [before, found].filter(Boolean).join('\n\n'), inPlace })
    return true
  }
  if (kept.reason !== 'contradicts') {
    await sayRefusal(ctx, kept)
    return false
  }
  const refused = ctx.html('report-does-not-fit', { answer: formatAnswer(field, value, ctx.language) })
  await ask(ctx, draft, field, {
    before: `${refused}\n${explained(kept.contradictions)}`,
    inPlace,
    buttons: fieldsInTheWay(ctx, draft, field, kept.contradictions),
  })
  return false
}

/** Buttons to the other answers of a contradiction: one of those may be the wrong one. */
function fieldsInTheWay(
  ctx: BotContext,
  draft: Draft,
  field: OutlineField,
  contradictions: readonly Finding[],
): Button[][] {
  return draft.outline.fields
    .filter((other) => other !== field && contradictions.some((found) => found.fields.includes(other.key)))
    .slice(0, 4)
    .map((other) => {
      const button = editButton(draft, other, ctx.language)
      return [{ ...button, text: `✏️ ${button.text}` }]
    })
}

/** Opens the report when the person owes only one, or offers the list. */
export async function chooseReport(ctx: BotContext, actor: Actor): Promise<void> {
  const owed = (await owedBy(ctx.tx, actor, ctx)).filter((item) => item.report !== null)
  if (owed.length === 0) return await ctx.say('report-none-owed')
  if (owed.length === 1) return await openReport(ctx, owed[0]!.obligation.id)
  const buttons = owed.slice(0, 20).map(({ obligation }) => [
    reportButtons.button.start(
      shorten(
        ctx.t(obligation.draftAnswers === null ? 'report-choice' : 'report-choice-begun', {
          number: obligation.numberText,
          unit: obligation.unitName,
        }),
        60,
      ),
      { obligation: obligation.id },
    ),
  ])
  await ctx.say('report-choose', { count: String(owed.length) }, { buttons })
}
