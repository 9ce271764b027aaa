// The buttons of everything that people do with a directive, and what their ids name. The features handle the
// taps.
import { documentKinds } from '../../../directive/reading/document-kinds.ts'
import { outStates } from '../../../rollup/visible-directives.ts'
import { defineButtons, num, oneOf, orNone, token } from '../../buttons.ts'
import {
  campaign,
  directive,
  draft,
  followedUnit,
  issuerUnit,
  issuingUnit,
  ownDirective,
  readObligation,
  unit,
} from '../../subjects.ts'

/** Sends the directive's further files; below the directive's own message, in groups too. */
export const annexButtons = defineButtons(
  'annexes',
  { send: { obligation: readObligation } },
  { inGroups: true },
)

/** `version` is the version that the person sees. */
export const approvalButtons = defineButtons('approval', {
  look: { draft },
  approve: { draft, version: num },
  approve_later: { draft, version: num },
  approve_at: { draft, version: num },
  return: { draft, version: num },
  rework: { draft },
  drop: { draft, version: num },
})

export const campaignButtons = defineButtons('campaign', {
  choose: { directive: ownDirective },
  assign: { directive: ownDirective, campaign },
  take_out: { directive: ownDirective },
  new: { directive: ownDirective },
  view: { campaign, unit: orNone(followedUnit) },
  missing: { campaign, unit: followedUnit, page: num },
  close: { campaign },
  close_yes: { campaign },
})

/** `unit`: the committee that passes the directive on; for `steps` the unit to look from. */
export const cascadeButtons = defineButtons('cascade', {
  ask: { directive, unit: followedUnit },
  yes: { directive, unit: followedUnit },
  plan: { directive, unit: followedUnit },
  steps: { directive, unit: followedUnit },
})

/** `version`: the version that the question was about, for a change that is right for that version only. */
export const changeButtons = defineButtons('change', {
  extend: { directive: ownDirective },
  extend_by: { directive: ownDirective, days: num, version: num },
  add: { directive: ownDirective },
  add_unit: { directive: ownDirective, unit },
  recall: { directive: ownDirective },
  recall_yes: { directive: ownDirective },
  close: { directive: ownDirective },
  close_yes: { directive: ownDirective },
  supersede: { directive: ownDirective },
  supersede_by: { directive: ownDirective, successor: ownDirective },
  never_mind: {},
})

/** `refusal` names the refusal for secrecy, so that a second tap does not send the notice twice. */
export const neutralNoticeButtons = defineButtons('neutral', {
  tell: { unit: issuingUnit, kind: oneOf(['committee', 'cell']), refusal: token },
})

/** The filters of a search. */
export const registerFilters = ['kind', 'issuer', 'time', 'state'] as const

/** `any` and year 0 remove the filter; month 0 means the whole year. */
export const registerButtons = defineButtons('register', {
  list: { page: num },
  open: { directive },
  file: { directive },
  narrow: { by: oneOf(registerFilters) },
  kind: { kind: oneOf([...documentKinds.map(({ name }) => name), 'any']) },
  issuer: { unit: orNone(issuerUnit) },
  time: { year: num, month: num },
  state: { state: oneOf([...outStates, 'any']) },
  clear: {},
})
