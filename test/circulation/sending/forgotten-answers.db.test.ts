// What an answer said stands nowhere once it has been said: it may hold an enrolment code or a link.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { enqueueMessage } from '../../../src/circulation/outbox.ts'
import { telegramTest as test } from '../fixtures.ts'
import { firstChat, monday, never, statesOf, testSender } from '../world.ts'

const code = '7KQM-W3PX-2ZHD'

test('a code that was sent stands in no column of any table', async ({ db, telegram }) => {
  await enqueueMessage(db, {
    purpose: 'answer',
    lane: 0,
    telegramChatId: firstChat,
    payload: { message: { text: `Mã: ${code}` }, progress: { language: 'vi' } },
    dueAt: monday,
    now: monday,
  })
  expect(await placesOf()).toEqual(['delivery'])
  await testSender(db, { url: telegram.url }).run(never)
  expect(await statesOf(db)).toEqual({ sent: 1 })
  expect(await placesOf()).toEqual([])
  // What the bot still needs of it stays.
  const { payload } = await db.selectFrom('delivery').select('payload').executeTakeFirstOrThrow()
  expect(payload).toEqual({ progress: { language: 'vi' } })

  /** The tables in which the code stands, as text. */
  async function placesOf(): Promise<string[]> {
    const tables = await sql<{ name: string }>`select relname as name from pg_class
      where relkind = 'r' and relnamespace = current_schema()::regnamespace order by 1`.execute(db)
    const found: string[] = []
    for (const { name } of tables.rows) {
      const rows =
        await sql`select from ${sql.table(name)} t where t::text like ${`%${code}%`} limit 1`.execute(db)
      if (rows.rows.length > 0) found.push(name)
    }
    return found
  }
})
