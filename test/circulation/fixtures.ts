// Set-up of the tests of this room. Apart from world.ts, which benches and faults use without a test runner.
import type { Tx } from '../../src/platform/database.ts'
import type { SandboxLimits } from '../../src/sandbox/limits.ts'
import { test as base } from '../support/database.ts'
import { circulateDirective } from './circulate.ts'
import { issueTo, monday, plantCells, startTelegram } from './world.ts'

/**
 * Tests with `cells` cells, each with a chat of its own; `ids` are the units by code: T, A0, …, C0, ….
 * `directiveId` is issued to all of them and not circulated yet.
 */
export const test = base
  .extend('cells', 3)
  .extend('ids', async ({ db, cells }): Promise<Record<string, number>> => {
    await plantCells(db, cells)
    const units = await db.selectFrom('unit').select(['id', 'code']).execute()
    return Object.fromEntries(units.map(({ id, code }) => [code, id]))
  })
  .extend('directiveId', async ({ db, ids }) => await issueTo(db, ids.T!))
  .extend(
    'transact',
    ({ db }) =>
      async <T>(work: (tx: Tx) => Promise<T>) =>
        await db.transaction().execute(work),
  )

/** The same with a local Telegram for those chats, and a pool for several senders side by side. */
export const telegramTest = test
  .extend('poolSize', { scope: 'file' }, 20)
  .extend('telegramLimits', { enforce: false } as Partial<SandboxLimits>)
  .extend('telegram', async ({ cells, telegramLimits }, { onCleanup }) => {
    const telegram = await startTelegram(cells, telegramLimits)
    onCleanup(() => telegram.close())
    return telegram
  })

/** Each of these tests begins when the directive has been circulated and nothing of it is sent. */
export const sendingTest = telegramTest.extend(
  'circulation',
  { auto: true },
  async ({ db, directiveId }) => await circulateDirective(db, directiveId, monday),
)
