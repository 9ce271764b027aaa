// Hears PostgreSQL notifications on one channel, so that a process is told at once of rows that another one wrote.
// A notification may be lost while the connection is down: listeners look for themselves as well, now and then.
import pg from 'pg'
import type { Log } from './log.ts'

export interface Listener {
  stop(): Promise<void>
}

/** Calls `heard` on every notification, and once after every (re)connection, since some may have been missed. */
export function listenTo(databaseUrl: string, channel: string, heard: () => void, log: Log): Listener {
  let client: pg.Client | undefined
  let stopped = false
  let retry: NodeJS.Timeout | undefined

  const again = () => {
    if (stopped || retry) return
    retry = setTimeout(() => {
      retry = undefined
      void connect()
    }, 1_000)
  }
  const connect = async () => {
    const mine = new pg.Client({
      connectionString: databaseUrl,
      keepAlive: true,
      application_name: 'thongsuot-listen',
    })
    client = mine
    mine.on('error', (error) => {
      log.debug({ error, channel }, 'listen: connection lost')
      mine.end().catch(() => {})
      again()
    })
    mine.on('end', again)
    mine.on('notification', heard)
    try {
      await mine.connect()
      await mine.query(`listen ${mine.escapeIdentifier(channel)}`)
      heard()
    } catch (error) {
      log.debug({ error, channel }, 'listen: no connection yet')
      mine.end().catch(() => {})
      again()
    }
  }
  void connect()
  return {
    async stop() {
      stopped = true
      clearTimeout(retry)
      await client?.end().catch(() => {})
    },
  }
}
