// What the views of /tinhhinh share: a page that changes in place, and from where it looks.
import type { Button } from '../../../circulation/messenger.ts'
import type { Tree } from '../../../rollup/todays-tree.ts'
import type { OutDirective } from '../../../rollup/visible-directives.ts'

export interface Page {
  html: string
  buttons: Button[][]
}

/** A directive seen from a unit. `heading`: the lines above every view, as Telegram HTML. */
export interface View {
  directive: OutDirective
  unitId: number
  /** The unit above, when the person may look from there too. */
  parentId: number | null
  tree: Tree
  heading: string[]
}
