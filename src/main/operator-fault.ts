// Turns a fault at startup into one sentence for the operator: what, where, what to do. No stack trace.
import { ConfigError } from '../platform/config.ts'
import { DataFolderError } from '../platform/data-folder.ts'
import { EmbeddedPostgresError } from '../platform/embedded-postgres.ts'
import { withoutSecrets } from '../platform/log.ts'
import { ForeignMigrationsError } from '../platform/migrations.ts'

/** A fault that has its sentence already. */
export class OperatorFault extends Error {
  override name = 'OperatorFault'
}

/**
 * The exit code for `error`: 2 when the data are not where the configuration says, so that nobody takes a
 * wrong address for an outage that passes; else 1.
 */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof DataFolderError || firstCause(error).code === '3D000' ? 2 : 1
}

interface SystemError extends Error {
  code?: string
  port?: number
  address?: string
  path?: string
  errors?: SystemError[]
}

/** The sentence for `error`. Unknown errors give their message, without secrets. */
export function operatorSentence(error: unknown): string {
  if (
    error instanceof OperatorFault ||
    error instanceof ConfigError ||
    error instanceof DataFolderError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof ForeignMigrationsError
  ) {
    return withoutSecrets(error.message)
  }
  const fault = firstCause(error)
  return withoutSecrets(sentence(fault) ?? (fault.message || String(error)))
}

function sentence(fault: SystemError): string | undefined {
  const where = fault.address ? `${fault.address}:${fault.port}` : ''
  switch (fault.code) {
    case 'EADDRINUSE':
      return (
        `Port ${fault.port} is already taken: stop the program that uses it, ` +
        'or choose another with PORT or SANDBOX_PORT (0 = any free one).'
      )
    case 'EACCES':
    case 'EPERM':
      return fault.port
        ? `Port ${fault.port} may not be used by this account: ` +
            'choose one above 1023 with PORT or SANDBOX_PORT.'
        : `No permission for ${fault.path ?? 'a file'}: ` +
            'choose another folder with DATA_DIR, or change its owner.'
    case 'ENOSPC':
    case '53100':
      return `The disk is full${fault.path ? ` (${fault.path})` : ''}: free some space and start again.`
    case 'EROFS':
      return `${fault.path ?? 'The folder'} is read-only: choose another folder with DATA_DIR.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${fault.path ?? 'The data folder'} is not a folder: choose another with DATA_DIR.`
    case 'ECONNREFUSED':
      return (
        `Nothing answers at ${where}: start that server, ` +
        'or correct the address (DATABASE_URL, REDIS_URL, TELEGRAM_API_ROOT).'
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return (
        `The host name in an address is unknown (${fault.message}): ` +
        'correct DATABASE_URL, REDIS_URL or TELEGRAM_API_ROOT.'
      )
    case 'ETIMEDOUT':
    case 'ECONNRESET':
      return (
        `The connection ${where ? `to ${where} ` : ''}was lost or never answered: ` +
        'check that the server of DATABASE_URL is up and reachable.'
      )
    case '28P01':
    case '28000':
      return `PostgreSQL refuses the user or password: correct DATABASE_URL (${fault.message}).`
    case '3D000':
      return `The database does not exist: create it, or correct DATABASE_URL (${fault.message}).`
    case '57P03':
      return 'PostgreSQL is starting up or shutting down: wait a moment and start again.'
    case '53300':
      return 'PostgreSQL has no free connection: raise max_connections or stop other clients.'
    case '42501':
      return (
        `PostgreSQL refuses a right to this user (${fault.message}): ` +
        'grant it, or use the owner of the database in DATABASE_URL.'
      )
    case '42P01':
      return 'The database has no tables yet: run "npm run migrate" once.'
    default:
      return /timeout exceeded when trying to connect|timeout expired|Connection terminated/i.test(
        fault.message,
      )
        ? 'The database does not answer: check DATABASE_URL, the server and the network between.'
        : undefined
  }
}

function firstCause(error: unknown): SystemError {
  if (!(error instanceof Error)) return new Error(String(error)) as SystemError
  const system = error as SystemError
  if (system.code && sentence(system)) return system
  for (const inner of [...(system.errors ?? []), system.cause]) {
    if (inner instanceof Error) {
      const found = firstCause(inner)
      if (found.code) return found
    }
  }
  return system
}
