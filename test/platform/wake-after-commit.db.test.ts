// Wake-ups belong to transactions: out with the commit, once, and never with a rollback.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import { wakeAfterCommit } from '../../src/platform/wake-after-commit.ts'
import { test } from '../support/database.ts'

test('a wake-up goes out once its transaction has committed, and once however often it was given', async ({
  db,
  database,
}) => {
  await db.transaction().execute(async (tx) => {
    await wakeAfterCommit(tx, 'seal-audit', {})
    await wakeAfterCommit(tx, 'plan-chase', { directiveId: 1 })
    await wakeAfterCommit(tx, 'plan-chase', { directiveId: 2 })
    await wakeAfterCommit(tx, 'seal-audit', {})
    expect(database.woken).toEqual([])
  })
  expect(database.woken).toEqual(['seal-audit', 'plan-chase', 'plan-chase'])
})

test('nobody is woken by what was rolled back, nor later on the same connection', async ({ database }) => {
  const single = openDatabase({ url: database.url, max: 1, wake: (name) => database.woken.push(name) })
  const broken = single.db.transaction().execute(async (tx) => {
    await wakeAfterCommit(tx, 'seal-audit', {})
    throw new Error('planned')
  })
  await expect(broken).rejects.toThrow('planned')
  await single.db.transaction().execute((tx) => sql`select 1`.execute(tx))
  expect(database.woken).toEqual([])
  await single.close()
})

test('nobody is woken when the commit fails', async ({ db, database }) => {
  const broken = db.transaction().execute(async (tx) => {
    await wakeAfterCommit(tx, 'seal-audit', {})
    await sql`create temporary table once (id int unique deferrable initially deferred)
      on commit drop`.execute(tx)
    await sql`insert into once values (1), (1)`.execute(tx)
  })
  await expect(broken).rejects.toThrow(/duplicate/)
  expect(database.woken).toEqual([])
})

test('transactions side by side wake each for itself; outside one a wake-up goes out at once', async ({
  db,
  database,
}) => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const first = db.transaction().execute(async (tx) => {
    await wakeAfterCommit(tx, 'clean-up', {})
    await held
  })
  await db.transaction().execute((tx) => wakeAfterCommit(tx, 'chase-due', {}))
  await wakeAfterCommit(db, 'seal-audit', {})
  expect(database.woken).toEqual(['chase-due', 'seal-audit'])
  release()
  await first
  expect(database.woken).toEqual(['chase-due', 'seal-audit', 'clean-up'])
})
