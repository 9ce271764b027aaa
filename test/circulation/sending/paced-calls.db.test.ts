// Calls that are no messages: none is lost to a 429, of several for one message the latest is made.
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Outcome } from '../../../src/circulation/messenger.ts'
import { createPacedCalls } from '../../../src/circulation/sending/paced-calls.ts'
import { createLog } from '../../../src/platform/log.ts'
import { test as base } from '../../support/database.ts'

const sent: Outcome = { kind: 'sent', messageId: 1 }
const test = base
  .extend('made', (): string[] => [])
  .extend('calls', ({ db }) =>
    createPacedCalls({
      db,
      log: createLog({ level: 'silent', role: 'test' }),
      settings: { bulkPerSecond: 500, answersPerSecond: 500 },
    }),
  )

test('each is made once, and only the latest of those for one message', async ({ calls, made }) => {
  const call = (key: string, state: string) => ({
    key,
    telegramChatId: 1,
    make: async () => {
      made.push(`${key}:${state}`)
      return sent
    },
  })
  calls.add(call('a', 'old'))
  calls.add(call('b', 'only'))
  calls.add(call('a', 'new'))
  await calls.idle()
  expect(made.toSorted()).toEqual(['a:new', 'b:only'])
})

test('what is refused comes again as often as it takes, and its chat rests for everybody', async ({
  db,
  calls,
  made,
}) => {
  let refusals = 12
  calls.add({
    key: 'a',
    telegramChatId: 77,
    make: async () => {
      if (refusals-- > 0)
        return { kind: 'not_delivered', reason: 'rate_limited', retryAfterMs: 1, detail: '429' }
      made.push('a')
      return sent
    },
  })
  await calls.idle()
  expect(made).toEqual(['a'])
  const rests = await sql<{ key: string }>`select key from pace where key like 'chat:%'`.execute(db)
  expect(rests.rows).toEqual([{ key: 'chat:77' }])
})

test('what Telegram refuses for good is not tried again', async ({ calls, made }) => {
  calls.add({
    key: 'a',
    telegramChatId: 1,
    make: async () => {
      made.push('a')
      return { kind: 'final', reason: 'target_missing', code: 400, detail: 'gone' }
    },
  })
  await calls.idle()
  expect(made).toEqual(['a'])
})
