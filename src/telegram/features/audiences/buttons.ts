// The buttons of the lists of recipients, and what their ids name.
import { defineButtons, token } from '../../buttons.ts'
import { issuingUnit, savedList, speaker } from '../../subjects.ts'

export const savedListButtons = defineButtons('list', {
  all: {},
  show: { list: savedList },
  rename: { list: savedList },
  delete: { list: savedList },
  delete_yes: { list: savedList },
})

/**
 * `member` is a duty that is already in the list: it can be removed even after it has moved to another unit.
 */
export const speakerListButtons = defineButtons('speakers', {
  new: { unit: issuingUnit },
  members: { list: savedList },
  add: { list: savedList, speaker },
  remove: { list: savedList, member: token },
  done: {},
})
