// Who may do what, where: one table and one pure function, used by chat, web and command line.
// docs/PERMISSIONS.md is made from this table. Nothing here reads the database: the caller passes the actor
// and the unit's path.
import type { Duty } from '../platform/database-types.ts'
import type { Actor } from './actor.ts'

/** Everything a person can do, in the order of the documentation. */
export const actions = [
  'directive.draft',
  'directive.issue',
  'directive.approve',
  'directive.recall',
  'circulation.control',
  'circulation.control_all',
  'circulation.send_again',
  'circulation.view',
  'obligation.acknowledge',
  'obligation.report',
  'report.review',
  'unit.view',
  'unit.manage',
  'duty.manage',
  'administrator.appoint',
  'code.create',
  'group.bind',
  'person.export',
  'person.erase',
  'calendar.manage',
  'audit.read',
] as const
export type Action = (typeof actions)[number]

/**
 * `own`: the unit of the duty itself; `subtree`: that unit and everything below it; `self`: what is addressed
 * to the holder of the duty in person.
 */
export type Reach = 'own' | 'subtree' | 'self'

/** The table. A duty without an entry for an action does not allow it. */
export const permissions: Record<Duty, Partial<Record<Action, Reach>>> = {
  secretary: {
    'directive.approve': 'own',
    'circulation.view': 'subtree',
    'obligation.acknowledge': 'own',
    'obligation.report': 'own',
    'unit.view': 'subtree',
    'code.create': 'own',
    'group.bind': 'own',
  },
  deputy: {
    'circulation.view': 'subtree',
    'obligation.acknowledge': 'own',
    'obligation.report': 'own',
    'unit.view': 'subtree',
    'group.bind': 'own',
  },
  office: {
    'directive.draft': 'subtree',
    'directive.issue': 'subtree',
    'directive.approve': 'subtree',
    'directive.recall': 'subtree',
    'circulation.control': 'subtree',
    'circulation.control_all': 'subtree',
    'circulation.send_again': 'subtree',
    'circulation.view': 'subtree',
    'obligation.acknowledge': 'own',
    'obligation.report': 'own',
    'report.review': 'subtree',
    'unit.view': 'subtree',
    'duty.manage': 'subtree',
    'code.create': 'subtree',
    'group.bind': 'subtree',
  },
  speaker: { 'obligation.acknowledge': 'self', 'unit.view': 'own' },
  observer: { 'circulation.view': 'subtree', 'unit.view': 'subtree', 'audit.read': 'subtree' },
  administrator: {
    'circulation.control_all': 'subtree',
    'circulation.send_again': 'subtree',
    'circulation.view': 'subtree',
    'unit.view': 'subtree',
    'unit.manage': 'subtree',
    'duty.manage': 'subtree',
    'administrator.appoint': 'subtree',
    'code.create': 'subtree',
    'group.bind': 'subtree',
    'person.export': 'subtree',
    'person.erase': 'subtree',
    'calendar.manage': 'subtree',
    'audit.read': 'subtree',
  },
}

/** The actions with which a unit or a speaker answers an obligation. */
const answers: ReadonlySet<Action> = new Set(['obligation.acknowledge', 'obligation.report'])

/**
 * May the actor do this for that unit? `pathIds` runs from the root down to the unit itself. For an
 * obligation it is the path frozen at issue. `dutyId` names the duty whose holder owes the obligation in
 * person: then nobody else may answer it.
 */
export function can(
  actor: Pick<Actor, 'duties'>,
  action: Action,
  unit: { pathIds: readonly number[]; dutyId?: number | null },
): boolean {
  const itself = unit.pathIds.at(-1)
  if (itself === undefined) return false
  const dutyId = answers.has(action) ? (unit.dutyId ?? null) : null
  return actor.duties.some(({ duty, unitId, answersFor }) => {
    const reach = permissions[duty][action]
    if (reach === undefined) return false
    if (dutyId !== null || reach === 'self')
      return reach === 'self' && dutyId !== null && (answersFor?.includes(dutyId) ?? false)
    return reach === 'own' ? unitId === itself : unit.pathIds.includes(unitId)
  })
}

/** May the actor do this for the unit and for everything below it? */
export function canBelow(
  actor: Pick<Actor, 'duties'>,
  action: Action,
  unit: { pathIds: readonly number[] },
): boolean {
  return subtreesFor(actor, action).some((unitId) => unit.pathIds.includes(unitId))
}

/** May the actor do this for any unit at all? Only for menus: `can` checks the act itself with its unit. */
export function canSomewhere(actor: Pick<Actor, 'duties'>, action: Action): boolean {
  return actor.duties.some(({ duty }) => permissions[duty][action] !== undefined)
}

/** The units of the actor's duties at and below which the actor may do this. */
export function subtreesFor(actor: Pick<Actor, 'duties'>, action: Action): number[] {
  const held = actor.duties.filter(({ duty }) => permissions[duty][action] === 'subtree')
  return [...new Set(held.map(({ unitId }) => unitId))]
}

/**
 * The units of the actor's duties where this is allowed, without those that the subtree of another one
 * covers.
 */
export function placesFor(actor: Pick<Actor, 'duties'>, action: Action): number[] {
  const held = actor.duties.filter(({ duty }) => permissions[duty][action] !== undefined)
  const subtrees = new Set(subtreesFor(actor, action))
  const highest = held.filter(({ pathIds }) => !pathIds.slice(0, -1).some((above) => subtrees.has(above)))
  return [...new Set(highest.map(({ unitId }) => unitId))]
}

/**
 * The action that allows giving this duty by code. Only an administrator gives administrator and observer.
 */
export function actionToGrant(duty: Duty): Action {
  return duty === 'administrator' || duty === 'observer' ? 'administrator.appoint' : 'code.create'
}

/** The action that allows taking this duty from its holder, by hand-over or without a successor. */
export function actionToHandOver(duty: Duty): Action {
  return duty === 'administrator' || duty === 'observer' ? 'administrator.appoint' : 'duty.manage'
}
