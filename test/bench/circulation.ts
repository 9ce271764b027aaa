// Sending, measured side by side in one run: our sender, the raw loop (the same client, nothing written down)
// and the usual bot (a job and an UPDATE per message, grammY) on either queue; then the pace against a server
// that enforces it strictly, the fan-out to 300,000 units, and the taps that come back. The local Telegram
// and every contender are processes of their own. PostgreSQL forces everything to disk, as in an
// installation.
import { sql } from 'kysely'
import { openDatabase } from '../../src/platform/database.ts'
import { createTelegramMessenger } from '../../src/telegram/channel/telegram-messenger.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { issueTo, monday, testSender, token } from '../circulation/world.ts'
import { hasRedis, startRedis } from '../support/redis.ts'
import { run as acknowledgements } from './acknowledgements.ts'
import type { ContenderResult, ContenderStart } from './circulation-contender.ts'
import { compete, type Ground, startGround, startServer } from './circulation-ground.ts'
import { type Figure, median } from './run.ts'

const rounds = 3
const unpacedCount = 10_000
/** At least as many as the fan-out uses at once. */
const warmConnections = 6
/** The usual bot is slow: its rate is measured on fewer messages. */
const usualCount = 3_000

export async function run(): Promise<Figure[]> {
  const ground = await startGround()
  try {
    return [
      ...(await unpaced(ground)),
      ...(await paced(ground)),
      ...(await large(ground)),
      ...(await acknowledgements()).filter((figure) => figure.name.startsWith('ack_storm')),
    ]
  } finally {
    await ground.stop()
  }
}

interface Race {
  perSecond: number
  cpuUsPerMessage: number
  peakMb: number
}

async function unpaced(ground: Ground): Promise<Figure[]> {
  const redis = hasRedis ? await startRedis() : undefined
  const results: Record<string, Race[]> = {}
  for (let round = 0; round < rounds; round++) {
    const race = async (name: string, count: number, start: Pick<ContenderStart, 'kind' | 'redisUrl'>) => {
      const rootId = await ground.plant(count)
      const found = await contend(ground, rootId, count, [start])
      log(`round ${round + 1}: ${name} ${found.race.perSecond.toFixed(0)} messages/s`)
      results[name] = [...(results[name] ?? []), found.race]
    }
    await race('raw', unpacedCount, { kind: 'raw' })
    await race('engine', unpacedCount, { kind: 'engine' })
    await race('usual_pg', usualCount, { kind: 'usual' })
    if (redis) await race('usual_redis', usualCount, { kind: 'usual', redisUrl: redis.url })
  }
  await redis?.stop()
  const of = (name: string, pick: (race: Race) => number) => median((results[name] ?? []).map(pick))
  const rate = (name: string) => of(name, (race) => race.perSecond)
  const figures: Figure[] = [
    { name: 'raw_ratio', value: rate('engine') / rate('raw'), unit: '', better: 'higher', aim: 0.7 },
    {
      name: 'usual_bot_ratio_pg',
      value: rate('engine') / rate('usual_pg'),
      unit: '',
      better: 'higher',
      aim: 5,
    },
  ]
  if (redis)
    figures.push({
      name: 'usual_bot_ratio_redis',
      value: rate('engine') / rate('usual_redis'),
      unit: '',
      better: 'higher',
      aim: 2,
    })
  for (const name of Object.keys(results))
    figures.push(
      { name: `${name}_per_second`, value: rate(name), unit: 'messages/s', better: 'higher' },
      {
        name: `${name}_cpu`,
        value: of(name, (race) => race.cpuUsPerMessage),
        unit: 'µs/message',
        better: 'lower',
      },
      { name: `${name}_peak`, value: of(name, (race) => race.peakMb), unit: 'MB', better: 'lower' },
    )
  return figures
}

async function paced(ground: Ground): Promise<Figure[]> {
  const figures: Figure[] = []
  let refused = 0
  for (const [name, count, perSecond, workers] of [
    ['pace_900_at_25', 900, 25, 1],
    ['pace_900_at_25_w3', 900, 25, 3],
    ['pace_60000_at_1000_w1', 60_000, 1_000, 1],
    ['pace_60000_at_1000_w3', 60_000, 1_000, 3],
  ] as const) {
    const rootId = await ground.plant(count)
    const starts = Array.from({ length: workers }, () => ({ kind: 'engine' as const, perSecond }))
    const { seconds, refusals } = await contend(ground, rootId, count, starts)
    refused += refusals
    log(`${name}: ${seconds.toFixed(2)} s, ${refusals} refused`)
    figures.push({ name, value: seconds / (count / perSecond), unit: '', better: 'lower', aim: 1.02 })
  }
  return [...figures, { name: 'strict_429s', value: refused, unit: '', better: 'lower', aim: 0 }]
}

/** 300,000 recipients: how fast they are there, how soon the first message is out, what a worker needs. */
async function large(ground: Ground): Promise<Figure[]> {
  const peak = async (rootId: number, count: number) =>
    (await contend(ground, rootId, count, [{ kind: 'engine' }])).race.peakMb
  const small = await peak(await ground.plant(900), 900)
  log('planting 300,000 units')
  const rootId = await ground.plant(300_000)
  // An organisation at rest, not one that was imported a moment ago.
  await sql`vacuum analyze`.execute(ground.database.db)
  const fanOut: number[] = []
  const first: number[] = []
  for (let round = 0; round < rounds; round++) {
    await ground.clearDeliveries()
    await sql`checkpoint`.execute(ground.database.db)
    const found = await fanOutOnce(ground, rootId, round + 1)
    log(`fan-out: ${found.seconds.toFixed(2)} s, first message after ${found.firstSeconds.toFixed(2)} s`)
    fanOut.push(found.seconds)
    first.push(found.firstSeconds)
  }
  log('sending 300,000')
  const big = await peak(rootId, 300_000)
  return [
    { name: 'fan_out_300k_s', value: median(fanOut), unit: 's', better: 'lower', aim: 5 },
    { name: 'first_message_s', value: median(first), unit: 's', better: 'lower', aim: 1 },
    { name: 'memory_ratio_300k', value: big / small, unit: '', better: 'lower', aim: 1.2 },
  ]
}

async function fanOutOnce(ground: Ground, rootId: number, round: number) {
  const { db } = ground.database
  const server = await startServer({ chats: 300_000, limits: { enforce: false } })
  const directiveId = await issueTo(db, rootId, { number: 500 + round })
  const stop = new AbortController()
  const messenger = createTelegramMessenger({ token, apiRoot: server.url })
  let firstSeconds = Number.NaN
  let began = Number.NaN
  const elapsed = () => (performance.now() - began) / 1_000
  const sender = testSender(db, {
    messenger: {
      ...messenger,
      send: async (...call) => {
        const outcome = await messenger.send(...call)
        if (Number.isNaN(firstSeconds)) firstSeconds = elapsed()
        return outcome
      },
    },
    settings: { bulkPerSecond: 25, leaseMs: 30_000 },
  })
  let sending: Promise<unknown> | undefined
  // As a worker would, once the first chunk is committed.
  const waking = openDatabase({
    url: ground.url,
    wake: () => {
      sending ??= sender.run(stop.signal, { maxMs: 60_000 })
    },
  })
  // Connections are opened and have read the catalogue before the clock starts, as in a process that runs.
  await Promise.all(
    Array.from({ length: warmConnections }, () =>
      sql`select count(*) from unit, pg_sleep(0.05)`.execute(waking.db),
    ),
  )
  began = performance.now()
  await circulateDirective(waking.db, directiveId, monday)
  const seconds = elapsed()
  await waking.close()
  while (Number.isNaN(firstSeconds)) await new Promise((resolve) => setTimeout(resolve, 20))
  stop.abort()
  await sending
  await messenger.close()
  await server.stop()
  return { seconds, firstSeconds }
}

async function contend(
  ground: Ground,
  rootId: number,
  count: number,
  starts: Pick<ContenderStart, 'kind' | 'redisUrl' | 'perSecond'>[],
) {
  await ground.circulate(rootId)
  const perSecond = starts[0]?.perSecond
  const server = await startServer({
    chats: count,
    limits: perSecond
      ? {
          enforce: true,
          overallPerSecond: perSecond,
          overallBurst: perSecond,
          perChatPerSecond: 1,
          perChatBurst: 1,
        }
      : { enforce: false },
  })
  const results = await compete(
    starts.map((start, i) => ({
      ...start,
      count,
      url: server.url,
      databaseUrl: ground.url,
      owner: `bench${i}`,
    })),
  )
  const summary = await server.ask({ ask: 'summary' })
  await server.stop()
  if (summary.chatsReached !== count || summary.duplicates > 0)
    throw new Error(`Not a fair race: ${JSON.stringify(summary)}`)
  const sum = (pick: (result: ContenderResult) => number) =>
    results.reduce((all, each) => all + pick(each), 0)
  const seconds = Math.max(...results.map((result) => result.seconds))
  const race: Race = {
    perSecond: count / seconds,
    cpuUsPerMessage: (sum((result) => result.cpuMs) * 1_000) / count,
    peakMb: Math.max(...results.map((result) => result.peakMb)),
  }
  return { seconds, race, refusals: summary.refusedByLimits }
}

const log = (line: string) => console.error(line)
