// Doubts about a draft, never refusals: shown where the person confirms the document, and again before the
// issue.
import { checkDetails } from '../../../directive/check-directive.ts'
import { findByNumber } from '../../../directive/directive.store.ts'
import { findUnit } from '../../../org/unit.store.ts'
import type { Db } from '../../../platform/database.ts'
import type { BotContext } from '../../context.ts'
import { asDraftInput, issueAtOf, type NewDirective } from './draft.ts'
import { doubtLines } from './labels.ts'

/** Days to the assumed deadlines while none are answered yet. */
const standInDays = 90

/** Doubts in words; doubts about deadlines only once the deadlines are known. */
export async function warningLines(
  ctx: BotContext,
  draft: NewDirective,
  { withDeadlines }: { withDeadlines: boolean },
): Promise<string[]> {
  const input = asDraftInput(draft)
  const issuer = await findUnit(ctx.tx, input.issuerUnitId)
  const later = new Date(ctx.now.getTime() + standInDays * 86_400_000)
  const issueAt = issueAtOf(draft)
  const checked = checkDetails(withDeadlines ? input : { ...input, ackDueAt: later, reportDueAt: later }, {
    now: ctx.now,
    calendar: ctx.calendar,
    issuerKind: issuer?.kind ?? 'province',
    ...(issueAt ? { issueAt } : {}),
  })
  if (!checked.ok) return [ctx.html(`new-fault-${checked.reason}`)]
  const warnings = checked.warnings.filter((warning) => withDeadlines || !('about' in warning))
  return doubtLines(ctx, warnings, input.issuedOn)
}

/**
 * Registered directives with the same number: shown early, before the person answers the deadlines in vain.
 */
export async function sameNumber(db: Db, { content, notes }: NewDirective) {
  if (content.numberText === undefined) return []
  const found = await findByNumber(db, content.numberText)
  return found.filter(
    (row) =>
      row.issuerUnitId === content.issuerUnitId &&
      row.state !== 'draft' &&
      row.id !== notes.redraft?.directiveId,
  )
}
