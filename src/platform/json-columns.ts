// Results that are read thousands of times a second, as one row of JSON columns. The driver parses each value of each row by
// itself; JSON.parse takes a whole column at once, and costs PostgreSQL no more.
import { type QueryResult, type RawBuilder, sql } from 'kysely'

type Names<Row> = readonly (keyof Row & string)[]

/** What to select from rows that have these columns; nothing else may stand beside it. Rows keep their order. */
export function jsonColumns<Row>(names: Names<Row>): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql`json_agg(${sql.ref(name)})::text as ${sql.ref(name)}`))
}

/** The rows of such a result. Values are what JSON makes of them; those of the columns `instants` become dates. */
export function rowsOfColumns<Row>(
  result: QueryResult<unknown>,
  names: Names<Row>,
  instants: Names<Row> = [],
): Row[] {
  const texts = result.rows[0] as Record<string, string | null>
  const columns = names.map((name) => {
    const values = JSON.parse(texts[name] ?? '[]') as unknown[]
    return instants.includes(name) ? datesOf(values as (string | null)[]) : values
  })
  return (columns[0] ?? []).map((_, i) => {
    const row: Record<string, unknown> = {}
    for (let at = 0; at < names.length; at++) row[names[at]!] = columns[at]![i]
    return row as Row
  })
}

// Messages that go out together mostly share their deadlines.
function datesOf(texts: readonly (string | null)[]): (Date | null)[] {
  const known = new Map<string, Date>()
  return texts.map((text) => {
    if (text === null) return null
    const date = known.get(text) ?? new Date(text)
    known.set(text, date)
    return date
  })
}
