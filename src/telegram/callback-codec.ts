// What travels in a button: a version tag, an action and opaque ids in base 36, never a name. At most 64 bytes,
// Telegram's limit, for any input. What an action does is left to the features.

/**
 * Every action a button can carry. A new action goes at the end: buttons in chats name an action by its code.
 * Renaming one here is safe, changing its code is not.
 */
export const callbackActions = [
  'acknowledge',
  'start_report',
  'answer_option',
  'confirm',
  'edit_field',
  'cancel',
  'pause',
  'resume',
  'cancel_circulation',
  'page',
  'open',
  'issue',
  'approve',
  'language',
  'home',
  'back',
  'skip',
  'resume_report',
  'discard_report',
  'my_duties',
  'status',
  'help',
  'return_report',
  'extend',
  'retry_failed',
  'refresh',
  'choose',
  'report_answer',
  'report_back',
  'report_stop',
  'report_skip',
  'report_edit',
  'report_fields',
  'report_summary',
  'report_send',
  'report_change',
  'review_accept',
  'review_return',
  'new_directive',
  'circulation',
  'standing',
  'register',
  'change_directive',
  'consent',
  'unit',
  'unit_code',
  'bind_group',
  'hand_over',
  'campaign',
  'cascade',
  'review_next',
  'review_field',
  'review_send_back',
  'neutral_notice',
  'audit',
  'saved_list',
  'needs_person',
  'pause_everything',
  'cards',
  'annexes',
  'correct',
  'speaker_list',
  'own',
  'person',
  'calendar',
] as const

export type CallbackAction = (typeof callbackActions)[number]

/** A button's meaning. Ids and extras are whole numbers from 0 to Number.MAX_SAFE_INTEGER. */
export interface Callback {
  action: CallbackAction
  /** What the action is about: an obligation, a directive, a draft, a page's list … 0 when nothing. */
  id: number
  /** Up to three small numbers: field and option, page number, language index … */
  extra: number[]
}

/** The version that this code writes. Raise it when the meaning of ids or extras changes. */
export const callbackVersion = 1

const maxExtras = 3

/**
 * Writes a button's data, at most 64 bytes. `version` is only for tests of old buttons.
 * Throws a RangeError on an id that is not a whole number from 0 to 2^53 − 1, or on more than three extras.
 */
export function encodeCallback(callback: {
  action: CallbackAction
  id?: number
  extra?: readonly number[]
  version?: number
}): string {
  const { action, id = 0, extra = [], version = callbackVersion } = callback
  if (extra.length > maxExtras) throw new RangeError(`A button carries at most ${maxExtras} extras.`)
  const numbers = [version, callbackActions.indexOf(action), id, ...extra]
  for (const number of numbers)
    if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`Not a whole number: ${number}`)
  return `t${numbers.map((number) => number.toString(36)).join('.')}`
}

/**
 * Reads a button's data. `{stale: true}`: one of our buttons, but of another version or with an action unknown
 * here, so the person should get a fresh message. `null`: not ours at all. Never throws.
 */
export function decodeCallback(data: string): Callback | { stale: true } | null {
  const match = /^t((?:0|[1-9a-z][0-9a-z]{0,10})(?:\.(?:0|[1-9a-z][0-9a-z]{0,10})){0,5})$/.exec(data)
  if (match === null) return null
  const [version, actionIndex, id, ...extra] = match[1]!
    .split('.')
    .map((digits) => Number.parseInt(digits, 36))
  if (version !== callbackVersion) return { stale: true }
  const action = callbackActions[actionIndex ?? -1]
  if (action === undefined) return { stale: true }
  if (id === undefined || ![id, ...extra].every(Number.isSafeInteger)) return null
  return { action, id, extra }
}

/** Telegram's limit for the data of a button, in bytes. */
export const maxTapBytes = 64

/** The version that this code writes. Raise it when a name stays and its meaning changes. */
export const tapVersion = 1

/** What a button says: the feature it belongs to, the action there, and values in the order of their names. */
export interface Tap {
  group: string
  action: string
  values: string[]
}

/** Writes a button's data; `version` is only for tests of old buttons. Names and values: a-z, 0-9 and _ only. */
export function encodeTap({ group, action, values }: Tap, version = tapVersion): string {
  const data = [`b${version}`, group, action, ...values].join('.')
  if (!isWellFormed.test(data) || data.length > maxTapBytes) throw new RangeError(`Not a button: ${data}`)
  return data
}

/** Reads a button's data; null when it is of another version or not ours at all. Never throws. */
export function decodeTap(data: string): Tap | null {
  if (!isWellFormed.test(data)) return null
  const [version, group = '', action = '', ...values] = data.split('.')
  return version === `b${tapVersion}` ? { group, action, values } : null
}

/** Length of the longest data of an action whose values take at most so many characters each, in bytes. */
export function longestTap(group: string, action: string, valueLengths: readonly number[]): number {
  const written = valueLengths.map((length) => 'x'.repeat(length))
  return [`b${tapVersion}`, group, action, ...written].join('.').length
}

const isWellFormed = /^b\d{1,3}\.[a-z_]{1,40}\.[a-z_]{1,40}(?:\.[a-z0-9_]{1,40})*$/
