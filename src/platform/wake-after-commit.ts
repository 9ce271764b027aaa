// Whoever makes work for a job wakes it on the transaction that makes the work: the wake-up goes out when
// that transaction has committed, at once outside one, and never when it is rolled back. It costs no
// statement. The driver keeps what waits per connection, for a transaction has its connection to itself.
import {
  type DatabaseConnection,
  type Driver,
  type Kysely,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
} from 'kysely'
import type { DB } from './database-types.ts'
import { type JobData, type JobName, keyOfWake, type Wake } from './wake.ts'

const drivers = new WeakMap<DatabaseConnection, WakingDriver>()

/**
 * Wakes a worker once what `db` (a transaction) has done is committed. A wake-up given twice goes out once.
 */
export async function wakeAfterCommit<Name extends JobName>(
  db: Kysely<DB>,
  name: Name,
  data: JobData[Name],
): Promise<void> {
  await db
    .getExecutor()
    .provideConnection(async (connection) => drivers.get(connection)?.wake(connection, name, data))
}

/** The dialect of a database whose transactions wake workers. */
export class WakingDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig
  readonly #wake: Wake

  constructor(config: PostgresDialectConfig, wake: Wake) {
    super(config)
    this.#config = config
    this.#wake = wake
  }

  override createDriver(): Driver {
    return new WakingDriver(this.#config, this.#wake)
  }
}

class WakingDriver extends PostgresDriver {
  readonly #wake: Wake
  /** By the connection of each open transaction: its wake-ups, by their key. */
  readonly #waiting = new WeakMap<DatabaseConnection, Map<string, () => void>>()

  constructor(config: PostgresDialectConfig, wake: Wake) {
    super(config)
    this.#wake = wake
  }

  wake<Name extends JobName>(connection: DatabaseConnection, name: Name, data: JobData[Name]): void {
    const waiting = this.#waiting.get(connection)
    if (waiting) waiting.set(keyOfWake(name, data), () => this.#wake(name, data))
    else this.#wake(name, data)
  }

  override async acquireConnection(
    ...given: Parameters<PostgresDriver['acquireConnection']>
  ): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection(...given)
    drivers.set(connection, this)
    return connection
  }

  override async beginTransaction(...given: Parameters<PostgresDriver['beginTransaction']>): Promise<void> {
    await super.beginTransaction(...given)
    this.#waiting.set(given[0], new Map())
  }

  override async commitTransaction(...given: Parameters<PostgresDriver['commitTransaction']>): Promise<void> {
    const waiting = this.#waiting.get(given[0])
    this.#waiting.delete(given[0])
    await super.commitTransaction(...given)
    for (const wake of waiting?.values() ?? []) wake()
  }

  override async rollbackTransaction(
    ...given: Parameters<PostgresDriver['rollbackTransaction']>
  ): Promise<void> {
    this.#waiting.delete(given[0])
    await super.rollbackTransaction(...given)
  }
}
