// Corrects a directive that is out: subject, text, file, deadlines. The directive gets a new version. Every
// unit that received the old version gets a notice of the correction with the new file, and the old message
// says that it was corrected. Earlier receipts stay: if 900 cells had to tap again for a misprint, they would
// learn to tap without reading. Where a new receipt is wanted, supersede the directive.
import { sql } from 'kysely'
import { isBodyTooLong, maxSubjectLength } from '../../directive/check-directive.ts'
import { deadlineFault } from '../../directive/deadline.ts'
import type { DirectiveRow } from '../../directive/directive.store.ts'
import type { NewFile } from '../../directive/draft-directive.ts'
import { attachFiles, listFiles, putFile, type StoredFile } from '../../directive/files.store.ts'
import { openDirective } from '../../directive/open-directive.ts'
import { directiveSearchKey } from '../../directive/search-register.ts'
import { screenForSecrecy } from '../../directive/secrecy/secrecy-interlock.ts'
import { recordSecrecyRefusal } from '../../directive/secrecy/secrecy-refusal.store.ts'
import { type Author, officerIdOf } from '../../org/author.ts'
import type { Tx } from '../../platform/database.ts'
import { normaliseText } from '../../platform/vietnamese-text.ts'
import { changeOldMessages, withdrawNotices } from '../announce.ts'
import { restartChase } from '../restart-chase.ts'
import { directiveCacheMs } from '../settings.ts'
import { announceAndAudit, type ChangeOutcome, keepVersion } from './change-steps.ts'

/** The new values. What is left out stays as it is. */
export interface Correction {
  subject?: string
  body?: string
  /** Replaces the file that goes out with the message. Annexes stay. */
  file?: StoredFile | NewFile
  /** Unlike an extension, a correction may also make a deadline earlier. */
  ackDueAt?: Date
  reportDueAt?: Date
  reason?: string | null
  /** The author's declaration "Không mật", given anew for each correction. */
  declaredNotSecret: boolean
  /** Why a doubtful finding of the scan is no mark of secrecy. It is kept. */
  notAMark?: string | null
  /** The version that the person saw. If the directive has another one now, nothing is changed. */
  version?: number
}

/** Makes the new version and tells every unit that received the old one. */
export async function correctDirective(
  tx: Tx,
  author: Author,
  correction: Correction & { directiveId: number },
  { now }: { now: Date },
): Promise<ChangeOutcome> {
  const { directiveId, file, reason = null, version } = correction
  const verdict = screenForSecrecy({
    declaredNotSecret: correction.declaredNotSecret,
    notAMark: correction.notAMark,
    texts: [correction.subject, correction.body, reason, ...(file && 'text' in file ? [file.text] : [])],
    fileNames: file ? [file.name] : [],
  })
  if (!verdict.pass) {
    await recordSecrecyRefusal(tx, { at: now, officerId: officerIdOf(author), reason: verdict.reason })
    return { ok: false, reason: verdict.reason === 'declared' ? 'not_declared' : 'secret' }
  }
  const opened = await openDirective(tx, author, directiveId, 'directive.issue', ['issued'])
  if (!opened.ok) return opened
  const { directive } = opened
  if (version !== undefined && version !== directive.version) return { ok: false, reason: 'changed' }
  const wanted = correctedValues(directive, correction)
  if (wanted.subject === '') return { ok: false, reason: 'subject_missing' }
  if (wanted.subject.length > maxSubjectLength) return { ok: false, reason: 'subject_too_long' }
  const rewords = wanted.body !== directive.body || wanted.subject !== directive.subject
  if (rewords && isBodyTooLong(wanted.body, wanted.subject)) return { ok: false, reason: 'body_too_long' }
  const movesAck = !isSameInstant(wanted.ackDueAt, directive.ackDueAt)
  const movesReport = !isSameInstant(wanted.reportDueAt, directive.reportDueAt)
  if (movesAck || movesReport) {
    const fault = deadlineFault({ ...wanted, asksReport: directive.asksReport }, now, directive)
    if (fault) return { ok: false, reason: fault }
  }
  const newFile = file ? await storeNewFile(tx, directive, file, now) : null
  const isSame =
    wanted.subject === directive.subject &&
    wanted.body === directive.body &&
    !movesAck &&
    !movesReport &&
    !newFile
  if (isSame) return { ok: true, already: true, told: 0 }
  await keepVersion(tx, directive, author, now, { endedBy: 'corrected', reason })
  await tx
    .updateTable('directive')
    .set({
      subject: wanted.subject,
      body: wanted.body,
      search_key: directiveSearchKey(directive.numberText, wanted.subject),
      ack_due_at: wanted.ackDueAt,
      report_due_at: wanted.reportDueAt,
      ...(correction.notAMark?.trim() ? { not_a_mark: correction.notAMark.trim() } : {}),
      ...(movesAck || movesReport ? { chase_planned_at: null } : {}),
    })
    .where('id', '=', directiveId)
    .execute()
  const fileToSend = newFile ? await replaceFile(tx, directive, newFile) : null
  if (movesAck) await moveDeadline(tx, directive, 'ack', wanted.ackDueAt)
  if (movesReport) await moveDeadline(tx, directive, 'report', wanted.reportDueAt)
  await holdUnsent(tx, directiveId)
  await withdrawNotices(tx, directiveId, 'corrected')
  await changeOldMessages(tx, directiveId, 'mark', 'corrected', now)
  const more = { ...(reason ? { reason } : {}), ...(fileToSend === null ? {} : { fileToSend }) }
  return await announceAndAudit(tx, author, directive, 'corrected', sql`true`, now, more)
}

function correctedValues(directive: DirectiveRow, correction: Correction) {
  const { subject, body, ackDueAt, reportDueAt } = correction
  return {
    subject: subject === undefined ? directive.subject : normaliseText(subject).trim().replace(/\s+/g, ' '),
    body: body === undefined ? directive.body : normaliseText(body).trim() || null,
    ackDueAt: ackDueAt ?? directive.ackDueAt,
    reportDueAt: (directive.asksReport ? reportDueAt : undefined) ?? directive.reportDueAt,
  }
}

/** Stores the new file. Null when the directive has the same file already. */
async function storeNewFile(
  tx: Tx,
  directive: DirectiveRow,
  file: StoredFile | NewFile,
  now: Date,
): Promise<StoredFile | null> {
  const stored = 'sha256' in file ? file : await putFile(tx, file, now)
  const presentFile = (await listFiles(tx, directive.id)).find((each) => each.position === 0)
  return presentFile?.sha256 === stored.sha256 && presentFile.name === stored.name ? null : stored
}

/**
 * Replaces the file at position 0. Returns the id of the new row. The old file stays with earlier versions.
 */
async function replaceFile(tx: Tx, directive: DirectiveRow, file: StoredFile): Promise<number | null> {
  const version = directive.version + 1
  await tx
    .updateTable('directive_file')
    .set({ until_version: version })
    .where('directive_id', '=', directive.id)
    .where('position', '=', 0)
    .where('until_version', 'is', null)
    .execute()
  await attachFiles(tx, directive.id, [file], 0, version)
  return (await listFiles(tx, directive.id)).find((each) => each.position === 0)?.id ?? null
}

/** Sets the deadline of all who had the old one and have not answered. One granted to a single unit stays. */
async function moveDeadline(tx: Tx, directive: DirectiveRow, about: 'ack' | 'report', due: Date | null) {
  const [column, old, owes] =
    about === 'ack'
      ? ([
          sql`ack_due_at`,
          directive.ackDueAt,
          sql`o.acknowledged_at is null and o.reported_at is null`,
        ] as const)
      : ([sql`report_due_at`, directive.reportDueAt, sql`o.report_state in ('owed', 'returned')`] as const)
  await sql`update obligation o set ${column} = ${due}
    where o.directive_id = ${directive.id} and o.${column} is not distinct from ${old}::timestamptz
      and ${owes}`.execute(tx)
  await restartChase(tx, directive.id, about, directive.version)
}

/**
 * Wait of unsent messages after a correction, in milliseconds: the time for which senders use the old
 * version, and the maximum time until this transaction commits.
 */
const holdMs = directiveCacheMs + 30_000

/**
 * Lets unsent messages wait until no sender uses the old version any more. Then they go out as the new one. A
 * message that is being sent counts as received, and its unit is told of the correction.
 */
async function holdUnsent(tx: Tx, directiveId: number): Promise<void> {
  await sql`update delivery set state = 'pending', generation = generation + 1, owner = null,
    lease_until = null,
      not_before = greatest(not_before, clock_timestamp() + make_interval(secs => ${holdMs / 1000}))
    where directive_id = ${directiveId} and purpose = 'directive' and state = 'pending'`.execute(tx)
}

const isSameInstant = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime()
