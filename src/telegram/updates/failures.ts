// What may be kept of an error: its kind and place, never its words, which can repeat what a person wrote.
import { lostConnection } from '../../platform/database-trouble.ts'

/** Such as `TypeError at src/telegram/features/report.ts:12` or `error 23505 at …`. */
export function errorSummary(error: unknown): string {
  if (!(error instanceof Error)) return 'not an error object'
  const cause = 'error' in error && error.error instanceof Error ? error.error : error
  const code = codeOf(cause)
  const place = /[/\\]((?:src|jobs)[/\\][\w./\\-]+:\d+)/.exec(cause.stack?.slice(cause.message.length) ?? '')
  return [cause.name, code, place && `at ${place[1]}`].filter(Boolean).join(' ')
}

/** Was the database away, busy or in conflict? Then the update is not to blame. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const cause = 'error' in error && error.error instanceof Error ? error.error : error
  const code = codeOf(cause) ?? ''
  // Connection (08), resources (53), shutdown (57P), serialisation and deadlock (40), and sockets of the
  // driver.
  if (/^(08|53|57P|40)/.test(code) || /^E[A-Z]+$/.test(code)) return true
  return lostConnection.test(cause.message)
}

function codeOf(error: Error): string | undefined {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : undefined
}
