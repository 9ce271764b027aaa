// Finds directives in the register: by number in any spelling, by words of the subject with or without
// diacritics, by kind, issuer, dates and state. Who may see what is an extra condition that the caller
// brings.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { DirectiveState } from '../platform/database-types.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { type DirectiveRow, readDirectives } from './directive.store.ts'
import type { KindName } from './reading/document-kinds.ts'
import { documentNumberKey, formatDocumentNumber, parseDocumentNumber } from './reading/document-number.ts'

export interface RegisterQuery {
  /** A number or words; every word must begin a word of the number or the subject. */
  text?: string
  kind?: KindName
  issuerUnitId?: number
  /** 'YYYY-MM-DD', both included. */
  since?: string
  until?: string
  states?: readonly DirectiveState[]
  /** A condition on `d`, the directive: what the asker may see. */
  visible?: RawBuilder<boolean>
  limit: number
  offset?: number
}

/** What fits, newest first; one more than `limit` when there is more. */
export async function searchRegister(db: Db, query: RegisterQuery): Promise<DirectiveRow[]> {
  const { text = '', kind, issuerUnitId, since, until, states, visible, limit, offset = 0 } = query
  const conditions: RawBuilder<unknown>[] = []
  if (text.trim() !== '') conditions.push(fits(text))
  if (kind) conditions.push(sql`d.kind = ${kind}`)
  if (issuerUnitId !== undefined) conditions.push(sql`d.issuer_unit_id = ${issuerUnitId}`)
  if (since) conditions.push(sql`d.issued_on >= ${since}`)
  if (until) conditions.push(sql`d.issued_on <= ${until}`)
  if (states) conditions.push(sql`d.state = any(${[...states]}::directive_state[])`)
  if (visible) conditions.push(visible)
  const where = conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`
  return await readDirectives(db, where, sql`d.issued_on desc, d.id desc limit ${limit + 1} offset ${offset}`)
}

/**
 * What a directive is found by: the words of its number and subject without diacritics, each after a space.
 */
export function directiveSearchKey(numberText: string, subject: string): string {
  return ` ${wordsOf(`${numberText} ${subject}`).join(' ')}`
}

function wordsOf(text: string): string[] {
  return searchKey(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

/** A whole number is looked up as such (QD also as QĐ: finding may guess); anything else by its words. */
function fits(text: string): RawBuilder<unknown> {
  const parsed = parseDocumentNumber(text)
  if (parsed.ok) {
    const { number } = parsed
    // 05/CT-TU for 05-CT/TU: people mix the forms of the Party and of the state.
    const mixed = formatDocumentNumber({ ...number, form: number.form === 'party' ? 'state' : 'party' })
    const keys = [number.text, ...parsed.suggestions, mixed].map((each) => documentNumberKey(each))
    return sql`d.number_key = any(${keys}::text[])`
  }
  // A space before each word: the trigram index then serves words of two letters as well. One condition each:
  // the index cannot serve LIKE ALL (array).
  const likes = wordsOf(text)
    .slice(0, 12)
    .map((word) => sql`d.search_key like ${`% ${word}%`}`)
  if (likes.length === 0) return sql`false`
  const words = sql.join(likes, sql` and `)
  const loose = looseNumber(text)
  return loose ? sql`(d.search_key like ${`${loose}%`} or ${words})` : words
}

/**
 * How the key of a number begins that is written without its dash or slash, with dots, or without leading
 * zeros: 'số 5 ct tw', '05CT/TW', '5.ct.tw', 'số 5'. Null when the text is none.
 */
function looseNumber(text: string): string | null {
  const match = /^(so )?0*(\d{1,5})(?:[^\p{L}\d]*(\p{L}{2,6}(?:[^\p{L}\d]+\p{L}[\p{L}\d]{0,13})?))?$/u.exec(
    searchKey(text),
  )
  if (!match || (!match[1] && !match[3])) return null
  const codes = wordsOf(match[3] ?? '').map((word) => ` ${word}`)
  return ` ${match[2]!.padStart(2, '0')}${codes.join('') || ' '}`
}
