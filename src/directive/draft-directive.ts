// Enters a directive into the register as a draft, and gives a draft other contents: interlock first, then
// permission, rules, duplicates, audience. Reading files (slow) happens before the transaction, in
// read-file.ts. Letting it out is left to submit-draft.ts.

import { type Author, mayDo, officerIdOf } from '../org/author.ts'
import { findUnit, unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { type Audience, summariseAudience } from './audience.ts'
import { checkDetails, type DetailFault, type DetailWarning } from './check-directive.ts'
import { type DirectiveRow, findSame, type Identity } from './directive.store.ts'
import type { DraftContent } from './draft-content.ts'
import { attachFiles, detachFiles, putFile, type StoredFile } from './files.store.ts'
import { linkDirective } from './links.store.ts'
import { auditDirective, openDirective } from './open-directive.ts'
import { documentNumberKey } from './reading/document-number.ts'
import { together, type Unseen } from './reading/unseen.ts'
import { type RemindersFault, remindersFault } from './reminders.ts'
import { directiveSearchKey } from './search-register.ts'
import { screenForSecrecy } from './secrecy/secrecy-interlock.ts'
import { recordSecrecyRefusal } from './secrecy/secrecy-refusal.store.ts'
import { readTerms, termOf } from './term.ts'

/** A file that is not stored yet; `text` is everything found in it, for the scan. */
export interface NewFile {
  bytes: Uint8Array
  name: string
  mime: string
  text: string
  /** What the scan could not see in it. */
  unseen?: readonly Unseen[]
  telegram?: StoredFile['telegram']
}

/** What a directive is drafted from. */
export interface DraftInput extends DraftContent<StoredFile | NewFile> {
  campaignId?: number | null
  /** The author's declaration "Không mật". */
  declaredNotSecret: boolean
  /** Why a doubtful finding of the scan is no mark of secrecy. It is kept. */
  notAMark?: string | null
  /** What the scan could not see in files that are stored already; kept for whoever approves. */
  unseen?: readonly Unseen[]
}

export type DraftFault =
  | {
      ok: false
      reason:
        | DetailFault
        | RemindersFault
        | 'no_such_unit'
        | 'no_such_directive'
        | 'not_allowed'
        | 'state'
        | 'changed'
        | 'audience_outside'
        | 'audience_empty'
        | 'speakers_only_acknowledge'
    }
  /** Refused by the interlock; the fact is noted in the transaction, which must be committed. */
  | { ok: false; reason: 'secret'; why: 'declared' | 'mark_found'; isDoubtful: boolean }
  | { ok: false; reason: 'duplicate'; same: DirectiveRow }

export type DraftOutcome = { ok: true; directiveId: number; warnings: DetailWarning[] } | DraftFault

/** Registers a draft. On a fault nothing is stored, except the bare fact of a refusal for secrecy. */
export async function draftDirective(
  tx: Tx,
  author: Author,
  { content, issueAt = null }: { content: DraftInput; issueAt?: Date | null },
  at: { now: Date; calendar: Calendar },
): Promise<DraftOutcome> {
  const checked = await checkDraft(tx, author, { content, issueAt }, at)
  if (!checked.ok) return checked
  const officerId = officerIdOf(author)
  const { id } = await tx
    .insertInto('directive')
    .values({
      ...columns(content, checked),
      declared_not_secret_by: officerId,
      drafted_by: officerId,
      created_at: at.now,
      campaign_id: content.campaignId ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await putFilesAndLinks(tx, id, content, at.now)
  const { issuerUnitId } = checked.identity
  await auditDirective(tx, author, { id, issuerUnitId }, 'draft', at.now, { recipients: checked.recipients })
  return { ok: true, directiveId: id, warnings: checked.warnings }
}

/**
 * Gives a draft, or a directive that awaits approval, other contents: a draft of the next version, to be sent
 * in again. `version` is the one that the author saw. On a fault it stays as it was.
 */
export async function reviseDraft(
  tx: Tx,
  author: Author,
  revision: { directiveId: number; version: number; content: DraftInput; issueAt?: Date | null },
  at: { now: Date; calendar: Calendar },
): Promise<DraftOutcome> {
  const { directiveId, version, content, issueAt = null } = revision
  const opened = await openDirective(tx, author, directiveId, 'directive.draft', [
    'draft',
    'awaiting_approval',
  ])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (found.version !== version) return { ok: false, reason: 'changed' }
  const checked = await checkDraft(tx, author, { content, issueAt, besides: directiveId }, at)
  if (!checked.ok) return checked
  await tx
    .updateTable('directive')
    .set({
      ...columns(content, checked),
      state: 'draft',
      version: found.version + 1,
      declared_not_secret_by: officerIdOf(author),
    })
    .where('id', '=', directiveId)
    .execute()
  await detachFiles(tx, directiveId)
  await tx.deleteFrom('directive_link').where('from_directive_id', '=', directiveId).execute()
  await putFilesAndLinks(tx, directiveId, content, at.now)
  await auditDirective(tx, author, found, 'revise', at.now, { recipients: checked.recipients })
  return { ok: true, directiveId, warnings: checked.warnings }
}

/** Takes a draft out again; what awaits approval or was issued stays. Links to it keep the number alone. */
export async function discardDraft(tx: Tx, directiveId: number): Promise<void> {
  await tx
    .updateTable('directive_link')
    .set({ to_directive_id: null })
    .where('to_directive_id', '=', (eb) =>
      eb.selectFrom('directive').select('id').where('id', '=', directiveId).where('state', '=', 'draft'),
    )
    .execute()
  await tx.deleteFrom('directive').where('id', '=', directiveId).where('state', '=', 'draft').execute()
}

interface CheckedDraft {
  ok: true
  identity: Identity
  number: { number: number; text: string }
  audience: Audience
  recipients: number
  warnings: DetailWarning[]
}

/**
 * Everything that a draft must keep, before anything of it is written. `besides` is the draft itself when it
 * exists.
 */
async function checkDraft(
  tx: Tx,
  author: Author,
  { content: input, issueAt, besides }: { content: DraftInput; issueAt: Date | null; besides?: number },
  { now, calendar }: { now: Date; calendar: Calendar },
): Promise<CheckedDraft | DraftFault> {
  const refusal = await refuseSecret(tx, author, input, now)
  if (refusal) return refusal
  const issuer = await findUnit(tx, input.issuerUnitId)
  if (!issuer || issuer.validTo !== null) return { ok: false, reason: 'no_such_unit' }
  const path = await unitPath(tx, issuer.id)
  if (!mayDo(author, 'directive.draft', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  const checked = checkDetails(input, {
    now,
    calendar,
    issuerKind: issuer.kind,
    ...(issueAt ? { issueAt } : {}),
  })
  if (!checked.ok) return checked
  const remindersWrong = input.reminders ? remindersFault(input.reminders) : null
  if (remindersWrong) return { ok: false, reason: remindersWrong }
  const identity: Identity = {
    issuerUnitId: issuer.id,
    kind: checked.kind,
    numberKey: documentNumberKey(checked.number),
    term: termOf(input.issuedOn, await readTerms(tx)),
    issuedOn: input.issuedOn,
  }
  const same = await findSame(tx, identity, besides)
  if (same) return { ok: false, reason: 'duplicate', same }
  const audience = input.audience ?? { root: issuer.id }
  const root = await unitPath(tx, audience.root)
  if (!root.ids.includes(issuer.id)) return { ok: false, reason: 'audience_outside' }
  // Speakers are sent material to know; reports and passing on are the committees'.
  if (audience.speakers && (input.asksReport || input.passesOn))
    return { ok: false, reason: 'speakers_only_acknowledge' }
  const { recipients } = await summariseAudience(tx, audience, calendar.dayOf(now))
  if (recipients === 0) return { ok: false, reason: 'audience_empty' }
  return { ok: true, identity, number: checked.number, audience, recipients, warnings: checked.warnings }
}

/** Runs the interlock over everything the draft would keep. Null when it passes. */
async function refuseSecret(
  tx: Tx,
  author: Author,
  input: DraftInput,
  now: Date,
): Promise<DraftFault | null> {
  const files = [...(input.files ?? []), ...(input.annexes ?? [])]
  const verdict = screenForSecrecy({
    declaredNotSecret: input.declaredNotSecret,
    notAMark: input.notAMark,
    texts: [
      input.numberText,
      input.subject,
      input.body,
      input.circulationMark,
      ...(input.links ?? []).map((link) => link.numberText),
      ...files.map((file) => ('text' in file ? file.text : null)),
    ],
    fileNames: files.map((file) => file.name),
  })
  if (verdict.pass) return null
  await recordSecrecyRefusal(tx, { at: now, officerId: officerIdOf(author), reason: verdict.reason })
  return { ok: false, reason: 'secret', why: verdict.reason, isDoubtful: verdict.isDoubtful }
}

/** The columns that come from what the author gave. */
function columns(input: DraftInput, { identity, number, audience }: CheckedDraft) {
  const subject = normaliseText(input.subject).trim().replace(/\s+/g, ' ')
  return {
    issuer_unit_id: identity.issuerUnitId,
    kind: identity.kind,
    number: number.number,
    number_text: number.text,
    number_key: identity.numberKey,
    term: identity.term,
    issued_on: identity.issuedOn,
    subject,
    search_key: directiveSearchKey(number.text, subject),
    urgency: input.urgency ?? 'normal',
    circulation_mark: input.circulationMark ?? null,
    body: input.body ? normaliseText(input.body).trim() : null,
    asks_report: input.asksReport,
    outline: input.outline ? JSON.stringify(input.outline) : null,
    ack_due_at: input.ackDueAt,
    report_due_at: input.asksReport ? input.reportDueAt : null,
    audience: JSON.stringify(audience),
    protect: input.protect ?? true,
    reminders: input.reminders ? JSON.stringify(input.reminders) : null,
    passes_on: input.passesOn ?? false,
    asks_plan: (input.passesOn && input.asksPlan) ?? false,
    not_a_mark: input.notAMark?.trim() || null,
    unseen: JSON.stringify(unseenIn(input)),
  }
}

function unseenIn({ files = [], annexes = [], unseen = [] }: DraftInput): Unseen[] {
  const given = [...files, ...annexes].flatMap((file) => ('text' in file ? (file.unseen ?? []) : []))
  return together([...unseen, ...given])
}

async function putFilesAndLinks(tx: Tx, directiveId: number, input: DraftInput, now: Date): Promise<void> {
  const files = await stored(tx, input.files ?? [], now)
  await attachFiles(tx, directiveId, files)
  await attachFiles(tx, directiveId, await stored(tx, input.annexes ?? [], now), Math.max(1, files.length))
  await linkDirective(tx, directiveId, input.links ?? [])
}

async function stored(tx: Tx, files: readonly (StoredFile | NewFile)[], now: Date): Promise<StoredFile[]> {
  const all: StoredFile[] = []
  for (const file of files) all.push('sha256' in file ? file : await putFile(tx, file, now))
  return all
}
