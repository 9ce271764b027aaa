// Buttons declared once: what is written is read again, everything fits into 64 bytes, and a missing handler
// or a wrong value does not compile.
import fc from 'fast-check'
import { Composer, Context } from 'grammy'
import { describe, expect, test } from 'vitest'
import {
  day,
  declaredActions,
  defineButtons,
  num,
  oneOf,
  orNone,
  subject,
  token,
} from '../../src/telegram/buttons.ts'
import { decodeTap, encodeTap, longestTap } from '../../src/telegram/callback-codec.ts'
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

describe('what is written is read back', () => {
  const words = defineButtons('test_read', {
    none: {},
    turn: { list: orNone(list), page: num, by: oneOf(['name', 'day']) },
    when: { day, id: token },
  })
  const read = (rest: string) => words.read(`b1.test_read.${rest}`)

  test('names, days, words, numbers, and none of them', () => {
    expect(words.read(words.button.none('').data)).toEqual({ action: 'none', values: {} })
    const turned = { list: 40, page: 0, by: 'day' } as const
    expect(words.read(words.button.turn('', turned).data)).toEqual({ action: 'turn', values: turned })
    const all = { ...turned, list: null, by: 'name' } as const
    expect(words.read(words.button.turn('', all).data)).toEqual({ action: 'turn', values: all })
    expect(words.button.when('', { day: '2026-11-07', id: 35 }).data).toBe('b1.test_read.when.20261107.z')
  })

  test('the largest numbers that fit, and none larger', () => {
    const page = 36 ** 7 - 1
    const id = Number.MAX_SAFE_INTEGER
    expect(words.read(words.button.turn('', { list: id, page, by: 'day' }).data)?.values).toMatchObject({
      list: id,
      page,
    })
    expect(read('turn.day.0.10000000')).toBeNull()
    expect(read('turn.day.zzzzzzzzzzz.0')).toBeNull()
    expect(read('turn.day.100000000000.0')).toBeNull()
  })

  test('any day and any id', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(days, fc.maxSafeNat(), (date, id) => {
        const values = { day: date.toISOString().slice(0, 10), id }
        expect(words.read(words.button.when('', values).data)).toEqual({ action: 'when', values })
      }),
    )
  })

  test.each([
    ['an action that is not declared', 'other'],
    ['an action that every object has', 'to_string'],
    ['a value too few', 'turn.day.0'],
    ['a value too many', 'none.1'],
    ['a word that is not one of them', 'turn.size.0.1'],
    ['a number with a zero before it', 'turn.day.0.01'],
    ['a number with another sign', 'turn.day.0.1_'],
    ['a sign before a number', 'turn.day.0._1'],
    ['a day that does not exist', 'when.20260230.1'],
    ['a day too long', 'when.202611071.1'],
    ['a day too short', 'when.2026117.1'],
    ['a day in letters', 'when.2026nov7.1'],
    ['letters before a day', 'when.a20261107.1'],
  ])('%s is no button: %s', (_what, rest) => {
    expect(read(rest)).toBeNull()
  })

  test('another feature’s button is none', () => {
    expect(words.read('b1.test_list.all')).toBeNull()
    expect(words.read('b1.test_lost.none')).toBeNull()
    expect(words.read('not a button')).toBeNull()
  })
})

describe('the guard before every handler', () => {
  const asked: unknown[] = []
  const mine = subject('letter', async (_ctx, actor, id) => {
    asked.push([actor, id])
    return id === 7
  })
  const guarded = defineButtons('test_guard', {
    see: { letter: mine },
    maybe: { letter: orNone(mine), page: num },
  })
  const open = defineButtons('test_guard_open', { ask: { page: num } }, { withoutDuty: true })
  const group = defineButtons('test_guard_group', { see: { letter: mine } }, { inGroups: true })

  /** A tap on a button with this data, and what came of it: a refusal, a handled action, or the fallback. */
  async function tap(data: string, { isPrivate = true, actor = { officerId: 1 } as object | null } = {}) {
    const seen: string[] = []
    const composer = new Composer<BotContext>()
    guarded.on(composer, {
      see: (_ctx, { letter }) => seen.push(`see ${letter}`),
      maybe: (_ctx, { letter, page }) => seen.push(`maybe ${letter} ${page}`),
    })
    open.on(composer, { ask: (_ctx, { page }) => seen.push(`ask ${page}`) })
    group.on(composer, { see: (_ctx, { letter }) => seen.push(`group ${letter}`) })
    const from = { id: 5, is_bot: false, first_name: 'A' }
    const update = { update_id: 1, callback_query: { id: '1', from, chat_instance: '1', data } }
    const answerTap = (...answer: unknown[]) => seen.push(JSON.stringify(answer))
    const ctx = Object.assign(Object.create(Context.prototype), { update, isPrivate, actor, answerTap })
    await composer.middleware()(ctx as BotContext, async () => {
      seen.push('fallback')
    })
    return seen
  }
  const see = (letter: number) => guarded.button.see('', { letter }).data
  const refused = (key: string) => [JSON.stringify([key, {}, { alert: true }])]

  test('lets a person use what is the person’s, and asks with the person and the id', async () => {
    asked.length = 0
    const actor = { officerId: 12 }
    expect(await tap(see(7), { actor })).toEqual(['see 7'])
    expect(asked).toEqual([[actor, 7]])
  })

  test('refuses a foreign id', async () => {
    expect(await tap(see(8))).toEqual(refused('chat-tap-refused'))
  })

  test('asks about an id only, not about none of them', async () => {
    const maybe = (letter: number | null) => guarded.button.maybe('', { letter, page: 3 }).data
    asked.length = 0
    expect(await tap(maybe(null))).toEqual(['maybe null 3'])
    expect(asked).toEqual([])
    expect(await tap(maybe(7))).toEqual(['maybe 7 3'])
    expect(await tap(maybe(8))).toEqual(refused('chat-tap-refused'))
  })

  test('refuses whoever holds no duty, except where none is needed', async () => {
    expect(await tap(see(7), { actor: null })).toEqual(refused('chat-not-yours'))
    expect(await tap(open.button.ask('', { page: 2 }).data, { actor: null })).toEqual(['ask 2'])
    expect(await tap(group.button.see('', { letter: 7 }).data, { actor: null })).toEqual(
      refused('chat-not-yours'),
    )
  })

  test('refuses a tap in a group, except where groups are meant', async () => {
    const inGroup = { isPrivate: false }
    expect(await tap(see(7), inGroup)).toEqual(refused('chat-group-private'))
    expect(await tap(open.button.ask('', { page: 2 }).data, inGroup)).toEqual(refused('chat-group-private'))
    expect(await tap(group.button.see('', { letter: 7 }).data, inGroup)).toEqual(['group 7'])
    expect(await tap(group.button.see('', { letter: 8 }).data, inGroup)).toEqual(refused('chat-tap-refused'))
  })

  test('leaves buttons that are none of these to the fallback', async () => {
    for (const data of ['b1.test_guard.gone.1', 'b1.another.see.7', 'b0.test_guard.see.7', 'see'])
      expect(await tap(data)).toEqual(['fallback'])
  })
})

describe('declarations', () => {
  const long = 'x'.repeat(40)

  test('of exactly 64 bytes fit, of 65 do not', () => {
    // 'b1.' + 40 + '.see.' + 15 and 16 characters.
    const word = (length: number) => ({ see: { word: oneOf(['z'.repeat(length), 'z']) } })
    const fits = defineButtons(long, word(16))
    expect(fits.button.see('', { word: 'z'.repeat(16) }).data).toHaveLength(64)
    expect(() => defineButtons(`y${long.slice(1)}`, word(17))).toThrow('may take 65 bytes')
  })

  test('are listed with what they carry and who may tap', () => {
    const own = declaredActions().filter(({ group }) => group.startsWith('test_guard'))
    expect(own.map(({ group, action, options }) => [group, action, options])).toEqual([
      ['test_guard', 'see', {}],
      ['test_guard', 'maybe', {}],
      ['test_guard_open', 'ask', { withoutDuty: true }],
      ['test_guard_group', 'see', { inGroups: true }],
    ])
    expect(Object.keys(own[1]!.values)).toEqual(['letter', 'page'])
  })

  test('without duty carry nothing protected, however many plain values stand beside it', () => {
    const mixed = { see: { page: num, list, by: oneOf(['name']) } }
    expect(() => defineButtons('test_mixed', mixed, { withoutDuty: true })).toThrow('asks for no duty')
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

  const tapOf = (values: string[]) => ({ group: 'list', action: 'show', values })

  test('has at most 64 bytes, and is refused at once when it is no button', () => {
    const longest = tapOf(['x'.repeat(40), 'y'.repeat(10)])
    expect(encodeTap(longest)).toHaveLength(64)
    expect(decodeTap(encodeTap(longest))).toEqual(longest)
    expect(() => encodeTap(tapOf(['x'.repeat(40), 'y'.repeat(11)]))).toThrow('Not a button: b1.list')
    for (const values of [[''], ['A'], ['a-b'], ['x'.repeat(41)], ['é']])
      expect(() => encodeTap(tapOf(values))).toThrow(RangeError)
    expect(() => encodeTap({ group: 'List', action: 'show', values: [] })).toThrow(RangeError)
  })

  test('of another version, or with something around it, is none of ours', () => {
    for (const data of ['b2.list.show', 'b12.list.show', 'b999.list.show', ' b1.list.show', 'xb1.list.show'])
      expect(decodeTap(data)).toBeNull()
    expect(decodeTap('b1.list.show\n')).toBeNull()
    expect(encodeTap(tapOf([]), 123)).toBe('b123.list.show')
    expect(() => encodeTap(tapOf([]), 1234)).toThrow(RangeError)
  })

  test('is as long as was reckoned', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 11 }), { maxLength: 3 })
    fc.assert(
      fc.property(lengths, (each) => {
        const values = each.map((length) => 'x'.repeat(length))
        expect(longestTap('list', 'show', each)).toBe(encodeTap(tapOf(values)).length)
      }),
    )
  })
})
