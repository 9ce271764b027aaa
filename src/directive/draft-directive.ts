// Enters a directive into the register as a draft: interlock first, then permission, rules, duplicates, audience.
// Reading files (slow) happens before the transaction, in read-file.ts. Issuing is left to issue-directive.ts.
import { findUnit, unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { Urgency } from '../platform/database-types.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { type Audience, summariseAudience } from './audience.ts'
import { type Author, auditActor, mayDo, officerIdOf } from './author.ts'
import {
  checkDetails,
  type DetailFault,
  type DetailWarning,
  type DirectiveDetails,
} from './check-directive.ts'
import { type DirectiveRow, findByNumber, findSame, type Identity } from './directive.store.ts'
import { documentNumberKey, parseDocumentNumber } from './document-number.ts'
import { attachFiles, putFile, type StoredFile } from './files.store.ts'
import { type Reminders, type RemindersFault, remindersFault } from './reminders.ts'
import { directiveSearchKey } from './search-register.ts'
import { recordSecrecyRefusal, screenForSecrecy } from './secrecy-interlock.ts'
import { readTerms, termOf } from './term.ts'

/** A file that is not stored yet, with the text read from it. */
export interface NewFile {
  bytes: Uint8Array
  name: string
  mime: string
  text: string
  telegram?: StoredFile['telegram']
}

export type Relation = 'implements' | 'amends' | 'replaces' | 'continues' | 'refers'

export interface DraftInput extends DirectiveDetails {
  issuerUnitId: number
  urgency?: Urgency
  circulationMark?: string | null
  /** A report outline (room response) other than the default one. */
  outline?: unknown
  /** The whole subtree's cells when left out. */
  audience?: Audience
  /** When recipients are reminded; the usual days when left out. */
  reminders?: Reminders | null
  /** Forbid forwarding and saving; yes when left out. */
  protect?: boolean
  /** Those who receive it pass it on to the units below them, each in its own time. */
  passesOn?: boolean
  /** … and issue a plan of their own first. */
  asksPlan?: boolean
  files?: readonly (StoredFile | NewFile)[]
  links?: readonly { numberText: string; relation: Relation }[]
  campaignId?: number | null
  /** The author's declaration "Không mật". */
  declaredNotSecret: boolean
}

export type DraftFault =
  | {
      ok: false
      reason:
        | DetailFault
        | RemindersFault
        | 'no_such_unit'
        | 'not_allowed'
        | 'audience_outside'
        | 'audience_empty'
    }
  /** Refused by the interlock; the fact is noted in the transaction, which must be committed. */
  | { ok: false; reason: 'secret'; why: 'declared' | 'mark_found' }
  | { ok: false; reason: 'duplicate'; same: DirectiveRow }

export type DraftOutcome = { ok: true; directiveId: number; warnings: DetailWarning[] } | DraftFault

/** Registers a draft. On a fault nothing is stored, except the bare fact of a refusal for secrecy. */
export async function draftDirective(
  tx: Tx,
  author: Author,
  input: DraftInput,
  at: { now: Date; calendar: Calendar },
): Promise<DraftOutcome> {
  const { now, calendar } = at
  const refusal = await refuseSecret(tx, author, input, now)
  if (refusal) return refusal
  const issuer = await findUnit(tx, input.issuerUnitId)
  if (!issuer || issuer.validTo !== null) return { ok: false, reason: 'no_such_unit' }
  const path = await unitPath(tx, issuer.id)
  if (!mayDo(author, 'directive.draft', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  const checked = checkDetails(input, { now, calendar, issuerKind: issuer.kind })
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
  const same = await findSame(tx, identity)
  if (same) return { ok: false, reason: 'duplicate', same }
  const audience = input.audience ?? { root: issuer.id }
  const root = await unitPath(tx, audience.root)
  if (!root.ids.includes(issuer.id)) return { ok: false, reason: 'audience_outside' }
  const { recipients } = await summariseAudience(tx, audience, calendar.dayOf(now))
  if (recipients === 0) return { ok: false, reason: 'audience_empty' }
  const directiveId = await insertDraft(tx, author, { ...input, audience }, identity, checked.number, now)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'directive.draft',
    subject: { kind: 'directive', id: directiveId },
    unitId: issuer.id,
    detail: { recipients },
  })
  return { ok: true, directiveId, warnings: checked.warnings }
}

/** Takes a draft out again; one that was ever submitted or issued stays. */
export async function discardDraft(tx: Tx, directiveId: number): Promise<void> {
  await tx.deleteFrom('directive').where('id', '=', directiveId).where('state', '=', 'draft').execute()
}

/** Runs the interlock over everything the draft would keep. Null when it passes. */
async function refuseSecret(
  tx: Tx,
  author: Author,
  input: DraftInput,
  now: Date,
): Promise<DraftFault | null> {
  const files = input.files ?? []
  const verdict = screenForSecrecy({
    declaredNotSecret: input.declaredNotSecret,
    texts: [
      input.numberText,
      input.subject,
      input.body,
      ...files.map((file) => ('text' in file ? file.text : null)),
    ],
    fileNames: files.map((file) => file.name),
  })
  if (verdict.pass) return null
  await recordSecrecyRefusal(tx, { at: now, officerId: officerIdOf(author), reason: verdict.reason })
  return { ok: false, reason: 'secret', why: verdict.reason }
}

async function insertDraft(
  tx: Tx,
  author: Author,
  input: DraftInput & { audience: Audience },
  identity: Identity,
  number: { number: number; text: string },
  now: Date,
): Promise<number> {
  const subject = normaliseText(input.subject).trim().replace(/\s+/g, ' ')
  const row = await tx
    .insertInto('directive')
    .values({
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
      audience: JSON.stringify(input.audience),
      protect: input.protect ?? true,
      reminders: input.reminders ? JSON.stringify(input.reminders) : null,
      passes_on: input.passesOn ?? false,
      asks_plan: (input.passesOn && input.asksPlan) ?? false,
      declared_not_secret_by: officerIdOf(author),
      drafted_by: officerIdOf(author),
      created_at: now,
      campaign_id: input.campaignId ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const files: StoredFile[] = []
  for (const file of input.files ?? []) files.push('sha256' in file ? file : await putFile(tx, file, now))
  await attachFiles(tx, row.id, files)
  await linkDirective(tx, row.id, input.links ?? [])
  return row.id
}

/** Notes how a directive stands to others. A number that names exactly one registered directive is tied to it. */
async function linkDirective(tx: Tx, from: number, links: NonNullable<DraftInput['links']>): Promise<void> {
  for (const { numberText, relation } of links) {
    const parsed = parseDocumentNumber(numberText)
    const text = parsed.ok ? parsed.number.text : normaliseText(numberText).trim()
    const found = (await findByNumber(tx, text)).filter((each) => each.state !== 'draft' && each.id !== from)
    await tx
      .insertInto('directive_link')
      .values({
        from_directive_id: from,
        to_number_text: text,
        to_directive_id: found.length === 1 ? found[0]!.id : null,
        relation,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}
