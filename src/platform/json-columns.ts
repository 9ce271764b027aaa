// Results that are read thousands of times a second, as one row of JSON columns. The driver parses each value of each row by
// itself; JSON.parse takes a whole column at once, and costs PostgreSQL no more.
import { type QueryResult, type RawBuilder, sql } from 'kysely'

/** Every column of a row: its value is what JSON makes of it, or an instant. */
export type JsonColumns<Row> = Record<keyof Row & string, 'plain' | 'instant'>

/** What to select from rows that have these columns; nothing else may stand beside it. Rows keep their order. */
export function jsonColumns<Row>(columns: JsonColumns<Row>): RawBuilder<unknown> {
  return sql.join(
    Object.keys(columns).map((name) => sql`json_agg(${sql.ref(name)})::text as ${sql.ref(name)}`),
  )
}

/** The rows of such a result. */
export function rowsOfColumns<Row>(result: QueryResult<unknown>, columns: JsonColumns<Row>): Row[] {
  const texts = result.rows[0] as Record<string, string | null>
  const names = Object.keys(columns) as (keyof Row & string)[]
  const values = names.map((name) => {
    const column = JSON.parse(texts[name] ?? '[]') as unknown[]
    return columns[name] === 'instant' ? datesOf(column as (string | null)[]) : column
  })
  return (values[0] ?? []).map((_, i) => {
    const row: Record<string, unknown> = {}
    for (let at = 0; at < names.length; at++) row[names[at]!] = values[at]![i]
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
