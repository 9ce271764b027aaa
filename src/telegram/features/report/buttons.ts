// The buttons of receipts, reports and their review, and what their ids name.
import { day, defineButtons, num, oneOf, token } from '../../buttons.ts'
import { obligation, readObligation, reviewedObligation } from '../../subjects.ts'

/** Turns to another page of what the person owes (/viec). */
export const todoButtons = defineButtons('todo', { page: { page: num } })

/**
 * "Đã nhận". updates/handle-acknowledgements.ts handles these taps by the hundred, with the same check of
 * each; `in_list`: below the list of /viec, which keeps its buttons.
 */
export const acknowledgeButtons = defineButtons(
  'acknowledge',
  { directive: { obligation: readObligation }, in_list: { obligation: readObligation } },
  { inGroups: true },
)

/**
 * `field` is the position of a question in the outline, `hundredths` a number times 100, `option` the place
 * of an option, from 1.
 */
export const reportButtons = defineButtons('report', {
  start: { obligation },
  resume: { obligation },
  change: { obligation },
  answer_number: { obligation, field: num, hundredths: token },
  answer_day: { obligation, field: num, day },
  answer_yes: { obligation, field: num },
  answer_no: { obligation, field: num },
  answer_option: { obligation, field: num, option: num },
  answer_none: { obligation, field: num },
  skip: { obligation, field: num },
  back: { obligation, field: num },
  edit: { obligation, field: num },
  keep: { obligation, field: num },
  fields: { obligation },
  summary: { obligation },
  stop: { obligation },
  send: { obligation, version: num, warned: oneOf(['yes', 'no']) },
})

/** `after` is only a position in the list of waiting reports. */
export const reviewButtons = defineButtons('review', {
  next: { after: token },
  accept: { obligation: reviewedObligation, version: num },
  return: { obligation: reviewedObligation, version: num },
  field: { obligation: reviewedObligation, version: num, field: num },
  days: { obligation: reviewedObligation, days: num },
  forget_note: { obligation: reviewedObligation },
  send_back: { obligation: reviewedObligation },
  cancel: { obligation: reviewedObligation },
})
