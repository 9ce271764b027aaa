// The buttons of units, duties, people and days off, and what their ids name.
import type { Duty } from '../../../platform/database-types.ts'
import { day, defineButtons, num, oneOf, token } from '../../buttons.ts'
import { duty, invitedUnit, managedUnit, peoplesUnit, person, unit } from '../../subjects.ts'

/** The duties in the order in which they are offered. */
export const dutyOrder: readonly Duty[] = [
  'secretary',
  'deputy',
  'office',
  'speaker',
  'observer',
  'administrator',
]
const proof = oneOf(['code', 'phone'])

/** `proof`: what the future holder must show: the code alone, or the phone number as well. */
export const unitButtons = defineButtons('unit', {
  show: { unit, page: num },
  which_code: { unit: invitedUnit, proof },
  code: { unit: invitedUnit, proof, duty: oneOf(dutyOrder) },
})

export const handOverButtons = defineButtons('hand_over', {
  which: { unit: managedUnit },
  chosen: { duty },
  code: { duty },
  substitute: { duty },
  end: { duty },
  end_surely: { duty },
  leave: {},
})

/** The choices of people to make enrolment cards for. */
export const cardChoices = ['cell_secretary', 'cell_deputy', 'office', 'secretary'] as const

/** `question` ties a button to the question for the line of help. `leave`: leaves before a choice. */
export const cardsButtons = defineButtons('cards', {
  which: { unit: invitedUnit },
  chosen: { unit: invitedUnit, choice: oneOf(cardChoices) },
  skip: { question: token },
  cancel: { question: token },
  leave: {},
})

export const personButtons = defineButtons('person', {
  which: { unit: peoplesUnit },
  card: { person },
  export: { person },
  erase: { person },
  erase_surely: { person },
  leave: {},
})

/** `from` is the first day of the range, `length` the number of days after it. */
export const calendarButtons = defineButtons('calendar', {
  off: {},
  works: {},
  enter: { from: day },
  which: {},
  remove: { from: day, length: num },
  remove_surely: { from: day, length: num },
  leave: {},
})
