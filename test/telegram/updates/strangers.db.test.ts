// Accounts without a duty: one answer a minute, behind everybody else; a code still enrols at once.
import { expect } from 'vitest'
import { storeUpdates } from '../../../src/telegram/updates/intake.ts'
import { openUpdates } from '../../../src/telegram/updates/update.store.ts'
import { me, saidTo, textUpdate } from '../bot-fixture.ts'
import { test } from '../fixtures.ts'

const stranger = 987_654_321

test('fifteen messages within a minute get one answer, the next minute another', async ({ world }) => {
  for (let round = 1; round <= 2; round++) {
    await world.bot.receive(Array.from({ length: 15 }, (_, n) => textUpdate(stranger, `chào ${n}`)))
    await world.bot.handleOpenUpdates()
    expect(await saidTo(world.db, stranger)).toHaveLength(round)
    world.clock.moveTo(new Date(world.clock.now().getTime() + 60_000))
  }
  const open = await world.db
    .selectFrom('telegram_update')
    .select('seq')
    .where('handled_at', 'is', null)
    .execute()
  expect(open).toEqual([])
})

test('the answer waits until nobody else waits', async ({ world }) => {
  await world.bot.receive([textUpdate(stranger, 'chào'), textUpdate(world.user.secretary!, 'chào')])
  await world.bot.handleOpenUpdates()
  const lanes = await world.db
    .selectFrom('delivery')
    .select(['telegram_chat_id', 'lane'])
    .where('purpose', '=', 'answer')
    .execute()
  expect(new Map(lanes.map((row) => [row.telegram_chat_id, row.lane]))).toEqual(
    new Map([
      [stranger, 1],
      [world.user.secretary!, 0],
    ]),
  )
})

test('updates of officers come before those of any number of strangers', async ({ world }) => {
  const crowd = Array.from({ length: 200 }, (_, n) => textUpdate(stranger + n, 'chào'))
  await storeUpdates(
    world.db,
    me.id,
    [...crowd, textUpdate(world.user.secretary!, 'chào')],
    world.clock.now(),
  )
  const [first] = await openUpdates(world.db, me.id, world.clock.now(), 64)
  expect(first?.payload.message?.from?.id).toBe(world.user.secretary!)
  expect(first?.isStranger).toBe(false)
})
