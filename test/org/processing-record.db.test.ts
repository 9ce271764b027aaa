// The record of processing activities against the database as it is: a new column forces a decision.
import { expect, test } from 'vitest'
import { notAboutPeople, processingActivities } from '../../src/org/processing-record.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()

interface Column {
  name: string
  type: string
}

async function columns(): Promise<Column[]> {
  const found = await database.database.pool.query<Column>(
    `select c.table_name || '.' || c.column_name as name, c.data_type as type from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%' order by 1`,
  )
  return found.rows
}

/** Could hold something about a person: an account, a name, who did it, free text, anything without a shape. */
const suspicious = ({ name, type }: Column) =>
  ['json', 'jsonb', 'bytea'].includes(type) ||
  /officer|_by$|by_|telegram|account|phone|mail|address|contact|person|name|title|_text$|body|note|reason|subject$|answer|payload|data$|search_key|actor|language|consent|detail|birth/.test(
    name.split('.')[1] ?? '',
  )

test('every column that may hold personal data is in the record, or is said to hold none', async () => {
  const known = new Set([
    ...processingActivities.flatMap((activity) => activity.columns),
    ...Object.keys(notAboutPeople),
  ])
  const missing = (await columns()).filter((column) => suspicious(column) && !known.has(column.name))
  expect(missing).toEqual([])
})

test('the record names no column that is gone, and none twice', async () => {
  const present = new Set((await columns()).map((column) => column.name))
  const named = [...processingActivities.flatMap((one) => one.columns), ...Object.keys(notAboutPeople)]
  expect(named.filter((name) => !present.has(name))).toEqual([])
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([])
})
