// The field table of the local Telegram against the Bot API description, and the checks that stand on it.
import { describe, expect, test } from 'vitest'
import { type FieldType, METHOD_FIELDS, OBJECT_FIELDS } from '../../src/sandbox/fields.ts'
import { checkParams } from '../../src/sandbox/params.ts'
import { loadBotApiSpec, validateCall } from '../support/bot-api-spec.ts'

const spec = loadBotApiSpec()
const none = new Map()

describe.skipIf(!spec)(
  'field table against the Bot API description (skipped when it is not beside the repository)',
  () => {
    test.each([...METHOD_FIELDS.values()])('$name', ({ name, fields }) => {
      const described = spec!.methods[name]
      expect(described, `${name} is in the description`).toBeDefined()
      const expected = Object.fromEntries(
        (described!.fields ?? []).map((field) => [
          field.name,
          { type: ourType(field.name, field.types), required: field.required },
        ]),
      )
      expect(Object.fromEntries(fields)).toEqual(expected)
    })

    test.each(Object.entries(OBJECT_FIELDS))('%s', (name, fields) => {
      const described = spec!.types[name]!.fields!.map((field) => field.name)
      expect([...fields].sort()).toEqual(described.sort())
    })

    test('the check of calls finds what is wrong, also inside objects', () => {
      const markup = { inline_keyboard: [[{ text: 'x', callback_dat: 'y' }]] }
      expect(validateCall(spec!, 'sendMessage', { chat_id: 1, text: 'x' })).toEqual([])
      expect(validateCall(spec!, 'sendMessage', { chat_id: 1 })).toEqual(['sendMessage: text is missing'])
      expect(validateCall(spec!, 'sendMesage', {})).toEqual(['sendMesage: no such method'])
      expect(validateCall(spec!, 'sendMessage', { chat_id: 1, text: 'x', reply_markup: markup })[0]).toMatch(
        /callback_dat/,
      )
      expect(validateCall(spec!, 'editMessageText', { chat_id: 1, message_id: 'x', text: 'y' })[0]).toMatch(
        /Integer/,
      )
    })
  },
)

function ourType(name: string, types: string[]): FieldType {
  if (types.includes('InputFile')) return 'file'
  if (name === 'chat_id') return 'chat'
  if (types[0]!.startsWith('Array of')) return 'list'
  return ({ Integer: 'int', Boolean: 'bool', String: 'text' } as const)[types[0]!] ?? 'object'
}

describe('parameters', () => {
  const check = (method: string, params: Record<string, unknown>) => {
    checkParams(method, params, none)
    return params
  }

  test('text forms become values', () => {
    const params = {
      chat_id: '-1005',
      text: 'x',
      disable_notification: 'true',
      reply_markup: '{"force_reply":true}',
    }
    expect(check('sendMessage', params)).toEqual({
      chat_id: -1005,
      text: 'x',
      disable_notification: true,
      reply_markup: { force_reply: true },
    })
  })

  test.each([
    ['sendMessage', { chat_id: 1, txt: 'x' }, 'unknown field "txt" in sendMessage'],
    ['sendMessage', { text: 'x' }, 'chat_id is empty'],
    ['sendMessage', { chat_id: 1 }, 'message text is empty'],
    ['sendMessage', { chat_id: 'abc', text: 'x' }, 'chat not found'],
    ['sendDocument', { chat_id: 1 }, 'there is no document in the request'],
    ['sendMessage', { chat_id: 1, text: 'x', reply_markup: '{' }, "can't parse reply markup JSON object"],
    ['sendMessage', { chat_id: 1, text: 'x', reply_markup: '[]' }, 'object expected as reply markup'],
    [
      'sendMessage',
      { chat_id: 1, text: 'x', protect_content: 'perhaps' },
      'field "protect_content" must be of type Boolean',
    ],
    [
      'editMessageText',
      { chat_id: 1, message_id: 1, text: 'x', rich_message: {} },
      'field "rich_message" is not supported by the local Telegram',
    ],
  ])('%s %j is refused', (method, params, reason) => {
    expect(() => check(method, params)).toThrow(`Bad Request: ${reason}`)
  })
})
