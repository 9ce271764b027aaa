// What every process opens: database, queue, calendar, metrics.
import { deliveryCounts } from '../circulation/delivery-counts.store.ts'
import type { Clock } from '../platform/clock.ts'
import { type Database, openDatabase } from '../platform/database.ts'
import { createDatabaseClock } from '../platform/database-clock.ts'
import { watchDatabase } from '../platform/database-trouble.ts'
import { createMetrics, type Metrics } from '../platform/metrics.ts'
import { expectOwnMigrations, listMigrations } from '../platform/migrations.ts'
import { findRunningUrl } from '../platform/privileges.ts'
import { openQueue, type Queue } from '../platform/queue.ts'
import type { Wake } from '../platform/wake.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { createLiveCalendar } from './live-calendar.ts'
import type { LocalDatabase } from './local.ts'
import { OperatorFault } from './operator-fault.ts'
import type { Process } from './run-process.ts'

export interface Runtime extends Process {
  databaseUrl: string
  database: Database
  db: Database['db']
  /** Opens a pool of its own for the sender, whose few statements are planned once per connection. */
  openSenderDatabase: () => Database
  clock: Clock
  calendar: Calendar
  queue: Queue
  /** Takes the wake-ups of committed transactions. */
  wake: Wake
  /** From now on this process sends answers at once, instead of by a job. */
  sendAnswersBy: (send: () => void) => void
  metrics: Metrics
}

/**
 * Time limit of a statement, in milliseconds. Together with the time limit for a silent server, a process
 * works again within half a minute after any network fault.
 */
const statementTimeoutMs = 20_000

/** Opens everything and registers what to stop. Rejects when the database lacks migrations. */
export async function openRuntime(
  running: Process,
  base: Clock,
  found: Pick<LocalDatabase, 'url' | 'rolePassword'>,
): Promise<Runtime> {
  const { config, log, onStop } = running
  const { url: databaseUrl, role, why } = await findRunningUrl(found.url, found.rolePassword)
  if (role !== null) log.info({ role }, 'database: acting as a role that cannot change the audit trail')
  else
    log.warn(
      { why },
      'database: acting as the owner of the tables, who could lift the protection of the audit trail; ' +
        'run "npm run migrate" as a user that may create roles',
    )
  let sendAnswers: (() => void) | undefined
  const wake: Wake = (name, data) => {
    if (name === 'send-answers' && sendAnswers) sendAnswers()
    else queue.wake(name, data)
  }
  const watch = watchDatabase(log)
  const open = (given: { max: number; keepsPlans?: boolean; wake?: Wake }) => {
    return openDatabase({ url: databaseUrl, statementTimeoutMs, ...watch, ...given })
  }
  const database = open({ max: 14, wake })
  onStop('database', () => database.close())
  const openSenderDatabase = () => {
    const own = open({ max: 6, keepsPlans: true })
    onStop('database of the sender', () => own.close())
    return own
  }
  await expectOwnMigrations(database.db)
  const missing = (await listMigrations(database.db)).filter((one) => one.executedAt === null)
  if (missing.length > 0) {
    throw new OperatorFault(
      `The database lacks ${missing.length} migration(s), the first is ${missing[0]?.name}: ` +
        'run "npm run migrate" once.',
    )
  }
  const clock = await createDatabaseClock({ db: database.db, base, log })
  onStop('clock', () => clock.stop())
  const live = await createLiveCalendar({ db: database.db, timeZone: config.ORG_TIMEZONE, clock })
  onStop('calendar', () => live.stop())
  const queue = openQueue({ redisUrl: config.REDIS_URL, databaseUrl, log })
  onStop('queue', () => queue.close())
  const metrics = createMetrics(() => deliveryCounts(database.db))
  return {
    ...running,
    databaseUrl,
    database,
    db: database.db,
    openSenderDatabase,
    clock,
    calendar: live.calendar,
    queue,
    wake,
    sendAnswersBy: (send) => {
      sendAnswers = send
    },
    metrics,
  }
}
