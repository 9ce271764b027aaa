// Hears PostgreSQL notifications on one channel, so that a process is told at once of rows that another one
// wrote. A notification may be lost while the connection is down: listeners look for themselves as well, now
// and then.
import pg from 'pg'
import type { Log } from './log.ts'
import { withinTime } from './time-limit.ts'

export interface Listener {
  stop(): Promise<void>
}

/**
 * Calls `heard` on every notification, and once after every (re)connection, since some may have been missed.
 */
export function listenTo(databaseUrl: string, channel: string, heard: () => void, log: Log): Listener {
  let client: pg.Client | undefined
  let stopped = false
  let retry: NodeJS.Timeout | undefined

  const again = (of: pg.Client) => {
    // A connection given up may end late, when another has long taken its place.
    if (stopped || retry || of !== client) return
    retry = setTimeout(() => {
      retry = undefined
      void connect()
    }, 1_000)
  }
  const connect = async () => {
    const mine = new pg.Client({
      connectionString: databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      application_name: 'thongsuot-listen',
    })
    client = mine
    mine.on('error', (error) => {
      log.debug({ error, channel }, 'listen: connection lost')
      mine.end().catch(() => {})
      again(mine)
    })
    mine.on('end', () => again(mine))
    mine.on('notification', heard)
    try {
      await mine.connect()
      await mine.query(`listen ${mine.escapeIdentifier(channel)}`)
      heard()
    } catch (error) {
      log.debug({ error, channel }, 'listen: no connection yet')
      mine.end().catch(() => {})
      again(mine)
    }
  }
  void connect()
  return {
    async stop() {
      stopped = true
      clearTimeout(retry)
      if (client) await withinTime(2_000, client.end()).catch(() => {})
    },
  }
}
