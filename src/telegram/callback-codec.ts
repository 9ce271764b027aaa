// The data of a button: a version tag, the feature, its action and opaque values, never anybody's name. At
// most 64 bytes, Telegram's limit. buttons.ts and the features decide what an action does.

/** Telegram's limit for the data of a button, in bytes. */
export const maxTapBytes = 64

/** The version that this code writes. Raise it when a name stays and its meaning changes. */
export const tapVersion = 1

/** The meaning of a button: its feature, the action there, and values in the order of their names. */
export interface Tap {
  group: string
  action: string
  values: string[]
}

/**
 * Writes a button's data; `version` is only for tests of old buttons. Names and values: a-z, 0-9 and _ only.
 */
export function encodeTap({ group, action, values }: Tap, version = tapVersion): string {
  const data = [`b${version}`, group, action, ...values].join('.')
  if (!isWellFormed.test(data) || data.length > maxTapBytes) throw new RangeError(`Not a button: ${data}`)
  return data
}

/** Reads a button's data; null when it is of another version or not a button of ours. Never throws. */
export function decodeTap(data: string): Tap | null {
  if (!isWellFormed.test(data)) return null
  const [version, group = '', action = '', ...values] = data.split('.')
  return version === `b${tapVersion}` ? { group, action, values } : null
}

/**
 * Length of the longest data of an action, in bytes; the arguments give the maximum length of each value, in
 * characters.
 */
export function longestTap(group: string, action: string, valueLengths: readonly number[]): number {
  const written = valueLengths.map((length) => 'x'.repeat(length))
  return [`b${tapVersion}`, group, action, ...written].join('.').length
}

const isWellFormed = /^b\d{1,3}\.[a-z_]{1,40}\.[a-z_]{1,40}(?:\.[a-z0-9_]{1,40})*$/
