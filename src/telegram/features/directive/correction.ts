// A correction in progress: what it says so far, how it is shown, and the input of the use case.

import type { Correction } from '../../../circulation/change/correct-directive.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { type Draft, removeDraft } from '../../../directive/draft.store.ts'
import { listFiles } from '../../../directive/files.store.ts'
import type { Unseen } from '../../../directive/reading/unseen.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { deadlineText } from '../../../texts/dates.ts'
import type { TextKeyEnd } from '../../../texts/index.ts'
import { defineButtons } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import type { Step, StepNotes } from '../../steps.ts'
import { ownDirective } from '../../subjects.ts'
import { unseenLines } from '../new-directive/unseen-lines.ts'

/** Correcting an issued directive. The correction is a row of its own. */
export const correctionDialog = defineDialog<{ draftId: number }>('correct_directive', {
  holds: 'work',
  drop: (tx, { draftId }) => removeDraft(tx, draftId),
})

/** Starts a correction, below the card of a directive. */
export const openCorrectionButtons = defineButtons('correct_open', { open: { directive: ownDirective } })

export interface CorrectionNotes extends StepNotes {
  directiveId: number
  /** The version that the person saw. */
  version: number
  /** The declaration "Không mật", asked for before anything else. */
  declared?: boolean
  /** Why a word that may be a mark of secrecy is none, as the person said. */
  notAMark?: string
  /** What the scan for marks could not see in the new file. */
  unseen?: Unseen[]
  reason?: string
}

/** The content has only the corrected fields. */
export type CorrectionDraft = Draft<CorrectionNotes>
export type CorrectionStep = Step<CorrectionDraft>

export function asCorrection({ content, notes }: CorrectionDraft): Correction {
  const { subject, body, files = [], ackDueAt, reportDueAt } = content
  const [file] = files
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(body ? { body } : {}),
    ...(file ? { file } : {}),
    ...(ackDueAt ? { ackDueAt } : {}),
    ...(reportDueAt ? { reportDueAt } : {}),
    ...(notes.reason ? { reason: notes.reason } : {}),
    version: notes.version,
    declaredNotSecret: notes.declared === true,
    notAMark: notes.notAMark ?? null,
  }
}

/** Does it change anything yet? A reason alone does not. */
export function isAnything({ content }: CorrectionDraft): boolean {
  const { subject, body, files = [], ackDueAt, reportDueAt } = content
  return [subject, body, files[0], ackDueAt, reportDueAt].some((given) => given !== undefined)
}

/** What the directive says now and what it will say. Lines of Telegram HTML. */
export async function correctionLines(
  ctx: BotContext,
  row: DirectiveRow,
  { content, notes }: CorrectionDraft,
): Promise<string[]> {
  const deadline = (at: Date | null) => (at ? deadlineText(at, ctx.language, ctx.calendar.timeZone) : '–')
  const files = await listFiles(ctx.tx, row.id)
  const line = (field: TextKeyEnd<'correct-field-'>, before: string, now: string | null | undefined) => {
    const name = ctx.t(`correct-field-${field}`)
    return now === null || now === undefined
      ? ctx.html('correct-line', { field: name, value: before })
      : ctx.html('correct-line-new', { field: name, before, value: now })
  }
  const { subject, body, ackDueAt, reportDueAt } = content
  return [
    ctx.html('correct-heading', { number: row.numberText, version: row.version }),
    line('subject', shorten(row.subject, 300), subject && shorten(subject, 300)),
    line('file', files.find((file) => file.position === 0)?.name ?? '–', content.files?.[0]?.name),
    ...(row.body !== null || body !== undefined
      ? [line('body', shorten(row.body ?? '–', 200), body && shorten(body, 200))]
      : []),
    line('ack', deadline(row.ackDueAt), ackDueAt && deadline(ackDueAt)),
    ...(row.asksReport
      ? [line('report', deadline(row.reportDueAt), reportDueAt && deadline(reportDueAt))]
      : []),
    ...(notes.reason ? [line('reason', '–', notes.reason)] : []),
    ...unseenLines(ctx, notes.unseen),
  ]
}
