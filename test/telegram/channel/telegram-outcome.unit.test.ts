// What the Bot API answers, and what it means for a message.
import { describe, expect, test } from 'vitest'
import { outcomeOfAnswer, outcomeOfFailure } from '../../../src/telegram/channel/telegram-outcome.ts'

const refused = (code: number, description: string, parameters?: object) =>
  JSON.stringify({ ok: false, error_code: code, description, parameters })

describe('answers', () => {
  test('sent, with the handle of a file', () => {
    const body = JSON.stringify({ ok: true, result: { message_id: 7, document: { file_id: 'abc' } } })
    expect(outcomeOfAnswer(200, body)).toEqual({ kind: 'sent', messageId: 7, fileId: 'abc' })
    expect(outcomeOfAnswer(200, '{"ok":true,"result":true}')).toEqual({ kind: 'sent', messageId: 0 })
  })

  test('429 says how long to wait; without a number, a second', () => {
    const body = refused(429, 'Too Many Requests: retry after 31', { retry_after: 31 })
    expect(outcomeOfAnswer(429, body)).toMatchObject({ kind: 'not_delivered', retryAfterMs: 31_000 })
    expect(outcomeOfAnswer(429, '<html>')).toMatchObject({ kind: 'not_delivered', retryAfterMs: 1_000 })
  })

  test.each([
    [403, 'Forbidden: bot was blocked by the user', 'blocked'],
    [400, 'Bad Request: bot was blocked by the user', 'blocked'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'blocked'],
    [403, 'Forbidden: user is deactivated', 'deactivated'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'kicked'],
    [403, 'Forbidden: bot is not a member of the channel chat', 'kicked'],
    [400, 'Bad Request: chat not found', 'not_found'],
    [400, 'Bad Request: not enough rights to send text messages to the chat', 'no_rights'],
    [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', 'no_rights'],
    [400, 'Bad Request: CHAT_SEND_DOCS_FORBIDDEN', 'no_rights'],
    [400, 'Bad Request: need administrator rights in the channel chat', 'no_rights'],
    [400, 'Bad Request: message thread not found', 'no_topic'],
    [400, 'Bad Request: TOPIC_CLOSED', 'no_topic'],
    [400, 'Bad Request: TOPIC_DELETED', 'no_topic'],
    [400, 'Bad Request: message to edit not found', 'target_missing'],
    [400, "Bad Request: can't parse entities", 'bad_request'],
    [413, 'Request Entity Too Large', 'too_large'],
    [401, 'Unauthorized', 'unauthorized'],
    [404, 'Not Found', 'unauthorized'],
  ])('%i %s', (status, description, reason) => {
    expect(outcomeOfAnswer(status, refused(status, description))).toMatchObject({ kind: 'final', reason })
  })

  test.each([302, 307, 407, 421, 511])('%i of something on the way: nothing was passed on', (status) => {
    expect(outcomeOfAnswer(status, '<html>')).toMatchObject({ kind: 'not_delivered', reason: 'unreachable' })
  })

  test('a group with a new id', () => {
    const body = refused(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -100_123,
    })
    expect(outcomeOfAnswer(400, body)).toEqual({ kind: 'migrated', toChatId: -100_123 })
  })

  test('an edit that changes nothing is done', () => {
    expect(outcomeOfAnswer(400, refused(400, 'Bad Request: message is not modified'))).toMatchObject({
      kind: 'sent',
    })
  })

  test.each([
    [502, '<html>Bad Gateway</html>'],
    [500, refused(500, 'Internal Server Error')],
    [200, '{"ok":true,"result":{"message_'],
    [403, 'a proxy says no'],
    [200, '<html>Mời đăng nhập mạng</html>'],
    [200, 'null'],
  ])('whatever cannot be read leaves it open: %i %s', (status, body) => {
    expect(outcomeOfAnswer(status, body)).toMatchObject({ kind: 'unknown' })
  })
})

describe('failures', () => {
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'ECONNRESET',
    'EPROTO',
    'UND_ERR_SOCKET',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('%s before the request was begun: nothing was written', (code) => {
    expect(outcomeOfFailure(Object.assign(new Error('x'), { code }), false)).toMatchObject({
      kind: 'not_delivered',
      reason: 'unreachable',
    })
  })

  test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'TIMEOUT'])(
    '%s after the request was begun: it may have arrived',
    (code) => {
      expect(outcomeOfFailure(Object.assign(new Error('x'), { code }), true)).toMatchObject({
        kind: 'unknown',
      })
    },
  )
})
