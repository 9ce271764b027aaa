// What may still be changed before a directive is issued, and sending it back from approval. Every change is a new
// version, so that nobody approves what was not shown.
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import { type Author, auditActor, mayDo, officerIdOf } from './author.ts'
import { maxSubjectLength } from './check-directive.ts'
import { type DirectiveRow, lockDirective } from './directive.store.ts'
import { directiveSearchKey } from './search-register.ts'
import { recordSecrecyRefusal, screenForSecrecy } from './secrecy-interlock.ts'

export type ReviseOutcome =
  | { ok: true; version: number }
  | {
      ok: false
      reason:
        | 'no_such_directive'
        | 'not_allowed'
        | 'state'
        | 'changed'
        | 'secret'
        | 'subject_missing'
        | 'subject_too_long'
    }

/** Gives a draft another subject. */
export async function reviseDraft(
  tx: Tx,
  author: Author,
  directiveId: number,
  { subject, now }: { subject: string; now: Date },
): Promise<ReviseOutcome> {
  if (!screenForSecrecy({ declaredNotSecret: true, texts: [subject], fileNames: [] }).pass) {
    await recordSecrecyRefusal(tx, { at: now, officerId: officerIdOf(author), reason: 'mark_found' })
    return { ok: false, reason: 'secret' }
  }
  const words = normaliseText(subject).trim().replace(/\s+/g, ' ')
  if (words === '') return { ok: false, reason: 'subject_missing' }
  if (words.length > maxSubjectLength) return { ok: false, reason: 'subject_too_long' }
  const found = await unissued(tx, author, directiveId, 'directive.draft')
  if ('ok' in found) return found
  const version = found.version + 1
  await tx
    .updateTable('directive')
    .set({ subject: words, search_key: directiveSearchKey(found.numberText, words), version })
    .where('id', '=', directiveId)
    .execute()
  await audit(tx, author, found, 'directive.revise', now)
  return { ok: true, version }
}

/** The approver sends it back: a draft again, its number free. */
export async function returnDraft(
  tx: Tx,
  author: Author,
  directiveId: number,
  { version, now }: { version: number; now: Date },
): Promise<ReviseOutcome> {
  const found = await unissued(tx, author, directiveId, 'directive.approve')
  if ('ok' in found) return found
  if (found.state !== 'awaiting_approval') return { ok: false, reason: 'state' }
  if (found.version !== version) return { ok: false, reason: 'changed' }
  await tx
    .updateTable('directive')
    .set({ state: 'draft', version: version + 1 })
    .where('id', '=', directiveId)
    .execute()
  await audit(tx, author, found, 'directive.return', now)
  return { ok: true, version: version + 1 }
}

async function unissued(
  tx: Tx,
  author: Author,
  directiveId: number,
  action: 'directive.draft' | 'directive.approve',
): Promise<DirectiveRow | Extract<ReviseOutcome, { ok: false }>> {
  const found = await lockDirective(tx, directiveId)
  if (!found) return { ok: false, reason: 'no_such_directive' }
  const path = await unitPath(tx, found.issuerUnitId)
  if (!mayDo(author, action, { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  const isOpen = found.state === 'draft' || found.state === 'awaiting_approval'
  return isOpen ? found : { ok: false, reason: 'state' }
}

async function audit(tx: Tx, author: Author, found: DirectiveRow, action: string, now: Date): Promise<void> {
  await recordAudit(tx, {
    ...{ at: now, actor: auditActor(author), action },
    ...{ subject: { kind: 'directive', id: found.id }, unitId: found.issuerUnitId },
  })
}
