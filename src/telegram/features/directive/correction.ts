// The conversation that puts a directive right: what has been given so far, how it is shown, and what the use case gets.
// Taps and answers are taken by features/correct-directive.ts.
import type { Correction } from '../../../circulation/correct-directive.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { forgetFile, listFiles, type StoredFile } from '../../../directive/files.store.ts'
import type { JsonObject } from '../../../platform/database-types.ts'
import { deadlineText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { shorten } from '../report/question.ts'

export const correctionDialog = 'correct_directive'

/** What a button means; the place travels in the button: add at the end. */
export const correctionMoves = [
  ...(['open', 'subject', 'file', 'not_secret', 'body', 'ack', 'report', 'reason'] as const),
  ...(['send', 'stop'] as const),
] as const
export type CorrectionMove = (typeof correctionMoves)[number]
/** What a typed answer is about. */
export type CorrectionField = 'subject' | 'file' | 'body' | 'ack' | 'report' | 'reason'

/** Fits JSON; instants are ISO strings. */
export interface CorrectionDraft {
  directiveId: number
  /** The version that the person saw. */
  version: number
  /** When the conversation began: if what is given turns out to be secret, what was said since goes. */
  startedAt?: string
  asking: CorrectionField
  /** The declaration "Không mật" for a new file. */
  declared?: boolean
  subject?: string
  body?: string
  file?: StoredFile
  /** The new file has no text to scan. */
  scanned?: boolean
  /** Beside its text it has pictures or pages without text. */
  pictures?: boolean
  ackDueAt?: string
  reportDueAt?: string
  reason?: string
}

export function currentCorrection(ctx: BotContext): CorrectionDraft | null {
  return ctx.dialog.kind === correctionDialog ? (ctx.dialog.data as unknown as CorrectionDraft) : null
}

export async function keepCorrection(ctx: BotContext, draft: CorrectionDraft): Promise<void> {
  await ctx.dialog.set(correctionDialog, JSON.parse(JSON.stringify(draft)) as JsonObject)
}

/** Gives up what was collected, the stored file included. */
export async function forgetCorrection(ctx: BotContext): Promise<void> {
  const draft = currentCorrection(ctx)
  if (!draft) return
  await ctx.dialog.clear()
  if (draft.file) await forgetFile(ctx.tx, draft.file.sha256)
}

export function asCorrection(draft: CorrectionDraft): Correction {
  const { subject, body, file, ackDueAt, reportDueAt, reason, version } = draft
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(body === undefined ? {} : { body }),
    ...(file ? { file } : {}),
    ...(ackDueAt ? { ackDueAt: new Date(ackDueAt) } : {}),
    ...(reportDueAt ? { reportDueAt: new Date(reportDueAt) } : {}),
    ...(reason ? { reason } : {}),
    version,
  }
}

export function correctionButton(ctx: BotContext, key: TextKey, move: CorrectionMove, directiveId: number) {
  return {
    text: ctx.t(key),
    data: encodeCallback({ action: 'correct', id: directiveId, extra: [correctionMoves.indexOf(move)] }),
  }
}

/** What it says now, what it is to say, and what else can be put right. */
export async function showCorrection(
  ctx: BotContext,
  row: DirectiveRow,
  draft: CorrectionDraft,
): Promise<void> {
  const deadline = (at: Date | string | null) =>
    at ? deadlineText(new Date(at), ctx.language, ctx.calendar.timeZone) : '–'
  const files = await listFiles(ctx.tx, row.id)
  const line = (field: CorrectionField, before: string, now: string | undefined) =>
    now === undefined
      ? ctx.html('correct-line', { field: ctx.t(`correct-field-${field}`), value: before })
      : ctx.html('correct-line-new', { field: ctx.t(`correct-field-${field}`), before, value: now })
  const instant = (at: string | undefined) => (at ? deadline(at) : undefined)
  const lines = [
    ctx.html('correct-heading', { number: row.numberText, version: row.version }),
    line('subject', shorten(row.subject, 300), draft.subject && shorten(draft.subject, 300)),
    line('file', files.find((file) => file.position === 0)?.name ?? '–', draft.file?.name),
    ...(row.body !== null || draft.body !== undefined
      ? [line('body', shorten(row.body ?? '–', 200), draft.body && shorten(draft.body, 200))]
      : []),
    line('ack', deadline(row.ackDueAt), instant(draft.ackDueAt)),
    ...(row.asksReport ? [line('report', deadline(row.reportDueAt), instant(draft.reportDueAt))] : []),
    ...(draft.reason ? [line('reason', '–', draft.reason)] : []),
    ...(draft.scanned ? [ctx.html('new-warn-scanned')] : []),
    ...(draft.pictures ? [ctx.html('new-warn-pictures')] : []),
  ]
  const { subject, body, file, ackDueAt, reportDueAt } = draft
  const isAny = [subject, body, file, ackDueAt, reportDueAt].some((given) => given !== undefined)
  const button = (key: TextKey, move: CorrectionMove) => correctionButton(ctx, key, move, row.id)
  const buttons = [
    [button('correct-button-subject', 'subject'), button('correct-button-file', 'file')],
    [
      button('correct-button-ack', 'ack'),
      ...(row.asksReport ? [button('correct-button-report', 'report')] : []),
    ],
    [button('correct-button-body', 'body'), button('correct-button-reason', 'reason')],
    ...(isAny ? [[button('correct-button-send', 'send')]] : []),
    [button('change-button-never-mind', 'stop')],
  ]
  const ask = ctx.html(isAny ? 'correct-ask-send' : 'correct-ask-subject')
  await ctx.sayHtml([...lines, '', ask].join('\n'), { buttons })
}
