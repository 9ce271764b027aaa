// The words in the markup of Word, Excel, PowerPoint and HTML: those that a reader sees, and all of them.
import { attributesOf, localName, markupTokens, unescaped } from './markup.ts'

/**
 * In Word and drawings words go on from run to run, whatever stands between; elsewhere an element ends a
 * line.
 */
const runPrefixes = new Set(['w', 'a', 'wp', 'wps', 'mc', 'v', 'o', 'm', 'wpg', 'w10', 'pic', 'w14', 'w15'])
/** Elements of other documents between which words go on. */
const within = new Set(
  'r t rpr b i u s strong em span font a sub sup small big del ins sz color wbr'.split(' '),
)
/** Elements that are a line, or a place in a line where words stand apart. */
const breaks = new Set(['tab', 'br', 'cr', 'txbxcontent', 'p'])
/** Attributes that are shown or kept as words. */
const spoken = new Set(['string', 'title', 'descr', 'alt', 'name', 'placeholder', 'formatcode'])
/** Elements whose `val` is shown or kept as words. */
const valued = new Set(['lvltext', 'docvar', 'alias', 'tag'])

/** What a reader sees. A text box stands apart from the paragraph that it is anchored in. */
export function shownText(xml: string): string {
  let text = ''
  let skipped: string | null = null
  let depth = 0
  for (const token of markupTokens(xml)) {
    if (token.kind === 'text') {
      if (skipped === null) text += token.text
      continue
    }
    const name = localName(token.name)
    if (skipped !== null) {
      if (name === skipped) depth += token.kind === 'open' ? 1 : token.kind === 'close' ? -1 : 0
      if (depth === 0) skipped = null
    } else if (token.kind === 'open' && unshown.has(name)) {
      skipped = name
      depth = 1
    } else text += between(name, token.kind)
  }
  return unescaped(text)
}

/** Field codes, deleted words, tab stops, and the same box once more for older programs. */
const unshown = new Set(['fallback', 'instrtext', 'deltext', 'ppr'])

function between(name: string, kind: 'open' | 'close' | 'empty'): string {
  if (name === 'nobreakhyphen') return '-'
  // A paragraph ends a line, and does not begin one; an empty one is a line without words.
  if (name === 'p') return kind === 'open' ? '' : '\n'
  if (name === 'txbxcontent') return '\n'
  return breaks.has(name) && kind !== 'close' ? '\n' : ''
}

/**
 * Everything: deleted words, words in drawings and cells, values of properties, what stands in attributes,
 * and what field codes make.
 */
export function everyText(xml: string): string {
  let text = ''
  let code = ''
  let inCode = false
  const aside: string[] = []
  const header = { is: false }
  for (const token of markupTokens(xml)) {
    if (token.kind === 'text') {
      if (inCode) code += token.text
      else text += header.is ? withoutHeaderCodes(token.text) : token.text
      continue
    }
    const name = localName(token.name)
    if (name === 'instrtext') inCode = token.kind === 'open'
    // The code of a field may be in many runs; it ends with its field, at the latest with its paragraph.
    else if ((name === 'fldchar' || name === 'p') && code !== '') {
      aside.push(...wordsOfCode(code))
      code = ''
    }
    if (token.kind !== 'open') header.is = false
    else if (/^(?:odd|even|first)(?:header|footer)$/.test(name)) header.is = true
    if (token.kind !== 'close') aside.push(...wordsOfTag(name, token.source))
    if (name === 'nobreakhyphen') text += '-'
    else if (endsLine(token.name)) text += '\n'
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return unescaped([...lines, ...aside, ...wordsOfCode(code)].join('\n'))
}

function endsLine(name: string): boolean {
  const local = localName(name)
  if (breaks.has(local)) return true
  return !runPrefixes.has(name.slice(0, Math.max(0, name.indexOf(':')))) && !within.has(local)
}

function wordsOfTag(name: string, source: string): string[] {
  const words: string[] = []
  for (const [attribute, value] of attributesOf(source)) {
    if (attribute === 'instr') words.push(...wordsOfCode(value))
    else if (spoken.has(attribute) || (attribute === 'val' && valued.has(name))) words.push(value)
  }
  return words
}

/** What a field code may show: 'QUOTE "MẬT"', 'DOCPROPERTY "Độ mật"', 'IF 1=1 "MẬT" ""'. */
function wordsOfCode(code: string): string[] {
  const plain = unescaped(code).trim()
  if (plain === '') return []
  const quoted = [...plain.matchAll(/["“]([^"“”]*)["”]/g)].map((found) => found[1]!)
  const argument = plain.replace(/^\w+\s/, '').split('\\')[0]!
  return [plain, argument, ...quoted]
}

/** Headers of a workbook: '&C&"Arial,Bold"&14MẬT' → 'MẬT'. */
const withoutHeaderCodes = (text: string): string =>
  unescaped(text).replace(/&(?:"[^"]*"|K[0-9A-F]{6}|\d{1,3}|[A-Z&])/gi, '\n')

/** The words of a page in HTML; scripts and styles left out. */
export function htmlText(html: string): string {
  let text = ''
  let skipped: string | null = null
  for (const token of markupTokens(html)) {
    const name = token.kind === 'text' ? '' : localName(token.name)
    if (skipped !== null) {
      if (token.kind === 'close' && name === skipped) skipped = null
    } else if (token.kind === 'text') text += token.text.replace(/\s+/g, ' ')
    else if (token.kind === 'open' && (name === 'script' || name === 'style')) skipped = name
    else if (endsLine(token.name)) text += '\n'
  }
  return unescaped(text)
}
