// The committee term (nhiệm kỳ) a document belongs to: numbers run from 01 per kind and term. Terms are five
// years; where a committee's own boundaries differ, an administrator lists them in the setting
// `directive.terms`.
import type { Db } from '../platform/database.ts'
import { readSetting } from '../platform/setting.store.ts'

/** A term and the day it began, 'YYYY-MM-DD'. */
export interface Term {
  name: string
  from: string
}

/**
 * The term of a document issued on `day`. Without a fitting entry in `terms`: five years that begin on 1 July
 * of 2020, 2025, 2030 … (when commune and provincial committees are renewed).
 */
export function termOf(day: string, terms: readonly Term[] = []): string {
  const listed = terms.filter((term) => term.from <= day).sort((a, b) => (a.from < b.from ? 1 : -1))[0]
  if (listed) return listed.name
  const { year, month } = Temporal.PlainDate.from(day)
  const started = month >= 7 ? year : year - 1
  const first = started - (started % 5)
  return `${first}-${first + 5}`
}

/** The administrator's list; empty when there is none. */
export async function readTerms(db: Db): Promise<Term[]> {
  const terms = await readSetting(db, 'directive.terms')
  return Array.isArray(terms) ? (terms as unknown as Term[]) : []
}
