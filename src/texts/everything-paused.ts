// The line for people who look at progress: all sending is paused, by whom and since when.
import { timeAndDayText } from './dates.ts'
import { html, type Language } from './index.ts'

/** Telegram HTML. `by` null: the operator of the machine. */
export function everythingPausedText(
  language: Language,
  { since, by }: { since: Date; by: string | null },
  timeZone: string,
): string {
  const time = timeAndDayText(since, language, timeZone)
  return by === null
    ? html(language, 'circulation-everything-paused-operator', { time })
    : html(language, 'circulation-everything-paused', { time, by })
}
