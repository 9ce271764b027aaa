// The secrecy interlock's eye: finds standalone marks MẬT, TỐI MẬT, TUYỆT MẬT in a text. Pure; what a finding
// leads to (refuse, keep nothing) is left to the use cases, file names to secrecy-file-name.ts. A scan cannot
// prove that a document is not secret: it only catches what is marked, so the sender must declare as well.
// In doubt it finds a mark and says that it doubts: a wrong refusal costs a message, a missed mark breaks the
// law.

import { withoutOldFont } from './old-fonts.ts'
import { markInFileName } from './secrecy-file-name.ts'
import {
  labelNouns,
  levelOf,
  misspelt,
  plainLetters,
  type SecrecyLevel,
  type Spelled,
  squeezed,
} from './secrecy-level.ts'

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
  /** It may be something else, such as the name of a place: a person may vouch for it, with a reason. */
  isDoubtful: boolean
}

/**
 * Every standalone secrecy mark, one per line of text at most. Standalone: a line or column of its own (also
 * spaced out, a letter per line, drawn twice, bracketed, misspelt or in an old font), after 'Độ mật' or a
 * kind of paper, set off by punctuation at either end of a line, or among the parts of a document's head.
 * Words in running text (bí mật, bảo mật, mật thiết, văn bản mật) are no marks, nor is a table of all levels
 * in a text on the protection of secrets, nor a place whose name ends in them.
 */
export function findSecrecyMarks(input: { text?: string; fileName?: string }): SecrecyMark[] {
  const marks = marksInText(input.text ?? '')
  const { fileName = '' } = input
  const found = markInFileName(fileName)
  if (found) marks.push({ ...found, where: 'file_name', start: 0, end: fileName.length, raw: fileName })
  return marks
}

interface Line {
  text: string
  start: number
  end: number
}

/**
 * What a line says. `list`: a bare level in small letters, as in a table; `table`: all three side by side.
 */
interface Finding extends Spelled {
  form: 'mark' | 'list' | 'table'
}

type Found = Finding & { line: Line; index: number }

function marksInText(received: string): SecrecyMark[] {
  // Most texts have none of it, and some are long.
  if (!/m/i.test(plainLetters(received))) return []
  const found: Found[] = []
  const letters = new LettersInLines()
  let previous = ''
  let index = 0
  for (const line of linesOf(received)) {
    index++
    const text = tidied(line.text)
    const spelled = letters.add(text)
    const finding = findingIn(text, previous) ?? (spelled && { ...spelled, form: 'mark' as const })
    if (finding) found.push({ ...finding, line, index })
    if (text.trim() !== '') previous = text
  }
  if (found.length === 0) return []
  return judged(found, received).map(({ level, isDoubtful, line: { start, end } }) => ({
    level,
    where: 'text',
    start,
    end,
    raw: received.slice(start, end),
    isDoubtful,
  }))
}

/** The lines of a text, whichever character ends them. */
function* linesOf(text: string): Generator<Line> {
  let start = 0
  for (const end of text.matchAll(/\r\n|[\n\r\v\f\u0085\p{Zl}\p{Zp}]|$/gu)) {
    yield { text: text.slice(start, end.index), start, end: end.index }
    start = end.index + end[0].length
  }
}

const oneOf = (words: readonly string[]) => `(?:${words.join('|')})`
const misspeltLevel = new RegExp(
  `(?<!\\p{L})(?:(${oneOf(misspelt.toi)})|(${oneOf(misspelt.tuyet)}))(?=\\s+` +
    `${oneOf([...misspelt.mat, 'MẠT'])}(?!\\p{L}))`,
  'giu',
)
const misspeltMat = /(?<!\p{L})mât(?!\p{L})|(?<=(?:tối|tuyệt)\s{1,9})mạt(?!\p{L})/giu

/** A line in plain letters, the words of levels spelt right. */
function tidied(line: string): string {
  const plain = plainLetters(withoutOldFont(line))
  if (!/m[âạậ]t/i.test(plain)) return plain
  return plain
    .replace(misspeltLevel, (word) => likeCase(/^to|^t[^u]/i.test(word) ? 'tối' : 'tuyệt', word))
    .replace(misspeltMat, (word) => likeCase('mật', word))
}

/** The word in the letter case of another: capitals, a capital at its start, or small. */
function likeCase(word: string, other: string): string {
  if (other === other.toUpperCase()) return word.toUpperCase()
  return /^\p{Lu}/u.test(other) ? word[0]!.toUpperCase() + word.slice(1) : word
}

const mark = '(?:TUYỆT\\s+|TỐI\\s+)?MẬT'
const label = '(?:độ\\s+(?:bảo\\s+)?mật|dấu\\s+(?:chỉ\\s+độ\\s+)?mật|cấp\\s+mật)'
/** What follows makes the word another one: 'mật độ', 'mật mã'. */
const noOtherWord = '(?!\\p{L})(?!\\s*(?:độ|thiết|khẩu|mã|vụ|ong))'
const labelled = new RegExp(
  `${label}\\s*[:=>|-]\\s*[^\\p{L}\\n]{0,6}(?:[xv]\\W{1,3})?(${mark})${noOtherWord}`,
  'iu',
)
const labelledInCapitals = new RegExp(
  `(?:Đ|đ)(?:ộ|Ộ)\\s+(?:mật|MẬT)\\s+(${mark})(?!\\p{L})(?!\\s*(?:ĐỘ|KHẨU|MÃ))`,
  'u',
)
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
const noun = oneOf(labelNouns)
const leading = new RegExp(`^\\W*(?:${noun}\\s+)?(${mark})\\s*(?:[-:.;!]|\\/)(?!\\p{L})`, 'u')
/** 'MẬT (bản số 3)', 'TỐI MẬT (T)', 'Mật (bản số 3)'. */
const remarked = new RegExp(`^\\W*(${mark})\\s*${open}[^)\\]}]{0,40}${close}\\W*$`, 'u')
const numbered = new RegExp(`^\\W*(${mark})\\W{0,3}(?:bản\\s+)?số\\W{0,3}\\d`, 'iu')
const trailing = new RegExp(`\\s[-:;.!/]\\s*(${mark})[\\s.!*]*$`, 'u')
const bodyLine =
  /^\s*(?:TỈNH ỦY|THÀNH ỦY|ĐẢNG ỦY|HUYỆN ỦY|QUẬN ỦY|THỊ ỦY|ĐẢNG BỘ|CHI BỘ|BAN |VĂN PHÒNG|ỦY BAN|UỶ BAN)/
const bodyAndMark = new RegExp(`^[^\\p{Ll}]*?(?<!(?:BÍ|BẢO|CƠ|ĐỘ|DẤU|LIỆU|BẢN)\\s)(${mark})\\s*$`, 'u')
/** A place that ends in the word: 'THÔN TÂN MẬT'. Its name is the group. */
const placeKinds = 'THÔN|XÓM|ẤP|BUÔN|BẢN|LÀNG|SÓC|KHU|KHÓM|PHỐ|XÃ|PHƯỜNG|TDP|THỊ TRẤN'
const place = new RegExp(
  `(?<!\\p{L})(?:${placeKinds})\\s+(?!TỐI |TUYỆT )((?:\\p{Lu}{2,8}\\s+)?MẬT)\\s*$`,
  'u',
)

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

/** Longer lines are paragraphs without breaks: only forms that no running text has are looked for. */
const maxLineLength = 500

function findingIn(line: string, previous: string): Finding | null {
  const named = marked(labelled.exec(line)?.[1] ?? labelledInCapitals.exec(line)?.[1])
  if (named) return named
  if (line.length > maxLineLength)
    return marked(spacedOut.exec(line)?.[0] ?? bracketed.exec(line)?.[1]) ?? inColumns(line)
  const letters = squeezed(line)
  const alone = levelOf(letters)
  if (alone) {
    if (wordContinues(previous, line)) return null
    return { ...alone, form: /\p{Ll}/u.test(letters) ? 'list' : 'mark' }
  }
  const edge = bracketedAtEdge.exec(line)
  return (
    inColumns(line) ??
    marked(
      spacedOut.exec(line)?.[0] ??
        bracketed.exec(line)?.[1] ??
        edge?.[1] ??
        edge?.[2] ??
        leading.exec(line)?.[1] ??
        remarked.exec(line)?.[1] ??
        numbered.exec(line)?.[1] ??
        trailing.exec(line)?.[1],
    ) ??
    besideBody(line) ??
    inHead(line)
  )
}

function marked(words: string | undefined): Finding | null {
  const spelled = words === undefined ? null : levelOf(squeezed(words))
  return spelled && { ...spelled, form: 'mark' }
}

/** A mark behind the name of a committee. Behind that of a village it may be part of the name. */
function besideBody(line: string): Finding | null {
  const finding = bodyLine.test(line) ? marked(bodyAndMark.exec(line)?.[1]) : null
  return finding && { ...finding, isDoubtful: finding.isDoubtful || place.test(line) }
}

/** A mark among the other parts of a document's head, all on one line. */
function inHead(line: string): Finding | null {
  const rest = line.replace(headParts, ' ')
  return rest !== line && /MẬT/.test(rest) ? marked(rest) : null
}

/** Text in columns comes out of a PDF as one line with wide gaps, tabs or bars. */
function inColumns(line: string): Finding | null {
  const columns = line.trim().split(/\s{2,}|\t|[|│¦]/)
  if (columns.length < 2) return null
  const found = columns
    .filter((column) => column.length <= maxLineLength && /^\P{L}*\p{Lu}/u.test(column))
    .map((column) => levelOf(squeezed(column)))
    .filter((spelled) => spelled !== null)
  const [first] = found
  if (!first) return null
  return { ...first, form: hasAllLevels(found) ? 'table' : 'mark' }
}

const hasAllLevels = (found: readonly Spelled[]) => new Set(found.map(({ level }) => level)).size === 3

/** 'bảo vệ bí' + 'mật': the mark-like word only ends a word begun on the line before. */
function wordContinues(previous: string, line: string): boolean {
  const sameCase = /\p{Ll}/u.test(line) === /\p{Ll}\s*$/u.test(previous)
  return sameCase && /(?<!\p{L})(?:bí|bảo|cơ|độ)\s*$/iu.test(previous)
}

/** Letters on lines, or in cells, of their own: 'M' 'Ậ' 'T'. Lines without any letter do not part them. */
class LettersInLines {
  #pieces: string[] = []

  /** What the letters up to this line spell. */
  add(line: string): Spelled | null {
    const letters = line.length > maxPieceLine ? line : squeezed(line)
    if (letters === '') return null
    if (letters.length > maxPiece) {
      this.#pieces = []
      return null
    }
    this.#pieces = [...this.#pieces.slice(1 - maxPieces), letters]
    let joined = ''
    let longest: Spelled | null = null
    for (const piece of this.#pieces.toReversed()) {
      joined = (piece + joined).normalize('NFC')
      if (joined !== letters) longest = levelOf(joined) ?? longest
    }
    if (longest) this.#pieces = []
    return longest
  }
}
/** Letters that a line of its own may have: one, drawn twice, or two. */
const maxPiece = 2
const maxPieceLine = 40
/** TUYỆT MẬT, each letter on two lines. */
const maxPieces = 16

/** Lines between the cells of a table of levels. */
const maxLinesApart = 6
const aboutSecrets = /b(?:ảo vệ|í) ?(?:bí )?mật nhà nước/iu

/**
 * Weighs what was found against the whole text. A table of all three levels in small letters is no mark where
 * the text is about the protection of secrets, and a doubt elsewhere. A place is one when its name stands in
 * the text in small letters as well.
 */
function judged(found: readonly Found[], received: string): Found[] {
  const text = plainLetters(received)
  const isAboutSecrets = aboutSecrets.test(text)
  const places = placesIn(text)
  const kept: Found[] = []
  for (const group of groupsOf(found)) {
    const isTable = group[0]!.form !== 'mark' && hasAllLevelsOf(group)
    if (isTable && isAboutSecrets) continue
    for (const each of group) {
      const name = each.isDoubtful ? place.exec(tidied(each.line.text))?.[1] : undefined
      if (name !== undefined && places.has(inSmallLetters(name))) continue
      kept.push({ ...each, isDoubtful: each.isDoubtful || isTable })
    }
  }
  return kept
}

/** Names that end in the word, in small letters: 'Tân Mật', and 'Mật' behind the word for a village. */
function placesIn(text: string): Set<string> {
  const two = text.matchAll(/(?<!\p{L})\p{Lu}\p{Ll}{1,7} Mật(?!\p{L})/gu)
  const one = text.matchAll(/(?:thôn|xóm|ấp|buôn|bản|làng|sóc|khu|khóm|phố|xã|phường)\s(Mật)(?!\p{L})/giu)
  return new Set([...Array.from(two, ([name]) => name), ...Array.from(one, ([, name]) => name!)])
}

const hasAllLevelsOf = (group: readonly Found[]) =>
  group.some(({ form }) => form === 'table') || hasAllLevels(group)

/** Neighbouring cells of a list together; every other mark is a group of its own. */
function groupsOf(found: readonly Found[]): Found[][] {
  const groups: Found[][] = []
  for (const each of found) {
    const last = groups.at(-1)?.at(-1)
    const isNext = last?.form === 'list' && each.form === 'list' && each.index - last.index <= maxLinesApart
    if (isNext) groups.at(-1)!.push(each)
    else groups.push([each])
  }
  return groups
}

/** 'TÂN MẬT' → 'Tân Mật'. */
const inSmallLetters = (name: string) =>
  name.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, (first) => first.toUpperCase())
