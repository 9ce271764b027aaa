// The periods that offices ask about, as days. Pure.

export const periods = ['month', 'quarter', 'year', 'last_year'] as const
export type Period = (typeof periods)[number]

/** The days of a period that holds `today`, or of the year before; days are 'YYYY-MM-DD'. */
export function daysOf(period: Period, today: string): { since: string; until: string } {
  const day = Temporal.PlainDate.from(today)
  const months = (first: number, count: number, year = day.year) => {
    const since = Temporal.PlainDate.from({ year, month: first, day: 1 })
    return { since: since.toString(), until: since.add({ months: count }).subtract({ days: 1 }).toString() }
  }
  switch (period) {
    case 'month':
      return months(day.month, 1)
    case 'quarter':
      return months(day.month - ((day.month - 1) % 3), 3)
    case 'year':
      return months(1, 12)
    case 'last_year':
      return months(1, 12, day.year - 1)
  }
}
