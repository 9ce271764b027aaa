// A storm of acknowledgements: every cell taps "Đã nhận" at once, one update per call as a webhook brings them. Beside
// it a minimal bot that does one INSERT per tap and nothing else. Time runs from the update to the commit of its effect.
import { sql } from 'kysely'
import pg from 'pg'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { createBot } from '../../src/telegram/bot.ts'
import { encodeCallback } from '../../src/telegram/callback-codec.ts'
import { createIntake } from '../../src/telegram/intake.ts'
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
    const ours: Storm[] = []
    const minimal: Storm[] = []
    for (let round = 0; round < rounds; round++) {
      await ground.circulate(root)
      await sql`truncate telegram_update restart identity`.execute(db)
      ours.push(await storm(db))
      minimal.push(await minimalBot(ground.url))
      console.log(`round ${round + 1}: ${JSON.stringify({ ours: ours.at(-1), minimal: minimal.at(-1) })}`)
    }
    const middle = (storms: Storm[], key: keyof Storm) => median(storms.map((one) => one[key]))
    const figure = (name: string, value: number, unit: string, better: Figure['better']) => ({
      ...{ name, value, unit, better },
    })
    return [
      figure('ack_storm_per_s', middle(ours, 'perSecond'), 'taps/s', 'higher'),
      figure('ack_storm_p50_ms', middle(ours, 'p50Ms'), 'ms', 'lower'),
      figure('ack_storm_p99_ms', middle(ours, 'p99Ms'), 'ms', 'lower'),
      figure('minimal_per_s', middle(minimal, 'perSecond'), 'taps/s', 'higher'),
      figure('minimal_p50_ms', middle(minimal, 'p50Ms'), 'ms', 'lower'),
      figure('minimal_p99_ms', middle(minimal, 'p99Ms'), 'ms', 'lower'),
      figure('ack_storm_ratio', middle(ours, 'perSecond') / middle(minimal, 'perSecond'), '', 'higher'),
    ]
  } finally {
    await ground.stop()
  }
}

/** Everything the product does for a tap but the call to Telegram: store, check, record, audit, forget. */
async function storm(db: Db): Promise<Storm> {
  const updates = await tapUpdates(db)
  const began = new Float64Array(taps)
  const took: number[] = []
  let left = taps
  let finished = () => {}
  const all = new Promise<void>((resolve) => {
    finished = resolve
  })
  const done = { kind: 'sent', messageId: 1 } as const
  const bot = createBot({
    ...{ db, clock: systemClock, calendar: createCalendar(), wake: () => {}, fetchFile: async () => null },
    ...{ me: { id: 1, username: 'bot' }, log: createLog({ level: 'warn', role: 'bench' }) },
    messenger: {
      capabilities: { buttons: true, files: true, edit: true, groups: true, maxText: 4096, maxCaption: 1024 },
      send: async () => done,
      edit: async () => done,
      editButtons: async () => done,
      remove: async () => done,
      close: async () => {},
      // Answered after the commit, so this is the latest moment at which it can have happened.
      async answerTap(tapId, text) {
        if (!text.startsWith('Đã ghi nhận')) throw new Error(`Not recorded: ${text}`)
        took.push(performance.now() - began[Number(tapId)]!)
        if (--left === 0) finished()
      },
    },
  })
  const stop = new AbortController()
  const handling = bot.handleStoredUpdates(stop.signal)
  const receive = createIntake((stored) => bot.receive(stored))
  const startedMs = performance.now()
  await inParallel(async (i) => {
    began[i] = performance.now()
    await receive([updates[i]!])
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

/** One row per tap, one statement per tap, as many connections. */
async function minimalBot(url: string): Promise<Storm> {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  await pool.query('drop table if exists minimal_tap')
  await pool.query(
    'create table minimal_tap (update_id bigint primary key, user_id bigint, obligation_id bigint, at timestamptz)',
  )
  const took: number[] = []
  const startedMs = performance.now()
  await inParallel(async (i) => {
    const beganMs = performance.now()
    await pool.query('insert into minimal_tap values ($1, $2, $3, now())', [i, i, i])
    took.push(performance.now() - beganMs)
  })
  const seconds = (performance.now() - startedMs) / 1_000
  await pool.query('drop table minimal_tap')
  await pool.end()
  return summary(took, seconds)
}

async function inParallel(work: (i: number) => Promise<void>): Promise<void> {
  let next = 0
  const caller = async () => {
    while (next < taps) await work(next++)
  }
  await Promise.all(Array.from({ length: calls }, caller))
}

async function tapUpdates(db: Db): Promise<object[]> {
  const owed = await sql<{ id: number; user_id: number }>`
    select o.id, officer.telegram_user_id as user_id
    from obligation o join office_held held on held.unit_id = o.unit_id join officer on officer.id = held.officer_id
    order by random()`.execute(db)
  return owed.rows.map(({ id, user_id }, i) => ({
    update_id: i + 1,
    callback_query: {
      ...{ id: String(i), chat_instance: '1', data: encodeCallback({ action: 'acknowledge', id }) },
      from: { id: user_id, is_bot: false, first_name: 'Người' },
      message: {
        ...{ message_id: 7, date: 1, chat: { id: user_id, type: 'private', first_name: 'Người' } },
        caption: 'Văn bản về một việc chung '.repeat(20),
      },
    },
  }))
}

function summary(took: number[], seconds: number): Storm {
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
  return { perSecond: Math.round(taps / seconds), p50Ms: at(0.5), p99Ms: at(0.99) }
}
