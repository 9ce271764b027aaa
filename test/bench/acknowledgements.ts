// A storm of acknowledgements: every cell taps "Đã nhận" at once, one webhook request per tap, as many open
// as Telegram keeps. Beside it a minimal bot (grammY, one INSERT per tap, then the answer) that is given the
// same requests, and the bare INSERT without any bot. Calls to Telegram are answered on the spot for all.
// Time runs from the request to the commit of its effect.

import { Bot, webhookCallback } from 'grammy'
import { sql } from 'kysely'
import pg from 'pg'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { createBot } from '../../src/telegram/bot.ts'
import { acknowledgeButtons } from '../../src/telegram/features/report/buttons.ts'
import { createWebhook } from '../../src/telegram/updates/webhook.ts'
import { capabilities } from '../support/capabilities.ts'
import { startGround } from './circulation-ground.ts'
import { type Figure, median } from './run.ts'

const taps = 20_000
/** As many calls as Telegram keeps open at once. */
const calls = 40
const rounds = 3
const connections = 10

interface Storm {
  perSecond: number
  p50Ms: number
  p99Ms: number
}

export async function run(): Promise<Figure[]> {
  const ground = await startGround()
  try {
    const { db } = ground.database
    const root = await ground.plant(taps)
    const storms: Record<'ack_storm' | 'minimal_bot' | 'bare_insert', Storm[]> = {
      ack_storm: [],
      minimal_bot: [],
      bare_insert: [],
    }
    for (let round = 0; round < rounds; round++) {
      await ground.circulate(root)
      await sql`truncate telegram_update restart identity`.execute(db)
      const updates = await tapUpdates(db)
      storms.minimal_bot.push(await withTable(ground.url, (pool) => minimalBot(pool, updates)))
      storms.bare_insert.push(await withTable(ground.url, bareInsert))
      storms.ack_storm.push(await storm(db, updates))
      for (const [name, rounds] of Object.entries(storms))
        console.error(`round ${round + 1}: ${name} ${JSON.stringify(rounds.at(-1))}`)
    }
    const middle = (of: Storm[], key: keyof Storm) => median(of.map((one) => one[key]))
    const figures = Object.entries(storms).flatMap(([name, of]): Figure[] => [
      { name: `${name}_per_s`, value: middle(of, 'perSecond'), unit: 'taps/s', better: 'higher' },
      { name: `${name}_p50_ms`, value: middle(of, 'p50Ms'), unit: 'ms', better: 'lower' },
      { name: `${name}_p99_ms`, value: middle(of, 'p99Ms'), unit: 'ms', better: 'lower' },
    ])
    const ratio = (reference: Storm[]) =>
      middle(storms.ack_storm, 'perSecond') / middle(reference, 'perSecond')
    return [
      ...figures,
      { name: 'ack_storm_ratio', value: ratio(storms.minimal_bot), unit: '', better: 'higher', aim: 1 },
      { name: 'ack_storm_insert_ratio', value: ratio(storms.bare_insert), unit: '', better: 'higher' },
    ]
  } finally {
    await ground.stop()
  }
}

/** Everything the product does for a tap but the call to Telegram: store, check, record, audit, forget. */
async function storm(db: Db, updates: readonly string[]): Promise<Storm> {
  const began = new Float64Array(taps)
  const took: number[] = []
  let left = taps
  let finished = () => {}
  const all = new Promise<void>((resolve) => {
    finished = resolve
  })
  const done = { kind: 'sent', messageId: 1 } as const
  const log = createLog({ level: 'warn', role: 'bench' })
  const bot = createBot({
    db,
    clock: systemClock,
    calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
    fetchFile: async () => null,
    me,
    log,
    messenger: {
      capabilities,
      send: async () => done,
      edit: async () => done,
      editButtons: async () => done,
      remove: async () => done,
      close: async () => {},
      async answerTap(tapId, text) {
        if (!text.startsWith('Đã ghi nhận')) throw new Error(`Not recorded: ${text}`)
        took.push(performance.now() - began[Number(tapId)]!)
        if (--left === 0) finished()
      },
    },
  })
  const stop = new AbortController()
  const handling = bot.handleStoredUpdates(stop.signal)
  const receive = createWebhook({ secret, receive: (stored) => bot.receive(stored), log })
  const startedMs = performance.now()
  await inParallel(async (i) => {
    began[i] = performance.now()
    await deliver(receive, updates[i]!)
  })
  await all
  const seconds = (performance.now() - startedMs) / 1_000
  stop.abort()
  await handling
  const found = await sql<{ acknowledged: number; audited: number }>`
    select (select count(*)::int from obligation where acknowledged_at is not null) as acknowledged,
      (select count(*)::int from audit_entry where action = 'obligation.acknowledge') as audited`.execute(db)
  const { acknowledged, audited } = found.rows[0]!
  if (acknowledged !== taps || audited % taps !== 0)
    throw new Error(`Lost: ${acknowledged}, ${audited} of ${taps}`)
  return summary(took, seconds)
}

/** The bot that one would write first: every tap is one INSERT and an answer. */
async function minimalBot(pool: pg.Pool, updates: readonly string[]): Promise<Storm> {
  const began = new Float64Array(taps)
  const took: number[] = []
  const bot = new Bot('1:minimal', { botInfo: { ...me, is_bot: true, first_name: 'Bot' } as never })
  bot.api.config.use(async () => ({ ok: true, result: true }) as never)
  bot.on('callback_query:data', async (ctx) => {
    const { id, data } = ctx.callbackQuery
    await pool.query(insert, [ctx.update.update_id, ctx.from.id, Number(data.split(':').at(-1)) || 0])
    took.push(performance.now() - began[Number(id)]!)
    await ctx.answerCallbackQuery({ text: 'Đã ghi nhận.' })
  })
  const receive = webhookCallback(bot, 'std/http', { secretToken: secret })
  const startedMs = performance.now()
  await inParallel(async (i) => {
    began[i] = performance.now()
    await deliver(receive, updates[i]!)
  })
  return summary(took, (performance.now() - startedMs) / 1_000)
}

/** No bot, no request: what the database alone can take. */
async function bareInsert(pool: pg.Pool): Promise<Storm> {
  const took: number[] = []
  const startedMs = performance.now()
  await inParallel(async (i) => {
    const beganMs = performance.now()
    await pool.query(insert, [i, i, i])
    took.push(performance.now() - beganMs)
  })
  return summary(took, (performance.now() - startedMs) / 1_000)
}

const insert = 'insert into minimal_tap values ($1, $2, $3, now())'
const me = { id: 1, username: 'bot' }
const secret = 'a-secret-of-the-bench'

async function withTable(url: string, work: (pool: pg.Pool) => Promise<Storm>): Promise<Storm> {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  await pool.query('drop table if exists minimal_tap')
  await pool.query(
    'create table minimal_tap (update_id bigint primary key, user_id bigint, obligation_id bigint, at ' +
      'timestamptz)',
  )
  const storm = await work(pool)
  await pool.query('drop table minimal_tap')
  await pool.end()
  return storm
}

async function deliver(receive: (request: Request) => Promise<Response>, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret }
  const response = await receive(new Request('http://localhost/telegram', { method: 'POST', headers, body }))
  if (response.status !== 200) throw new Error(`A tap was refused with ${response.status}.`)
}

async function inParallel(work: (i: number) => Promise<void>): Promise<void> {
  let next = 0
  const caller = async () => {
    while (next < taps) await work(next++)
  }
  await Promise.all(Array.from({ length: calls }, caller))
}

async function tapUpdates(db: Db): Promise<string[]> {
  const owed = await sql<{ id: number; user_id: number }>`
    select o.id, officer.telegram_user_id as user_id
    from obligation o join duty_holding held on held.unit_id = o.unit_id
      join officer on officer.id = held.officer_id
    order by random()`.execute(db)
  return owed.rows.map(({ id, user_id }, i) =>
    JSON.stringify({
      update_id: i + 1,
      callback_query: {
        id: String(i),
        chat_instance: '1',
        data: acknowledgeButtons.button.directive('', { obligation: id }).data,
        from: {
          id: user_id,
          is_bot: false,
          first_name: 'Người',
        },
        message: {
          message_id: 7,
          date: 1,
          chat: {
            id: user_id,
            type: 'private',
            first_name: 'Người',
          },
          caption: 'Văn bản về một việc chung '.repeat(20),
        },
      },
    }),
  )
}

function summary(took: number[], seconds: number): Storm {
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
  return { perSecond: Math.round(taps / seconds), p50Ms: at(0.5), p99Ms: at(0.99) }
}
