// The buttons of a feature, declared once: what each button does, which values it carries, and what its ids
// name. Callback data comes from the client and may be forged, so the guard checks every id against the
// person who taps before any handler runs. A feature cannot forget that check: only `on` reads a button.

import type { Composer, Filter } from 'grammy'
import type { Actor } from '../org/actor.ts'
import type { TextKey } from '../texts/index.ts'
import { decodeTap, encodeTap, longestTap, maxTapBytes } from './callback-codec.ts'
import type { BotContext } from './context.ts'

/** A tap by a person who holds a duty. */
export type TapContext = Filter<BotContext, 'callback_query:data'> & { readonly actor: Actor }
/** A tap by anybody, for the few buttons that people without a duty may use. */
export type AnyTapContext = Filter<BotContext, 'callback_query:data'>

/** One value of a button: how it is written, and who may use it. */
export interface ButtonValue<T> {
  /** What the value names, such as `directive`; null for a plain number or word. */
  readonly names: string | null
  /** All possible values, when the value is one of a few words. */
  readonly words?: readonly T[]
  /** The longest written form, in characters. */
  readonly maxLength: number
  write(value: T): string
  /** Undefined when the text does not fit this kind of value. */
  read(text: string): T | undefined
  /** May this person see or use what the value names? Also false when nothing has this id. */
  isAllowed(ctx: BotContext, actor: Actor, value: T): Promise<boolean>
}

// biome-ignore lint/suspicious/noExplicitAny: one declaration holds values of different types.
type AnyValue = ButtonValue<any>
type Values = Record<string, AnyValue>
type TypeOf<V> = V extends ButtonValue<infer T> ? T : never
type Arguments<V extends Values> = { [Name in keyof V]: TypeOf<V[Name]> }
type Actions = Record<string, Values>
type MakeButton<V extends Values> = keyof V extends never
  ? (text: string) => DataButton
  : (text: string, values: Arguments<V>) => DataButton

type Reading<A extends Actions> = {
  [Action in keyof A]: { action: Action; values: Arguments<A[Action]> }
}[keyof A]

/** A button whose tap comes back to the bot. */
export interface DataButton {
  text: string
  data: string
}

/** A whole number from 0 on that names nothing, such as a page or a version. At most 36^7 − 1. */
export const num: ButtonValue<number> = plainValue(wholeNumber(7))

/** An id that has a meaning only within the person's own conversation, such as the token of a draft. */
export const token: ButtonValue<number> = plainValue(wholeNumber(11))

/** A day, 'YYYY-MM-DD', written as eight digits. */
export const day: ButtonValue<string> = plainValue({
  maxLength: 8,
  write: (value) => value.replaceAll('-', ''),
  read(text) {
    const [, year, month, dayOfMonth] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? []
    try {
      return Temporal.PlainDate.from(`${year}-${month}-${dayOfMonth}`).toString()
    } catch {
      return undefined
    }
  },
})

/** One of the given words. The button carries the word itself, so the order of the words does not matter. */
export function oneOf<const Word extends string>(words: readonly Word[]): ButtonValue<Word> {
  const form = plainValue<Word>({
    maxLength: Math.max(...words.map((word) => word.length)),
    write: (word) => word,
    read: (text) => words.find((word) => word === text),
  })
  return { ...form, words }
}

/** An id of something that only some people may see. `isAllowed` is a rule of a room. */
export function subject(
  names: string,
  isAllowed: (ctx: BotContext, actor: Actor, id: number) => Promise<boolean>,
): ButtonValue<number> {
  return { ...wholeNumber(11), names, isAllowed }
}

/** An id or null. Null means all of them, or the person's own. */
export function orNone(value: ButtonValue<number>): ButtonValue<number | null> {
  return {
    names: value.names,
    maxLength: value.maxLength,
    write: (id) => value.write(id ?? 0),
    read: (text) => (text === '0' ? null : value.read(text)),
    isAllowed: async (ctx, actor, id) => id === null || (await value.isAllowed(ctx, actor, id)),
  }
}

export interface ButtonsOptions {
  /** People without a duty use these buttons too; then no value may be an id of something protected. */
  withoutDuty?: true
  /** Also for groups. Other buttons work in the private chat only. */
  inGroups?: true
}

interface Declared {
  actions: Actions
  options: ButtonsOptions
}

const declared = new Map<string, Declared>()

/** Every action that any feature has declared, for tests that must hold for all of them. */
export function declaredActions(): {
  group: string
  action: string
  values: Values
  options: ButtonsOptions
}[] {
  return [...declared].flatMap(([group, { actions, options }]) =>
    Object.entries(actions).map(([action, values]) => ({ group, action, values, options })),
  )
}

/**
 * Declares the buttons of one feature: `{ rename: { list: savedList }, all: {} }`. A button carries names,
 * never positions, so the order of the declaration does not matter. Throws when a button might exceed
 * Telegram's 64 bytes or when the group is declared twice.
 */
export function defineButtons<A extends Actions, O extends ButtonsOptions = object>(
  group: string,
  actions: A,
  options?: O,
): {
  /** `button.rename(text, { list })` makes a button. */
  button: { [Action in keyof A]: MakeButton<A[Action]> }
  /** Reads a button's data; null when it is none of these buttons. Does not check who may use it. */
  read(data: string): Reading<A> | null
  /** Handles every one of the buttons. Forbidden taps and old buttons never reach these handlers. */
  on(
    composer: Composer<BotContext>,
    handlers: {
      [Action in keyof A]: (
        ctx: O extends { withoutDuty: true } ? AnyTapContext : TapContext,
        values: Arguments<A[Action]>,
      ) => unknown
    },
  ): void
} {
  if (declared.has(group)) throw new Error(`Buttons declared twice: ${group}`)
  for (const [action, values] of Object.entries(actions)) {
    const longest = longestTap(
      group,
      action,
      Object.values(values).map((value) => value.maxLength),
    )
    if (longest > maxTapBytes)
      throw new RangeError(`A button of ${group}.${action} may take ${longest} bytes.`)
    if (options?.withoutDuty && Object.values(values).some(({ names }) => names !== null))
      throw new Error(`${group}.${action} names something protected but asks for no duty.`)
  }
  declared.set(group, { actions, options: options ?? {} })
  const makers = Object.entries(actions).map(([action, values]) => [
    action,
    (text: string, given: Record<string, unknown> = {}): DataButton => ({
      text,
      data: encodeTap({
        group,
        action,
        values: sorted(values).map(([name, value]) => value.write(given[name])),
      }),
    }),
  ])
  function read(data: string): Reading<A> | null {
    const tap = decodeTap(data)
    if (tap?.group !== group || !Object.hasOwn(actions, tap.action)) return null
    const values = readValues(actions[tap.action]!, tap.values)
    return values && ({ action: tap.action, values } as Reading<A>)
  }
  return {
    button: Object.fromEntries(makers),
    read,
    on(composer, handlers) {
      composer.on('callback_query:data', async (ctx, next) => {
        const tap = read(ctx.callbackQuery.data)
        // The button belongs to another feature or to an earlier version; the fallback answers it.
        if (tap === null) return await next()
        if (!(await isAdmitted(ctx, actions[tap.action]!, tap.values, options ?? {}))) return
        await handlers[tap.action](ctx as TapContext, tap.values)
      })
    },
  }
}

/**
 * The guard before every handler. It tells the person why the tap is refused, with the same answer for a
 * foreign id and for an id that does not exist.
 */
async function isAdmitted(
  ctx: AnyTapContext,
  kinds: Values,
  values: Record<string, unknown>,
  options: ButtonsOptions,
): Promise<boolean> {
  const { actor } = ctx
  if (!options.inGroups && !ctx.isPrivate) return refuse(ctx, 'chat-group-private')
  if (options.withoutDuty) return true
  if (actor === null) return refuse(ctx, 'chat-not-yours')
  for (const [name, kind] of Object.entries(kinds))
    if (!(await kind.isAllowed(ctx, actor, values[name]))) return refuse(ctx, 'chat-tap-refused')
  return true
}

function refuse(ctx: AnyTapContext, key: TextKey): false {
  ctx.answerTap(key, {}, { alert: true })
  return false
}

/** The values by name; null when the button carries other values than those declared. */
function readValues(kinds: Values, texts: readonly string[]): Record<string, unknown> | null {
  const names = sorted(kinds)
  if (names.length !== texts.length) return null
  const read = names.map(([name, kind], index) => [name, kind.read(texts[index]!)] as const)
  return read.some(([, value]) => value === undefined) ? null : Object.fromEntries(read)
}

/** The values in the order in which they are written: by name. */
const sorted = (values: Values) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))

function plainValue<T>(form: Pick<ButtonValue<T>, 'maxLength' | 'write' | 'read'>): ButtonValue<T> {
  return { ...form, names: null, isAllowed: async () => true }
}

/** Whole numbers in base 36 with at most `maxLength` digits. */
function wholeNumber(maxLength: number): Pick<ButtonValue<number>, 'maxLength' | 'write' | 'read'> {
  return {
    maxLength,
    write(value) {
      const text = value.toString(36)
      if (!Number.isSafeInteger(value) || value < 0 || text.length > maxLength)
        throw new RangeError(`Not a whole number that fits a button: ${value}`)
      return text
    },
    read(text) {
      if (text.length > maxLength || !/^(?:0|[1-9a-z][0-9a-z]*)$/.test(text)) return undefined
      const value = Number.parseInt(text, 36)
      return Number.isSafeInteger(value) ? value : undefined
    },
  }
}
