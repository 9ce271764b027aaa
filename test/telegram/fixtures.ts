// Set-up of the tests of the chat. Apart from chat-world.ts, which faults use without a test runner.
import { type Actor, findActor } from '../../src/org/actor.ts'
import type { Tx } from '../../src/platform/database.ts'
import { test as base } from '../support/database.ts'
import { makeChatWorld, person } from './chat-world.ts'

/** Tests with the organisation of chat-world.ts; the secretary of A11 and the office of T have a phone. */
export const test = base
  .extend('world', async ({ db }) => await makeChatWorld(db))
  .extend('secretary', ({ world }) => person(world, world.user.secretary!))
  .extend('office', ({ world }) => person(world, world.user.office!))
  // Work in a transaction as one of the people of that organisation, with the duties of the moment.
  .extend(
    'as',
    ({ db, world }) =>
      async <T>(who: string, now: Date, work: (tx: Tx, actor: Actor) => Promise<T>) =>
        await db.transaction().execute(async (tx) => {
          const actor = await findActor(tx, world.user[who]!, now)
          return await work(tx, actor!)
        }),
  )
