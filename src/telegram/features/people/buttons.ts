// The buttons about oneself and about the group one is in, and what their ids name.
import { languages } from '../../../texts/index.ts'
import { defineButtons, num, oneOf } from '../../buttons.ts'
import { boundUnit } from '../../subjects.ts'

/**
 * Of the notice on personal data; `version` is the one shown. Whoever holds no duty any more has the same
 * rights.
 */
export const consentButtons = defineButtons(
  'consent',
  { agree: { version: num }, ask: {}, keep: {}, erase: {} },
  { withoutDuty: true },
)

export const ownDataButtons = defineButtons('own', { file: {} }, { withoutDuty: true })

export const languageButtons = defineButtons('language', { choose: { language: oneOf(languages) } })

/** Makes the group of the chat the unit's. */
export const groupButtons = defineButtons('group', { bind: { unit: boundUnit } }, { inGroups: true })
