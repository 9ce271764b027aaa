// Days and times as people in Viet Nam read them, whatever the zone of this browser; now is the sandbox's clock.
import { language, t } from './words.js'

const ZONE = 'Asia/Ho_Chi_Minh'
const locale = language === 'en' ? 'en-GB' : 'vi-VN'
const timeFormat = new Intl.DateTimeFormat(locale, { timeZone: ZONE, hour: '2-digit', minute: '2-digit' })
const keyFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const weekdayFormat = new Intl.DateTimeFormat(locale, { timeZone: ZONE, weekday: 'long' })
const briefWeekdayFormat = new Intl.DateTimeFormat(locale, { timeZone: ZONE, weekday: 'short' })
const DAY_MS = 86_400_000

let aheadMs = 0

/** Takes over the server's time (milliseconds or ISO text); from here on it runs with this browser's clock. */
export function setServerTime(now) {
  aheadMs = new Date(now).getTime() - Date.now()
}

export const sandboxNow = () => Date.now() + aheadMs

export const timeOf = (at) => timeFormat.format(at)

/** The calendar day as YYYY-MM-DD, for comparing. */
export const dayKey = (at) => keyFormat.format(at)

/** "Hôm nay", "Hôm qua" or "Thứ Hai, 23/11/2026". */
export function dayName(at) {
  const key = dayKey(at)
  if (key === dayKey(sandboxNow())) return t('today')
  if (key === dayKey(sandboxNow() - DAY_MS)) return t('yesterday')
  return longDay(at)
}

export function longDay(at) {
  const weekday = weekdayFormat.format(at)
  return `${weekday[0]?.toLocaleUpperCase(locale)}${weekday.slice(1)}, ${shortDay(at)}`
}

/** For narrow bars: "CN 22/11/2026". */
export const briefDay = (at) => `${briefWeekdayFormat.format(at)} ${shortDay(at)}`

/** Day, month and year in figures. */
export function shortDay(at) {
  const [year, month, day] = dayKey(at).split('-')
  return `${day}/${month}/${year}`
}

/** For lists: the time today, the day and month before. */
export function shortWhen(at) {
  return dayKey(at) === dayKey(sandboxNow()) ? timeOf(at) : shortDay(at).slice(0, 5)
}

/** 1.234 B, 12,3 KB … with the decimal sign of the language. */
export function sizeOf(bytes) {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  if (bytes < 1024) return `${number.format(bytes)} B`
  if (bytes < 1024 * 1024) return `${number.format(bytes / 1024)} KB`
  return `${number.format(bytes / 1024 / 1024)} MB`
}
