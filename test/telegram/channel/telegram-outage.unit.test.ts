// What the log and the figures say of an outage of Telegram: two lines for messages and updates together.
import { expect, test } from 'vitest'
import type { Messenger, Outcome } from '../../../src/circulation/messenger.ts'
import { createLog } from '../../../src/platform/log.ts'
import { createOutageLog } from '../../../src/platform/outage-log.ts'
import type { BotApi } from '../../../src/telegram/channel/bot-api.ts'
import { observeMessenger, outcomeWord } from '../../../src/telegram/channel/observe-messenger.ts'
import { pollUpdates } from '../../../src/telegram/updates/polling.ts'
import { silentMessenger } from '../../faults/harness.ts'

function recordingLog() {
  const lines: string[] = []
  const log = createLog({ level: 'silent', role: 'test' })
  const note = (_fields: unknown, text: string) => void lines.push(text)
  Object.assign(log, { warn: note, info: note })
  return { log, lines }
}

test('polling tells the shared outage, and nothing of its own', async () => {
  const { log, lines } = recordingLog()
  const outage = createOutageLog(log, 'Telegram')
  outage.failed('messages', 'ECONNREFUSED connect')
  const stop = new AbortController()
  const answers: (() => unknown[])[] = [
    () => {
      throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    },
    () => [],
    () => {
      stop.abort()
      return []
    },
  ]
  const api = { call: async () => answers.shift()!() } as unknown as BotApi
  await pollUpdates({ api, receive: async () => {}, log, outage }, stop.signal)
  expect(lines).toEqual(['Telegram does not answer; trying again until it does'])
  outage.worked('messages')
  expect(lines.at(-1)).toBe('Telegram is back')
  expect(lines).toHaveLength(2)
})

test('a fault of the database while updates are stored is no outage of Telegram', async () => {
  const { log, lines } = recordingLog()
  const outage = createOutageLog(log, 'Telegram')
  const stop = new AbortController()
  const api = { call: async () => [{ update_id: 1 }] } as unknown as BotApi
  let tries = 0
  const receive = async () => {
    if (tries++ > 0) return stop.abort()
    throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  }
  await pollUpdates({ api, receive, log, outage }, stop.signal)
  expect(outage.isAway).toBe(false)
  expect(lines).toEqual(['Fetching updates failed; trying again', 'Fetching updates works again'])
})

test('every outcome is told, by one word each; a 429 is a word of its own', async () => {
  const outcomes: Outcome[] = [
    { kind: 'sent', messageId: 1 },
    { kind: 'not_delivered', reason: 'rate_limited', detail: '' },
    { kind: 'not_delivered', reason: 'unreachable', detail: '' },
    { kind: 'final', reason: 'blocked', code: 403, detail: '' },
    { kind: 'unknown', detail: '' },
  ]
  const next = async () => outcomes.shift()!
  const words: string[] = []
  const inner: Messenger = { ...silentMessenger, send: next, edit: next, editButtons: next, remove: next }
  const messenger = observeMessenger(inner, (outcome) => words.push(outcomeWord(outcome)))
  const to = { telegramChatId: 1 }
  await messenger.send(to, { text: 'x' })
  await messenger.edit(to, 1, { text: 'x' })
  await messenger.editButtons(to, 1, [])
  await messenger.remove(to, 1)
  await messenger.send(to, { text: 'x' })
  expect(words).toEqual(['sent', 'rate_limited', 'unreachable', 'refused', 'unknown'])
})
