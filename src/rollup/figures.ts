// The figures of reports at every node of the tree: sums of all numeric fields, rates and counts, of one
// directive or of several, in the tree as it was at issue or as it is today. Nothing is kept added up: each
// question reads the rows of the reports that count (response/figures.store.ts), adds them per place in the
// tree, and then adds the few thousand places along their paths. So Σ branches + own = whole at every node.
import type { Db } from '../platform/database.ts'
import { columnsOf, createFigureReader, type FigureReader, type Figures } from './figure-columns.ts'
import { sumsNow, sumsThen } from './figure-sums.store.ts'
import { reportedDirectives, type Scope } from './scope.ts'
import type { Tree } from './todays-tree.ts'

/** A unit with the figures of everything at and below it. */
export interface FiguresNode {
  unitId: number
  whole: Figures
  /** Of the unit's own reports; null when it made none. */
  own: Figures | null
  /** The units right below that reported, or have reports below them. In no order. */
  branches: FiguresNode[]
}

export interface FiguresQuery {
  unitId: number
  /** How many levels below the unit to tell apart; 0: only the unit. */
  levels: number
  tree: Tree
}

/** The figures at and below a unit. A unit without any report has zeros and no branches. */
export async function figuresBelow(db: Db, scope: Scope, query: FiguresQuery): Promise<FiguresNode> {
  const sumUp = query.tree === 'now' ? sumsNow : sumsThen
  const groups = (await reportedDirectives(db, scope)).map((group) => ({
    ...group,
    columns: columnsOf(group.outline),
  }))
  const reader = createFigureReader(groups)
  const top = new Node(query.unitId, reader)
  let at = 0
  for (const { directiveIds, columns } of groups) {
    for (const { path, isOwn, sums } of await sumUp(db, columns, { ...query, directiveIds }))
      top.add(path, { sums, at, isOwn })
    at += columns.length
  }
  return top.read()
}

interface Addend {
  sums: readonly number[]
  /** Where they stand among the columns of all groups. */
  at: number
  /** They are reports of the last unit of the path, not of units below it. */
  isOwn: boolean
}

/** Adds sums along paths that begin with this unit. */
class Node {
  readonly #unitId: number
  readonly #reader: FigureReader
  readonly #whole: Float64Array
  #own: Float64Array | null = null
  readonly #branches = new Map<number, Node>()

  constructor(unitId: number, reader: FigureReader) {
    this.#unitId = unitId
    this.#reader = reader
    this.#whole = new Float64Array(reader.width)
  }

  add(path: readonly number[], addend: Addend, depth = 0): void {
    addTo(this.#whole, addend)
    const next = path[depth + 1]
    if (next === undefined) {
      if (addend.isOwn) {
        this.#own ??= new Float64Array(this.#reader.width)
        addTo(this.#own, addend)
      }
      return
    }
    let branch = this.#branches.get(next)
    if (branch === undefined) {
      branch = new Node(next, this.#reader)
      this.#branches.set(next, branch)
    }
    branch.add(path, addend, depth + 1)
  }

  read(): FiguresNode {
    return {
      unitId: this.#unitId,
      whole: this.#reader.read(this.#whole),
      own: this.#own && this.#reader.read(this.#own),
      branches: [...this.#branches.values()].map((branch) => branch.read()),
    }
  }
}

function addTo(total: Float64Array, { sums, at }: Addend): void {
  for (let index = 0; index < sums.length; index++) total[at + index]! += sums[index]!
}
