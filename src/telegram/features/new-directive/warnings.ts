// Doubts about a draft, never refusals: shown where the document is confirmed, and again before it goes out.
import { checkDetails } from '../../../directive/check-directive.ts'
import { findByNumber } from '../../../directive/directive.store.ts'
import { findUnit } from '../../../org/unit.store.ts'
import type { Db } from '../../../platform/database.ts'
import type { BotContext } from '../../context.ts'
import { asDraftInput, issueAtOf, type NewDirective } from './draft.ts'
import { doubtLines } from './labels.ts'

/** Days until the deadlines that stand in while none are asked yet. */
const standInDays = 90

/** Doubts in words; those about deadlines only once the deadlines are there. */
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

/** Registered directives of the same number: shown early, before deadlines are asked for nothing. */
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
