// "Đính chính": an office puts right the subject, text, file or deadlines of a directive that is out, sees what changes,
// and sends the new version. The rules are the circulation room's.
import { Composer } from 'grammy'
import { correctDirective } from '../../../circulation/correct-directive.ts'
import { readDeadline } from '../../../directive/deadline.ts'
import { type DirectiveRow, findDirective } from '../../../directive/directive.store.ts'
import { screenForSecrecy } from '../../../directive/secrecy/secrecy-interlock.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand, onTap, type TapContext } from '../../routing.ts'
import { takeFile, unseenIn } from '../new-directive/document.ts'
import { refuseAsSecret } from '../new-directive/secrecy-refusal.ts'
import {
  asCorrection,
  type CorrectionDraft,
  type CorrectionMove,
  correctionButton,
  correctionDialog,
  correctionMoves,
  currentCorrection,
  forgetCorrection,
  keepCorrection,
  showCorrection,
} from './correction.ts'

export const correctDirectiveFeature = new Composer<BotContext>()
const feature = correctDirectiveFeature

onTap(feature, 'correct').use(async (ctx) => {
  const move = correctionMoves[ctx.tap.extra[0] ?? -1]
  const row = await findDirective(ctx.tx, ctx.tap.id)
  if (!ctx.actor || !row || !move) return ctx.answerTap('change-fault-not_allowed', {}, { alert: true })
  if (move === 'open') return await begin(ctx, row)
  ctx.showInstead([])
  const draft = currentCorrection(ctx)
  if (!draft || draft.directiveId !== row.id) return ctx.answerTap('new-over')
  await carryOut(ctx, row, draft, move)
})

/** Opens the conversation; what was collected for another directive goes. */
async function begin(ctx: TapContext, row: DirectiveRow): Promise<void> {
  if (ctx.dialog.kind !== null && ctx.dialog.kind !== correctionDialog && ctx.dialog.kind !== 'register')
    return await ctx.say('correct-busy')
  await forgetCorrection(ctx)
  const draft: CorrectionDraft = {
    directiveId: row.id,
    version: row.version,
    asking: 'subject',
    startedAt: ctx.now.toISOString(),
  }
  await keepCorrection(ctx, draft)
  await showCorrection(ctx, row, draft)
}

async function carryOut(
  ctx: TapContext,
  row: DirectiveRow,
  draft: CorrectionDraft,
  move: Exclude<CorrectionMove, 'open'>,
): Promise<void> {
  const stop = [correctionButton(ctx, 'change-button-never-mind', 'stop', row.id)]
  switch (move) {
    case 'send':
      return await send(ctx, row, draft)
    case 'stop':
      await forgetCorrection(ctx)
      return await ctx.say('change-never-mind')
    case 'file': {
      const buttons = [[correctionButton(ctx, 'new-button-not-secret', 'not_secret', row.id)], stop]
      return await ctx.say('correct-ask-declaration', {}, { buttons })
    }
    case 'not_secret':
      await keepCorrection(ctx, { ...draft, asking: 'file', declared: true })
      return await ctx.say('correct-ask-file', {}, { buttons: [stop] })
    default:
      await keepCorrection(ctx, { ...draft, asking: move })
      await ctx.say(`correct-ask-${move}`, {}, { buttons: [stop] })
  }
}

async function send(ctx: TapContext, row: DirectiveRow, draft: CorrectionDraft): Promise<void> {
  const outcome = await correctDirective(ctx.tx, ctx.actor!, row.id, { ...asCorrection(draft), now: ctx.now })
  if (!outcome.ok) {
    await ctx.say(`change-fault-${outcome.reason}`)
    const canGoOn = /deadline|ack_after|subject|body/.test(outcome.reason)
    return canGoOn ? await showCorrection(ctx, row, draft) : await forgetCorrection(ctx)
  }
  await ctx.dialog.clear()
  const key = outcome.already ? 'change-already' : 'change-done-corrected'
  await ctx.say(key, { number: row.numberText, told: outcome.told })
}

onCommand(feature, 'huy').use(async (ctx, next) => {
  if (ctx.dialog.kind !== correctionDialog) return await next()
  await forgetCorrection(ctx)
  await ctx.say('change-never-mind')
})

onAnswer(feature, correctionDialog).use(async (ctx) => {
  const draft = currentCorrection(ctx)!
  const row = await findDirective(ctx.tx, draft.directiveId)
  if (!row) return await forgetCorrection(ctx)
  const text = ctx.message.text.trim()
  if (!screenForSecrecy({ declaredNotSecret: true, texts: [text], fileNames: [] }).pass)
    return await refuseAsSecret(ctx, 'mark_found', 'new-refused-mark_found')
  switch (draft.asking) {
    case 'file':
      return await ctx.say('correct-ask-file')
    case 'ack':
    case 'report': {
      const read = readDeadline(text, { now: ctx.now, calendar: ctx.calendar })
      if (!read.ok) return await ctx.say('new-fault-deadline_form')
      if (read.at <= ctx.now) return await ctx.say('new-fault-deadline_past')
      const field = draft.asking === 'ack' ? 'ackDueAt' : 'reportDueAt'
      return await goOn(ctx, row, { ...draft, [field]: read.at.toISOString() })
    }
    default:
      await goOn(ctx, row, { ...draft, [draft.asking]: text })
  }
})

feature
  .on('message:document')
  .filter((ctx) => ctx.isPrivate && ctx.dialog.kind === correctionDialog)
  .use(async (ctx) => {
    const draft = currentCorrection(ctx)!
    const row = await findDirective(ctx.tx, draft.directiveId)
    if (!row) return await forgetCorrection(ctx)
    // As in /moi: the declaration comes before the document.
    if (!draft.declared) return await ctx.say('correct-declare-first')
    const taken = await takeFile(ctx, draft.declared)
    if (taken === 'secret') return await refuseAsSecret(ctx, 'mark_found', 'new-refused-mark_found')
    if ('fault' in taken) return await ctx.say(`new-file-${taken.fault}`)
    await goOn(ctx, row, { ...draft, file: taken.stored, ...unseenIn(taken.reading) })
  })

/** Typing on changes the subject, as at the beginning. */
async function goOn(ctx: BotContext, row: DirectiveRow, draft: CorrectionDraft): Promise<void> {
  const next: CorrectionDraft = { ...draft, asking: 'subject' }
  await keepCorrection(ctx, next)
  await showCorrection(ctx, row, next)
}
