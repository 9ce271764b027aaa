// The bot in front of the organisation of test/directive/world.ts, for the tests of what it does there.
import { test as base } from '../../directive/fixtures.ts'
import { monday } from '../../directive/world.ts'
import { buttonData, createTestBot, type Said } from '../bot-fixture.ts'

/** Tests with a bot to which everybody of that organisation writes; `user` is a Telegram user id by name. */
export const test = base
  // What Telegram would hand out, by file id; an error is thrown instead.
  .extend('files', () => new Map<string, Uint8Array | Error>())
  .extend('bot', ({ db, files, world: _world }) => createTestBot(db, monday, files))
  .extend('user', ({ world }) => (name: string) => {
    return world.telegramUserId[name]!
  })

/** The same, mostly from the seat of the office of T; `tap` is on the last of some messages. */
export const officeTest = test
  .extend('office', ({ user }) => user('office'))
  .extend('tap', ({ bot, office }) => async (said: Said[], label: string, who = office) => {
    return await bot.tap(who, buttonData(last(said), label))
  })

export const last = (said: Said[]) => said.at(-1)!
