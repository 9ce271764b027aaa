// Wake-ups belong to transactions: out with the commit, once, and never with a rollback.
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import { wakeAfterCommit } from '../../src/platform/wake-after-commit.ts'
import { useDatabase } from '../support/database.ts'

const base = useDatabase()
beforeEach(() => base.reset())

test('a wake-up goes out once its transaction has committed, and once however often it was given', async () => {
  await base.db.transaction().execute(async (tx) => {
    await wakeAfterCommit(tx, 'seal-audit', {})
    await wakeAfterCommit(tx, 'plan-chase', { directiveId: 1 })
    await wakeAfterCommit(tx, 'plan-chase', { directiveId: 2 })
    await wakeAfterCommit(tx, 'seal-audit', {})
    expect(base.woken).toEqual([])
  })
  expect(base.woken).toEqual(['seal-audit', 'plan-chase', 'plan-chase'])
})

test('nobody is woken by what was rolled back, nor later on the same connection', async () => {
  const single = openDatabase({ url: base.url, max: 1, wake: (name) => base.woken.push(name) })
  const broken = single.db.transaction().execute(async (tx) => {
    await wakeAfterCommit(tx, 'seal-audit', {})
    throw new Error('planned')
  })
  await expect(broken).rejects.toThrow('planned')
  await single.db.transaction().execute((tx) => sql`select 1`.execute(tx))
  expect(base.woken).toEqual([])
  await single.close()
})

test('nobody is woken when the commit fails', async () => {
  const broken = base.db.transaction().execute(async (tx) => {
    await wakeAfterCommit(tx, 'seal-audit', {})
    await sql`create temporary table once (id int unique deferrable initially deferred)
      on commit drop`.execute(tx)
    await sql`insert into once values (1), (1)`.execute(tx)
  })
  await expect(broken).rejects.toThrow(/duplicate/)
  expect(base.woken).toEqual([])
})

test('transactions side by side wake each for itself; outside one a wake-up goes out at once', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const first = base.db.transaction().execute(async (tx) => {
    await wakeAfterCommit(tx, 'clean-up', {})
    await held
  })
  await base.db.transaction().execute((tx) => wakeAfterCommit(tx, 'chase-due', {}))
  await wakeAfterCommit(base.db, 'seal-audit', {})
  expect(base.woken).toEqual(['chase-due', 'seal-audit'])
  release()
  await first
  expect(base.woken).toEqual(['chase-due', 'seal-audit', 'clean-up'])
})
