// The commands in the order of the menu. Telegram's menu button and /trogiup are both made from this list.
import type { Actor } from '../org/actor.ts'
import { type Action, canSomewhere } from '../org/permissions.ts'
import type { TextKeyEnd } from '../texts/index.ts'

export interface Command {
  /** Without the slash; Telegram allows a-z, 0-9 and _. */
  name: TextKeyEnd<'help-command-'>
  /**
   * The action that the person must be allowed at some unit; undefined when everybody with a duty may use the
   * command.
   */
  action?: Action
  /** Only above the cells: people of cells have no use for it. */
  isAboveCells?: true
  /**
   * Only for a duty at the root, because it affects everybody. Not in Telegram's menu, which is the same for
   * all.
   */
  isAtRoot?: true
}

/** The text of a command is `help-command-<name>`. */
export const commands: readonly Command[] = [
  { name: 'viec', action: 'obligation.acknowledge' },
  { name: 'baocao', action: 'obligation.report' },
  { name: 'moi', action: 'directive.draft' },
  { name: 'tinhhinh', action: 'circulation.view' },
  { name: 'vanban', action: 'circulation.view' },
  { name: 'baocaoden', action: 'report.review' },
  { name: 'canxuly', action: 'circulation.view', isAboveCells: true },
  { name: 'duyet', action: 'directive.approve', isAboveCells: true },
  { name: 'dot', action: 'directive.draft' },
  { name: 'danhsach', action: 'directive.draft' },
  { name: 'donvi', action: 'unit.view' },
  { name: 'tamdung', action: 'circulation.control_all', isAtRoot: true },
  { name: 'lich', action: 'calendar.manage', isAtRoot: true },
  { name: 'nhatky', action: 'audit.read' },
  { name: 'trang' },
  { name: 'dulieu' },
  { name: 'ngonngu' },
  { name: 'trogiup' },
]

/** The commands that somebody with these duties can use. */
export function commandsFor(actor: Pick<Actor, 'duties'>): Command[] {
  const aboveCells = { duties: actor.duties.filter((held) => held.unitKind !== 'cell') }
  return commands.filter(({ action, isAboveCells, isAtRoot }) => {
    if (action === undefined) return true
    return isAtRoot ? atRoot(actor, action) : canSomewhere(isAboveCells ? aboveCells : actor, action)
  })
}

/**
 * Does the person hold a duty for this action at a root? For menus only; the use case itself checks the
 * permission.
 */
export function atRoot(actor: Pick<Actor, 'duties'>, action: Action): boolean {
  return canSomewhere({ duties: actor.duties.filter((held) => held.pathIds.length === 1) }, action)
}
