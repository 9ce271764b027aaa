// Numbers that came in any order, made comparable.

/** The same numbers, the smallest first. */
export const inOrder = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)
