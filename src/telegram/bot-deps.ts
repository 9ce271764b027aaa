// What main gives the chat face: the runtime and the ways to Telegram.
import type { Messenger } from '../circulation/messenger.ts'
import type { CirculationSettings } from '../circulation/settings.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Calendar } from '../platform/working-calendar.ts'

export interface BotDeps {
  db: Db
  clock: Clock
  calendar: Calendar
  log: Log
  /** Instead of what the table says, for the pace of calls that are no messages. */
  settings?: Partial<CirculationSettings> | undefined
  messenger: Messenger
  /** The bot's identity, from getMe. */
  me: { id: number; username: string }
  /** The portal's address without a trailing slash; undefined when there is no portal. */
  pageUrl?: string | undefined
  /** Fetches a file a person sent; null when it is larger than `maxBytes` or gone. */
  fetchFile(fileId: string, maxBytes: number): Promise<Uint8Array | null>
}
