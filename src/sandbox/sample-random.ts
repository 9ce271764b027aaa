// A small seeded generator for the sample organisation: the same seed gives the same sample on every machine.
// Not for secrets, codes or anything that must not be guessed.

export interface SampleRandom {
  /** A fraction in [0, 1). */
  fraction(): number
  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  /** True with the given probability. */
  chance(probability: number): boolean
}

/**
 * Steps evenly through the 32-bit numbers and scrambles each with an integer mixer: quick, and good enough
 * for names.
 */
export function sampleRandom(seed: number): SampleRandom {
  let state = scramble(seed >>> 0)
  const fraction = () => {
    state = (state + 0x9e3779b9) >>> 0
    return scramble(state) / 2 ** 32
  }
  return {
    fraction,
    whole: (low, high) => low + Math.floor(fraction() * (high - low + 1)),
    pick: (list) => {
      const picked = list[Math.floor(fraction() * list.length)]
      if (picked === undefined) throw new RangeError('cannot pick from an empty list')
      return picked
    },
    chance: (probability) => fraction() < probability,
  }
}

/**
 * Divides a total into the given number of uneven but similar whole parts that sum up exactly. No part is
 * empty while the total allows it.
 */
export function shareOut(total: number, parts: number, random: SampleRandom): number[] {
  if (parts === 0) return []
  const floor = Math.min(1, Math.floor(total / parts))
  const weights = Array.from({ length: parts }, () => 0.5 + random.fraction())
  const sum = weights.reduce((left, right) => left + right, 0)
  const rest = total - floor * parts
  const shares = weights.map((weight) => floor + Math.floor((rest * weight) / sum))
  let missing = total - shares.reduce((left, right) => left + right, 0)
  for (let at = 0; missing > 0; at = (at + 1) % parts, missing -= 1) shares[at] = (shares[at] ?? 0) + 1
  return shares
}

/** The given number of different random indexes below size. */
export function chooseIndexes(count: number, size: number, random: SampleRandom): Set<number> {
  // Floyd's sampling: no list of the whole size is shuffled.
  const chosen = new Set<number>()
  for (let top = size - Math.min(count, size); top < size; top += 1) {
    const candidate = random.whole(0, top)
    chosen.add(chosen.has(candidate) ? top : candidate)
  }
  return chosen
}

/** The final step of MurmurHash3: neighbouring numbers give very different results. */
function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
