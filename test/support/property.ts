// Runs a property with a seed that is printed when it fails and can be given again in PROPERTY_SEED.
import fc from 'fast-check'

/** This run's seed, printed above. */
export const seed = Number(process.env.PROPERTY_SEED) || (Date.now() ^ (Math.random() * 2 ** 31)) >>> 1
console.info(`Property seed: ${seed} (PROPERTY_SEED=${seed} repeats this run)`)

/**
 * How often a property is tried. PROPERTY_RUNS says it, as a number or as "full" (`npm run test:all` and CI),
 * which is `full` times; unset, a quarter of that keeps `npm test` short.
 */
export function runs(full: number): number {
  const asked = process.env.PROPERTY_RUNS
  return asked === 'full' ? full : Number(asked) || Math.ceil(full / 4)
}

/** `check(arbitrary, …, predicate)`: fast-check's assert over a property, with this run's seed. */
export function check<Ts extends [unknown, ...unknown[]]>(
  ...args: [...{ [K in keyof Ts]: fc.Arbitrary<Ts[K]> }, (...values: Ts) => void]
): void {
  const property = fc.property as unknown as (...all: unknown[]) => fc.IProperty<unknown>
  fc.assert(property(...args), { seed, numRuns: runs(200) })
}

/**
 * Any text of up to `maxLength` letters of any kind, control characters and unassigned ones among them. As
 * fast-check's unit "binary", which takes two seconds to begin.
 */
export const anyText = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: anyLetter, maxLength })

/** Every code point but the halves of a pair, which are no letters: 0xD800 to 0xDFFF. */
const anyLetter = fc
  .oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0x10ffff - 0x800 }))
  .map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800))
