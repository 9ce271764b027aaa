// What somebody types to find directives, taken apart: a kind at its beginning, a time, a state, and the
// words that are left. Few phrases are known, so that one can tell what will happen: whoever types anything
// else searches for words. Pure.
import type { DirectiveState } from '../platform/database-types.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { parseVietnameseDate } from './reading/document-date.ts'
import { documentKinds, type KindName } from './reading/document-kinds.ts'
import { parseDocumentNumber } from './reading/document-number.ts'

export interface ReadQuery {
  /** The words that are left. */
  text: string
  kind?: KindName
  /** 'YYYY-MM-DD', both included. */
  since?: string
  until?: string
  state?: DirectiveState
}

const statePhrases: [RegExp, DirectiveState][] = [
  [/(?<!\S)da (?:duoc |bi )?thu hoi(?!\S)/, 'recalled'],
  [/(?<!\S)da (?:duoc |bi )?thay the(?!\S)/, 'superseded'],
  [/(?<!\S)da ket thuc(?!\S)/, 'closed'],
  [/(?<!\S)da phat hanh(?!\S)/, 'issued'],
]
const day = '\\d{1,2}[/.-]\\d{1,2}[/.-]\\d{4}'
const between = new RegExp(`(?<!\\S)tu (?:ngay )?(${day}) den (?:het )?(?:ngay )?(${day})(?!\\S)`)
const inMonth = /(?<!\S)thang (\d{1,2})(?:\/| nam )((?:19|20)\d\d)(?!\S)/
const inYear = /(?<!\S)(?:nam )?((?:19|20)\d\d)(?!\S)/

/** Case and diacritics do not matter. A whole document number is left alone. */
export function readRegisterQuery(typed: string): ReadQuery {
  const line = typed.normalize('NFC').trim().replace(/\s+/g, ' ')
  if (parseDocumentNumber(line).ok) return { text: line }
  // Without diacritics each letter keeps its place, so what is found can be cut out of what was typed.
  let rest = line
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(placed(rest))
    if (match)
      rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`
        .replace(/\s+/g, ' ')
        .trim()
    return match
  }
  const query: ReadQuery = { text: '' }
  const named = documentKinds
    .map((kind) => ({ kind, key: searchKey(kind.vi) }))
    .sort((a, b) => b.key.length - a.key.length)
    .find(({ key }) => take(new RegExp(`^${key}(?!\\S)`)))
  if (named) query.kind = named.kind.name
  for (const [pattern, state] of statePhrases) if (!query.state && take(pattern)) query.state = state
  const time = timeOf(take)
  return { ...query, ...time, text: rest }
}

function timeOf(take: (pattern: RegExp) => RegExpExecArray | null): { since?: string; until?: string } {
  const range = take(between)
  if (range) {
    const [since, until] = [parseVietnameseDate(range[1]!), parseVietnameseDate(range[2]!)]
    return { ...(since.ok ? { since: since.date } : {}), ...(until.ok ? { until: until.date } : {}) }
  }
  const month = take(inMonth)
  if (month && Number(month[1]) >= 1 && Number(month[1]) <= 12)
    return monthOf(Number(month[2]), Number(month[1]))
  const year = take(inYear)
  return year ? yearOf(Number(year[1])) : {}
}

/** All days of a month. */
export function monthOf(year: number, month: number): { since: string; until: string } {
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  return { since: first.toString(), until: first.with({ day: first.daysInMonth }).toString() }
}

/** All days of a year. */
export function yearOf(year: number): { since: string; until: string } {
  return { since: `${year}-01-01`, until: `${year}-12-31` }
}

/** Lower case without diacritics, letter by letter in its place. */
function placed(text: string): string {
  return Array.from(text.normalize('NFC'))
    .map((letter) => (letter === ' ' ? ' ' : searchKey(letter).slice(0, 1) || letter))
    .join('')
}
