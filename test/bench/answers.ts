// How long people wait for the bot: 60 of them in a report at once, each answering as soon as the next
// question is there, with bulk idle and with bulk running; and one officer among 40 strangers who write 15
// messages each. A local Telegram enforces what the real one allows. Time runs from an update's arrival to
// the answer that Telegram has taken.
import { sql } from 'kysely'
import type { Messenger } from '../../src/circulation/messenger.ts'
import { createSender } from '../../src/circulation/sending/sender.ts'
import { usualSettings } from '../../src/circulation/settings.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { type Database, openDatabase } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import type { Outline } from '../../src/response/outline.ts'
import { STRICT_LIMITS } from '../../src/sandbox/limits.ts'
import { createBot } from '../../src/telegram/bot.ts'
import { createTelegramMessenger } from '../../src/telegram/channel/telegram-messenger.ts'
import { createComposeMessage } from '../../src/telegram/compose/compose-message.ts'
import { reportButtons } from '../../src/telegram/features/report/buttons.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { botId, firstChat, issueTo, plantCells, startTelegram, token } from '../circulation/world.ts'
import { startGround } from './circulation-ground.ts'
import { type Figure, median } from './run.ts'

const people = 60
const questions = 8
/** The committee of the reporters has 500 cells; those of the next ones get bulk. */
const cells = 2_500
const strangers = 40
const messagesOfStranger = 15
const probes = 20

const label = (text: string) => ({ vi: text, en: text })
const outline: Outline = {
  key: 'bench',
  version: 1,
  title: label('Báo cáo'),
  fields: Array.from({ length: 3 * questions }, (_, index) => ({
    key: `q${index}`,
    type: 'whole',
    label: label(`Câu hỏi ${index}`),
    required: true,
    min: 0,
    max: 100,
  })),
  rules: [],
}

export async function run(): Promise<Figure[]> {
  const ground = await startGround()
  const telegram = await startTelegram(cells + strangers + 1, STRICT_LIMITS)
  const bench = await openBench(ground.url, telegram.url)
  try {
    return await measure(bench, () => telegram.stats.refusedByLimits)
  } finally {
    await bench.stop()
    await telegram.close()
    await ground.stop()
  }
}

type Bench = Awaited<ReturnType<typeof openBench>>

/** The roles that answer and send, in one process, as `npm start` has them. */
async function openBench(url: string, apiRoot: string) {
  const log = createLog({ level: 'warn', role: 'bench' })
  const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })
  const stop = new AbortController()
  const arrivals = new Map<number, () => void>()
  const real = createTelegramMessenger({ token, apiRoot })
  const messenger: Messenger = {
    ...real,
    send: async (to, message) => {
      const outcome = await real.send(to, message)
      if (outcome.kind === 'sent') arrivals.get(to.telegramChatId)?.()
      return outcome
    },
  }
  let kick = () => {}
  const database: Database = openDatabase({
    url,
    wake: (name) => {
      if (name === 'send-answers') kick()
    },
  })
  const { db } = database
  const me = { id: botId, username: 'test_bot' }
  const compose = createComposeMessage({ timeZone: calendar.timeZone, botUsername: me.username })
  const parts = { db, messenger, compose, clock: systemClock, calendar, log, botId, owner: 'bench' }
  const sender = createSender(parts)
  kick = sender.kick
  const bot = createBot({ db, clock: systemClock, calendar, log, messenger, me, fetchFile: async () => null })
  const handling = bot.handleStoredUpdates(stop.signal)
  let updateId = 0
  const receive = (update: object) => bot.receive([{ update_id: ++updateId, ...update }])
  return {
    db,
    sender,
    receive,
    /** Resolves with the milliseconds until something arrives in the chat. */
    async ask(userId: number, update: object): Promise<number> {
      const startedAt = performance.now()
      const arrived = new Promise<void>((resolve) => arrivals.set(userId, resolve))
      await receive(update)
      await arrived
      arrivals.delete(userId)
      return performance.now() - startedAt
    },
    async stop() {
      stop.abort()
      await handling
      await sender.close()
      await real.close()
      await database.close()
    },
  }
}

async function measure(bench: Bench, refused: () => number): Promise<Figure[]> {
  const { db } = bench
  await plantCells(db, cells)
  const [reporting, ...others] = await committees(db)
  const reported = await issueTo(db, reporting!, { number: 1 })
  await sql`update directive set outline = ${JSON.stringify(outline)}::jsonb where id = ${reported}`.execute(
    db,
  )
  await circulateDirective(db, reported, new Date())
  // They have it: what is measured is answers, not the directive.
  await sql`update delivery set state = 'sent', sent_at = now(), message_id = 1`.execute(db)
  const reporters = Array.from({ length: people }, (_, index) => firstChat + index)
  const obligations = await obligationsOf(db, reporters)

  await inParallel(reporters, (id) =>
    bench.ask(id, tap(id, reportButtons.button.start('', { obligation: obligations.get(id)! }).data)),
  )
  const idle = await answerAll(bench, reporters)

  const bulkRun = await startBulk(bench, others)
  const busy = await answerAll(bench, reporters)
  const { seconds, sent, answered } = await bulkRun.end(busy.length)
  const bulkIdeal = Math.max(
    sent / usualSettings.bulkPerSecond,
    (sent + answered) / (usualSettings.bulkPerSecond + usualSettings.answersPerSecond),
  )

  const officer = firstChat + people
  const alone = await probe(bench, officer)
  const crowd = inParallel(
    Array.from({ length: strangers * messagesOfStranger }, (_, index) => index),
    (index) => bench.receive(text(firstChat + cells + (index % strangers), `chào ${index}`)),
  )
  const among = await probe(bench, officer)
  await crowd

  const ms = (name: string, value: number, aim?: number): Figure => ({
    name,
    value,
    unit: 'ms',
    better: 'lower',
    aim,
  })
  const ratio = (name: string, value: number, aim?: number): Figure => ({
    name,
    value,
    unit: '',
    better: 'lower',
    aim,
  })
  return [
    ms('answer_p50_ms', at(idle, 0.5)),
    ms('answer_p95_ms', at(idle, 0.95), 2_500),
    ms('answer_p95_bulk_ms', at(busy, 0.95)),
    ratio('answer_p95_ratio_bulk', at(busy, 0.95) / at(idle, 0.95), 1.5),
    ratio('bulk_time_ratio', seconds / bulkIdeal),
    ms('officer_alone_ms', median(alone)),
    ms('officer_among_strangers_ms', median(among)),
    ratio('stranger_ratio', median(among) / median(alone), 1.2),
    { name: 'answers_429s', value: refused(), unit: '', better: 'lower', aim: 0 },
  ]
}

/** Everybody answers so many questions, each as soon as it is there. */
async function answerAll(bench: Bench, reporters: readonly number[]): Promise<number[]> {
  const took: number[] = []
  await inParallel(reporters, async (id) => {
    for (let question = 0; question < questions; question++) took.push(await bench.ask(id, text(id, '5')))
  })
  return took
}

/** One officer asks for the own tasks, again and again; the chat may have one message a second. */
async function probe(bench: Bench, officer: number): Promise<number[]> {
  const took: number[] = []
  for (let round = 0; round < probes; round++) {
    took.push(await bench.ask(officer, text(officer, '/viec')))
    await sql`delete from chat_pace where telegram_chat_id = ${officer}`.execute(bench.db)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  return took
}

/** Sends directives to the other committees until it is told to end. */
async function startBulk({ db, sender }: Bench, committeeIds: readonly number[]) {
  for (const [index, id] of committeeIds.entries()) {
    const directiveId = await issueTo(db, id, { number: 2 + index })
    await circulateDirective(db, directiveId, new Date())
  }
  const stop = new AbortController()
  const startedAt = performance.now()
  const sending = (async () => {
    while (!stop.signal.aborted) await sender.run(stop.signal, { lanes: [1] })
  })()
  return {
    async end(answered: number) {
      // Long enough to tell the rate that was left.
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      const { rows } = await sql<{ n: number }>`select count(*) as n from delivery
        where state = 'sent' and purpose = 'directive' and message_id <> 1`.execute(db)
      const seconds = (performance.now() - startedAt) / 1_000
      stop.abort()
      await sending
      return { seconds, sent: rows[0]!.n, answered }
    },
  }
}

async function committees(db: Bench['db']): Promise<number[]> {
  const rows = await db
    .selectFrom('unit')
    .select('id')
    .where('kind', '=', 'committee')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

async function obligationsOf(db: Bench['db'], users: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; user_id: number }>`
    select o.id, f.telegram_user_id as user_id from obligation o
      join duty_holding h on h.unit_id = o.unit_id join officer f on f.id = h.officer_id
    where f.telegram_user_id = any(${[...users]}::bigint[])`.execute(db)
  return new Map(rows.map((row) => [row.user_id, row.id]))
}

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  await Promise.all(items.map(work))
}

const at = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN

const personOf = (id: number) => ({ id, is_bot: false, first_name: 'Người' })
const chatOf = (id: number) => ({ id, type: 'private', first_name: 'Người' })
const text = (id: number, words: string) => ({
  message: {
    message_id: 2,
    date: 1,
    chat: chatOf(id),
    from: personOf(id),
    text: words,
    ...(words.startsWith('/')
      ? { entities: [{ type: 'bot_command', offset: 0, length: words.length }] }
      : {}),
  },
})
const tap = (id: number, data: string) => ({
  callback_query: {
    id: String(id),
    chat_instance: '1',
    data,
    from: personOf(id),
    message: { message_id: 1, date: 1, chat: chatOf(id), text: 'lời của bot' },
  },
})
