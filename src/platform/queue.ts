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
import { withServerOption } from './privileges.ts'
import { withinTime } from './time-limit.ts'
import type { JobData, JobName, Wake } from './wake.ts'

const queueName = 'wake-ups'
const schema = 'bullmq'
/** BullMQ may wait for ever on a lost connection: a stop has its limit. */
const closeLimitMs = 2_000
/** BullMQ's statements on PostgreSQL are short. */
const statementTimeoutMs = 10_000

/**
 * A job of a killed process swallows wake-ups of its id until it is found stalled: that must not take the minute of
 * BullMQ's defaults. A job that is run once more does no harm.
 */
const soonFound = { lockDuration: 10_000, stalledInterval: 5_000, runRetryDelay: 2_000 }

/** One processor for each name; `signal` fires when the process is to stop. */
export type Processors = {
  [Name in JobName]: (data: JobData[Name], signal: AbortSignal) => Promise<void>
}

export interface Queue {
  wake: Wake
  /** Begins to process jobs. The returned function stops taking jobs and waits for those under way. */
  work(processors: Processors, options?: { concurrency?: number }): () => Promise<void>
  /** Waiting, active and delayed jobs; null when the back end does not answer. */
  depth(): Promise<Record<'waiting' | 'active' | 'delayed', number> | null>
  close(): Promise<void>
}

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
    await runMigrations(client as never, schema)
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
  queue.on('error', (error) => log.warn({ error }, 'queue: producer'))
  const stops: (() => Promise<void>)[] = []

  const wake: Wake = (name, data, wakeOptions) => {
    // Kept back during an outage, wake-ups would only pile up in memory; the sweeper makes new ones afterwards.
    if (!backend.reachable()) return
    const id = [name, ...Object.values(data)].join('.')
    queue
      .add(name, data, {
        // While a job of the same id runs, one more is kept for after it: a wake-up is never swallowed by a run that looked too early.
        deduplication: { id, keepLastIfActive: true },
        removeOnComplete: true,
        removeOnFail: true,
        ...(wakeOptions?.delayMs ? { delay: wakeOptions.delayMs } : {}),
      })
      .catch((error: unknown) =>
        log.debug({ error, job: name }, 'queue: wake-up lost; the sweeper will find the work'),
      )
  }

  return {
    wake,
    work(processors, workOptions) {
      const stopping = new AbortController()
      const underWay = new Set<Promise<void>>()
      const worker = backend.worker(async (job: { name: string; data: never }) => {
        const processor = processors[job.name as JobName] as
          | ((data: never, signal: AbortSignal) => Promise<void>)
          | undefined
        if (!processor)
          return log.warn({ job: job.name }, 'queue: unknown job, from another version; ignored')
        // Fetched while stopping: its work stays due, another process finds it.
        if (stopping.signal.aborted) return
        const run = processor(job.data, stopping.signal)
        underWay.add(run)
        await run.finally(() => underWay.delete(run))
      }, workOptions?.concurrency ?? 8)
      worker.on('error', (error) => log.warn({ error }, 'queue: worker'))
      worker.on('failed', (job, error) =>
        log.error({ error, job: job?.name }, 'job failed; its work stays due'),
      )
      const stop = async () => {
        stopping.abort()
        const closed = worker.close()
        // What is under way is waited for here, not by BullMQ alone: with its back end away it may never be told.
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
    async close() {
      await Promise.all(stops.map((stop) => stop()))
      await withinTime(closeLimitMs, queue.close()).catch(() => {})
      await withinTime(closeLimitMs, backend.close()).catch(() => {})
    },
  }
}

type Handler = (job: { name: string; data: never }) => Promise<void>

function redisBackend(url: string, log: Log) {
  const connect = () => {
    const redis = new Redis(url, {
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(times * 200, 2_000),
    })
    redis.on('error', (error) => log.warn({ error }, 'queue: redis'))
    return redis
  }
  const producer = connect()
  const connections = [producer]
  return {
    reachable: () => producer.status === 'ready',
    queue: () => new RedisQueue(queueName, { connection: producer }),
    worker: (handler: Handler, concurrency: number) => {
      const connection = connect()
      connections.push(connection)
      return new RedisWorker(queueName, handler as never, { connection, concurrency, ...soonFound })
    },
    close: async () => {
      for (const redis of connections) redis.disconnect()
    },
  }
}

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
    queue: () => new PostgresQueue(queueName, { connection: pool as never }),
    worker: (handler: Handler, concurrency: number) =>
      new PostgresWorker(queueName, handler as never, {
        connection: pool as never,
        concurrency,
        ...soonFound,
      }),
    close: () => pool.end(),
  }
}
