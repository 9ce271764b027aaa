// A sender's connections plan its three statements once, and the plan stays good when a small table has
// become a large one.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { findDue, writeBack } from '../../src/circulation/sending/delivery.store.ts'
import { commitIntents } from '../../src/circulation/sending/intent.store.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { prepared } from '../../src/platform/prepared-statements.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { issueTo, monday, plantCells } from '../circulation/world.ts'
import { test } from '../support/database.ts'

test('plans made for a handful of rows walk the index among thousands, and are made once', async ({
  database,
}) => {
  const sending = openDatabase({ url: database.url, max: 1, keepsPlans: true })
  const { db } = sending
  const send = async (limit: number) => {
    const due = await findDue(db, { lane: 1, limit: 100, now: monday, held: 'nothing' })
    const { go } = await commitIntents(db, due.slice(0, limit), {
      owner: 'kept',
      leaseMs: 60_000,
      isBulk: true,
    })
    const results = go.map(({ id, generation }) => ({
      id,
      generation,
      state: 'sent' as const,
      messageId: id,
    }))
    return (await writeBack(db, results, monday)).length
  }
  const wholeTableScans = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(db)
    const found = await sql<{ relname: string; n: number }>`
      select relname, seq_scan as n from pg_stat_user_tables where relname in ('delivery', 'obligation')
        order by 1`.execute(db)
    return found.rows
  }
  const dueEntriesRead = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(db)
    const found = await sql<{ n: number }>`
      select idx_tup_read as n from pg_stat_user_indexes where indexrelname = 'delivery_due'`.execute(db)
    return found.rows[0]!.n
  }
  try {
    const small = await plantCells(database.db, 3)
    await circulateDirective(database.db, await issueTo(database.db, small.rootId), monday)
    await sql`vacuum analyze delivery, obligation`.execute(database.owner)
    for (let i = 0; i < 3; i++) expect(await send(1)).toBe(1)

    await database.reset()
    const large = await plantCells(database.db, 4_000)
    await circulateDirective(database.db, await issueTo(database.db, large.rootId, { number: 2 }), monday)
    const before = await wholeTableScans()
    for (let i = 0; i < 10; i++) expect(await send(20)).toBe(20)
    expect(await wholeTableScans()).toEqual(before)

    // In the order of the index and no further than asked, rather than all that waits, sorted.
    await sql`vacuum analyze delivery`.execute(database.owner)
    const readBefore = await dueEntriesRead()
    const due = await findDue(db, { lane: 1, limit: 2_000, now: monday, held: 'nothing' })
    expect(due).toHaveLength(2_000)
    expect((await dueEntriesRead()) - readBefore).toBeLessThan(2_500)

    const kept = await sql<{ n: number; most: number }>`
      select count(*) as n, max(generic_plans) as most from pg_prepared_statements
        where name like 'kept_%'`.execute(db)
    // Looks that ask for more are a text of their own.
    expect(kept.rows[0]!.n).toBe(4)
    expect(kept.rows[0]!.most).toBe(13)
  } finally {
    await sending.close()
  }
})

test('texts without end do not fill the server with plans', async ({ database }) => {
  const sending = openDatabase({ url: database.url, max: 1, keepsPlans: true })
  try {
    for (let i = 0; i < 300; i++)
      expect(
        (await sql<{ n: number }>`${prepared}select ${sql.lit(i)}::int as n`.execute(sending.db)).rows,
      ).toEqual([{ n: i }])
    const kept = await sql<{ n: number }>`select count(*) as n from pg_prepared_statements`.execute(
      sending.db,
    )
    expect(kept.rows[0]!.n).toBeLessThanOrEqual(200)
    expect(kept.rows[0]!.n).toBeGreaterThan(100)
  } finally {
    await sending.close()
  }
})
