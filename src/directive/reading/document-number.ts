// Document numbers (số, ký hiệu): reading, writing, comparing and finding them in running text. Doubtful
// letters (QD for QĐ, DUK for ĐUK, letters of other alphabets that look alike) are suggested, never changed.
// Which document of that number is meant (issuer, term, date) is left to the register.
import { normaliseText, normaliseWithPlaces, wordKey } from '../../platform/vietnamese-text.ts'
import {
  type DocumentIssuer,
  type DocumentKind,
  documentIssuers,
  documentKinds,
  kindsOfCode,
} from './document-kinds.ts'

export {
  type DocumentIssuer,
  type DocumentKind,
  documentIssuers,
  documentKinds,
  type KindName,
  kindsOfCode,
} from './document-kinds.ts'

/** A document number taken apart. */
export interface DocumentNumber {
  /** 1 … 99999, counted per kind and committee term, not per year. */
  readonly number: number
  /**
   * Code as the table writes it ('CT', 'CTr', 'QĐ'); 'QD' stays 'QD' until somebody accepts the suggestion.
   */
  readonly kind: string
  /** 'TW', 'TU', 'ĐUK', 'UBND', in capitals. */
  readonly issuer: string
  /** Only in the state bodies' form with a year: '15/2020/QĐ-UBND'. */
  readonly year?: number
  /** 'party' is 05-CT/TW; 'state' is 15/QĐ-UBND. */
  readonly form: 'party' | 'state'
  /** Canonical writing: '05-CT/TW'. */
  readonly text: string
}

/** Why a text is no document number. */
export type DocumentNumberFault = 'empty' | 'form' | 'zero' | 'no_kind' | 'unknown_kind'

export type ParsedDocumentNumber =
  | {
      ok: true
      number: DocumentNumber /** Canonical writings that may be meant instead. */
      suggestions: string[]
    }
  | { ok: false; reason: DocumentNumberFault }

/** The tables to judge by; the built-in ones when left out. */
export interface DocumentNumberTables {
  kinds?: readonly DocumentKind[]
  issuers?: readonly DocumentIssuer[]
}

/** A reference found in running text: where it stands in the text received and what was written there. */
export interface FoundDocumentNumber {
  number: DocumentNumber
  start: number
  end: number
  raw: string
  suggestions: string[]
}

/**
 * Letters of other alphabets that look like those of a code: they come from other keyboards and from text
 * recognition.
 */
const lookAlikes: Record<string, string> = Object.fromEntries(
  [
    ['АВЕКМНОРСТХУ', 'ABEKMHOPCTXY'],
    ['аеорсху', 'aeopcxy'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
    ['ÐƉ', 'ĐĐ'],
  ].flatMap(([others = '', latin = '']) =>
    Array.from(others).map((letter, index) => [letter, latin[index]!]),
  ),
)
/** The code in the letters that are meant. */
const inLatin = (code: string) =>
  Array.from(code)
    .map((letter) => lookAlikes[letter] ?? letter)
    .join('')
/** Slashes that look alike are slashes, as dashes are dashes. One letter for one, so that places stay. */
const plainSlashes = (text: string) => text.replace(/[\u2044\u2215\uFF0F]/g, '/')

const gap = '[ \\t]*'
const letters = `[A-Za-zĐđ${Object.keys(lookAlikes).join('')}]`
const kindPattern = `(?<kind>${letters}{1,6})`
const issuerPattern = `(?<issuer>${letters}(?:${letters}|\\d){0,13})`
const partyPattern = `(?<number>\\d{1,5})${gap}-${gap}${kindPattern}${gap}/${gap}${issuerPattern}`
const yearPattern = `(?:(?<year>\\d{4})${gap}/${gap})?`
const stateNumber = `(?<number>\\d{1,5})${gap}/${gap}${yearPattern}`
const statePattern = `${stateNumber}${kindPattern}${gap}-${gap}${issuerPattern}`
const wholeParty = new RegExp(`^${partyPattern}$`)
const wholeState = new RegExp(`^${statePattern}$`)
/** '05/TU', '05-TU', '05 TU': the kind is missing. A bare number is something else. */
const withoutKind = new RegExp(`^\\d{1,5}${gap}[-/]?${gap}(${letters}{2,14})$`)

/** In running text a line may end after a dash. */
const broken = (pattern: string) => pattern.replaceAll(`-${gap}`, `-${gap}\\n?${gap}`)
const brokenState = broken(statePattern).replaceAll('(?<', '(?<s_')
const inRunningText = new RegExp(
  `(?<![\\p{L}\\p{N}/.,-])(?:${broken(partyPattern)}|${brokenState})(?![\\p{L}\\p{N}])`,
  'gu',
)

/**
 * Reads one document number: '05-CT/TW', '05- CT/TW', 'số 2182 - TB/TU', '126–QĐ/TW', '15/QĐ-UBND'. Spaces,
 * dashes, letter case, Unicode form and a leading 'Số' do not matter.
 * Source: the numbering rules for party documents (NN-LOẠI/CƠQUAN) and state bodies (NN/[year/]LOẠI-CƠQUAN).
 */
export function parseDocumentNumber(text: string, tables: DocumentNumberTables = {}): ParsedDocumentNumber {
  const line = plainSlashes(normaliseText(text))
    .trim()
    .replace(/^số\s*:?\s*/i, '')
    .replace(/[.,;]$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (line === '') return { ok: false, reason: 'empty' }
  const match = wholeParty.exec(line) ?? wholeState.exec(line)
  if (match === null) return { ok: false, reason: lacksKind(line, tables) ? 'no_kind' : 'form' }
  return fromGroups(match.groups!, wholeParty.test(line) ? 'party' : 'state', tables)
}

/** '05/TU' lacks its kind; '05-CT' has one and lacks the issuer. */
function lacksKind(line: string, { kinds = documentKinds }: DocumentNumberTables): boolean {
  const code = withoutKind.exec(line)?.[1]
  return code !== undefined && kindsOfCode(code, kinds).length === 0
}

/** Canonical writing: '05-CT/TW', '15/QĐ-UBND', '15/2020/QĐ-UBND'. */
export function formatDocumentNumber(number: Omit<DocumentNumber, 'text'>): string {
  const digits = String(number.number).padStart(2, '0')
  if (number.form === 'party') return `${digits}-${number.kind}/${number.issuer}`
  return `${digits}/${number.year === undefined ? '' : `${number.year}/`}${number.kind}-${number.issuer}`
}

/**
 * Key for comparing numbers, from a number or from text. Texts that are no number get a key too, so that old
 * register entries still compare. Case, spaces, dashes, Unicode form and leading zeros are equal; Đ is not D.
 */
export function documentNumberKey(number: DocumentNumber | string): string {
  if (typeof number !== 'string') return formatDocumentNumber(number).toLowerCase()
  const parsed = parseDocumentNumber(number)
  if (parsed.ok) return parsed.number.text.toLowerCase()
  return wordKey(number).replace(/\s*([-/])\s*/g, '$1')
}

/**
 * Every reference in running text, in reading order. Only known kinds count, so '30/CT-2' or 'A-B/C' do not.
 */
export function findDocumentNumbers(text: string, tables: DocumentNumberTables = {}): FoundDocumentNumber[] {
  const mapped = normaliseWithPlaces(text)
  const found: FoundDocumentNumber[] = []
  for (const match of plainSlashes(mapped.text).matchAll(inRunningText)) {
    const groups = match.groups!
    const form = groups.number === undefined ? 'state' : 'party'
    const parts = form === 'party' ? groups : stripped(groups)
    if (!looksLikeCode(parts.issuer!)) continue
    const parsed = fromGroups(parts, form, tables)
    if (!parsed.ok) continue
    const place = mapped.place(match.index, match.index + match[0].length)
    found.push({ number: parsed.number, suggestions: parsed.suggestions, ...place })
  }
  return found
}

/** A doubt about a kind at a level; the answer may stand. */
export interface KindWarning {
  rule: 'kind_unusual_for_unit'
  kind: string
  unitKind: string
}

const grassRootsKinds = new Set(['grassroots', 'section', 'cell'])

/** Grass-roots committees and cells issue no chỉ thị: a warning, never a refusal. `unitKind` is unit.kind. */
export function kindWarnings(kind: string, unitKind: string): KindWarning[] {
  const isDirective = kind.normalize('NFC').toUpperCase() === 'CT'
  return isDirective && grassRootsKinds.has(unitKind)
    ? [{ rule: 'kind_unusual_for_unit', kind, unitKind }]
    : []
}

type Groups = Record<string, string | undefined>

function fromGroups(
  groups: Groups,
  form: 'party' | 'state',
  { kinds = documentKinds, issuers = documentIssuers }: DocumentNumberTables,
): ParsedDocumentNumber {
  const number = Number(groups.number)
  if (number === 0) return { ok: false, reason: 'zero' }
  const codes = new Map(kinds.map((each) => [each.code.toLowerCase(), each.code]))
  const written = groups.kind!.toLowerCase()
  const latin = inLatin(groups.kind!).toLowerCase()
  const kindGuesses = codes.has(written)
    ? []
    : [latin, ...guessesWithĐ(latin)].flatMap((guess) => codes.get(guess) ?? [])
  if (!codes.has(written) && kindGuesses.length === 0) return { ok: false, reason: 'unknown_kind' }
  const kind = codes.get(written) ?? groups.kind!.toUpperCase()
  const issuer = groups.issuer!.toUpperCase()
  const known = new Set(issuers.map((each) => each.code))
  const latinIssuer = inLatin(issuer)
  const meant = guessesWithĐ(latinIssuer).filter((guess) => known.has(guess))
  const issuerGuesses = known.has(issuer) ? [] : latinIssuer === issuer ? meant : [latinIssuer, ...meant]
  const build = (kindCode: string, issuerCode: string): DocumentNumber => {
    const year = groups.year === undefined ? {} : { year: Number(groups.year) }
    const parts = { number, kind: kindCode, issuer: issuerCode, ...year, form }
    return { ...parts, text: formatDocumentNumber(parts) }
  }
  const suggestions = new Set<string>()
  for (const kindGuess of kindGuesses.length > 0 ? kindGuesses : [kind])
    for (const issuerGuess of issuerGuesses.length > 0 ? issuerGuesses : [issuer])
      suggestions.add(build(kindGuess, issuerGuess).text)
  const asWritten = build(kind, issuer)
  suggestions.delete(asWritten.text)
  return { ok: true, number: asWritten, suggestions: [...suggestions] }
}

/** Every way to read some of the D in `code` as Đ, without `code` itself. */
function guessesWithĐ(code: string): string[] {
  let guesses = ['']
  for (const letter of code) {
    const other = letter === 'D' ? 'Đ' : letter === 'd' ? 'đ' : undefined
    guesses = guesses.flatMap((guess) => (other ? [guess + letter, guess + other] : [guess + letter]))
  }
  return guesses.filter((guess) => guess !== code)
}

/**
 * In running text an issuer is written in capitals (or wholly in small letters), never like a common word.
 */
function looksLikeCode(issuer: string): boolean {
  return (
    issuer.length >= 2 &&
    (issuer === issuer.toUpperCase() || /^\p{Ll}{2,8}$/u.test(issuer) || /[Đđ]/.test(issuer))
  )
}

function stripped(groups: Groups): Groups {
  return Object.fromEntries(
    Object.entries(groups)
      .filter(([name]) => name.startsWith('s_'))
      .map(([name, value]) => [name.slice(2), value]),
  )
}
