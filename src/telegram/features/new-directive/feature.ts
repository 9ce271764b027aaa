// /moi: an office drafts and issues a directive in chat. The declaration "Không mật" comes first, then the document,
// then what could not be read from it, then deadlines, a preview and the issuing itself. No rule is held here.
import { Composer } from 'grammy'
import { askToPassOn } from '../../../circulation/pass-on.ts'
import { tellApprovers } from '../../../circulation/tell-approvers.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { draftInputOf } from '../../../directive/draft-input.ts'
import { forgetFile } from '../../../directive/files.store.ts'
import { screenForSecrecy } from '../../../directive/secrecy/secrecy-interlock.ts'
import { resubmitDraft, type SendInOutcome, submitDraft } from '../../../directive/submit-draft.ts'
import { dayText, deadlineText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand, onTap } from '../../routing.ts'
import { offerSuperseding } from '../directive/offer-superseding.ts'
import { secondPersonLines } from '../directive/second-person.ts'
import { watchCirculation } from '../progress/circulation-watch.ts'
import { afterAnswer, afterMove } from './answers.ts'
import { button, moves } from './buttons.ts'
import { forgetNewDirective, takeAnnex, takeDocument, takePastedText } from './document.ts'
import { keepList, withList } from './lists.ts'
import { outlineInput } from './outlines.ts'
import { ask } from './questions.ts'
import { refuseAsSecret } from './secrecy-refusal.ts'
import { asDraftInput, asJson, type NewDirective, newDirectiveDialog, nextQuestion } from './state.ts'

export const issueDirectiveFeature = new Composer<BotContext>()
const feature = issueDirectiveFeature

onCommand(feature, 'moi').use(async (ctx) => {
  const offices = (ctx.actor?.duties ?? []).filter(({ duty }) => duty === 'office')
  if (offices.length === 0) return await ctx.say('new-not-allowed')
  const [only] = offices
  const issuer = offices.length === 1 && only ? { issuerUnitId: only.unitId, issuerName: only.unitName } : {}
  await proceed(ctx, { token: ctx.update.update_id, startedAt: ctx.now.toISOString(), ...issuer })
})

onCommand(feature, 'huy').use(async (ctx, next) => {
  if (ctx.dialog.kind !== newDirectiveDialog) return await next()
  await cancel(ctx)
})

onTap(feature, 'new_directive').use(async (ctx) => {
  const draft = current(ctx)
  if (!draft || draft.token !== ctx.tap.id) {
    ctx.answerTap('new-over')
    ctx.showInstead([])
    return
  }
  const move = moves[ctx.tap.extra[0] ?? -1]
  // Choices that may be made several times change the message; all others lead to the next one.
  const isChoice = move !== undefined && choices.has(move)
  if (!isChoice) ctx.showInstead([])
  if (move === 'cancel') return await cancel(ctx)
  if (move === 'secret') return await refuse(ctx, 'declared')
  if (move === 'issue') return await issue(ctx, draft)
  const value = ctx.tap.extra[1] ?? 0
  if (move === 'drop_annex') return await proceed(ctx, await dropAnnex(ctx, draft, value))
  if (move === 'list') return await proceed(ctx, await withList(ctx, draft, value))
  const changed = move ? afterMove(ctx, draft, move, value) : null
  if (!isChoice || !changed) return await proceed(ctx, changed ?? draft)
  await ctx.dialog.set(newDirectiveDialog, asJson(changed))
  await ask(ctx, changed, { inPlace: true })
})

const choices = new Set<string>([
  'urgency',
  'mark',
  'links',
  'link',
  'kinds',
  'branch',
  'page',
  'protect',
  'speakers',
])

feature
  .on('message:document')
  .filter((ctx) => ctx.isPrivate && ctx.dialog.kind === newDirectiveDialog)
  .use(async (ctx) => {
    const draft = current(ctx)!
    if (nextQuestion(draft) === 'declare') return await proceed(ctx, draft, 'new-declare-first')
    if (nextQuestion(draft) !== 'document') return await addAnnex(ctx, draft)
    const taken = await takeDocument(ctx, draft)
    if (taken === 'secret') return await refuse(ctx, 'mark_found')
    if ('fault' in taken) return await ctx.say(`new-file-${taken.fault}`)
    await proceed(ctx, taken)
  })

/** A file that comes after the document is an annex. The question that is open stays open. */
async function addAnnex(ctx: BotContext, draft: NewDirective): Promise<void> {
  const taken = await takeAnnex(ctx, draft)
  if (taken === 'secret') return await refuse(ctx, 'mark_found')
  if ('fault' in taken) return await ctx.say(`new-file-${taken.fault}`)
  await ctx.dialog.set(newDirectiveDialog, asJson(taken))
  const names = taken.annexes!.map(({ name }) => name)
  const buttons = [
    [button(ctx, taken, 'new-button-go-on', 'go_on')],
    [button(ctx, taken, 'new-button-drop-annex', 'drop_annex', names.length)],
  ]
  await ctx.say('new-annex-added', { position: names.length, name: names.at(-1)! }, { buttons })
}

/** Takes the last annex out again; the button of an earlier one does nothing, places have moved. */
async function dropAnnex(ctx: BotContext, draft: NewDirective, place: number): Promise<NewDirective> {
  const annexes = draft.annexes ?? []
  if (annexes.length !== place) return draft
  const gone = annexes.at(-1)
  const kept = annexes.slice(0, -1)
  const isElsewhere = [draft.file, ...kept].some((file) => file?.sha256 === gone?.sha256)
  if (gone && !isElsewhere) await forgetFile(ctx.tx, gone.sha256)
  return { ...draft, annexes: kept }
}

// A photograph has no text to scan or to read: the document itself is asked for.
feature
  .on('message:photo')
  .filter((ctx) => ctx.isPrivate && ctx.dialog.kind === newDirectiveDialog)
  .use((ctx) => ctx.say('new-file-photo'))

// A document out of the blue from an office: nothing of it is kept, the way is shown.
feature
  .on('message:document')
  .filter((ctx) => ctx.isPrivate && ctx.dialog.kind === null && isOffice(ctx))
  .use((ctx) => ctx.say('new-document-unasked'))

onAnswer(feature, newDirectiveDialog).use(async (ctx) => {
  const draft = current(ctx)!
  const { text } = ctx.message
  const question = nextQuestion(draft)
  if (question === 'document') {
    const taken = takePastedText(ctx, draft, text)
    if (taken === 'body_too_long') return await ctx.say('new-fault-body_too_long')
    return taken === 'secret' ? await refuse(ctx, 'mark_found') : await proceed(ctx, taken)
  }
  if (!screenForSecrecy({ declaredNotSecret: true, texts: [text], fileNames: [] }).pass)
    return await refuse(ctx, 'mark_found')
  if (question === 'list_name') return await proceed(ctx, await keepList(ctx, draft, text))
  const taken = afterAnswer(ctx, draft, question, text.trim())
  if ('fault' in taken) return await ctx.say(taken.fault)
  await proceed(ctx, taken)
})

function current(ctx: BotContext): NewDirective | null {
  return ctx.dialog.kind === newDirectiveDialog ? (ctx.dialog.data as unknown as NewDirective) : null
}

const isOffice = (ctx: BotContext) => ctx.actor?.duties.some(({ duty }) => duty === 'office') ?? false

/** Notes what is known and asks what comes next; `note` is said before. */
async function proceed(ctx: BotContext, draft: NewDirective, note?: TextKey): Promise<void> {
  await ctx.dialog.set(newDirectiveDialog, asJson(draft))
  if (note) await ctx.say(note)
  await ask(ctx, draft)
}

async function cancel(ctx: BotContext): Promise<void> {
  await forgetNewDirective(ctx)
  await ctx.say('new-cancelled')
}

const refuse = (ctx: BotContext, reason: 'declared' | 'mark_found') =>
  refuseAsSecret(ctx, reason, `new-refused-${reason}`)

/** Registers and issues (or submits for approval) within the update's transaction; the progress message follows. */
async function issue(ctx: BotContext, draft: NewDirective): Promise<void> {
  const author = ctx.actor
  if (!author) return await ctx.say('new-not-allowed')
  const { redraft } = draft
  const before = redraft && (await findDirective(ctx.tx, redraft.directiveId))
  const chosen = await outlineInput(ctx, draft)
  if (chosen === 'gone') return await proceed(ctx, { ...draft, outlineId: undefined }, 'outline-gone')
  // What this conversation does not ask for stays as it was.
  const input = {
    ...(before ? await draftInputOf(ctx.tx, before) : {}),
    ...asDraftInput(draft),
    ...chosen,
  }
  const issueAt = draft.issueAt ? new Date(draft.issueAt) : null
  const at = { now: ctx.now, calendar: ctx.calendar, issueAt }
  const outcome = redraft
    ? await resubmitDraft(ctx.tx, author, redraft.directiveId, input, { ...at, version: redraft.version })
    : await submitDraft(ctx.tx, author, input, at)
  if (!outcome.ok) return await explain(ctx, draft, outcome)
  const { directiveId } = outcome
  await ctx.dialog.clear()
  if (outcome.state === 'awaiting_approval') {
    const told = await tellApprovers(ctx.tx, directiveId, author, ctx.now)
    const asked = {
      issuerUnitId: draft.issuerUnitId!,
      except: [author.officerId, before?.draftedBy ?? null],
      waits: true,
    }
    const said = told.length > 0 ? 'new-submitted' : 'new-submitted-nobody'
    const lines = [
      ctx.html(said, { number: draft.numberText! }),
      '',
      ...(await secondPersonLines(ctx, asked)),
    ]
    await ctx.sayHtml(lines.join('\n'))
    return
  }
  if (issueAt) {
    const time = deadlineText(issueAt, ctx.language, ctx.calendar.timeZone)
    await ctx.say('approve-timed', { number: draft.numberText!, time })
  }
  await askToPassOn(ctx.tx, directiveId, ctx)
  await watchCirculation(ctx, directiveId)
  await offerSuperseding(ctx, directiveId)
}

const deadlineFaults = new Set(['ack_deadline_past', 'report_deadline_past', 'ack_after_report'])
/** The draft that was being changed has gone its way meanwhile: nothing is left to put right. */
const overFaults = new Set(['state', 'changed', 'no_such_directive'])

/** Says why it could not go out and asks again for what is wrong. */
async function explain(
  ctx: BotContext,
  draft: NewDirective,
  outcome: Extract<SendInOutcome, { ok: false }>,
): Promise<void> {
  if (outcome.reason === 'secret') return await refuse(ctx, 'mark_found')
  if (outcome.reason === 'duplicate') {
    const { numberText, issuedOn, subject, state } = outcome.same
    await ctx.say('new-duplicate', {
      number: numberText,
      day: dayText(issuedOn, ctx.language),
      subject,
      state: ctx.t(`register-state-${state}`),
    })
    return await proceed(ctx, { ...draft, confirmed: false })
  }
  await ctx.say(`new-fault-${outcome.reason}`)
  if (overFaults.has(outcome.reason)) return await forgetNewDirective(ctx)
  if (outcome.reason === 'issue_at_past') return await proceed(ctx, { ...draft, issueAt: undefined })
  const reopened = deadlineFaults.has(outcome.reason)
    ? { ...draft, ackDueAt: undefined, reportDueAt: undefined }
    : { ...draft, confirmed: false }
  await proceed(ctx, reopened)
}
