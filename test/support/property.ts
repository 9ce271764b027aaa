// Runs a property with a seed that is printed when it fails and can be given again in PROPERTY_SEED.
import fc from 'fast-check'

/** This run's seed, printed above. */
export const seed = Number(process.env.PROPERTY_SEED) || (Date.now() ^ (Math.random() * 2 ** 31)) >>> 1
console.info(`Property seed: ${seed} (PROPERTY_SEED=${seed} repeats this run)`)

/** `check(arbitrary, …, predicate)`: fast-check's assert over a property, with this run's seed. */
export function check<Ts extends [unknown, ...unknown[]]>(
  ...args: [...{ [K in keyof Ts]: fc.Arbitrary<Ts[K]> }, (...values: Ts) => void]
): void {
  const property = fc.property as unknown as (...all: unknown[]) => fc.IProperty<unknown>
  fc.assert(property(...args), { seed, numRuns: Number(process.env.PROPERTY_RUNS) || 200 })
}
