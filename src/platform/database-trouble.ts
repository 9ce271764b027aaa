// What is said when the database is away: one line when it goes, one when it is back. Whatever fails in
// between because of it is for debugging only.
import { demoteErrors, type Log } from './log.ts'
import { createOutageLog } from './outage-log.ts'

/** What the pools of a process tell of their connections. */
export function watchDatabase(log: Log): { onError: (error: Error) => void; onConnected: () => void } {
  const outage = createOutageLog(log, 'PostgreSQL')
  demoteErrors(log, (error) => outage.isAway && isConnectionTrouble(error))
  return {
    onError(error) {
      if (isConnectionTrouble(error)) outage.failed('connection', error)
      else log.warn({ error }, 'database: an error of a connection')
    },
    onConnected: () => outage.worked('connection'),
  }
}

/** Connection (08), shutdown (57P), and sockets of the driver; also what an error was caused by. */
export function isConnectionTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && (/^(08|57P)/.test(code) || socketCodes.test(code))) return true
  if (lostConnection.test(error.message)) return true
  const inner = [error.cause, ...((error as { errors?: unknown[] }).errors ?? [])]
  return inner.some((each) => each instanceof Error && isConnectionTrouble(each))
}

/** Such codes of the system are about the way to a server, whichever it is. */
const socketCodes = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/

/** What the driver of PostgreSQL says of a connection that is gone; such errors have no code. */
export const lostConnection = new RegExp(
  'connection terminated|timeout exceeded when trying to connect|' +
    'client has encountered a connection error',
  'i',
)
