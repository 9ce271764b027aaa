// Buttons declared once: what is written is read again, everything fits into 64 bytes, and a missing handler
// or a wrong value does not compile.
import fc from 'fast-check'
import { Composer } from 'grammy'
import { describe, expect, test } from 'vitest'
import { declaredActions, defineButtons, num, oneOf, orNone, subject } from '../../src/telegram/buttons.ts'
import { decodeTap, encodeTap } from '../../src/telegram/callback-codec.ts'
import type { BotContext } from '../../src/telegram/context.ts'

const list = subject('list', async () => true)
const taps = defineButtons('test_list', {
  all: {},
  rename: { list },
  turn: { list: orNone(list), page: num, by: oneOf(['name', 'day']) },
})

describe('a declared button', () => {
  test('carries names and the values it was given', () => {
    expect(taps.button.all('Tất cả')).toEqual({ text: 'Tất cả', data: 'b1.test_list.all' })
    expect(taps.button.rename('Đổi tên', { list: 40 }).data).toBe('b1.test_list.rename.14')
    expect(taps.button.turn('▸', { page: 2, list: null, by: 'day' }).data).toBe('b1.test_list.turn.day.0.2')
  })

  test('refuses numbers that it cannot carry', () => {
    for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN])
      expect(() => taps.button.rename('', { list: wrong })).toThrow(RangeError)
    expect(() => taps.button.turn('', { list: 1, by: 'day', page: 36 ** 7 })).toThrow(RangeError)
  })

  test('is refused at once when it might not fit into 64 bytes, or when its group exists', () => {
    expect(() =>
      defineButtons('a_group_with_quite_a_long_name', { an_action_with_a_long_name: { list } }),
    ).toThrow(RangeError)
    expect(() => defineButtons('test_list', {})).toThrow('declared twice')
    expect(() => defineButtons('test_open', { see: { list } }, { withoutDuty: true })).toThrow(
      'asks for no duty',
    )
  })

  test('is checked by the compiler: every button has a handler, with values of the right type', () => {
    const feature = new Composer<BotContext>()
    taps.on(feature, {
      all: () => {},
      rename: (_ctx, values) => values.list.toFixed(),
      turn: (_ctx, { by }) => by === 'day',
    })
    // @ts-expect-error: 'rename' and 'turn' have no handler.
    taps.on(feature, { all: () => {} })
    // @ts-expect-error: 'rename' names a list.
    expect(() => taps.button.rename('', { id: 1 })).toThrow()
    // @ts-expect-error: not one of the words.
    expect(taps.button.turn('', { list: 1, page: 1, by: 'size' }).data).toContain('size')
  })
})

test('every button that any feature declares fits into 64 bytes', () => {
  for (const { group, action, values } of declaredActions()) {
    const longest = Object.values(values).map(({ maxLength }) => 'x'.repeat(maxLength))
    expect(encodeTap({ group, action, values: longest }).length).toBeLessThanOrEqual(64)
  }
})

describe('the data of a button', () => {
  test('is read as it was written', () => {
    const name = fc.stringMatching(/^[a-z_]{1,12}$/)
    const value = fc.stringMatching(/^[a-z0-9_]{1,11}$/)
    fc.assert(
      fc.property(
        fc.record({ group: name, action: name, values: fc.array(value, { maxLength: 3 }) }),
        (tap) => {
          expect(decodeTap(encodeTap(tap))).toEqual(tap)
        },
      ),
    )
  })

  test('may be anything at all, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = decodeTap(text)
        if (read !== null) expect(encodeTap(read)).toBe(text)
      }),
    )
    for (const data of [
      '',
      'b1',
      'b1.',
      'b1.list',
      'b1.list.',
      'b1.list.show.',
      'b1.List.show',
      'b1.list.show.-1',
    ])
      expect(decodeTap(data)).toBeNull()
    expect(decodeTap(encodeTap({ group: 'list', action: 'show', values: [] }, 2))).toBeNull()
  })
})
