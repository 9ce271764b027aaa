// Opens the database: one pool per process, with the hygiene that keeps a killed backend or a hung
// statement from taking the process along.
import { Kysely, type PostgresPool, type Transaction } from 'kysely'
import pg from 'pg'
import { endWhenSilent } from './connection-watchdog.ts'
import type { DB } from './database-types.ts'
import { KeepingClient, keeping } from './prepared-statements.ts'
import { withServerOption } from './privileges.ts'
import type { Wake } from './wake.ts'
import { WakingDialect } from './wake-after-commit.ts'

/** What a query needs: the pool or a transaction. */
export type Db = Kysely<DB>
/** A function that takes a lock asks for this in its signature. */
export type Tx = Transaction<DB>

export interface Database {
  db: Db
  pool: pg.Pool
  close: () => Promise<void>
}

export interface DatabaseOptions {
  url: string
  /** Most connections at once; 10 unless told. */
  max?: number
  applicationName?: string
  /** Longest statement in milliseconds, enforced by the server; 30,000 unless told. */
  statementTimeoutMs?: number
  /**
   * For a sender: statements marked with `prepared` are planned once per connection. See
   * prepared-statements.ts.
   */
  keepsPlans?: boolean
  /**
   * Errors of idle or broken connections, and of new ones; they are not fatal, the pool replaces the
   * connection.
   */
  onError?: (error: Error) => void
  /** A new connection stands. */
  onConnected?: () => void
  /** Where the wake-ups of committed transactions go; nowhere unless told, and the sweeper finds the work. */
  wake?: Wake
}

// int8 as number: ids and Telegram's ids (at most 52 bits) fit. date stays 'YYYY-MM-DD', a day has no
// instant.
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
types.setTypeParser(pg.types.builtins.DATE, (text) => text)
types.setTypeParser(1016 as never, (text: string) => text.slice(1, -1).split(',').filter(Boolean).map(Number))

/** How long after its limit a statement must have been answered. */
const silenceMarginMs = 2_000

/** Opens a pool. Connects lazily: a wrong address shows with the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const onError = options.onError ?? (() => {})
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000
  // Compiling a statement (where a server can) takes longer than any of ours runs: it doubled the time of a
  // circulation. Helpers of one statement take the processors that other statements and the process itself
  // need: adding up a country took half as long again with them.
  const settings = ['jit=off', 'max_parallel_workers_per_gather=0', ...(options.keepsPlans ? keeping : [])]
  const pool = new pg.Pool({
    ...address(options.url, settings),
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'thongsuot',
    connectionTimeoutMillis: 10_000,
    // Shorter than the patience with a silent server, or a pool of dead connections would be tried one after
    // another.
    idleTimeoutMillis: 10_000,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    // A transaction whose process hangs must not hold its locks for ever.
    idle_in_transaction_session_timeout: 60_000,
    types,
    ...(options.keepsPlans ? { Client: KeepingClient } : {}),
  })
  pool.on('error', onError)
  // A backend killed while its client is checked out emits on the client; unheard, that ends the process.
  pool.on('connect', (client) => {
    options.onConnected?.()
    client.on('error', onError)
    if (statementTimeoutMs > 0) endWhenSilent(client, statementTimeoutMs + silenceMarginMs)
  })
  const dialect = new WakingDialect({ pool: telling(pool, onError) }, options.wake ?? (() => {}))
  const db = new Kysely<DB>({ dialect })
  return { db, pool, close: () => db.destroy() }
}

/**
 * The pool as Kysely needs it; a connection that cannot be made is told before whoever asked learns of it.
 */
function telling(pool: pg.Pool, onError: (error: Error) => void): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      try {
        return await pool.connect()
      } catch (error) {
        if (error instanceof Error) onError(error)
        throw error
      }
    },
  }
}

// What the address or the environment sets stays. An address without settings is passed on as it is, however
// it is written.
function address(url: string, settings: readonly string[]) {
  if (/[?&]options=/.test(url)) return { connectionString: settings.reduce(withServerOption, url) }
  const ours = settings.map((setting) => `-c ${setting}`)
  return { connectionString: url, options: [process.env.PGOPTIONS ?? '', ...ours].join(' ').trim() }
}
