// The commands, in the order of the menu. The menu button of Telegram and /trogiup are made from this one list.
import type { Actor } from '../org/actor.ts'
import { type Action, canSomewhere } from '../org/permissions.ts'

export interface Command {
  /** Without the slash; Telegram allows a-z, 0-9 and _. */
  name: string
  /** Needed for it at some unit; undefined when it is for everybody with a duty. */
  action?: Action
}

/** The text of a command is `help-command-<name>`. */
export const commands: readonly Command[] = [
  { name: 'viec', action: 'obligation.acknowledge' },
  { name: 'baocao', action: 'obligation.report' },
  { name: 'moi', action: 'directive.draft' },
  { name: 'tinhhinh', action: 'circulation.view' },
  { name: 'vanban', action: 'circulation.view' },
  { name: 'baocaoden', action: 'report.review' },
  { name: 'duyet', action: 'directive.approve' },
  { name: 'dot', action: 'directive.draft' },
  { name: 'danhsach', action: 'directive.draft' },
  { name: 'donvi', action: 'unit.view' },
  { name: 'nhatky', action: 'audit.read' },
  { name: 'dulieu' },
  { name: 'ngonngu' },
  { name: 'trogiup' },
]

/** The commands of use to somebody with these duties. Cells issue nothing, so their people have nothing to approve. */
export function commandsFor(actor: Pick<Actor, 'duties'>): Command[] {
  const aboveCells = { duties: actor.duties.filter((held) => held.unitKind !== 'cell') }
  return commands.filter(
    ({ action }) =>
      action === undefined || canSomewhere(action === 'directive.approve' ? aboveCells : actor, action),
  )
}
