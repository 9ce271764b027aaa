// The buttons about the person who writes and about the group of the chat, and what their ids name.
import { languages } from '../../../texts/index.ts'
import { defineButtons, num, oneOf } from '../../buttons.ts'
import { boundUnit } from '../../subjects.ts'

/**
 * Buttons of the notice on personal data; `version` is the version that was shown. People whose duties have
 * ended keep the same rights.
 */
export const consentButtons = defineButtons(
  'consent',
  { agree: { version: num }, ask: {}, keep: {}, erase: {} },
  { withoutDuty: true },
)

/** Whether a newcomer replaces who holds the duty of the code, or holds it beside them. */
export const heldDutyButtons = defineButtons('held_duty', { replace: {}, beside: {} }, { withoutDuty: true })

export const ownDataButtons = defineButtons('own', { file: {} }, { withoutDuty: true })

export const languageButtons = defineButtons('language', { choose: { language: oneOf(languages) } })

/** Makes the group the chat of the unit. */
export const groupButtons = defineButtons('group', { bind: { unit: boundUnit } }, { inGroups: true })
