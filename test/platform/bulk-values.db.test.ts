// Rows that come as JSON columns are the rows that the driver would have read.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { type JsonColumns, jsonColumns, rowsOfColumns } from '../../src/platform/bulk-values.ts'
import { test } from '../support/database.ts'

interface Row {
  id: number
  chat: number
  name: string | null
  payload: unknown
  isUrgent: boolean
  state: string
  at: Date | null
}
const columns: JsonColumns<Row> = {
  id: 'plain',
  chat: 'plain',
  name: 'plain',
  payload: 'plain',
  isUrgent: 'plain',
  state: 'plain',
  at: 'instant',
}

const rows = (limit: number) => sql`
  select * from (values
    (3::bigint, -1001234567890123::bigint, 'Chi bộ "Đông" \\ Tây' || chr(10) || '2',
      '{"items": [1, {"a": null}]}'::jsonb, true,
      'sent'::delivery_state, '2026-11-23 08:00:00.123456+07'::timestamptz),
    (1, 4503599627370495, null, null, false, 'pending', null),
    (2, 7, '', '"x"', false, 'unknown', '2026-11-23 08:00:00.123456+07'),
    (9, 8, 'sau', '[]', true, 'unknown', '1970-01-01 00:00:00+00')
  ) as v (id, chat, name, payload, "isUrgent", state, at) limit ${sql.lit(limit)}`

test('the same rows, in their order', async ({ db }) => {
  const plain = await sql<Row>`${rows(4)}`.execute(db)
  const found = await sql`select ${jsonColumns(columns)} from (${rows(4)}) r`.execute(db)
  expect(rowsOfColumns(found, columns)).toEqual(plain.rows)
  expect(plain.rows[0]?.at).toEqual(new Date('2026-11-23T01:00:00.123Z'))
})

test('no rows', async ({ db }) => {
  const found = await sql`select ${jsonColumns(columns)} from (${rows(0)}) r`.execute(db)
  expect(rowsOfColumns(found, columns)).toEqual([])
})
