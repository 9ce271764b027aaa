// Updates as nobody would send them: right in some places, junk in others. For the property of the handler
// and for the fault of the same kind.

import fc from 'fast-check'
import { declaredActions } from '../../../src/telegram/buttons.ts'
import { encodeTap } from '../../../src/telegram/callback-codec.ts'
import { groupId } from '../chat-world.ts'

/** Fuzzed updates about the people of chat-world.ts and about nobody. */
export function fuzzedUpdate(): fc.Arbitrary<unknown> {
  const junk = fc.oneof(fc.anything({ withNullPrototype: true, maxDepth: 2 }), fc.string({ unit: 'binary' }))
  const userId = fc.constantFrom(101, 102, 103, 104, 999_999, -5, 0, 1e20)
  const chat = fc.oneof(
    userId.map((id) => ({ id, type: 'private' })),
    fc.record({
      id: fc.constantFrom(groupId, 5),
      type: fc.constantFrom('group', 'supergroup', 'channel', 'x'),
    }),
    junk,
  )
  const from = fc.oneof(
    { weight: 4, arbitrary: userId.map((id) => ({ id, is_bot: false, first_name: 'x' })) },
    junk,
  )
  const text = fc.oneof(
    fc.constantFrom(
      '/viec',
      '/baocao',
      '/moi',
      '/start',
      '/start bc_zz',
      '/trogiup',
      '28',
      '-',
      '\0',
      '\ud800',
    ),
    fc.string({ unit: 'binary', maxLength: 6_000 }),
    junk,
  )
  const entities = fc.oneof(fc.constant([{ type: 'bot_command', offset: 0, length: 5 }]), junk)
  return fc.record(
    {
      update_id: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 1, max: 1e9 }) }, junk),
      message: fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record(
            {
              message_id: fc.nat(),
              date: junk,
              chat,
              from,
              text,
              entities,
              document: junk,
              sender_chat: junk,
            },
            { requiredKeys: ['message_id', 'chat'] },
          ),
        },
        junk,
      ),
      edited_message: junk,
      callback_query: fc.oneof(
        fc.record({
          id: fc.oneof(fc.string(), junk),
          from,
          data: fc.oneof(
            fc
              .tuple(
                fc.constantFrom(...declaredActions().map(({ group, action }) => ({ group, action }))),
                fc.array(
                  fc.nat({ max: 30 }).map((id) => id.toString(36)),
                  { maxLength: 3 },
                ),
              )
              .map(([tap, values]) => encodeTap({ ...tap, values })),
            junk,
          ),
          message: fc.oneof(fc.record({ message_id: fc.nat(), chat }), junk),
        }),
        junk,
      ),
      my_chat_member: fc.oneof(fc.record({ chat, from, new_chat_member: junk, old_chat_member: junk }), junk),
    },
    { requiredKeys: [] },
  )
}
