// The rates, leases and waits of sending. The defaults are what Telegram is known to accept. An administrator
// (or the sandbox) overrides them with rows `circulation.<name>` in the table setting.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { writeSetting } from '../platform/setting.store.ts'

export interface CirculationSettings {
  /** Upper bound of the bulk lane over all processes, in messages a second. Infinity: no pace. */
  bulkPerSecond: number
  /**
   * What the whole bot may send beyond that, in messages a second: bulk never takes it. Answers may use the
   * budget of both.
   */
  answersPerSecond: number
  /** Rate to one chat, in messages a second. */
  chatPerSecond: number
  /** Rate to one group, in messages a minute. */
  groupPerMinute: number
  /** Maximum number of messages of one lane of one process between intent and write-back. */
  maxInFlight: number
  /** Duration of an intent's lease, in milliseconds: more than time-out, write-back and margin together. */
  leaseMs: number
  /** Duration of the lease of a message that uploads a file, in milliseconds. */
  uploadLeaseMs: number
  /** Maximum duration of a request to the channel, in milliseconds; without uploads. */
  requestTimeoutMs: number
  /** Maximum duration of a request that uploads a file, in milliseconds. */
  uploadTimeoutMs: number
  /** Wait between an unknown outcome and the second copy, in milliseconds. */
  resendDelayMs: number
  /** Whether directives wait for working hours as reminders do. Urgent messages never wait. */
  quietHours: boolean
  /** Whether an administrator has stopped all bulk sending. */
  paused: boolean
}

export const usualSettings: Readonly<CirculationSettings> = {
  bulkPerSecond: 25,
  answersPerSecond: 5,
  chatPerSecond: 1,
  groupPerMinute: 20,
  maxInFlight: 512,
  leaseMs: 30_000,
  uploadLeaseMs: 90_000,
  requestTimeoutMs: 10_000,
  uploadTimeoutMs: 60_000,
  resendDelayMs: 30_000,
  quietHours: false,
  paused: false,
}

/** The budget of the whole bot over all processes, in messages a second: answers first, then bulk. */
export function totalPerSecond(settings: Pick<CirculationSettings, 'bulkPerSecond' | 'answersPerSecond'>) {
  return settings.bulkPerSecond + settings.answersPerSecond
}

/** Time for which a sender uses the texts and files that it has read of a directive, in milliseconds. */
export const directiveCacheMs = 5_000

const prefix = 'circulation.'
/**
 * Minimum time of a lease beyond the time-out of the request, in milliseconds, for intent and write-back.
 * With less, the sender would launch no message.
 */
const leaseMarginMs = 5_000

/**
 * The settings in force. Rows of a wrong type are ignored, and a lease that is too short for a request is
 * prolonged: a wrong setting must not stop the sending.
 */
export async function readSettings(db: Db): Promise<CirculationSettings> {
  const rows = await db
    .selectFrom('setting')
    .select(['key', 'value'])
    .where('key', 'like', `${prefix}%`)
    .execute()
  const settings: Record<string, unknown> = { ...usualSettings }
  for (const { key, value } of rows) {
    const name = key.slice(prefix.length)
    if (!(name in settings) || typeof value !== typeof settings[name]) continue
    if (typeof value === 'number' && !(value > 0)) continue
    settings[name] = value
  }
  const read = settings as unknown as CirculationSettings
  return {
    ...read,
    leaseMs: Math.max(read.leaseMs, read.requestTimeoutMs + leaseMarginMs),
    uploadLeaseMs: Math.max(read.uploadLeaseMs, read.uploadTimeoutMs + leaseMarginMs),
  }
}

/** Writes some settings for all processes. Senders notice them with their next run. */
export async function changeSettings(
  db: Db,
  changes: Partial<CirculationSettings>,
  now: Date,
): Promise<void> {
  for (const [name, value] of Object.entries(changes)) await writeSetting(db, prefix + name, value, now)
}

/** The row that says whether all bulk sending is stopped: `paused` above. */
export const pausedKey = `${prefix}paused`
/** The row that says who stopped it: an officer's id or 'operator'. */
export const pausedByKey = `${prefix}pausedBy`

/** SQL condition: all bulk sending is stopped. */
export const isEverythingPaused = sql<boolean>`exists (select from setting where key = ${pausedKey}
  and value = 'true'::jsonb)`
