// Corrects a directive that is out: subject, text, file, deadlines. It becomes a new version. Every unit that
// received the old one gets the new one, with the new file, and the old message says so. Receipts given
// before stay: the unit has the document and is told of the correction; asking 900 cells to tap again for a
// misprint teaches them to tap without reading. Where a new receipt is wanted, supersede the directive.
import { sql } from 'kysely'
import { isBodyTooLong, maxSubjectLength } from '../directive/check-directive.ts'
import { deadlineFault } from '../directive/deadline.ts'
import type { DirectiveRow } from '../directive/directive.store.ts'
import type { NewFile } from '../directive/draft-directive.ts'
import { attachFiles, listFiles, putFile, type StoredFile } from '../directive/files.store.ts'
import { openDirective } from '../directive/open-directive.ts'
import { directiveSearchKey } from '../directive/search-register.ts'
import { recordSecrecyRefusal, screenForSecrecy } from '../directive/secrecy/secrecy-interlock.ts'
import { type Author, officerIdOf } from '../org/author.ts'
import type { Tx } from '../platform/database.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import { changeOldMessages, withdrawNotices } from './announce.ts'
import { type ChangeOutcome, keepVersion, restartChase, told } from './change-steps.ts'
import { directiveCacheMs } from './settings.ts'

/** What is to be put right; what is left out stays. */
export interface Correction {
  subject?: string
  body?: string
  /** Takes the place of the file that goes out with the message; annexes stay. */
  file?: StoredFile | NewFile
  /** Unlike an extension, a correction may also make a deadline earlier. */
  ackDueAt?: Date
  reportDueAt?: Date
  reason?: string | null
  /** The version that the person saw; another one by now means that it has changed. */
  version?: number
}

/** Makes the new version and tells everybody who received the old one. */
export async function correctDirective(
  tx: Tx,
  author: Author,
  correction: Correction & { directiveId: number },
  { now }: { now: Date },
): Promise<ChangeOutcome> {
  const { directiveId, file, reason = null, version } = correction
  const verdict = screenForSecrecy({
    declaredNotSecret: true,
    texts: [correction.subject, correction.body, reason, ...(file && 'text' in file ? [file.text] : [])],
    fileNames: file ? [file.name] : [],
  })
  if (!verdict.pass) {
    await recordSecrecyRefusal(tx, { at: now, officerId: officerIdOf(author), reason: verdict.reason })
    return { ok: false, reason: 'secret' }
  }
  const opened = await openDirective(tx, author, directiveId, 'directive.issue', ['issued'])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (version !== undefined && version !== found.version) return { ok: false, reason: 'changed' }
  const wanted = wantedOf(found, correction)
  if (wanted.subject === '') return { ok: false, reason: 'subject_missing' }
  if (wanted.subject.length > maxSubjectLength) return { ok: false, reason: 'subject_too_long' }
  const rewords = wanted.body !== found.body || wanted.subject !== found.subject
  if (rewords && isBodyTooLong(wanted.body, wanted.subject)) return { ok: false, reason: 'body_too_long' }
  const movesAck = !sameInstant(wanted.ackDueAt, found.ackDueAt)
  const movesReport = !sameInstant(wanted.reportDueAt, found.reportDueAt)
  if (movesAck || movesReport) {
    const fault = deadlineFault({ ...wanted, asksReport: found.asksReport }, now)
    // A deadline that is not touched may have passed already.
    const isOld =
      (fault === 'ack_deadline_past' && !movesAck) || (fault === 'report_deadline_past' && !movesReport)
    if (fault && !isOld) return { ok: false, reason: fault }
  }
  const fresh = file ? await storeNew(tx, found, file, now) : null
  const isSame =
    wanted.subject === found.subject && wanted.body === found.body && !movesAck && !movesReport && !fresh
  if (isSame) return { ok: true, already: true, told: 0 }
  await keepVersion(tx, found, author, now, { endedBy: 'corrected', reason })
  await tx
    .updateTable('directive')
    .set({
      subject: wanted.subject,
      body: wanted.body,
      search_key: directiveSearchKey(found.numberText, wanted.subject),
      ack_due_at: wanted.ackDueAt,
      report_due_at: wanted.reportDueAt,
      ...(movesAck || movesReport ? { chase_planned_at: null } : {}),
    })
    .where('id', '=', directiveId)
    .execute()
  const fileToSend = fresh ? await replaceFile(tx, found, fresh) : null
  if (movesAck) await moveDue(tx, found, 'ack', wanted.ackDueAt)
  if (movesReport) await moveDue(tx, found, 'report', wanted.reportDueAt)
  await holdUnsent(tx, directiveId)
  await withdrawNotices(tx, directiveId, 'corrected')
  await changeOldMessages(tx, directiveId, 'mark', 'corrected', now)
  const more = { ...(reason ? { reason } : {}), ...(fileToSend === null ? {} : { fileToSend }) }
  return await told(tx, author, found, 'corrected', sql`true`, now, more)
}

function wantedOf(found: DirectiveRow, correction: Correction) {
  const { subject, body, ackDueAt, reportDueAt } = correction
  return {
    subject: subject === undefined ? found.subject : normaliseText(subject).trim().replace(/\s+/g, ' '),
    body: body === undefined ? found.body : normaliseText(body).trim() || null,
    ackDueAt: ackDueAt ?? found.ackDueAt,
    reportDueAt: (found.asksReport ? reportDueAt : undefined) ?? found.reportDueAt,
  }
}

/** Stores the new file; null when it is the one that is there. */
async function storeNew(
  tx: Tx,
  found: DirectiveRow,
  file: StoredFile | NewFile,
  now: Date,
): Promise<StoredFile | null> {
  const stored = 'sha256' in file ? file : await putFile(tx, file, now)
  const present = (await listFiles(tx, found.id)).find((each) => each.position === 0)
  return present?.sha256 === stored.sha256 && present.name === stored.name ? null : stored
}

/** Returns the new row's id. The old file stays with the versions that had it. */
async function replaceFile(tx: Tx, found: DirectiveRow, file: StoredFile): Promise<number | null> {
  const version = found.version + 1
  await tx
    .updateTable('directive_file')
    .set({ until_version: version })
    .where('directive_id', '=', found.id)
    .where('position', '=', 0)
    .where('until_version', 'is', null)
    .execute()
  await attachFiles(tx, found.id, [file], 0, version)
  return (await listFiles(tx, found.id)).find((each) => each.position === 0)?.id ?? null
}

/** The new deadline for everybody who had the old one and has not answered; one granted apart stays. */
async function moveDue(tx: Tx, found: DirectiveRow, about: 'ack' | 'report', due: Date | null) {
  const [column, old, owes] =
    about === 'ack'
      ? ([sql`ack_due_at`, found.ackDueAt, sql`o.acknowledged_at is null and o.reported_at is null`] as const)
      : ([sql`report_due_at`, found.reportDueAt, sql`o.report_state in ('owed', 'returned')`] as const)
  await sql`update obligation o set ${column} = ${due}
    where o.directive_id = ${found.id} and o.${column} is not distinct from ${old}::timestamptz
      and ${owes}`.execute(tx)
  await restartChase(tx, found.id, about, found.version)
}

/**
 * Wait of unsent messages, in milliseconds: until senders read anew, and the longest time until the commit.
 */
const holdMs = directiveCacheMs + 30_000

/**
 * Unsent messages wait until every sender has forgotten the old version, and go out as the new one. A message
 * on the wire counts as received, and its unit is told.
 */
async function holdUnsent(tx: Tx, directiveId: number): Promise<void> {
  await sql`update delivery set state = 'pending', generation = generation + 1, owner = null,
    lease_until = null,
      not_before = greatest(not_before, clock_timestamp() + make_interval(secs => ${holdMs / 1000}))
    where directive_id = ${directiveId} and purpose = 'directive' and state = 'pending'`.execute(tx)
}

const sameInstant = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime()
