import type { BotContext } from '../../context.ts'

/** Eight o'clock on the next working day. */
export function nextMorning({ now, calendar }: Pick<BotContext, 'now' | 'calendar'>): Date {
  return calendar.instantAt(calendar.addWorkingDays(calendar.dayOf(now), 1), '08:00')
}
