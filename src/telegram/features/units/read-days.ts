// Reads days as an office types them from a decision: one day or a range, and the occasion.
import { parseVietnameseDate } from '../../../directive/reading/document-date.ts'
import { normaliseText } from '../../../platform/vietnamese-text.ts'

export interface DaysTyped {
  /** 'YYYY-MM-DD'; equal to the other day when one day was typed. */
  from: string
  to: string
  name: string
}

const day = '\\d{1,2}\\s*[/.-]\\s*\\d{1,2}\\s*[/.-]\\s*\\d{4}'
const form = new RegExp(
  `^(?:từ\\s+)?(?:ngày\\s+)?(${day})(?:\\s*(?:-|đến)\\s*(?:hết\\s+)?(?:ngày\\s+)?(${day}))?[\\s,;:.-]*(.*)$`,
  'isu',
)

/**
 * '14/2/2027 - 22/2/2027 Tết Nguyên Đán', 'từ 14/2/2027 đến hết 22/2/2027', '24/1/2027'; null when the text
 * has no day.
 */
export function readDays(typed: string): DaysTyped | null {
  const match = form.exec(normaliseText(typed).replace(/\s+/g, ' ').trim())
  if (!match) return null
  const from = parseVietnameseDate(match[1]!)
  const to = match[2] === undefined ? from : parseVietnameseDate(match[2])
  return from.ok && to.ok ? { from: from.date, to: to.date, name: (match[3] ?? '').trim() } : null
}
