// The figures for /metrics: true, and answered by the small indexes whatever lies in the table.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { deliveryCounts } from '../../src/circulation/delivery-counts.store.ts'
import { test } from '../support/database.ts'
import { monday } from './world.ts'

test('equal count(*) of each state, without reading the table', async ({ db, database }) => {
  expect(await deliveryCounts(db)).toMatchObject({ pending: 0, parked: 0 })
  const open = ['pending', 'unknown', 'sending', 'failed', 'parked']
  await sql`insert into delivery (purpose, lane, telegram_chat_id, state, due_at, created_at)
    select 'notice', 1, i, coalesce((${open}::text[])[i % 1000], 'sent')::delivery_state, ${monday}, ${monday}
    from generate_series(1, 60000) i`.execute(db)
  await sql`analyze delivery`.execute(database.owner)
  expect(await deliveryCounts(db)).toEqual(Object.fromEntries(open.map((state) => [state, 60])))
  for (const pair of [`'pending', 'unknown'`, `'sending'`, `'failed', 'parked'`]) {
    const plan = await sql<{ 'QUERY PLAN': string }>`
      explain select state, count(*) from delivery where state in (${sql.raw(pair)}) group by state`.execute(
      db,
    )
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan')
  }
})
