// One way to send N messages, in a process of its own: the raw loop (the same client, nothing written down),
// the usual bot (a job and an UPDATE per message, grammY), or our sender. Says how long it took and what it
// cost.
import { createPostgresBackend, Queue, Worker, withBackend } from 'bullmq'
import { Api } from 'grammy'
import { Redis } from 'ioredis'
import pg from 'pg'
import { openDatabase } from '../../src/platform/database.ts'
import { createTelegramMessenger } from '../../src/telegram/channel/telegram-messenger.ts'
import { compose, firstChat, never, testSender, token } from '../circulation/world.ts'

export interface ContenderStart {
  kind: 'raw' | 'usual' | 'engine'
  url: string
  databaseUrl: string
  count: number
  redisUrl?: string
  /** Absent: as fast as it goes. */
  perSecond?: number
  owner?: string
}

export interface ContenderResult {
  seconds: number
  cpuMs: number
  peakMb: number
  sent: number
}

const start = JSON.parse(process.argv[2]!) as ContenderStart
const concurrency = 64

const contenders: Record<ContenderStart['kind'], () => Promise<() => Promise<number>>> = {
  async raw() {
    const messenger = createTelegramMessenger({ token, apiRoot: start.url })
    return async () => {
      let next = 0
      let sent = 0
      const loop = async () => {
        for (let i = next++; i < start.count; i = next++) {
          const outcome = await messenger.send({ telegramChatId: firstChat + i }, messageFor(i))
          if (outcome.kind === 'sent') sent++
        }
      }
      await Promise.all(Array.from({ length: concurrency }, loop))
      return sent
    }
  },

  async usual() {
    const pool = new pg.Pool({ connectionString: start.databaseUrl, max: 10 })
    const api = new Api(token, { apiRoot: start.url, timeoutSeconds: 10 })
    const backend = start.redisUrl ? redisBackend(start.redisUrl) : postgresBackend(start.databaseUrl)
    await backend.obliterate()
    const rows = await pool.query<{ id: string }>('select id from delivery order by id')
    for (let at = 0; at < rows.rows.length; at += 1_000) {
      const part = rows.rows.slice(at, at + 1_000)
      await backend.add(part.map((row, i) => ({ name: 'send', data: { id: Number(row.id), i: at + i } })))
    }
    return () =>
      new Promise((resolve, reject) => {
        let sent = 0
        const worker = backend.work(async ({ data }) => {
          const message = messageFor(data.i)
          const answer = await api.sendMessage(firstChat + data.i, message.text, {
            parse_mode: 'HTML',
            protect_content: true,
            reply_markup: { inline_keyboard: [[{ text: 'Đã nhận', callback_data: `1:a:${data.id}` }]] },
          })
          await pool.query(
            `update delivery set state = 'sent', message_id = $2, sent_at = now() where id = $1`,
            [data.id, answer.message_id],
          )
          if (++sent === start.count) resolve(sent)
        })
        worker.on('error', reject)
        worker.on('failed', (_job, error) => reject(error))
      })
  },

  async engine() {
    const { db } = openDatabase({ url: start.databaseUrl, max: 6, keepsPlans: true })
    const paced = start.perSecond !== undefined
    const messenger = createTelegramMessenger({ token, apiRoot: start.url, connections: concurrency })
    const sender = testSender(db, {
      messenger,
      owner: start.owner ?? 'bench',
      clock: { now: () => new Date() },
      settings: {
        leaseMs: 3e4,
        requestTimeoutMs: 1e4,
        maxInFlight: 512,
        ...(paced
          ? {
              bulkPerSecond: start.perSecond!,
              chatPerSecond: 1,
              groupPerMinute: 20,
            }
          : {}),
      },
    })
    await db.selectFrom('unit').select('id').limit(1).execute()
    return async () => {
      let all = 0
      for (;;) {
        const { sent } = await sender.run(never, { lanes: [1], maxMs: 3_600_000 })
        all += sent
        // A run ends when the lane must rest; the race is over when nothing is open.
        const open = await db
          .selectFrom('delivery')
          .select('id')
          .where('state', 'in', ['pending', 'unknown'])
          .limit(1)
          .executeTakeFirst()
        if (!open) return all
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  },
}

const messageFor = (i: number) =>
  compose({
    id: i,
    purpose: 'directive',
    telegramChatId: firstChat + i,
    threadId: null,
    language: 'vi',
    payload: null,
    isResend: false,
  })

const queueName = 'usual'
type Work = (job: { data: { id: number; i: number } }) => Promise<void>

function redisBackend(url: string) {
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  const queue = new Queue(queueName, { connection })
  return {
    obliterate: () => queue.obliterate({ force: true }),
    add: (jobs: { name: string; data: object }[]) =>
      queue.addBulk(jobs.map((job) => ({ ...job, opts: { removeOnComplete: true } }))),
    work: (work: Work) =>
      new Worker(queueName, work as never, { connection: connection.duplicate(), concurrency }),
  }
}

function postgresBackend(url: string) {
  const classes = withBackend(createPostgresBackend)
  const pool = new pg.Pool({ connectionString: url, max: 10, options: '-c search_path=bullmq,public' })
  const connection = pool as never
  const queue = new classes.Queue(queueName, { connection })
  return {
    obliterate: () => queue.obliterate({ force: true }),
    add: (jobs: { name: string; data: object }[]) =>
      queue.addBulk(jobs.map((job) => ({ ...job, opts: { removeOnComplete: true } }))),
    work: (work: Work) => new classes.Worker(queueName, work as never, { connection, concurrency }),
  }
}

const go = await contenders[start.kind]()
process.once('message', async () => {
  const before = process.cpuUsage()
  const began = performance.now()
  const sent = await go()
  const seconds = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(before)
  const result: ContenderResult = {
    seconds,
    sent,
    cpuMs: (user + system) / 1e3,
    peakMb: process.resourceUsage().maxRSS / 1024,
  }
  process.send!(result, () => process.exit(0))
})
process.on('disconnect', () => process.exit(0))
process.send!({ ready: true })
