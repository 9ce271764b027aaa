// Dates as documents and people write them: '7/11/2019', '07/8/2020', 'ngày 7 tháng 11 năm 2019'. A date that
// exists is kept as written, however odd it looks: doubts become warnings, never corrections.
import { normaliseText, normaliseWithPlaces } from '../../platform/vietnamese-text.ts'

export type DateFault = 'empty' | 'form' | 'no_such_day'

/** A day 'YYYY-MM-DD', or why the text is none. */
export type ParsedDate = { ok: true; date: string } | { ok: false; reason: DateFault }

export interface FoundDate {
  /** 'YYYY-MM-DD'. */
  date: string
  start: number
  end: number
  raw: string
}

export interface DateWarning {
  rule: 'date_in_future' | 'date_long_ago' | 'date_before_party'
  date: string
}

const spelledMonth = 'giêng|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?:\\s+một|\\s+hai)?|chạp'
const spelled = `ngày\\s*(\\d{1,2})\\s*tháng\\s*(\\d{1,2}|${spelledMonth})\\s*năm\\s*(\\d{4})`
const numeric = '(\\d{1,2})\\s*([/.-])\\s*(\\d{1,2})\\s*\\2\\s*(\\d{4})'
const iso = '(\\d{4})-(\\d{2})-(\\d{2})'
const monthNames: Record<string, number> = {
  giêng: 1,
  một: 1,
  hai: 2,
  ba: 3,
  tư: 4,
  năm: 5,
  sáu: 6,
  bảy: 7,
  tám: 8,
  chín: 9,
  mười: 10,
  'mười một': 11,
  'mười hai': 12,
  chạp: 12,
}

/**
 * Reads one date, day before month: '7/11/2019', '07/8/2020', '7-11-2019', 'ngày 7 tháng 11 năm 2019', ISO.
 */
export function parseVietnameseDate(text: string): ParsedDate {
  const line = normaliseText(text)
    .trim()
    .replace(/[.,;]$/, '')
  if (line === '') return { ok: false, reason: 'empty' }
  const whole = new RegExp(`^(?:(?:ngày\\s*)?${numeric}|${spelled}|${iso})$`, 'iu').exec(line)
  if (whole === null) return { ok: false, reason: 'form' }
  return toDay(whole)
}

/** Every date in running text, in reading order; days that do not exist (31/2/2020) are left out. */
export function findDocumentDates(text: string): FoundDate[] {
  const mapped = normaliseWithPlaces(text)
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}/-])(?:(?:ngày\\s*)?${numeric}|${spelled}|${iso})(?![\\p{L}\\p{N}/])`,
    'giu',
  )
  const found: FoundDate[] = []
  for (const match of mapped.text.matchAll(pattern)) {
    const day = toDay(match)
    if (day.ok) found.push({ date: day.date, ...mapped.place(match.index, match.index + match[0].length) })
  }
  return found
}

/** Doubts about a date of issue; `today` is 'YYYY-MM-DD'. Older than 10 years is unusual, not wrong. */
export function dateWarnings(date: string, today: string): DateWarning[] {
  if (date > today) return [{ rule: 'date_in_future', date }]
  if (date < '1930-02-03') return [{ rule: 'date_before_party', date }]
  const tenYearsBefore = Temporal.PlainDate.from(today).subtract({ years: 10 }).toString()
  return date < tenYearsBefore ? [{ rule: 'date_long_ago', date }] : []
}

function toDay(match: RegExpExecArray | RegExpMatchArray): ParsedDate {
  const [, d1, , m1, y1, d2, m2, y2, y3, m3, d3] = match
  const monthText = m1 ?? m2 ?? m3
  if (monthText === undefined) return { ok: false, reason: 'form' }
  const month = /^\d+$/.test(monthText)
    ? Number(monthText)
    : monthNames[monthText.toLowerCase().replace(/\s+/g, ' ')]
  const parts = { year: Number(y1 ?? y2 ?? y3), month: month ?? 0, day: Number(d1 ?? d2 ?? d3) }
  try {
    return { ok: true, date: Temporal.PlainDate.from(parts, { overflow: 'reject' }).toString() }
  } catch {
    return { ok: false, reason: 'no_such_day' }
  }
}
