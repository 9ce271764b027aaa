// The questions of a correction: an overview of what changes, and from there the fields in any order.

import { correctDirective } from '../../../circulation/change/correct-directive.ts'
import { readDeadline } from '../../../directive/deadline.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { removeDraft } from '../../../directive/draft.store.ts'
import type { TextKeyEnd } from '../../../texts/index.ts'
import { defineButtons, type TapContext, token } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { dropOpen } from '../../dialog.ts'
import { answerTaps, defineStepButtons, type Outcome } from '../../steps.ts'
import { takeFile } from '../new-directive/document.ts'
import { refuseDocument } from '../new-directive/secrecy-refusal.ts'
import { maxDoubtReason } from '../new-directive/steps/doubt.ts'
import {
  asCorrection,
  type CorrectionDraft,
  type CorrectionStep,
  correctionDialog,
  correctionLines,
  isAnything,
} from './correction.ts'

export const correctionButtons = defineStepButtons('correct')
const overviewButtons = defineButtons('correct_overview', { send: { draft: token } })
const declareButtons = defineButtons('correct_file', {
  not_secret: { draft: token },
  secret: { draft: token },
})

const cancelRow = (ctx: BotContext, draft: CorrectionDraft) => [
  correctionButtons.button.cancel(ctx.t('change-button-never-mind'), { draft: draft.id }),
]

const withContent = (draft: CorrectionDraft, content: CorrectionDraft['content']): CorrectionDraft => ({
  ...draft,
  content: { ...draft.content, ...content },
})

const withNotes = (draft: CorrectionDraft, notes: Partial<CorrectionDraft['notes']>): CorrectionDraft => ({
  ...draft,
  notes: { ...draft.notes, ...notes },
})

/** What can be corrected, and the reason. */
type Field = TextKeyEnd<'correct-field-'>

/** A field that is typed. */
function typedStep(
  id: Exclude<Field, 'file'>,
  onText: NonNullable<CorrectionStep['onText']>,
): CorrectionStep {
  return {
    id,
    outOfTurn: true,
    isAnswered: () => true,
    ask: (ctx, draft) => ctx.say(`correct-ask-${id}`, {}, { buttons: [cancelRow(ctx, draft)] }),
    onText,
  }
}

const deadlineStep = (id: 'ack' | 'report', field: 'ackDueAt' | 'reportDueAt') =>
  typedStep(id, (ctx, draft, text) => {
    const read = readDeadline(text.trim(), { now: ctx.now, calendar: ctx.calendar })
    if (!read.ok) return { fault: 'new-fault-deadline_form' }
    if (read.at <= ctx.now) return { fault: 'new-fault-deadline_past' }
    return { next: withContent(draft, { [field]: read.at }) }
  })

const takeSubject = (_ctx: unknown, draft: CorrectionDraft, text: string) => ({
  next: withContent(draft, { subject: text.trim() }),
})

const file: CorrectionStep = {
  id: 'file',
  outOfTurn: true,
  isAnswered: () => true,
  ask: (ctx, draft) => ctx.say('correct-ask-file', {}, { buttons: [cancelRow(ctx, draft)] }),
  onText: () => ({ fault: 'correct-ask-file' }),
  onDocument: takeNewFile,
}

/** A word in the new file that may be a mark: why it is none, before the file is sent again. */
const doubt: CorrectionStep = {
  id: 'doubt',
  outOfTurn: true,
  isAnswered: () => true,
  ask: (ctx, draft) => ctx.say('new-ask-doubt', {}, { buttons: [cancelRow(ctx, draft)] }),
  onText(_ctx, draft, text) {
    const reason = text.trim()
    if (reason.length > maxDoubtReason) return { fault: 'new-fault-doubt_reason' }
    return { next: withNotes(draft, { notAMark: reason }), note: 'new-doubt-noted' }
  },
  onDocument: () => ({ fault: 'new-ask-doubt' }),
}

/** The declaration "Không mật", anew for each correction: of a text as much as of a file. */
const declare: CorrectionStep = {
  id: 'declare',
  isAnswered: ({ notes }) => notes.declared === true,
  async ask(ctx, draft) {
    const rows = [
      [declareButtons.button.not_secret(ctx.t('new-button-not-secret'), { draft: draft.id })],
      [declareButtons.button.secret(ctx.t('new-button-secret'), { draft: draft.id })],
      cancelRow(ctx, draft),
    ]
    await ctx.say('correct-ask-declaration', {}, { buttons: rows })
  },
  onDocument: () => ({ fault: 'correct-declare-first' }),
  taps: answerTaps(declareButtons, {
    not_secret: (_ctx, draft) => ({ next: withNotes(draft, { declared: true }) }),
    secret: (ctx) => refuseDocument(ctx, 'declared'),
  }),
}

/** As in /moi, the declaration comes before the document. */
export async function takeNewFile(
  ctx: BotContext,
  draft: CorrectionDraft,
): Promise<Outcome<CorrectionDraft>> {
  if (!draft.notes.declared) return { fault: 'correct-declare-first' }
  const taken = await takeFile(ctx, { declaredNotSecret: true, notAMark: draft.notes.notAMark })
  if (taken === 'secret') return await refuseDocument(ctx, 'mark_found')
  if (taken === 'doubtful') return { ask: 'doubt', draft }
  if ('fault' in taken) return { fault: `new-file-${taken.fault}` }
  const { unseen } = taken.reading
  return { next: withNotes(withContent(draft, { files: [taken.stored] }), { unseen }) }
}

const overview: CorrectionStep = {
  id: 'overview',
  isAnswered: () => false,
  async ask(ctx, draft) {
    const row = await findDirective(ctx.tx, draft.notes.directiveId)
    if (!row) {
      await dropOpen(ctx)
      return await ctx.say('new-fault-no_such_directive')
    }
    const edit = (step: Field) =>
      correctionButtons.button.ask(ctx.t(`correct-button-${step}`), { draft: draft.id, step })
    const send = () => overviewButtons.button.send(ctx.t('correct-button-send'), { draft: draft.id })
    const rows = [
      [edit('subject'), edit('file')],
      [edit('ack'), ...(row.asksReport ? [edit('report')] : [])],
      [edit('body'), edit('reason')],
      ...(isAnything(draft) ? [[send()]] : []),
      cancelRow(ctx, draft),
    ]
    const ask = ctx.html(isAnything(draft) ? 'correct-ask-send' : 'correct-ask-subject')
    const lines = [...(await correctionLines(ctx, row, draft)), '', ask]
    await ctx.sayHtml(lines.join('\n'), { buttons: rows })
  },
  // Typed text without a chosen field is the subject.
  onText: takeSubject,
  taps: answerTaps(overviewButtons, { send: (ctx, draft) => sendCorrection(ctx, draft) }),
}

/** Faults that the person can correct here. */
const mendable = /deadline|ack_after|subject|body/

async function sendCorrection(ctx: TapContext, draft: CorrectionDraft): Promise<Outcome<CorrectionDraft>> {
  const { directiveId } = draft.notes
  const row = await findDirective(ctx.tx, directiveId)
  const outcome = await correctDirective(ctx.tx, ctx.actor, { directiveId, ...asCorrection(draft) }, ctx.at)
  if (!outcome.ok) {
    const note = `change-fault-${outcome.reason}` as const
    if (mendable.test(outcome.reason)) return { next: draft, note }
    await ctx.say(note)
    await dropOpen(ctx)
    return 'over'
  }
  await correctionDialog.close(ctx)
  await removeDraft(ctx.tx, draft.id)
  const key = outcome.already ? 'change-already' : 'change-done-corrected'
  await ctx.say(key, { number: row?.numberText ?? '', told: outcome.told })
  return 'over'
}

export const correctionSteps: readonly CorrectionStep[] = [
  declare,
  overview,
  typedStep('subject', takeSubject),
  file,
  typedStep('body', (_ctx, draft, text) => ({ next: withContent(draft, { body: text.trim() }) })),
  deadlineStep('ack', 'ackDueAt'),
  deadlineStep('report', 'reportDueAt'),
  typedStep('reason', (_ctx, draft, text) => ({ next: withNotes(draft, { reason: text.trim() }) })),
  doubt,
]
