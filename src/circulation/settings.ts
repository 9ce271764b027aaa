// How fast and how patiently messages are sent. Defaults are what Telegram is known to bear; an administrator
// (or the sandbox) overrides them with rows `circulation.<name>` in the table setting.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { writeSetting } from '../platform/setting.store.ts'

export interface CirculationSettings {
  /** Pace of the bulk lane over all processes; Infinity leaves it unpaced. */
  bulkPerSecond: number
  /** Pace reserved for answers to people; idle bulk pace is lent to them. */
  answersPerSecond: number
  /** Per private chat. */
  chatPerSecond: number
  /** Per group. */
  groupPerMinute: number
  /** Most messages of one lane of one process between intent and write-back. */
  maxInFlight: number
  /** How long an intent holds. More than request time-out, write-back and margin together. */
  leaseMs: number
  /** The same for the one message that uploads a file. */
  uploadLeaseMs: number
  /** Longest exchange with the channel; the messenger is made with it. */
  requestTimeoutMs: number
  /** How long after an unknown outcome the one re-send goes out. */
  resendDelayMs: number
  /** Whether directives, too, wait for working hours; reminders always do, urgent marks apart. */
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
  resendDelayMs: 30_000,
  quietHours: false,
  paused: false,
}

/** How long a sender uses what it has read of a directive, in milliseconds. */
export const directiveCacheMs = 5_000

const prefix = 'circulation.'
/**
 * What a lease needs beyond the longest exchange, for intent and write-back; with less, no message would ever
 * go out.
 */
const leaseMarginMs = 5_000

/**
 * The settings in force. A row of a wrong type is passed over and a lease too short for the exchange is
 * longer: a slip in a setting must not stop the sending.
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
  const leastMs = read.requestTimeoutMs + leaseMarginMs
  const atLeast = (leaseMs: number) => Math.max(leaseMs, leastMs)
  return { ...read, leaseMs: atLeast(read.leaseMs), uploadLeaseMs: atLeast(read.uploadLeaseMs) }
}

/** Sets some of them for all processes; senders notice within seconds. */
export async function changeSettings(
  db: Db,
  changes: Partial<CirculationSettings>,
  now: Date,
): Promise<void> {
  for (const [name, value] of Object.entries(changes)) await writeSetting(db, prefix + name, value, now)
}

/**
 * Whether all bulk sending is stopped (`paused` above), and who stopped it: an officer's id or 'operator'.
 */
export const pausedKey = `${prefix}paused`
export const pausedByKey = `${prefix}pausedBy`

/** True in a statement while all bulk sending is stopped. */
export const isEverythingPaused = sql<boolean>`exists (select from setting where key = ${pausedKey}
  and value = 'true'::jsonb)`
