// How a rate stands to its goal.

/** Null when there is no goal, or nothing to divide by: missing is not zero. */
export type GoalStanding = { isMet: true } | { isMet: false; missingPoints: number } | null

/**
 * Whether part ÷ whole reaches a goal in per cent, and by how many points it is missed: 95,88 % against 100 %
 * misses 4,12 points. What is missed is never told as 0,00.
 */
export function standingToGoal(part: number, whole: number, goal: number | null): GoalStanding {
  if (goal === null || whole <= 0) return null
  // In whole numbers: goals have at most two decimals.
  const hundredths = Math.round(goal * 100)
  if (part * 10_000 >= hundredths * whole) return { isMet: true }
  const missing = Math.round(hundredths - (part * 10_000) / whole) / 100
  return { isMet: false, missingPoints: Math.max(0.01, missing) }
}
