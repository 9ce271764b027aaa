// One line when a service goes and one when it is back, however many calls fail in between.
import { type Log, withoutSecrets } from './log.ts'

export interface OutageLog {
  /** A call to the service failed. `part`: whose calls; the service is back when all parts are. */
  failed(part: string, error: unknown): void
  /** A call of that part went through. */
  worked(part: string): void
  /** Does any part fail at present? */
  readonly isAway: boolean
}

/** `service` is its name in the log, such as Redis. `elapsedMs` is a clock that only counts. */
export function createOutageLog(
  log: Log,
  service: string,
  elapsedMs: () => number = () => performance.now(),
): OutageLog {
  const away = new Set<string>()
  let since = 0
  let failures = 0
  return {
    get isAway() {
      return away.size > 0
    },
    failed(part, error) {
      failures++
      if (away.size === 0) {
        since = elapsedMs()
        log.warn(
          { service, part, error: kindOf(error) },
          `${service} does not answer; trying again until it does`,
        )
      }
      away.add(part)
    },
    worked(part) {
      if (!away.delete(part) || away.size > 0) return
      log.info({ service, failures, away_s: Math.round((elapsedMs() - since) / 1_000) }, `${service} is back`)
      failures = 0
    },
  }
}

/** What failed, without an address that may hold a password: ECONNREFUSED 127.0.0.1:6379, READONLY. */
function kindOf(error: unknown): string {
  // What the channel says of a failed call; it names no password.
  if (typeof error === 'string') return withoutSecrets(error).slice(0, 120)
  if (!(error instanceof Error)) return 'not an error object'
  const { code, address, port } = error as Error & { code?: string; address?: string; port?: number }
  const inner = (error as Error & { errors?: unknown[] }).errors?.[0]
  if (code === undefined && inner instanceof Error) return kindOf(inner)
  const said = withoutSecrets(error.message).slice(0, 80)
  const kind = code ?? /^[A-Z]{4,}/.exec(error.message)?.[0] ?? (said || error.name)
  return address === undefined ? kind : `${kind} ${address}:${port}`
}
