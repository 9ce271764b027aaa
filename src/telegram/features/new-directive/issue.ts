// The end of /moi: registers and issues the draft, or submits it to a second person, or says what is wrong.
import {
  resubmitDirective,
  type SubmitOutcome,
  submitDirective,
} from '../../../circulation/submit-directive.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { removeDraft } from '../../../directive/draft.store.ts'
import { dayText, deadlineText } from '../../../texts/dates.ts'
import type { TapContext } from '../../buttons.ts'
import { dropOpen } from '../../dialog.ts'
import type { Outcome } from '../../steps.ts'
import { offerSuperseding } from '../directive/offer-superseding.ts'
import { secondPersonLines } from '../directive/second-person.ts'
import { watchCirculation } from '../progress/circulation-watch.ts'
import {
  asDraftInput,
  issueAtOf,
  type NewDirective,
  newDirectiveDialog,
  withContent,
  withNotes,
} from './draft.ts'
import { outlineInput } from './outlines.ts'
import { refuseDocument } from './secrecy-refusal.ts'

/** Registers and issues (or submits) within the update's transaction; the progress message follows. */
export async function issue(ctx: TapContext, draft: NewDirective): Promise<Outcome<NewDirective>> {
  const { actor, tx, calendar } = ctx
  const { redraft } = draft.notes
  const before = redraft && (await findDirective(tx, redraft.directiveId))
  const chosen = await outlineInput(ctx, draft)
  if (chosen === 'gone') return { next: withNotes(draft, { outlineId: undefined }), note: 'outline-gone' }
  const input = { ...asDraftInput(draft), ...chosen }
  const issueAt = issueAtOf(draft)
  const outcome = redraft
    ? await resubmitDirective(tx, actor, { ...redraft, content: input, issueAt }, ctx.at)
    : await submitDirective(tx, actor, { content: input, issueAt }, ctx.at)
  if (!outcome.ok) return await explain(ctx, draft, outcome)
  const { directiveId } = outcome
  await newDirectiveDialog.close(ctx)
  await removeDraft(tx, draft.id)
  const number = input.numberText
  if (outcome.state === 'awaiting_approval') {
    const asked = {
      issuerUnitId: input.issuerUnitId,
      except: [actor.officerId, before?.draftedBy ?? null],
      waits: true,
    }
    const said = outcome.approvers.length > 0 ? 'new-submitted' : 'new-submitted-nobody'
    const lines = [ctx.html(said, { number }), '', ...(await secondPersonLines(ctx, asked))]
    await ctx.sayHtml(lines.join('\n'))
    return 'over'
  }
  if (issueAt) {
    const time = deadlineText(issueAt, ctx.language, calendar.timeZone)
    await ctx.say('approve-timed', { number, time })
  }
  await watchCirculation(ctx, directiveId)
  await offerSuperseding(ctx, directiveId)
  return 'over'
}

const deadlineFaults = new Set(['ack_deadline_past', 'report_deadline_past', 'ack_after_report'])
/**
 * The registered draft was approved, changed or dropped meanwhile: the conversation has nothing left to
 * correct.
 */
const overFaults = new Set(['state', 'changed', 'no_such_directive'])

/** Says why the draft could not be issued and asks again for what is wrong. */
async function explain(
  ctx: TapContext,
  draft: NewDirective,
  outcome: Extract<SubmitOutcome, { ok: false }>,
): Promise<Outcome<NewDirective>> {
  if (outcome.reason === 'secret')
    return outcome.isDoubtful ? { ask: 'doubt', draft } : await refuseDocument(ctx, 'mark_found')
  if (outcome.reason === 'duplicate') {
    const { numberText, issuedOn, subject, state } = outcome.same
    await ctx.say('new-duplicate', {
      number: numberText,
      day: dayText(issuedOn, ctx.language),
      subject,
      state: ctx.t(`register-state-${state}`),
    })
    return { next: withNotes(draft, { confirmed: false }) }
  }
  const note = `new-fault-${outcome.reason}` as const
  if (overFaults.has(outcome.reason)) {
    await ctx.say(note)
    await dropOpen(ctx)
    return 'over'
  }
  if (outcome.reason === 'issue_at_past') return { next: withNotes(draft, { issueAt: undefined }), note }
  if (deadlineFaults.has(outcome.reason))
    return { next: withContent(draft, { ackDueAt: undefined, reportDueAt: undefined }), note }
  return { next: withNotes(draft, { confirmed: false }), note }
}
