// Set-up of the tests of the chat. Apart from chat-world.ts, which faults use without a test runner.
import { test as base } from '../support/database.ts'
import { makeChatWorld, person } from './chat-world.ts'

/** Tests with the organisation of chat-world.ts; the secretary of A11 and the office of T have a phone. */
export const test = base
  .extend('world', async ({ db }) => await makeChatWorld(db))
  .extend('secretary', ({ world }) => person(world, world.user.secretary!))
  .extend('office', ({ world }) => person(world, world.user.office!))
