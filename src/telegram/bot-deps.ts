// What the chat face is given by main: the ground it stands on and the ways to Telegram.
import type { Messenger } from '../circulation/messenger.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Calendar } from '../platform/working-calendar.ts'

export interface BotDeps {
  db: Db
  clock: Clock
  calendar: Calendar
  log: Log
  messenger: Messenger
  /** Who the bot is, as getMe says. */
  me: { id: number; username: string }
  /** Where the page for people with duties is, without a slash at the end; undefined where there is none. */
  pageUrl?: string | undefined
  /** Fetches a file a person sent; null when it is larger than `maxBytes` or gone. */
  fetchFile(fileId: string, maxBytes: number): Promise<Uint8Array | null>
}
