// Opens the conversation of /moi over a draft that exists already (sent back, or still awaiting approval), so that every
// field and the file can be changed before it is sent in again.
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { draftInputOf } from '../../../directive/draft-input.ts'
import type { StoredFile } from '../../../directive/files.store.ts'
import { reminderPlanOf } from '../../../directive/reminders.ts'
import type { BotContext } from '../../context.ts'
import { hasDraftInHand } from './draft-in-hand.ts'
import { ask } from './questions.ts'
import { asJson, type NewDirective, newDirectiveDialog } from './state.ts'

/** Asks for what is to be changed; what somebody is writing must be ended first. */
export async function reworkDraft(ctx: BotContext, row: DirectiveRow): Promise<void> {
  const open = ctx.dialog.kind === newDirectiveDialog ? (ctx.dialog.data as unknown as NewDirective) : null
  if (open?.redraft?.directiveId !== row.id && (await hasDraftInHand(ctx))) return
  const draft = await asNewDirective(ctx, row)
  await ctx.dialog.set(newDirectiveDialog, asJson(draft))
  await ask(ctx, draft)
}

async function asNewDirective(ctx: BotContext, row: DirectiveRow): Promise<NewDirective> {
  const { files = [], annexes = [], links = [] } = await draftInputOf(ctx.tx, row)
  const [file] = files as StoredFile[]
  const plan = reminderPlanOf(row.reminders)
  return {
    token: ctx.update.update_id,
    startedAt: ctx.now.toISOString(),
    redraft: {
      directiveId: row.id,
      version: row.version,
    },
    issuerUnitId: row.issuerUnitId,
    issuerName: row.issuerName,
    declared: true,
    ...(file ? { file } : {}),
    ...(annexes.length > 0 ? { annexes: [...annexes] as StoredFile[] } : {}),
    ...(row.body === null ? {} : { body: row.body }),
    numberText: row.numberText,
    kind: row.kind,
    issuedOn: row.issuedOn,
    subject: row.subject,
    urgency: row.urgency,
    links: [...links],
    keepLinks: links.length > 0,
    asksReport: row.asksReport,
    ...(row.circulationMark ? { circulationMark: row.circulationMark } : {}),
    ...(row.ackDueAt ? { ackDueAt: row.ackDueAt.toISOString() } : {}),
    ...(row.reportDueAt ? { reportDueAt: row.reportDueAt.toISOString() } : {}),
    audience: row.audience,
    ...(plan ? { reminders: plan } : {}),
    ...(!plan && row.reminders ? { ownReminders: row.reminders } : {}),
    mayForward: !row.protect,
    ...(row.passesOn ? { passesOn: row.asksPlan ? ('after_plan' as const) : ('at_once' as const) } : {}),
  }
}
