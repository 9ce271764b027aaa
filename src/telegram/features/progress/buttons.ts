// The buttons of circulations, rates and messages that need a person, and what their ids name.
import { troubleReasons } from '../../../circulation/needs-person.ts'
import { type DataButton, defineButtons, num, oneOf, orNone } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { delivery, directive, followedUnit, ownCirculation, readObligation } from '../../subjects.ts'

/** Below the message that follows a circulation. */
export const circulationButtons = defineButtons('circulation', {
  pause: { directive: ownCirculation },
  resume: { directive: ownCirculation },
  cancel: { directive: ownCirculation },
  cancel_yes: { directive: ownCirculation },
  keep: {},
  continue: { directive: ownCirculation },
  continue_yes: { directive: ownCirculation },
  retry: { directive: ownCirculation },
})

const tree = oneOf(['then', 'now'])

/**
 * Without a unit: from the person's highest unit. `tree`: the tree at issue, or today's. `measure`: 0 for
 * reports handed in, else the place of a rate, from 1.
 */
export const statusButtons = defineButtons('status', {
  list: { page: num },
  overview: { directive, unit: orNone(followedUnit), tree, page: num },
  missing: { directive, unit: followedUnit, about: oneOf(['ack', 'report']), tree, page: num },
  figures: { directive, unit: followedUnit, tree },
  ranking: { directive, unit: followedUnit, tree, measure: num, page: num },
  reports: { directive, unit: followedUnit, tree, page: num },
  report: { obligation: readObligation, unit: followedUnit, tree, page: num },
})

/** Opens the response to a directive, from the person's own unit. */
export const statusButton = (text: string, directiveId: number): DataButton =>
  statusButtons.button.overview(text, { directive: directiveId, unit: null, tree: 'then', page: 0 })

/** Without a directive: messages of all of them. A message remembers the directive to return to. */
export const needsPersonButtons = defineButtons('needs_person', {
  overview: { directive: orNone(directive) },
  reason: { directive: orNone(directive), reason: oneOf(troubleReasons), page: num },
  message: { delivery, directive: orNone(directive) },
  unreachable: { directive: orNone(directive), page: num },
  again_one: { delivery, directive: orNone(directive) },
  ask_all: { directive: orNone(directive), reason: oneOf(troubleReasons) },
  again_all: { directive: orNone(directive), reason: oneOf(troubleReasons) },
})

/** Steps of pausing and resuming everything. */
export const pauseEverythingButtons = defineButtons('pause_all', {
  ask: {},
  pause: {},
  resume: {},
  never_mind: {},
})

/** Pauses everything (after a confirmation), or resumes it. */
export function pauseEverythingButton(ctx: BotContext, isPaused: boolean): DataButton {
  return isPaused
    ? pauseEverythingButtons.button.resume(ctx.t('pause-all-button-resume'))
    : pauseEverythingButtons.button.ask(ctx.t('pause-all-button'))
}
