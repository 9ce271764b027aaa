// Sends a draft back from approval, with the reason: a draft again, its number free. The drafter changes it
// and sends it in again (submit-draft.ts), or drops it.

import { type Author, officerIdOf } from '../org/author.ts'
import type { Tx } from '../platform/database.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import { discardDraft } from './draft-directive.ts'
import { noteReturn } from './draft-version.store.ts'
import { auditDirective, type OpenFault, openDirective } from './open-directive.ts'
import { screenForSecrecy } from './secrecy/secrecy-interlock.ts'
import { recordSecrecyRefusal } from './secrecy/secrecy-refusal.store.ts'

const maxReasonLength = 500

export type ReturnOutcome =
  | { ok: true; version: number }
  | OpenFault
  | { ok: false; reason: 'changed' | 'secret' | 'reason_missing' | 'reason_too_long' }

/** `version` is the one that the approver saw; it is returned as the next one. */
export async function returnDraft(
  tx: Tx,
  author: Author,
  { directiveId, version, reason }: { directiveId: number; version: number; reason: string },
  { now }: { now: Date },
): Promise<ReturnOutcome> {
  if (!screenForSecrecy({ declaredNotSecret: true, texts: [reason], fileNames: [] }).pass) {
    await recordSecrecyRefusal(tx, { at: now, officerId: officerIdOf(author), reason: 'mark_found' })
    return { ok: false, reason: 'secret' }
  }
  const words = normaliseText(reason).trim()
  if (words === '') return { ok: false, reason: 'reason_missing' }
  if (words.length > maxReasonLength) return { ok: false, reason: 'reason_too_long' }
  const opened = await openDirective(tx, author, directiveId, 'directive.approve', ['awaiting_approval'])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (found.version !== version) return { ok: false, reason: 'changed' }
  await noteReturn(tx, found, { at: now, by: officerIdOf(author), reason: words })
  await tx
    .updateTable('directive')
    .set({ state: 'draft', version: version + 1 })
    .where('id', '=', directiveId)
    .execute()
  await auditDirective(tx, author, found, 'return', now)
  return { ok: true, version: version + 1 }
}

export type DropOutcome = { ok: true } | OpenFault | { ok: false; reason: 'changed' }

/** Takes a draft that was sent back out of the register, with all that was kept of it. */
export async function dropDraft(
  tx: Tx,
  author: Author,
  { directiveId, version }: { directiveId: number; version: number },
  { now }: { now: Date },
): Promise<DropOutcome> {
  const opened = await openDirective(tx, author, directiveId, 'directive.draft', ['draft'])
  if (!opened.ok) return opened
  const { directive: found } = opened
  if (found.version !== version) return { ok: false, reason: 'changed' }
  await discardDraft(tx, directiveId)
  await auditDirective(tx, author, found, 'drop', now)
  return { ok: true }
}
