// The secrecy interlock's eye: finds standalone marks MẬT, TỐI MẬT, TUYỆT MẬT in a text. Pure; what a finding
// leads to (refuse, keep nothing) is left to the use cases, file names to secrecy-file-name.ts. A scan cannot
// prove that a document is not secret: it only catches what is marked, so the sender must declare as well.
// In doubt it finds a mark: a wrong refusal costs a message, a missed mark breaks the law.
import { normaliseText, normaliseWithPlaces } from '../../platform/vietnamese-text.ts'
import { markInFileName } from './secrecy-file-name.ts'
import { levelOf, plainLetters, type SecrecyLevel, squeezed } from './secrecy-level.ts'

export type { SecrecyLevel } from './secrecy-level.ts'

/**
 * A mark found. Callers must not store or log `raw` or its place: a refused document leaves nothing behind.
 */
export interface SecrecyMark {
  level: SecrecyLevel
  where: 'text' | 'file_name'
  start: number
  end: number
  raw: string
}

/**
 * Every standalone secrecy mark, one per line of text at most. Standalone: a line or column of its own (also
 * spaced out, bracketed, decomposed or in an old font's encoding), after 'Độ mật:', set off by punctuation at
 * either end of a line, or among the parts of a document's head. Words in running text (bí mật, bảo mật, mật
 * thiết, văn bản mật) are no marks.
 */
export function findSecrecyMarks(input: { text?: string; fileName?: string }): SecrecyMark[] {
  const marks = marksInText(input.text ?? '')
  const level = markInFileName(input.fileName ?? '')
  if (level !== null && input.fileName !== undefined)
    marks.push({ level, where: 'file_name', start: 0, end: input.fileName.length, raw: input.fileName })
  return marks
}

const mark = '(?:TUYỆT\\s+|TỐI\\s+)?MẬT'
const labelled = new RegExp(`độ\\s+mật\\s*[:=]\\s*[^\\p{L}\\n]{0,6}(${mark})(?!\\p{L})(?!\\s*độ)`, 'iu')
const sep = '[ .·_-]{1,3}'
const spaced = (word: string) => Array.from(word).join(sep)
const spacedOut = new RegExp(
  `(?<!\\p{L})(?:${spaced('TUYỆT')}${sep}|${spaced('TỐI')}${sep})?${spaced('MẬT')}(?!\\p{L})`,
  'u',
)
const open = '[(\\[{<«【]'
const close = '[)\\]}>»】]'
const bracketed = new RegExp(`${open}\\s*(${mark})\\s*${close}`, 'u')
const bracketedAtEdge = new RegExp(
  `^\\s*${open}\\s*(${mark})\\s*${close}|${open}\\s*(${mark})\\s*${close}\\W*$`,
  'iu',
)
const leading = new RegExp(`^\\W*(${mark})\\s*(?:[-:.;!]|\\/)(?!\\p{L})`, 'u')
const trailing = new RegExp(`\\s[-:;.!/]\\s*(${mark})[\\s.!*]*$`, 'u')
const bodyLine =
  /^\s*(?:TỈNH ỦY|THÀNH ỦY|ĐẢNG ỦY|HUYỆN ỦY|QUẬN ỦY|THỊ ỦY|ĐẢNG BỘ|CHI BỘ|BAN |VĂN PHÒNG|ỦY BAN|UỶ BAN)/
const bodyAndMark = new RegExp(`^[^\\p{Ll}]*?(?<!(?:BÍ|BẢO|CƠ|ĐỘ|DẤU|LIỆU|BẢN)\\s)(${mark})\\s*$`, 'u')

/** What else stands on the lines of a document's head, besides a mark. */
const headParts = new RegExp(
  [
    'ĐẢNG CỘNG SẢN VIỆT NAM',
    'CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    '(?:THƯỢNG )?KHẨN',
    'H(?:ỎA|OẢ) TỐC(?: HẸN GIỜ)?',
    'TÀI LIỆU HỘI NGHỊ',
    'LƯU HÀNH NỘI BỘ',
    'Bản số\\s*:?\\s*\\d*',
    'Số\\s*:?\\s*\\d*\\s*-?\\s*\\p{L}{1,6}\\s*\\/\\s*\\p{L}+',
    '(?<!\\p{L})(?!(?:TUYỆT |TỐI )?MẬT)\\p{Lu}[\\p{L}. ]{1,30},' +
      '\\s*ngày[\\s\\d.…]*tháng[\\s\\d.…]*năm[\\s\\d.…]*',
  ].join('|'),
  'gu',
)

function marksInText(received: string): SecrecyMark[] {
  const latin = plainLetters(received)
  if (!hasMark(normaliseText(latin))) return []
  const mapped = normaliseWithPlaces(latin)
  const marks: SecrecyMark[] = []
  for (const line of markedLines(mapped.text)) {
    const { start, end } = mapped.place(line.start, line.end)
    marks.push({ level: line.level, where: 'text', start, end, raw: received.slice(start, end) })
  }
  return marks
}

/** Places are only worked out for a text that has a mark: most have none, and some are long. */
const hasMark = (text: string) => markedLines(text).next().done !== true

function* markedLines(text: string): Generator<{ level: SecrecyLevel; start: number; end: number }> {
  let start = 0
  let previous = ''
  for (const line of text.split('\n')) {
    const level = line.length > 500 ? levelInLongLine(line) : levelInLine(line, previous)
    const end = start + line.length
    if (level !== null) yield { level, start, end }
    start = end + 1
    if (line.trim() !== '') previous = line
  }
}

/** A paragraph without line breaks: only forms that no running text has. */
function levelInLongLine(line: string): SecrecyLevel | null {
  const found = labelled.exec(line)?.[1] ?? spacedOut.exec(line)?.[0] ?? bracketed.exec(line)?.[1]
  return found === undefined ? levelInColumns(line) : levelOf(squeezed(found))
}

function levelInLine(line: string, previous: string): SecrecyLevel | null {
  const alone = levelOf(squeezed(line))
  if (alone !== null) return wordContinues(previous, line) ? null : alone
  const inColumn = levelInColumns(line)
  if (inColumn !== null) return inColumn
  const edge = bracketedAtEdge.exec(line)
  const found =
    labelled.exec(line)?.[1] ??
    spacedOut.exec(line)?.[0] ??
    bracketed.exec(line)?.[1] ??
    edge?.[1] ??
    edge?.[2] ??
    leading.exec(line)?.[1] ??
    trailing.exec(line)?.[1] ??
    (bodyLine.test(line) ? bodyAndMark.exec(line)?.[1] : undefined)
  if (found !== undefined) return levelOf(squeezed(found))
  const rest = line.replace(headParts, ' ')
  return rest !== line && /MẬT/.test(rest) ? levelOf(squeezed(rest)) : null
}

/** Text in columns comes out of a PDF as one line with wide gaps, tabs or bars. */
function levelInColumns(line: string): SecrecyLevel | null {
  const columns = line.trim().split(/\s{2,}|\t|[|│¦]/)
  if (columns.length < 2) return null
  for (const column of columns) {
    const level = /^\W*\p{Lu}/u.test(column) ? levelOf(squeezed(column)) : null
    if (level !== null) return level
  }
  return null
}

/** 'bảo vệ bí' + 'mật': the mark-like word only ends a word begun on the line before. */
function wordContinues(previous: string, line: string): boolean {
  const sameCase = /\p{Ll}/u.test(line) === /\p{Ll}\s*$/u.test(previous)
  return sameCase && /(?<!\p{L})(?:bí|bảo|cơ|độ)\s*$/iu.test(previous)
}
