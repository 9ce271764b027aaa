// The words of the message that shows a circulation: how far it is, how long it may take, what is left to do.
import type { CirculationProgress } from '../src/circulation/progress.ts'
import type { DirectiveRow } from '../src/directive/directive.store.ts'
import type { Calendar } from '../src/platform/working-calendar.ts'
import { deadlineText } from '../src/texts/dates.ts'
import { everythingPausedText } from '../src/texts/everything-paused.ts'
import { html, type Language, type TextKey } from '../src/texts/index.ts'

export type ProgressStage = 'running' | 'paused' | 'cancelled' | 'done' | 'stuck'

/** How far it is. Of a directive that ended before it was out to everybody nothing more is sent. */
export function progressStage(
  progress: CirculationProgress,
  directive: Pick<DirectiveRow, 'state'>,
): ProgressStage {
  const left = progress.pending + progress.unknown
  if (progress.cancelledAt || directive.state === 'recalled') return 'cancelled'
  const isCut = progress.circulatedAt === null || progress.cancelled > 0
  if (directive.state !== 'issued' && isCut) return 'cancelled'
  if (progress.circulatedAt !== null && left === 0)
    return progress.failed + progress.parked > 0 ? 'stuck' : 'done'
  return progress.pausedAt || progress.everythingPaused ? 'paused' : 'running'
}

/** Telegram HTML. `waits`: nothing goes out before the offices open. */
export function progressText(
  language: Language,
  directive: Pick<DirectiveRow, 'numberText' | 'issueAt' | 'state'>,
  progress: CirculationProgress,
  at: { stage: ProgressStage; waits: boolean; now: Date; calendar: Calendar },
): string {
  const { stage, waits, now, calendar } = at
  const { recipients, sent, failed, parked, unreachable, etaSeconds } = progress
  const reachable = recipients - unreachable
  const number = directive.numberText
  const say = (key: TextKey, args: Record<string, string | number> = {}) => html(language, key, args)
  const lines = [say(`circulation-${headingOf(stage, directive, progress)}`, { number })]
  const opens = (instant: Date) => deadlineText(instant, language, calendar.timeZone)
  // Cut off before the recipients were all listed: of how many it is nobody knows, and nothing is being
  // prepared.
  if (stage === 'cancelled' && progress.circulatedAt === null)
    lines.push(say('circulation-sent-until-then', { sent }))
  else if (directive.issueAt && directive.issueAt > now)
    lines.push(say('circulation-at', { time: opens(directive.issueAt) }))
  else if (progress.circulatedAt === null && recipients === 0) lines.push(say('circulation-preparing'))
  else {
    const eta = stage === 'running' && !waits ? etaSeconds : null
    if (eta === null) lines.push(say('circulation-sent', { sent, reachable }))
    else if (eta < 100) lines.push(say('circulation-sent-seconds', { sent, reachable, seconds: eta }))
    else lines.push(say('circulation-sent-minutes', { sent, reachable, minutes: Math.ceil(eta / 60) }))
  }
  if (waits) lines.push(say('circulation-waits', { time: opens(calendar.nextWorkingInstant(now)) }))
  if (progress.everythingPaused && stage === 'paused')
    lines.push(everythingPausedText(language, progress.everythingPaused, calendar.timeZone))
  if (unreachable > 0) lines.push(say('circulation-unreachable', { count: unreachable }))
  if (failed > 0) lines.push(say('circulation-failed', { count: failed }))
  if (parked > 0) lines.push(say('circulation-parked', { count: parked }))
  if (stage === 'done' || stage === 'stuck') {
    lines.push(say(unreachable + failed + parked > 0 ? 'circulation-next-unreached' : 'circulation-next'))
  }
  return lines.join('\n')
}

/** What the heading says: where the directive was closed or replaced, nobody has cancelled its sending. */
function headingOf(
  stage: ProgressStage,
  { state }: Pick<DirectiveRow, 'state'>,
  { cancelledAt }: CirculationProgress,
): ProgressStage | 'closed' | 'superseded' {
  const hasEnded = stage === 'cancelled' && cancelledAt === null
  return hasEnded && (state === 'closed' || state === 'superseded') ? state : stage
}
