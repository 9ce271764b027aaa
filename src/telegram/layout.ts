// What fits into a message of Telegram, and how buttons are laid out. Pure.
import type { Button } from '../circulation/messenger.ts'
import { shorten } from '../platform/vietnamese-text.ts'

/** Longest text of a message, in UTF-16 units as shown (without markup): Bot API, sendMessage. */
export const maxText = 4_096

/** Longest caption of a file, counted in the same way: Bot API, sendDocument. */
export const maxCaption = 1_024

/** Longest label of a button that stays readable on a phone, in UTF-16 units. */
const maxLabel = 56

/** A label for a button, shortened when it would not stay readable. */
export const buttonLabel = (text: string) => shorten(text, maxLabel)

/** Buttons in rows of two: big enough for a thumb. */
export function pairs(buttons: readonly Button[]): Button[][] {
  return Array.from({ length: Math.ceil(buttons.length / 2) }, (_, i) => buttons.slice(2 * i, 2 * i + 2))
}
