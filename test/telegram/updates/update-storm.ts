// A storm of updates whose outcome does not depend on their order, and a model of it: who taps what, who says
// what. Every update comes three times, shuffled, to three processes at once; what is then in the database
// must equal the model. For the property of taps and for the fault of the same name.

import fc from 'fast-check'
import { sql } from 'kysely'
import { createFrozenClock } from '../../../src/platform/clock.ts'
import type { Db } from '../../../src/platform/database.ts'
import { createLog } from '../../../src/platform/log.ts'
import { createCalendar } from '../../../src/platform/working-calendar.ts'
import { createBot } from '../../../src/telegram/bot.ts'
import { acknowledgeButtons } from '../../../src/telegram/features/report/buttons.ts'
import { createIntake } from '../../../src/telegram/updates/intake.ts'
import { circulateDirective } from '../../circulation/circulate.ts'
import { firstChat, issueTo, monday, plantCells } from '../../circulation/world.ts'
import { openUpdates } from '../../faults/harness.ts'
import { receiptsAgain } from '../../support/receipts-again.ts'
import { me, recordingMessenger, tapUpdate, textUpdate } from '../bot-fixture.ts'

const roles = ['secretary', 'deputy', 'stranger'] as const

interface Person {
  role: (typeof roles)[number]
  /** The cell whose officer this is. */
  cell: number
}

/** One thing that somebody does. Cells count from 0. */
export type Deed = { who: Person } & ({ tap: number } | { say: string } | { talk: string })

/**
 * What people may do in an organisation of `cells` cells: mostly tap on their own message, some tap on
 * another's.
 */
export function deedArbitrary(cells: number): fc.Arbitrary<Deed> {
  const cell = fc.nat({ max: cells - 1 })
  const who = fc.record({ role: fc.constantFrom(...roles), cell })
  return fc.oneof(
    { weight: 14, arbitrary: who.map((person) => ({ who: person, tap: person.cell })) },
    { weight: 3, arbitrary: fc.record({ who, tap: cell }) },
    {
      weight: 2,
      arbitrary: fc.record({ who, say: fc.constantFrom('/viec', '/trogiup', '/ngonngu', 'chào bot') }),
    },
    { weight: 1, arbitrary: fc.record({ who, talk: fc.constantFrom('Mai họp nhé', 'Vâng ạ') }) },
  )
}

/** The cells that must be acknowledged, each with those who may have done so first. */
function expectedReceipts(deeds: readonly Deed[]): Map<number, Set<number>> {
  const receipts = new Map<number, Set<number>>()
  for (const deed of deeds) {
    if (!('tap' in deed) || deed.who.role === 'stranger' || deed.who.cell !== deed.tap) continue
    const givers = receipts.get(deed.tap) ?? new Set()
    receipts.set(deed.tap, givers.add(userOf(deed.who)))
  }
  return receipts
}

const deputies = 1_000_000
const strangers = 2_000_000
/** Some people share a group; what is said there keeps its order. */
const groupOf = ({ cell }: Person) => -100_900 - (cell % 200)
const userOf = ({ role, cell }: Person) =>
  firstChat + cell + { secretary: 0, deputy: deputies, stranger: strangers }[role]

const copies = 3
/** As many calls as Telegram keeps open at once. */
const calls = 40

/** How far the database was from the model after a storm; everything 0 when they are equal. */
export type StormFindings = Record<string, number>

/**
 * Lets it all happen in an empty database whose receipts are watched (support/receipts-again.ts), with a
 * process for each of the pools given: `order` shuffles (one key for each of three copies of each deed).
 */
export async function weatherStorm(
  pools: readonly Db[],
  cells: number,
  deeds: readonly Deed[],
  order: () => number,
): Promise<StormFindings> {
  const db = pools[0]!
  const obligations = await plantStormCells(db, cells)
  const tapIds: string[] = []
  const updates = deeds.map((deed) => {
    const user = userOf(deed.who)
    if ('tap' in deed) {
      const { data } = acknowledgeButtons.button.directive('', { obligation: obligations[deed.tap]! })
      const update = tapUpdate(user, data)
      tapIds.push(update.callback_query.id)
      return update
    }
    return 'say' in deed ? textUpdate(user, deed.say) : textUpdate(user, deed.talk, groupOf(deed.who))
  })
  const shuffled = Array.from({ length: copies }, () => updates)
    .flat()
    .map((update) => ({ update, key: order() }))
    .sort((a, b) => a.key - b.key)
    .map(({ update }) => update)
  const messenger = recordingMessenger()
  // It stands still: however long the storm lasts, no tap grows too old to be answered.
  const clock = createFrozenClock(monday)
  const bots = pools.map((pool) =>
    createBot({
      db: pool,
      messenger,
      me,
      clock,
      calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
      log: createLog({
        level: 'silent',
        role: 'test',
      }),
      fetchFile: async () => null,
      settings: { bulkPerSecond: 1e6 },
    }),
  )
  const stop = new AbortController()
  const handling = bots.map((bot) => bot.handleStoredUpdates(stop.signal))
  await Promise.all(
    bots.map(async (bot, i) => {
      const mine = shuffled.filter((_, at) => at % bots.length === i)
      const store = createIntake((stored) => bot.receive(stored))
      let next = 0
      const caller = async () => {
        while (next < mine.length) await store([mine[next++]!])
      }
      await Promise.all(Array.from({ length: calls }, caller))
      await bot.handleOpenUpdates()
    }),
  )
  stop.abort()
  await Promise.all(handling)
  // Nobody is at anything any more: what is still open failed for want of a connection, say, and is tried
  // again in time, by one bot alone. Were others still at work, the time that passes here would make the taps
  // in their hands too old.
  for (let tries = 0; tries < 100 && (await openUpdates(db)) > 0; tries++) {
    if ((await bots[0]!.handleOpenUpdates()) > 0) tries = 0
    else clock.moveTo(new Date(clock.now().getTime() + 10_000))
  }
  return {
    ...(await compareReceipts(db, obligations, expectedReceipts(deeds))),
    ...(await compareAnswers(db, deeds)),
    ...(await compareUpdates(db, deeds.length)),
    'tap answers missing or too many': difference(
      countBy(tapIds, (id) => id),
      countBy(messenger.taps, (tap) => tap.tapId),
    ),
  }
}

/** Cells with a secretary and a deputy each, and a directive sent to all. Returns the obligations by cell. */
async function plantStormCells(db: Db, cells: number): Promise<number[]> {
  const { rootId } = await plantCells(db, cells)
  await sql`with person as (
      insert into officer (full_name, search_key, telegram_user_id, created_at)
      select 'Phó ' || i, 'pho ' || i, ${firstChat + deputies} + i,
        ${monday} from generate_series(0, ${cells - 1}) i
      returning id, telegram_user_id
    ) insert into duty_holding (officer_id, unit_id, duty, since)
    select p.id, u.id, 'deputy', ${monday} from person p
    join unit u on u.code = 'C' || (p.telegram_user_id - ${firstChat + deputies})`.execute(db)
  await circulateDirective(db, await issueTo(db, rootId), monday)
  await sql`analyze`.execute(db)
  const found = await sql<{ id: number }>`select o.id from obligation o join unit u on u.id = o.unit_id
    order by substr(u.code, 2)::int`.execute(db)
  return found.rows.map((row) => row.id)
}

async function compareReceipts(db: Db, obligations: number[], expected: Map<number, Set<number>>) {
  const found = await sql<{ id: number; by: number | null; again: number; entries: number }>`
    select o.id, f.telegram_user_id as by, ${receiptsAgain} as again, (select count(*) from audit_entry a
      where a.action = 'obligation.acknowledge' and a.subject_kind = 'obligation'
        and a.subject_id = o.id) as entries
    from obligation o left join officer f on f.id = o.acknowledged_by`.execute(db)
  const cellOf = new Map(obligations.map((id, cell) => [id, cell]))
  let missing = 0
  let wrong = 0
  let doubled = 0
  for (const { id, by, again, entries } of found.rows) {
    const givers = expected.get(cellOf.get(id)!)
    if (givers && by === null) missing++
    if (by !== null && !givers?.has(by)) wrong++
    const once = by === null ? 0 : 1
    if (entries !== once || again > 0) doubled++
  }
  return {
    'receipts missing': missing,
    'receipts of the wrong person': wrong,
    'receipts or audit entries not exactly once': doubled,
  }
}

async function compareAnswers(db: Db, deeds: readonly Deed[]) {
  const found = await sql<{ chat: string; n: number }>`select telegram_chat_id::text as chat, count(*) as n
    from delivery where purpose = 'answer' group by 1`.execute(db)
  const said = deeds.filter((deed) => 'say' in deed)
  const expected = countBy(said, (deed) => String(userOf(deed.who)))
  // The clock stands still: within this minute a stranger gets one answer.
  for (const { who } of said) if (who.role === 'stranger') expected.set(String(userOf(who)), 1)
  return {
    'answers missing or too many': difference(expected, new Map(found.rows.map(({ chat, n }) => [chat, n]))),
  }
}

async function compareUpdates(db: Db, count: number) {
  const found = await sql<{ n: number; bad: number }>`select count(*) as n,
    count(*) filter (where handled_at is null or error is not null) as bad from telegram_update`.execute(db)
  const { n, bad } = found.rows[0]!
  return { 'updates stored more or less than once': Math.abs(n - count), 'updates not handled': bad }
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return counts
}

function difference(one: Map<string, number>, other: Map<string, number>): number {
  let sum = 0
  for (const key of new Set([...one.keys(), ...other.keys()]))
    sum += Math.abs((one.get(key) ?? 0) - (other.get(key) ?? 0))
  return sum
}
