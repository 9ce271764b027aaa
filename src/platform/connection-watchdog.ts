// A connection that fell silent: the network swallows everything, nobody says that it is over. The server's
// own limit on statements cannot help there, and a limit in the driver would give the dead connection back to
// the pool.
import type { Socket } from 'node:net'
import type pg from 'pg'

/** What of a client is looked at here; the driver has it, its types do not tell. */
interface Inside {
  connection: { stream: Socket }
  readyForQuery: boolean
}

/**
 * Ends the connection when a statement is under way and nothing was heard for `afterMs`: its query then fails
 * and the pool opens another one. `afterMs` must be longer than any statement may take. Between statements it
 * may be silent.
 */
export function endWhenSilent(client: pg.PoolClient, afterMs: number): void {
  const inside = client as unknown as Inside
  const { stream } = inside.connection
  stream.setTimeout(afterMs, () => {
    if (!inside.readyForQuery) stream.destroy(new Error(`connection: nothing heard for ${afterMs} ms`))
  })
}
