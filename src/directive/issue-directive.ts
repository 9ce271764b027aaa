// Issues a draft: from now on it is out. A double press issues once, and two directives never get one
// identity. Circulation, woken by the commit, freezes the recipients and sends.
import { type Author, isPerson, mayDo, officerIdOf } from '../org/author.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import { holdLockOf } from '../platform/locks.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { type DeadlineFault, deadlineFault } from './deadline.ts'
import { type DirectiveRow, findSame, lockDirective } from './directive.store.ts'
import { keepDraftVersion } from './draft-version.store.ts'
import { tieLinksTo } from './links.store.ts'
import { auditDirective, openDirective } from './open-directive.ts'
import { documentNumberKey } from './reading/document-number.ts'
import { twoPersonRule } from './two-persons.ts'

export type IssueFault =
  | {
      ok: false
      reason: 'no_such_directive' | 'not_allowed' | 'changed' | 'state' | 'issue_at_past' | DeadlineFault
    }
  /** The rule of two persons is on and the drafter (or the one who asked for approval) may not issue. */
  | { ok: false; reason: 'second_person' }
  | { ok: false; reason: 'duplicate'; same: DirectiveRow }

export type IssueOutcome =
  /** `already` on the second press: nothing was changed. */
  { ok: true; directiveId: number; already: boolean } | IssueFault

export interface ToIssue {
  directiveId: number
  /** The version that the person saw; another one by now means that it has changed. */
  version?: number
  /** Send at this instant instead of now. */
  issueAt?: Date | null
}

/** Issues a draft, or a directive that awaits approval, as the second person. */
export async function issueDirective(
  tx: Tx,
  author: Author,
  { directiveId, version, issueAt = null }: ToIssue,
  /** Recipients are counted on the organisation's day. */
  { now, calendar }: { now: Date; calendar: Pick<Calendar, 'dayOf'> },
): Promise<IssueOutcome> {
  const directive = await lockDirective(tx, directiveId)
  if (!directive) return { ok: false, reason: 'no_such_directive' }
  const path = await unitPath(tx, directive.issuerUnitId)
  const action = directive.state === 'awaiting_approval' ? 'directive.approve' : 'directive.issue'
  if (!mayDo(author, action, { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  if (directive.state === 'issued') return { ok: true, directiveId, already: true }
  if (directive.state !== 'draft' && directive.state !== 'awaiting_approval')
    return { ok: false, reason: 'state' }
  if (version !== undefined && version !== directive.version) return { ok: false, reason: 'changed' }
  if (await needsSecondPerson(tx, directive, author, calendar.dayOf(now)))
    return { ok: false, reason: 'second_person' }
  if (issueAt && issueAt <= now) return { ok: false, reason: 'issue_at_past' }
  const fault = deadlineFault(directive, issueAt ?? now)
  if (fault) return { ok: false, reason: fault }
  const same = await claimIdentity(tx, directive)
  if (same) return { ok: false, reason: 'duplicate', same }
  await tx
    .updateTable('directive')
    .set({ state: 'issued', issued_by: officerIdOf(author), issued_at: now, issue_at: issueAt })
    .where('id', '=', directiveId)
    .execute()
  await tieLinksTo(tx, directive)
  await auditDirective(tx, author, directive, 'issue', now)
  await wakeAfterCommit(tx, 'circulate-directive', { directiveId })
  return { ok: true, directiveId, already: false }
}

/** Puts a draft before a second person. The version that is approved must be the one submitted. */
export async function submitForApproval(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  { now }: { now: Date },
): Promise<IssueOutcome> {
  const opened = await openDirective(tx, author, directiveId, 'directive.draft', [
    'draft',
    'awaiting_approval',
  ])
  if (!opened.ok) return opened
  const { directive } = opened
  if (directive.state === 'awaiting_approval') return { ok: true, directiveId, already: true }
  const same = await claimIdentity(tx, directive)
  if (same) return { ok: false, reason: 'duplicate', same }
  await tx
    .updateTable('directive')
    .set({ state: 'awaiting_approval', approval_asked_by: officerIdOf(author) })
    .where('id', '=', directiveId)
    .execute()
  await keepDraftVersion(tx, directive, now)
  await auditDirective(tx, author, directive, 'submit', now)
  return { ok: true, directiveId, already: false }
}

async function needsSecondPerson(
  tx: Tx,
  directive: DirectiveRow,
  author: Author,
  day: string,
): Promise<boolean> {
  if (!isPerson(author)) return false
  const first = directive.approvalAskedBy === author.officerId || directive.draftedBy === author.officerId
  return (
    first && (directive.state === 'awaiting_approval' || (await twoPersonRule(tx, directive.audience, day)))
  )
}

/** Holds the identity until the transaction ends, so that two drafts of one document cannot both go out. */
async function claimIdentity(tx: Tx, directive: DirectiveRow): Promise<DirectiveRow | null> {
  const { issuerUnitId, kind, term, issuedOn } = directive
  const numberKey = documentNumberKey(directive.numberText)
  const key = JSON.stringify([issuerUnitId, kind, numberKey, term, issuedOn])
  await holdLockOf(tx, 'directive', key)
  return await findSame(tx, { issuerUnitId, kind, numberKey, term, issuedOn }, directive.id)
}
