// /duyet: what waits for a second person. The approver sees everything once more; approving names the version that was
// shown, so that a draft changed meanwhile is refused. The drafter may still put the subject right.

import { Composer } from 'grammy'
import { sql } from 'kysely'
import type { Button } from '../../circulation/messenger.ts'
import { enqueueMessage } from '../../circulation/outbox.ts'
import { type DirectiveRow, findDirective, readDirectives } from '../../directive/directive.store.ts'
import { issueDirective } from '../../directive/issue-directive.ts'
import { returnDraft, reviseDraft } from '../../directive/revise-draft.ts'
import { can } from '../../org/permissions.ts'
import { unitPath } from '../../org/unit.store.ts'
import { deadlineText } from '../../texts/dates.ts'
import { html } from '../../texts/index.ts'
import { announceForApproval } from '../approval-notice.ts'
import { askedLines } from '../asked-lines.ts'
import { encodeCallback } from '../callback-codec.ts'
import { tellCommittees } from '../cascade-notice.ts'
import { watchCirculation } from '../circulation-watch.ts'
import type { BotContext } from '../context.ts'
import { audienceLines, directiveCard } from '../directive-card.ts'
import { onAnswer, onCommand, onTap, type TapContext } from '../routing.ts'

export const approvalsFeature = new Composer<BotContext>()
const feature = approvalsFeature

const moves = ['look', 'approve', 'approve_later', 'return', 'revise'] as const
const reviseDialog = 'revise_draft'
const most = 20

onCommand(feature, 'duyet').use(async (ctx) => {
  const waiting = await readDirectives(ctx.tx, sql`d.state = 'awaiting_approval'`, sql`d.id limit 200`)
  const mine: DirectiveRow[] = []
  for (const row of waiting) if (await mayApprove(ctx, row)) mine.push(row)
  if (mine.length === 0) return await ctx.say('approve-none')
  const buttons = mine
    .slice(0, most)
    .map((row) => [button(`${row.numberText} ${row.subject}`.slice(0, 56), 'look', row)])
  await ctx.say('approve-choose', { count: mine.length }, { buttons })
})

onTap(feature, 'approve').use(async (ctx) => {
  const [place = 0, version = 0] = ctx.tap.extra
  const row = await findDirective(ctx.tx, ctx.tap.id)
  if (!row || !(await mayApprove(ctx, row)))
    return ctx.answerTap('change-fault-not_allowed', {}, { alert: true })
  if (row.state !== 'awaiting_approval') {
    ctx.showInstead([])
    return ctx.answerTap('approve-over', {}, { alert: true })
  }
  switch (moves[place]) {
    case 'approve':
      return await approve(ctx, row, version, null)
    case 'approve_later':
      return await approve(ctx, row, version, nextMorning(ctx))
    case 'return':
      return await sendBack(ctx, row, version)
    case 'revise':
      await ctx.dialog.set(reviseDialog, { id: row.id })
      return await ctx.say('approve-ask-subject', { subject: row.subject })
    default:
      return await show(ctx, row)
  }
})

onAnswer(feature, reviseDialog).use(async (ctx) => {
  const { actor, now } = ctx
  const id = Number(ctx.dialog.data.id)
  if (!actor) return
  const outcome = await reviseDraft(ctx.tx, actor, id, { subject: ctx.message.text, now })
  if (!outcome.ok) return await ctx.say(`change-fault-${outcome.reason}`)
  await ctx.dialog.clear()
  await announceForApproval(ctx, id)
  await ctx.say('approve-revised')
})

function button(text: string, move: (typeof moves)[number], row: DirectiveRow): Button {
  const extra = [moves.indexOf(move), row.version]
  return { text, data: encodeCallback({ action: 'approve', id: row.id, extra }) }
}

async function mayApprove(ctx: BotContext, row: DirectiveRow): Promise<boolean> {
  const path = await unitPath(ctx.tx, row.issuerUnitId)
  return ctx.actor !== null && can(ctx.actor, 'directive.approve', { pathIds: path.ids })
}

async function show(ctx: BotContext, row: DirectiveRow): Promise<void> {
  const isOwn = row.approvalAskedBy === ctx.actor?.officerId || row.draftedBy === ctx.actor?.officerId
  const lines = [
    ...(await directiveCard(ctx, row)),
    ...askedLines(ctx, row),
    ...(row.body ? ['', ctx.html('change-body', { body: row.body.slice(0, 1_500) })] : []),
    '',
    ...(await audienceLines(ctx, row.audience)),
    ...(isOwn ? ['', ctx.html('approve-own')] : []),
  ]
  const buttons = isOwn
    ? [[button(ctx.t('new-button-edit-subject'), 'revise', row)]]
    : [
        [button(ctx.t('approve-button-now'), 'approve', row)],
        [button(ctx.t('approve-button-later'), 'approve_later', row)],
        [button(ctx.t('approve-button-return'), 'return', row)],
      ]
  await ctx.sayHtml(lines.join('\n'), { buttons })
}

async function approve(
  ctx: TapContext,
  row: DirectiveRow,
  version: number,
  issueAt: Date | null,
): Promise<void> {
  const outcome = await issueDirective(ctx.tx, ctx.actor!, row.id, { now: ctx.now, version, issueAt })
  if (!outcome.ok) {
    ctx.answerTap(`new-fault-${outcome.reason}`, {}, { alert: true })
    // What has changed is shown at once, with buttons for the new version.
    return outcome.reason === 'changed' ? await show(ctx, row) : undefined
  }
  ctx.showInstead([])
  if (outcome.already) return
  await tellDrafter(ctx, row, 'approve-told-issued')
  if (issueAt) {
    await ctx.say('approve-timed', {
      number: row.numberText,
      time: deadlineText(issueAt, ctx.language, ctx.calendar.timeZone),
    })
  }
  await tellCommittees(ctx, row.id)
  await watchCirculation(ctx, row.id)
  ctx.wake('circulate-directive', { directiveId: row.id })
}

async function sendBack(ctx: TapContext, row: DirectiveRow, version: number): Promise<void> {
  const outcome = await returnDraft(ctx.tx, ctx.actor!, row.id, { version, now: ctx.now })
  if (!outcome.ok) return ctx.answerTap(`change-fault-${outcome.reason}`, {}, { alert: true })
  ctx.showInstead([])
  await tellDrafter(ctx, row, 'approve-told-returned')
  await ctx.say('approve-returned', { number: row.numberText })
}

/** Eight o'clock on the next working day. */
function nextMorning(ctx: BotContext): Date {
  return ctx.calendar.instantAt(ctx.calendar.addWorkingDays(ctx.calendar.dayOf(ctx.now), 1), '08:00')
}

async function tellDrafter(ctx: BotContext, row: DirectiveRow, key: string): Promise<void> {
  const chat = await ctx.tx
    .selectFrom('chat')
    .innerJoin('officer', 'officer.id', 'chat.officer_id')
    .select(['chat.id', 'chat.telegram_chat_id', 'officer.language'])
    .where('chat.officer_id', '=', row.approvalAskedBy ?? row.draftedBy ?? 0)
    .where('chat.kind', '=', 'private')
    .where('chat.state', '=', 'reachable')
    .executeTakeFirst()
  if (!chat) return
  const language = chat.language === 'en' ? 'en' : 'vi'
  const text = html(language, key, { number: row.numberText, name: ctx.actor?.fullName ?? '' })
  await enqueueMessage(ctx.tx, {
    ...{ purpose: 'notice', lane: 0, telegramChatId: chat.telegram_chat_id, chatId: chat.id, language },
    ...{ directiveId: row.id, payload: { message: { text } }, dueAt: ctx.now, now: ctx.now },
  })
  ctx.effects.said = true
}
