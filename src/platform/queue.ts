// Wake-up calls through BullMQ: Redis when there is one, else PostgreSQL. Nobody else knows which.
// A job carries ids only. Losing jobs loses nothing: the sweeper wakes what is due.
import {
  createPostgresBackend,
  Queue as RedisQueue,
  Worker as RedisWorker,
  runMigrations,
  withBackend,
} from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { endWhenSilent } from './connection-watchdog.ts'
import type { Log } from './log.ts'
import { createOutageLog } from './outage-log.ts'
import { withServerOption } from './privileges.ts'
import { withinTime } from './time-limit.ts'
import { isJobName, type JobData, type JobName, keyOfWake, type RunJob, type Wake } from './wake.ts'

const queueName = 'wake-ups'
const schema = 'bullmq'
/** BullMQ may wait for ever on a lost connection: a stop has its limit. */
const closeLimitMs = 2_000
/** A queue that takes longer to say how it is counts as down, in milliseconds. */
const stateLimitMs = 1_000
/** A connection that is made anew after READONLY leads to a replica as long as nothing else is known. */
const readOnlyToldMs = 10_000
/** BullMQ's statements on PostgreSQL are short. */
const statementTimeoutMs = 10_000

/**
 * A job of a killed process swallows wake-ups of its id until it is found stalled: that must not take the
 * minute of BullMQ's defaults. A job that is run once more does no harm.
 */
const soonFound = { lockDuration: 10_000, stalledInterval: 5_000, runRetryDelay: 2_000 }

export interface Queue {
  wake: Wake
  /** Begins to process jobs. The returned function stops taking jobs and waits for those under way. */
  work(run: RunJob, options?: { concurrency?: number }): () => Promise<void>
  /** Waiting, active and delayed jobs; null when the back end does not answer. */
  depth(): Promise<Record<'waiting' | 'active' | 'delayed', number> | null>
  /** Can wake-ups be stored now? `read_only`: Redis is a replica, as after a failover. */
  state(): Promise<QueueState>
  close(): Promise<void>
}

export type QueueState = 'up' | 'down' | 'read_only'

export interface QueueOptions {
  /** Redis for volume and several machines; unset = PostgreSQL. */
  redisUrl?: string | undefined
  databaseUrl: string
  log: Log
}

/** Makes BullMQ's tables in the schema `bullmq`. Only the PostgreSQL back end needs it. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await runMigrations(client, schema)
  } finally {
    await client.end()
  }
}

/** Opens the queue of this process. Needs `migrateQueue` to have run once when `redisUrl` is unset. */
export function openQueue(options: QueueOptions): Queue {
  const { log } = options
  const backend = options.redisUrl
    ? redisBackend(options.redisUrl, log)
    : postgresBackend(options.databaseUrl, log)
  const queue = backend.queue()
  queue.on('error', (error) => backend.failed('producer', error))
  const stops: (() => Promise<void>)[] = []

  const wake: Wake = (name, data) => {
    // Kept back during an outage, wake-ups would only pile up in memory; the sweeper makes new ones
    // afterwards.
    if (!backend.reachable()) return
    queue
      .add(name, data, {
        // While a job of the same key runs, one more is kept for after it: a wake-up is never swallowed by a
        // run that looked too early.
        deduplication: { id: keyOfWake(name, data), keepLastIfActive: true },
        removeOnComplete: true,
        removeOnFail: true,
      })
      .then(backend.added)
      .catch((error: unknown) =>
        log.debug({ error, job: name }, 'queue: wake-up lost; the sweeper will find the work'),
      )
  }

  return {
    wake,
    work(run, workOptions) {
      const stopping = new AbortController()
      const underWay = new Set<Promise<void>>()
      const worker = backend.worker(async ({ name, data }) => {
        if (!isJobName(name))
          return log.warn({ job: name }, 'queue: unknown job, from another version; ignored')
        // Fetched while stopping: its work stays due, another process finds it.
        if (stopping.signal.aborted) return
        const running = run(name, data, stopping.signal)
        underWay.add(running)
        await running.finally(() => underWay.delete(running))
      }, workOptions?.concurrency ?? 8)
      worker.on('error', (error) => backend.failed('worker', error))
      worker.on('failed', (job, error) =>
        log.error({ error, job: job?.name }, 'job failed; its work stays due'),
      )
      const stop = async () => {
        stopping.abort()
        const closed = worker.close()
        // What is under way is waited for here, not by BullMQ alone: with its back end away it may never be
        // told.
        await Promise.allSettled(underWay)
        await withinTime(closeLimitMs, closed).catch((error: unknown) =>
          log.debug({ error }, 'queue: the back end did not take leave'),
        )
      }
      stops.push(stop)
      return stop
    },
    async depth() {
      try {
        const counts = await withinTime(2_000, queue.getJobCounts('waiting', 'active', 'delayed'))
        return { waiting: counts.waiting ?? 0, active: counts.active ?? 0, delayed: counts.delayed ?? 0 }
      } catch {
        return null
      }
    },
    state: () => withinTime(stateLimitMs, backend.state()).catch(() => 'down'),
    async close() {
      await Promise.all(stops.map((stop) => stop()))
      await withinTime(closeLimitMs, queue.close()).catch(() => {})
      await withinTime(closeLimitMs, backend.close()).catch(() => {})
    },
  }
}

type Handler = (job: { name: string; data: JobData[JobName] }) => Promise<void>

function redisBackend(url: string, log: Log) {
  const outage = createOutageLog(log, 'Redis')
  let readOnlyAt = Number.NEGATIVE_INFINITY
  const connect = (part: string) => {
    const redis = new Redis(url, {
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(times * 200, 2_000),
      // After a failover the old address may stay open and lead to what is a replica by now: connect anew,
      // and ask again.
      reconnectOnError: (error) => {
        if (!isReadOnly(error)) return false
        outage.failed('master', error)
        readOnlyAt = performance.now()
        return 2
      },
    })
    redis.on('error', (error) => outage.failed(part, error))
    redis.on('ready', () => outage.worked(part))
    return redis
  }
  const producer = connect('producer')
  const connections = [producer]
  return {
    reachable: () => producer.status === 'ready',
    async state(): Promise<QueueState> {
      // Commands for a lost connection would wait until it is back. A replica is left, to look for the
      // master.
      if (producer.status !== 'ready')
        return performance.now() < readOnlyAt + readOnlyToldMs ? 'read_only' : 'down'
      const [role] = await producer.role()
      return role === 'master' ? 'up' : 'read_only'
    },
    added: () => outage.worked('master'),
    failed: (part: 'producer' | 'worker', error: Error) => {
      // A lost connection, and a replica, were told by the connection itself.
      const isTold = isLost(error) || isReadOnly(error) || isOfFailover(error)
      if (isTold) log.debug({ error }, `queue: ${part}`)
      else log.warn({ error }, `queue: ${part}`)
    },
    queue: () => new RedisQueue(queueName, { connection: producer }),
    worker: (handler: Handler, concurrency: number) => {
      const connection = connect('worker')
      connections.push(connection)
      return new RedisWorker(queueName, handler, { connection, concurrency, ...soonFound })
    },
    close: async () => {
      for (const redis of connections) redis.disconnect()
    },
  }
}

const isReadOnly = (error: Error) => error.message.includes('READONLY')
/**
 * What follows from a failover: calls that waited end, and the new master does not know the jobs under way.
 */
const isOfFailover = ({ message }: Error) =>
  /^UNBLOCKED|could not renew lock|^(Lock mismatch|Missing lock|Missing key) for job/i.test(message)
const isLost = (error: Error & { code?: string }) =>
  /^E[A-Z]{4,}$/.test(error.code ?? '') ||
  /connection (?:is closed|terminated|lost)|timeout/i.test(error.message)

function postgresBackend(url: string, log: Log) {
  const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(createPostgresBackend)
  // One pool for producer and workers; their own configurations would open some forty connections.
  const pool = new pg.Pool({
    // In the address: options given beside one are dropped when the address has some of its own (a role).
    connectionString: withServerOption(url, `search_path=${schema},public`),
    max: 6,
    application_name: 'thongsuot-queue',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    statement_timeout: statementTimeoutMs,
  })
  pool.on('error', (error) => log.debug({ error }, 'queue: connection'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ error }, 'queue: connection'))
    endWhenSilent(client, statementTimeoutMs + 1_000)
  })
  return {
    reachable: () => true,
    // The database says for itself whether it is there.
    state: async (): Promise<QueueState> => 'up',
    added: () => {},
    failed: (part: 'producer' | 'worker', error: Error) => {
      // The database tells of its own outages.
      if (isLost(error)) log.debug({ error }, `queue: ${part}`)
      else log.warn({ error }, `queue: ${part}`)
    },
    queue: () => new PostgresQueue(queueName, { connection: pool }),
    worker: (handler: Handler, concurrency: number) =>
      new PostgresWorker(queueName, handler, {
        connection: pool,
        concurrency,
        ...soonFound,
      }),
    close: () => pool.end(),
  }
}
