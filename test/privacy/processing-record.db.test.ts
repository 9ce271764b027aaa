// The record of processing activities against the database as it is: a new column forces a decision.
import { expect } from 'vitest'
import { processingActivities } from '../../src/privacy/processing-record.ts'
import { test as base } from '../support/database.ts'

/** Columns that look as if they told of a person and do not, with the reason. */
const notAboutPeople: Readonly<Record<string, string>> = {
  'audit_entry.actor_kind': 'officer, system or operator',
  'audit_entry.subject_kind': 'a kind of thing',
  'audit_entry.prev_hash': 'a hash',
  'audit_entry.hash': 'a hash',
  'audit_head.hash': 'a hash',
  'calendar_day.name': 'of a holiday',
  'circulation_watch.shown': 'a stage and counts',
  'delivery.asks': 'of obligations',
  'delivery.language': 'of a message',
  'directive.audience': 'units',
  'directive.number_text': 'of a document',
  'directive.outline': 'questions',
  'directive.reminders': 'days',
  'directive.unseen': 'what a scan could not see',
  'directive_version.ended_by': 'what ended it',
  'directive_draft_file.sha256': 'a hash',
  'directive_draft_file.telegram_bot_id': 'of the bot',
  'directive_draft_file.telegram_file_id': 'of a file',
  'directive_file.sha256': 'a hash',
  'directive_file.telegram_bot_id': 'of the bot',
  'directive_file.telegram_file_id': 'of a file',
  'directive_link.to_number_text': 'of a document',
  'enrolment_code.code_hash': 'a hash',
  'export_request.language': 'of a table',
  'export_request.scope': 'of directives',
  'file_content.sha256': 'a hash',
  'obligation.path_names': 'of units',
  'obligation.unit_name': 'of a unit',
  'report_outline.definition': 'questions',
  'report_review.fields': 'names of fields',
  'report_version.warnings': 'names of checks',
  'report_draft.asked': 'keys of questions',
  'saved_audience.audience': 'units',
  'secrecy_refusal.reason': 'one of two words',
  'setting.value': 'settings of the organisation',
  'unit.name': 'of a unit',
  'unit.search_key': 'of a unit',
  'unit_history.name': 'of a unit',
  'unit_successor.reason': 'merge, split …',
}

interface Column {
  name: string
  type: string
}

/**
 * Could hold something about a person: an account, a name, who did it, free text, anything without a shape.
 */
const suspicious = ({ name, type }: Column) =>
  ['json', 'jsonb', 'bytea'].includes(type) ||
  /officer|_by$|by_|telegram|account|phone|mail|address|contact|person|name|title|_text$|body|note|reason|subject$|answer|payload|data$|search_key|actor|language|consent|detail|birth/.test(
    name.split('.')[1] ?? '',
  )

// Every column of every table.
const test = base.extend('columns', { scope: 'file' }, async ({ database }) => {
  const found = await database.database.pool.query<Column>(
    `select c.table_name || '.' || c.column_name as name, c.data_type as type
      from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%'
       order by 1`,
  )
  return found.rows
})

test('every column that may hold personal data is in the record, or is said to hold none', async ({
  columns,
}) => {
  const known = new Set([
    ...processingActivities.flatMap((activity) => activity.columns),
    ...Object.keys(notAboutPeople),
  ])
  const missing = columns.filter((column) => suspicious(column) && !known.has(column.name))
  expect(missing).toEqual([])
})

test('the record names no column that is gone, and none twice', async ({ columns }) => {
  const present = new Set(columns.map((column) => column.name))
  const named = [...processingActivities.flatMap((one) => one.columns), ...Object.keys(notAboutPeople)]
  expect(named.filter((name) => !present.has(name))).toEqual([])
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([])
})
