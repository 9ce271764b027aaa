// Values by the thousand, past the driver: it quotes and escapes each element of an array and parses each
// value of each row by itself, which costs measurable CPU at thousands of messages a second. An array goes
// in as one text; rows come out as one JSON array per column, which JSON.parse reads at once and which
// costs PostgreSQL no more.
import { type QueryResult, type RawBuilder, sql } from 'kysely'

/** `{1,NULL,3}`, for a parameter that the statement casts, such as `${numberArray(ids)}::bigint[]`. */
export const numberArray = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`

/** How each column of a row is read: as JSON gives it, or as an instant. */
export type JsonColumns<Row> = Record<keyof Row & string, 'plain' | 'instant'>

/** The whole select list over rows that have these columns. Rows keep their order. */
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

// Messages that go out together mostly share their deadlines: each text is parsed once.
function datesOf(texts: readonly (string | null)[]): (Date | null)[] {
  const known = new Map<string, Date>()
  return texts.map((text) => {
    if (text === null) return null
    const date = known.get(text) ?? new Date(text)
    known.set(text, date)
    return date
  })
}
