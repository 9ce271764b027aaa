// Finds the subject (trích yếu) of a document: the lines below the kind's name, the lines after 'V/v', or in
// a caption what follows 'về' after the number. Everything else is left to read-document-text.ts.
import type { MappedText } from '../../platform/vietnamese-text.ts'

interface Found {
  value: string
  start: number
  end: number
  raw: string
}

const maxReadSubject = 500
const maxLines = 8
const rule = /^[\s\-–—_*=.·]*$/
const bodyOpening = new RegExp(
  `^\\s*(?:${[
    '\\p{Lu}[\\p{L}. -]{1,30},\\s*ngày',
    'Kính gửi|Căn cứ|Thực hiện|Xét|Theo|Để|Nhằm|Trong|Sau|Qua|Ngày|Hiện nay|Thời gian qua',
    'Phần|Điều|Chương|[IVX]+\\s*[.-]|[A-Z]\\.|\\d+\\s*[.)-]',
  ].join('|')})(?=\\s|\\p{L}|$)`,
  'u',
)

/**
 * `heading` is the kind's name on its own line, `numberEnd` the end of the document's own number; both are
 * places in the text received. The value has single spaces; the wording stays.
 */
export function findSubject(
  mapped: MappedText,
  heading: { start: number; end: number } | undefined,
  numberEnd: number | undefined,
): Found | undefined {
  return belowHeading(mapped, heading) ?? afterReference(mapped) ?? afterNumber(mapped, numberEnd)
}

function belowHeading(mapped: MappedText, heading: { end: number } | undefined): Found | undefined {
  if (heading === undefined) return undefined
  const headingEnd = positionOf(mapped, heading.end)
  const start = mapped.text.indexOf('\n', headingEnd)
  return start < 0 ? undefined : block(mapped, start + 1)
}

/** 'V/v …' or 'Về việc …' at the start of a line. */
function afterReference(mapped: MappedText): Found | undefined {
  const match = /(?:^|\n)[^\S\n]*(?=V\/v\s|Về việc\s)/iu.exec(mapped.text)
  return match === null ? undefined : block(mapped, match.index + match[0].length)
}

/** In a caption: '… 35-CT/TW ngày 7/11/2019 của Bộ Chính trị về …', up to the end of the sentence. */
function afterNumber(mapped: MappedText, numberEnd: number | undefined): Found | undefined {
  const from = numberEnd === undefined ? 0 : positionOf(mapped, numberEnd)
  const match = /(?<!\p{L})(?:về|v\/v)\s+[^\n.;]+/iu.exec(mapped.text.slice(from, from + 700))
  if (match === null) return undefined
  return trimmed(mapped, from + match.index, from + match.index + match[0].length)
}

/** The lines from `start` up to an empty line, a rule, the opening of the body or the end of a sentence. */
function block(mapped: MappedText, start: number): Found | undefined {
  let from = start
  let end = start
  let lines = 0
  for (let at = start; at < mapped.text.length && lines < maxLines; ) {
    const next = mapped.text.indexOf('\n', at)
    const lineEnd = next < 0 ? mapped.text.length : next
    const line = mapped.text.slice(at, lineEnd)
    if (lines === 0 && (rule.test(line) || /^\s*CỦA\s/.test(line))) {
      from = end = lineEnd + 1
    } else {
      if (rule.test(line) || bodyOpening.test(line) || lineEnd - from > maxReadSubject) break
      end = lineEnd
      lines++
      if (/[.;:]\s*$/.test(line)) break
    }
    at = lineEnd + 1
  }
  return lines === 0 ? undefined : trimmed(mapped, from, end)
}

function trimmed(mapped: MappedText, from: number, to: number): Found | undefined {
  const text = mapped.text.slice(from, to)
  const lead = /^\s*/.exec(text)![0].length
  const body = text.trim().replace(/[\s.;,:]+$/, '')
  if (body === '') return undefined
  const place = mapped.place(from + lead, from + lead + body.length)
  return { value: body.replace(/\s+/g, ' '), ...place }
}

/** The normalised position of a place in the text received. */
function positionOf(mapped: MappedText, received: number): number {
  let low = 0
  let high = mapped.text.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (mapped.place(middle, middle + 1).start < received) low = middle + 1
    else high = middle
  }
  return low
}
