// The table of outcome classes: what is written about a message.
import { expect, test } from 'vitest'
import { chatStateOf, settle } from '../../../src/circulation/sending/settle.ts'

const row = { id: 1, generation: 3, copies: 1 }
const rules = { resendDelayMs: 30_000, backOffMs: 500 }

test('sent', () => {
  expect(settle(row, { kind: 'sent', messageId: 9 }, rules)).toEqual({
    id: 1,
    generation: 3,
    state: 'sent',
    messageId: 9,
  })
})

test('surely not delivered: waits as long as the channel says, or backs off', () => {
  const limited = { kind: 'not_delivered', reason: 'rate_limited', retryAfterMs: 7_000, detail: '' } as const
  expect(settle(row, limited, rules)).toMatchObject({ state: 'pending', notDelivered: true, waitMs: 7_000 })
  const unreachable = { kind: 'not_delivered', reason: 'unreachable', detail: '' } as const
  expect(settle(row, unreachable, rules)).toMatchObject({ state: 'pending', notDelivered: true, waitMs: 500 })
})

test('unknown: one re-send, then a person decides', () => {
  const unknown = { kind: 'unknown', detail: 'reset' } as const
  expect(settle(row, unknown, rules)).toMatchObject({ state: 'unknown', waitMs: 30_000 })
  expect(settle({ ...row, copies: 2 }, unknown, rules)).toMatchObject({ state: 'parked' })
})

test('a refused token is not the fault of the message', () => {
  const refused = { kind: 'final', reason: 'unauthorized', code: 401, detail: '' } as const
  expect(settle(row, refused, rules)).toMatchObject({ state: 'pending', notDelivered: true })
})

test('the state of a chat follows what was refused', () => {
  expect(chatStateOf('blocked', 7)).toBe('blocked')
  expect(chatStateOf('kicked', 7)).toBe('left')
  expect(chatStateOf('no_rights', -100)).toBe('no_rights')
  expect(chatStateOf('no_topic', -100)).toBe('no_rights')
  expect(chatStateOf('no_rights', 7)).toBeUndefined()
  expect(chatStateOf('bad_request', 7)).toBeUndefined()
})
