// Days and times in words, as a person writes them. Fluent gets them as ready strings.

type Language = 'vi' | 'en'

/** '17 giờ, thứ Sáu 27/11/2026' (17 giờ 30 when not on the hour) · '17:00 on Friday 27 November 2026'. */
export function deadlineText(at: Date, language: Language, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  if (language === 'en') {
    const day = zoned.toLocaleString('en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    })
    return `${timeText(at, timeZone)} on ${day.replace(',', '')}`
  }
  const time = zoned.minute === 0 ? `${zoned.hour} giờ` : `${zoned.hour} giờ ${pad(zoned.minute)}`
  return `${time}, ${weekdays[zoned.dayOfWeek - 1]} ${dayText(zoned.toPlainDate().toString(), 'vi')}`
}

/** '14:05'. */
export function timeText(at: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return `${pad(zoned.hour)}:${pad(zoned.minute)}`
}

/** '14:05 ngày 22/11/2026' · '14:05 on 22 Nov 2026'. */
export function timeAndDayText(at: Date, language: Language, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  const day = dayText(zoned.toPlainDate().toString(), language)
  return `${timeText(at, timeZone)} ${language === 'vi' ? 'ngày' : 'on'} ${day}`
}

/** A day 'YYYY-MM-DD' as '7/11/2026' · '7 Nov 2026'. */
export function dayText(day: string, language: Language): string {
  const date = Temporal.PlainDate.from(day)
  return language === 'vi'
    ? `${date.day}/${date.month}/${date.year}`
    : date.toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** A day 'YYYY-MM-DD' without its year, for lists of days close together: '7/11' · '7 Nov'. */
export function shortDayText(day: string, language: Language): string {
  const date = Temporal.PlainDate.from(day)
  return language === 'vi'
    ? `${date.day}/${date.month}`
    : date.toLocaleString('en-GB', { day: 'numeric', month: 'short' })
}

const weekdays = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật']
const pad = (number: number) => String(number).padStart(2, '0')
