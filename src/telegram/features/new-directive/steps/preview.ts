// The whole draft once more, with the number of recipients, before the directive is issued.
import { summariseAudience } from '../../../../directive/audience.ts'
import { findDirective } from '../../../../directive/directive.store.ts'
import { twoPersonRule } from '../../../../directive/two-persons.ts'
import { dayText, deadlineText } from '../../../../texts/dates.ts'
import { defineButtons, token } from '../../../buttons.ts'
import type { BotContext } from '../../../context.ts'
import { answerTaps } from '../../../steps.ts'
import { branchLines, burdenLine, unreachedLines } from '../../directive/card.ts'
import { secondPersonLines } from '../../directive/second-person.ts'
import { askButton, cancelButton, put } from '../buttons.ts'
import {
  asDraftInput,
  audienceOf,
  issueAtOf,
  type NewDirective,
  type NewDirectiveStep,
  reminderOptionsOf,
  withContent,
} from '../draft.ts'
import { issue } from '../issue.ts'
import { annexLines, joined, kindLabel } from '../labels.ts'
import { chosenOutline } from '../outlines.ts'
import { reminderLines } from '../reminder-lines.ts'
import { warningLines } from '../warnings.ts'
import { reopenDeadlinesButton } from './answer.ts'
import { reopenDetailsButton } from './details.ts'

const buttons = defineButtons('new_preview', { issue: { draft: token }, protect: { draft: token } })

export const preview: NewDirectiveStep = {
  id: 'preview',
  isAnswered: () => false,
  async ask(ctx, draft, { inPlace }) {
    const needsSecond = await twoPersonRule(ctx.tx, audienceOf(draft), ctx.calendar.dayOf(ctx.now))
    const lines = await previewLines(ctx, draft, needsSecond)
    await put(ctx, joined(lines), await previewRows(ctx, draft, needsSecond), inPlace)
  },
  taps: answerTaps(buttons, {
    issue: (ctx, draft) => issue(ctx, draft),
    protect: (_ctx, draft) => ({ here: withContent(draft, { protect: draft.content.protect === false }) }),
  }),
}

async function previewLines(
  ctx: BotContext,
  draft: NewDirective,
  needsSecond: boolean,
): Promise<(string | null)[]> {
  const input = asDraftInput(draft)
  const audience = audienceOf(draft)
  const deadline = (at: Date) => deadlineText(at, ctx.language, ctx.calendar.timeZone)
  const summary = await summariseAudience(ctx.tx, audience, ctx.calendar.dayOf(ctx.now))
  const issueAt = issueAtOf(draft)
  const passing = input.passesOn ? (input.asksPlan ? 'after_plan' : 'at_once') : null
  return [
    ctx.html('new-preview-heading'),
    ctx.html('new-details-number', { number: input.numberText, kind: kindLabel(ctx, input.kind!) }),
    ctx.html('new-details-date', { day: dayText(input.issuedOn, ctx.language) }),
    ctx.html('new-details-subject', { subject: input.subject }),
    !input.urgency || input.urgency === 'normal'
      ? null
      : ctx.html('new-details-urgency', { urgency: ctx.t(`new-urgency-${input.urgency}`) }),
    input.circulationMark ? ctx.html('new-details-mark', { mark: input.circulationMark }) : null,
    input.ackDueAt ? ctx.html('new-preview-ack', { deadline: deadline(input.ackDueAt) }) : null,
    input.asksReport && input.reportDueAt
      ? ctx.html('new-preview-report', { deadline: deadline(input.reportDueAt) })
      : ctx.html('new-preview-no-report'),
    issueAt && !needsSecond ? ctx.html('timed-at', { time: deadline(issueAt) }) : null,
    ...reminderLines(ctx, { ...reminderOptionsOf(draft), outline: await chosenOutline(ctx, draft) }),
    ...annexLines(ctx, draft),
    '',
    ctx.html(audience.speakers ? 'speaker-preview-recipients' : 'new-preview-recipients', {
      count: summary.recipients,
    }),
    ...branchLines(ctx, summary),
    passing ? ctx.html(`new-preview-passes-${passing}`) : null,
    ...(await unreachedLines(ctx, audience, summary)),
    ...(await burdenLine(ctx, audience)),
    ...(await warningLines(ctx, draft, { withDeadlines: true })),
    '',
    ctx.html(needsSecond ? 'new-preview-ask-approval' : 'new-preview-ask'),
    ...(needsSecond ? await approverLines(ctx, draft) : []),
  ]
}

async function previewRows(ctx: BotContext, draft: NewDirective, needsSecond: boolean) {
  const mayForward = draft.content.protect === false
  const issueText = ctx.t(needsSecond ? 'new-button-submit' : 'new-button-issue')
  const protectText = ctx.t(mayForward ? 'asked-button-protect' : 'asked-button-unprotect')
  return [
    [buttons.button.issue(issueText, { draft: draft.id })],
    [reopenDetailsButton(ctx, draft)],
    [askButton(ctx, draft, 'new-button-edit-audience', 'audience'), reopenDeadlinesButton(ctx, draft)],
    [
      askButton(ctx, draft, 'asked-button-reminders', 'reminders'),
      buttons.button.protect(protectText, { draft: draft.id }),
    ],
    ...(needsSecond ? [] : [[askButton(ctx, draft, 'timed-button', 'issue_at')]]),
    ...(draft.content.asksReport ? [[askButton(ctx, draft, 'outline-button', 'outline')]] : []),
    [cancelButton(ctx, draft)],
  ]
}

/** The people who could approve what this person has drafted or is changing. */
async function approverLines(ctx: BotContext, { content, notes }: NewDirective): Promise<string[]> {
  const before = notes.redraft ? await findDirective(ctx.tx, notes.redraft.directiveId) : null
  const except = [ctx.actor?.officerId ?? null, before?.draftedBy ?? null]
  return await secondPersonLines(ctx, { issuerUnitId: content.issuerUnitId!, except, waits: false })
}
