// Figures beside what they rest on: how many reports are asked of a unit and of each branch below it, how
// many came, and what they add up to.
import type { Db } from '../platform/database.ts'
import type { Figures } from './figure-columns.ts'
import { figuresBelow } from './figures.ts'
import { addRates, type BranchRates, type Rates, ratesByChild } from './rates.ts'
import type { Scope } from './scope.ts'
import type { Tree } from './todays-tree.ts'

export interface BranchFigures extends BranchRates {
  /** Null: no report of the branch counts. */
  figures: Figures | null
}

export interface FiguresByBranch {
  rates: Rates
  figures: Figures
  /** The unit's own reports first; all rows together are the whole. */
  branches: BranchFigures[]
}

/** A branch by one measure. */
export interface RankedBranch {
  branch: BranchFigures
  part: number
  whole: number
}

/**
 * The branches by one measure, the worst first: the rate of that key, or reports handed in of those asked
 * (null). Where there is nothing to divide by, a branch comes last; the unit's own reports come first.
 */
export function rankBranches(branches: readonly BranchFigures[], rateKey: string | null): RankedBranch[] {
  const measured = branches.map((branch): RankedBranch => {
    if (rateKey === null) return { branch, part: branch.reported, whole: branch.reportsAsked }
    const rate = branch.figures?.rates.find(({ key }) => key === rateKey)
    return { branch, part: rate?.part ?? 0, whole: rate?.whole ?? 0 }
  })
  const share = ({ part, whole }: RankedBranch) => (whole > 0 ? part / whole : Number.POSITIVE_INFINITY)
  // The sort is stable: equal branches keep the order of the tree.
  const isOwn = ({ branch }: RankedBranch) => Number(branch.isSelf)
  return measured.sort((a, b) => isOwn(b) - isOwn(a) || (share(a) === share(b) ? 0 : share(a) - share(b)))
}

/** The figures of a unit with everything below it, and of each branch. */
export async function figuresByBranch(
  db: Db,
  scope: Scope,
  at: { unitId: number; tree: Tree; now: Date },
): Promise<FiguresByBranch> {
  const { unitId, tree, now } = at
  const node = await figuresBelow(db, scope, { unitId, tree, levels: 1 })
  const figuresOf = new Map(node.branches.map((branch) => [branch.unitId, branch.whole]))
  const branches = await ratesByChild(db, scope, unitId, now, tree)
  return {
    rates: addRates(branches),
    figures: node.whole,
    branches: branches.map((branch) => ({
      ...branch,
      figures: branch.isSelf ? node.own : (figuresOf.get(branch.unitId) ?? null),
    })),
  }
}
