// /duyet: drafts that wait for a second person, and the person's own drafts that were sent back. The approver
// sees everything once more. Approving names the version that was shown, so that a draft changed meanwhile is
// refused. The approver returns a draft with a reason; the drafter changes it and submits it again.
import { Composer } from 'grammy'
import { approveDirective, returnDirective } from '../../../circulation/submit-directive.ts'
import { checkDetails } from '../../../directive/check-directive.ts'
import { readDeadline } from '../../../directive/deadline.ts'
import { type DirectiveRow, findDirective, listDraftsInApproval } from '../../../directive/directive.store.ts'
import { dropDraft } from '../../../directive/return-draft.ts'
import type { Action } from '../../../org/permissions.ts'
import { can } from '../../../org/permissions.ts'
import { findUnit, unitPath } from '../../../org/unit.store.ts'
import { deadlineText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { doubtLines } from '../new-directive/labels.ts'
import { nextMorning } from '../new-directive/next-morning.ts'
import { reminderLines } from '../new-directive/reminder-lines.ts'
import { reworkDraft } from '../new-directive/rework.ts'
import { unseenLines } from '../new-directive/unseen-lines.ts'
import { watchCirculation } from '../progress/circulation-watch.ts'
import { approvalButtons } from './buttons.ts'
import { audienceLines, directiveCard } from './card.ts'
import { draftHistoryLines } from './draft-history.ts'
import { offerSuperseding } from './offer-superseding.ts'
import { secondPersonLines } from './second-person.ts'

const feature = new Composer<BotContext>()

export { feature as approvalsFeature }

/** A draft and the version that the person sees. */
type ShownDraft = { id: number; version: number }
const returnDialog = defineDialog<ShownDraft>('return_draft', { holds: 'question' })
const timeDialog = defineDialog<ShownDraft>('approve_at', { holds: 'question' })
const maxShown = 20
const maxLookedAt = 400

onCommand(feature, 'duyet').use(async (ctx) => {
  const atOrBelow = ctx.actor?.duties.map(({ unitId }) => unitId) ?? []
  const open = await listDraftsInApproval(ctx.tx, { atOrBelow, limit: maxLookedAt })
  const waiting: DirectiveRow[] = []
  const returned: DirectiveRow[] = []
  for (const row of open) {
    if (row.state === 'draft') {
      if (await may(ctx, 'directive.draft', row)) returned.push(row)
    } else if (await may(ctx, 'directive.approve', row)) waiting.push(row)
  }
  if (waiting.length + returned.length === 0) return await ctx.say('approve-none')
  const listed = (rows: DirectiveRow[], mark: string) =>
    rows
      .slice(0, maxShown)
      .map(({ id, numberText, subject }) => [
        approvalButtons.button.look(`${mark}${numberText} ${subject}`.slice(0, 56), { draft: id }),
      ])
  const buttons = [...listed(waiting, ''), ...listed(returned, '↩️ ')]
  await ctx.say('approve-choose', { count: waiting.length, returned: returned.length }, { buttons })
})

approvalButtons.on(feature, {
  look: withDraft((ctx, row) => show(ctx, row)),
  approve: withDraft((ctx, row, { version }) => approve(ctx, row, version, null)),
  approve_later: withDraft((ctx, row, { version }) => approve(ctx, row, version, nextMorning(ctx))),
  approve_at: withDraft(async (ctx, row, { version }) => {
    const { id, numberText: number } = row
    if (await timeDialog.open(ctx, { id, version })) await ctx.say('approve-ask-time', { number })
  }),
  return: withDraft(async (ctx, row, { version }) => {
    const { id, numberText: number } = row
    if (await returnDialog.open(ctx, { id, version })) await ctx.say('approve-ask-reason', { number })
  }),
  rework: withDraft(async (ctx, row) => {
    if (!(await may(ctx, 'directive.draft', row))) return refuse(ctx)
    await reworkDraft(ctx, row)
  }),
  drop: withDraft(async (ctx, row, { version }) => {
    if (!(await may(ctx, 'directive.draft', row))) return refuse(ctx)
    await drop(ctx, row, version)
  }),
})

/** Wraps a handler with the draft that the button names, as long as it is still a draft. */
function withDraft<V extends { draft: number }>(
  handle: (ctx: TapContext, row: DirectiveRow, values: V) => Promise<void>,
) {
  return async (ctx: TapContext, values: V): Promise<void> => {
    const row = await findDirective(ctx.tx, values.draft)
    if (row?.state === 'awaiting_approval' || row?.state === 'draft') return await handle(ctx, row, values)
    ctx.showInstead([])
    ctx.answerTap('approve-over', {}, { alert: true })
  }
}

const refuse = (ctx: BotContext) => ctx.answerTap('change-fault-not_allowed', {}, { alert: true })

onAnswer(feature, returnDialog).use(async (ctx) => {
  const { actor } = ctx
  const { id, version } = ctx.dialog.data
  const row = await findDirective(ctx.tx, id)
  if (!actor || !row) return await returnDialog.close(ctx)
  const reason = ctx.message.text.trim()
  const outcome = await returnDirective(ctx.tx, actor, { directiveId: row.id, version, reason }, ctx.at)
  if (!outcome.ok) {
    const isAboutReason = ['secret', 'reason_missing', 'reason_too_long'].includes(outcome.reason)
    if (!isAboutReason) await returnDialog.close(ctx)
    return await ctx.say(`change-fault-${outcome.reason}`)
  }
  await returnDialog.close(ctx)
  await ctx.say('approve-returned', { number: row.numberText })
})

async function may(ctx: BotContext, action: Action, row: DirectiveRow): Promise<boolean> {
  const path = await unitPath(ctx.tx, row.issuerUnitId)
  return ctx.actor !== null && can(ctx.actor, action, { pathIds: path.ids })
}

async function show(ctx: BotContext, row: DirectiveRow): Promise<void> {
  const isReturned = row.state === 'draft'
  const isOwn = row.approvalAskedBy === ctx.actor?.officerId || row.draftedBy === ctx.actor?.officerId
  const history = await draftHistoryLines(ctx, row)
  const lines = [
    ...(await directiveCard(ctx, row)),
    ...reminderLines(ctx, row),
    ...(row.body ? ['', ctx.html('change-body', { body: row.body })] : []),
    '',
    ...(await audienceLines(ctx, row.audience)),
    ...(await doubts(ctx, row)),
    ...unseenLines(ctx, row.unseen ?? undefined),
    ...(row.notAMark ? [ctx.html('approve-not_a_mark', { reason: row.notAMark })] : []),
    ...(history.length > 0 ? ['', ...history] : []),
    ...(isOwn && !isReturned ? ['', ctx.html('approve-own'), ...(await secondLines(ctx, row))] : []),
  ]
  const { id: draft, version } = row
  const { button } = approvalButtons
  const rework = isReturned ? 'approve-button-rework' : 'approve-button-edit'
  const approving = isReturned || isOwn || !(await may(ctx, 'directive.approve', row))
  const buttons = approving
    ? [
        [button.rework(ctx.t(rework), { draft })],
        ...(isReturned ? [[button.drop(ctx.t('approve-button-drop'), { draft, version })]] : []),
      ]
    : [
        [button.approve(ctx.t('approve-button-now'), { draft, version })],
        [button.approve_later(ctx.t('approve-button-later'), { draft, version })],
        [button.approve_at(ctx.t('approve-button-at'), { draft, version })],
        [button.return(ctx.t('approve-button-return'), { draft, version })],
      ]
  await ctx.sayHtml(lines.join('\n'), { buttons })
}

const secondLines = (ctx: BotContext, { issuerUnitId, draftedBy, approvalAskedBy }: DirectiveRow) =>
  secondPersonLines(ctx, { issuerUnitId, except: [draftedBy, approvalAskedBy], waits: true })

/** The doubts about the draft on the day of the look. */
async function doubts(ctx: BotContext, row: DirectiveRow): Promise<string[]> {
  const issuer = await findUnit(ctx.tx, row.issuerUnitId)
  const at = { now: ctx.now, calendar: ctx.calendar, issuerKind: issuer?.kind ?? ('province' as const) }
  const checked = checkDetails(row, at)
  return checked.ok
    ? doubtLines(ctx, checked.warnings, row.issuedOn)
    : [ctx.html(`new-fault-${checked.reason}`)]
}

onAnswer(feature, timeDialog).use(async (ctx) => {
  const { id, version } = ctx.dialog.data
  const row = await findDirective(ctx.tx, id)
  if (!row || !(await may(ctx, 'directive.approve', row))) {
    await timeDialog.close(ctx)
    return await ctx.say('change-fault-not_allowed')
  }
  const parsed = readDeadline(ctx.message.text, ctx)
  if (!parsed.ok) return await ctx.say('timed-fault-form')
  if (parsed.at <= ctx.now) return await ctx.say('new-fault-issue_at_past')
  await timeDialog.close(ctx)
  const fault = await approved(ctx, row, version, parsed.at)
  if (fault === null) return
  await ctx.say(fault)
  if (row.state === 'awaiting_approval') await show(ctx, row)
})

async function approve(
  ctx: TapContext,
  row: DirectiveRow,
  version: number,
  issueAt: Date | null,
): Promise<void> {
  const fault = await approved(ctx, row, version, issueAt)
  if (fault === null) return ctx.showInstead([])
  ctx.answerTap(fault, {}, { alert: true })
  // Shows the changed draft at once, with buttons for its new version.
  if (fault === 'new-fault-changed') await show(ctx, row)
}

/** Approves and issues the draft; null, or the key of the text that says why not. */
async function approved(
  ctx: BotContext,
  row: DirectiveRow,
  version: number,
  issueAt: Date | null,
): Promise<TextKey | null> {
  if (row.state !== 'awaiting_approval') return 'approve-over'
  const toIssue = { directiveId: row.id, version, issueAt }
  const outcome = await approveDirective(ctx.tx, ctx.actor!, toIssue, ctx.at)
  if (!outcome.ok) return `new-fault-${outcome.reason}`
  if (outcome.already) return null
  if (issueAt) {
    await ctx.say('approve-timed', {
      number: row.numberText,
      time: deadlineText(issueAt, ctx.language, ctx.calendar.timeZone),
    })
  }
  await watchCirculation(ctx, row.id)
  await offerSuperseding(ctx, row.id)
  return null
}

async function drop(ctx: TapContext, row: DirectiveRow, version: number): Promise<void> {
  const outcome = await dropDraft(ctx.tx, ctx.actor, { directiveId: row.id, version }, ctx.at)
  if (!outcome.ok) return ctx.answerTap(`change-fault-${outcome.reason}`, {}, { alert: true })
  ctx.showInstead([])
  await ctx.say('approve-dropped', { number: row.numberText })
}
