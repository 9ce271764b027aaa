// Taps, a closing and reminders in every order: thousands of seeded interleavings, one step of one actor at a time
// against the real database. A step may be half a transaction, so that what is not yet committed meets what others do;
// an actor that waits for a lock is left waiting while the others go on. After each ordering the promises are checked.
import { type ControlledTransaction, sql } from 'kysely'
import { closeDirective } from '../../src/circulation/change-directive.ts'
import { circulateDirective } from '../../src/circulation/circulate-directive.ts'
import type { ClaimedDelivery } from '../../src/circulation/delivery.store.ts'
import type { IntendedDelivery } from '../../src/circulation/intent.store.ts'
import { enqueueMessages } from '../../src/circulation/outbox.ts'
import { type DeliveryStore, deliveryStore } from '../../src/circulation/sending.store.ts'
import { type Actor, findActors } from '../../src/org/actor.ts'
import { type Db, openDatabase } from '../../src/platform/database.ts'
import type { DB } from '../../src/platform/database-types.ts'
import { withServerOption } from '../../src/platform/privileges.ts'
import { recordAcknowledgements } from '../../src/response/record-acknowledgement.ts'
import { firstChat, issueTo, monday, plantCells } from '../circulation/world.ts'
import { type FaultGround, type FaultReport, pause, random } from './harness.ts'
import { type Planted, plantedStore } from './planted.ts'

const cells = 3

/** Runs the orderings `seed`, `seed + 1`, … one after another. */
export async function raceInterleaved(
  { databaseUrl, seed }: FaultGround,
  fault: { orderings: number; planted?: Planted },
): Promise<FaultReport> {
  // What is tried here is the order of commits, not whether they outlive a power cut.
  const database = openDatabase({ url: withServerOption(databaseUrl, 'synchronous_commit=off'), max: 12 })
  try {
    return await raceAll(database.db, seed, fault)
  } finally {
    await database.close()
  }
}

async function raceAll(db: Db, seed: number, fault: { orderings: number; planted?: Planted }) {
  const { rootId } = await plantCells(db, cells)
  const model = await issueTo(db, rootId)
  await circulateDirective(db, model, monday)
  await sql`delete from delivery`.execute(db)
  const people = Array.from({ length: cells }, (_, i) => firstChat + i)
  const actors = await findActors(db, people, monday)
  const store = fault.planted ? plantedStore(fault.planted) : deliveryStore
  const broken = new Map<string, number>()
  const traces = new Set<string>()
  let waited = 0
  let firstBroken: number | undefined
  for (let i = 0; i < fault.orderings; i++) {
    const directiveId = await issueTo(db, rootId, { number: i + 2 })
    const chance = random(seed + i)
    const story = await plant(db, directiveId, model)
    const cast = castOf(db, story, { chance, store, actors: people.map((id) => actors.get(id)!) })
    const { trace, waits } = await interleave(db, cast, chance)
    traces.add(trace)
    waited += waits > 0 ? 1 : 0
    await drain(db, story, store)
    for (const fault of await faultsOf(db, story)) {
      broken.set(fault, (broken.get(fault) ?? 0) + 1)
      firstBroken ??= seed + i
    }
    await sql`with gone as (delete from delivery) delete from obligation where directive_id = ${directiveId}`.execute(
      db,
    )
    if (i % 200 === 199) await sql`vacuum analyze delivery, obligation, directive, audit_entry`.execute(db)
  }
  const found = firstBroken === undefined ? '' : `; first broken with seed ${firstBroken}`
  return {
    ...{ fault: 'tap, close and reminder racing', seed },
    note: `${fault.orderings} seeds, ${traces.size} different orderings, somebody waited for a lock in ${waited}${found}`,
    checks: promises.map((what) => ({ what, value: broken.get(what) ?? 0, atMost: 0 })),
  }
}

const promises = [
  'intents after the answer',
  'intents after the closing',
  'receipts not recorded exactly once',
  'reminders sent more than once',
  'reminders neither sent nor dropped',
  'reminders dropped although wanted',
] as const
type PromiseName = (typeof promises)[number]

/** What happened, in the order of the commits (`at` counts the steps). */
interface Story {
  directiveId: number
  obligations: number[]
  /** Reminders by delivery, each with the obligations it asks about. */
  asks: Map<number, number[]>
  tapped: Set<number>
  answeredAt: Map<number, number>
  closedAt: number
  intents: { delivery: number; obligations: number[]; beganAt: number; committedAt: number }[]
  wire: Map<number, number>
  step: number
}

/** One who acts: a name for the trace and steps to take in order. */
interface Player {
  name: string
  steps: (() => Promise<void>)[]
}

/** Obligations of three cells, their directive long received; a reminder for each and a digest about all. */
async function plant(db: Db, directiveId: number, model: number): Promise<Story> {
  const rows = await sql<{ id: number }>`
    insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names, report_state, received_at,
      created_at)
    select ${directiveId}, unit_id, unit_name, unit_kind, path_ids, path_names, report_state, ${monday}, ${monday}
    from obligation where directive_id = ${model} order by id returning id`.execute(db)
  const obligations = rows.rows.map((row) => row.id)
  const message = { text: 'Nhắc việc' }
  const common = { lane: 1, directiveId, dueAt: monday, now: monday } as const
  const asked = [...obligations.map((id) => [id]), obligations]
  const ids = await enqueueMessages(
    db,
    asked.map((about, i) =>
      about.length === 1
        ? {
            ...{ ...common, purpose: 'reminder' as const, telegramChatId: firstChat + i },
            ...{ obligationId: about[0]!, payload: { message, about: 'ack' } },
          }
        : {
            ...{ ...common, purpose: 'digest' as const, telegramChatId: 5 },
            payload: { message, about: 'ack', obligationIds: about },
          },
    ),
  )
  return {
    ...{ directiveId, obligations, asks: new Map(ids.map((id, i) => [id, asked[i]!])), tapped: new Set() },
    ...{ answeredAt: new Map(), closedAt: Number.POSITIVE_INFINITY, intents: [], wire: new Map(), step: 0 },
  }
}

interface Casting {
  chance: () => number
  store: DeliveryStore
  actors: Actor[]
}

/** Some of the cells tap (some with two fingers), perhaps the office closes, two senders send. */
function castOf(db: Db, story: Story, { chance, store, actors }: Casting): Player[] {
  const players: Player[] = []
  for (const [i, obligationId] of story.obligations.entries()) {
    const fingers = chance() < 0.25 ? 0 : chance() < 0.2 ? 2 : 1
    for (let finger = 0; finger < fingers; finger++)
      players.push(tapper(db, story, `t${i}`, { obligationId, actor: actors[i]!, at: monday }))
  }
  if (chance() < 0.5) players.push(closer(db, story))
  for (const owner of ['s0', 's1']) players.push(sender(db, story, store, owner, { chance }))
  return players
}

function tapper(
  db: Db,
  story: Story,
  name: string,
  tap: { obligationId: number; actor: Actor; at: Date },
): Player {
  let tx: ControlledTransaction<DB>
  return {
    name,
    steps: [
      async () => {
        story.tapped.add(tap.obligationId)
        tx = await db.startTransaction().execute()
        await recordAcknowledgements(tx, [tap])
      },
      async () => {
        await tx.commit().execute()
        if (!story.answeredAt.has(tap.obligationId)) story.answeredAt.set(tap.obligationId, ++story.step)
      },
    ],
  }
}

function closer(db: Db, story: Story): Player {
  let tx: ControlledTransaction<DB>
  return {
    name: 'c',
    steps: [
      async () => {
        tx = await db.startTransaction().execute()
        await closeDirective(tx, 'operator', story.directiveId, { now: monday })
      },
      async () => {
        await tx.commit().execute()
        story.closedAt = ++story.step
      },
    ],
  }
}

const leaseMs = 60_000

function sender(
  db: Db,
  story: Story,
  store: DeliveryStore,
  owner: string,
  { chance, rounds = 2 }: { chance: () => number; rounds?: number },
): Player {
  const round = () => {
    let rows: ClaimedDelivery[] = []
    let go: IntendedDelivery[] = []
    let beganAt = 0
    let tx: ControlledTransaction<DB>
    return [
      async () => {
        const limit = 1 + Math.floor(chance() * 4)
        const claim = { owner, lane: 1, limit, leaseMs, now: monday, held: 'nothing' as const }
        const claimed = await store.claimDeliveries(db, claim)
        // Notices of the closing are not of interest here.
        rows = claimed.filter((row) => story.asks.has(row.id))
      },
      async () => {
        beganAt = ++story.step
        if (rows.length === 0) return
        tx = await db.startTransaction().execute()
        ;({ go } = await store.commitIntents(tx, rows, { owner, leaseMs }))
      },
      async () => {
        if (rows.length > 0) await tx.commit().execute()
        const committedAt = ++story.step
        for (const row of go) {
          const open = row.stillOpen?.map((each) => each.obligationId) ?? story.asks.get(row.id)!
          story.intents.push({ delivery: row.id, obligations: open, beganAt, committedAt })
        }
      },
      async () => {
        for (const row of go) story.wire.set(row.id, (story.wire.get(row.id) ?? 0) + 1)
        const results = go.map(({ id, generation }) => ({
          id,
          generation,
          state: 'sent' as const,
          messageId: 1,
        }))
        if (results.length > 0) await store.writeBack(db, results, monday)
      },
    ]
  }
  return { name: owner, steps: Array.from({ length: rounds }, round).flat() }
}

/** Takes the steps, in an order that `chance` decides. Returns the order, and how often a step had to wait for a lock. */
async function interleave(
  db: Db,
  players: readonly Player[],
  chance: () => number,
): Promise<{ trace: string; waits: number }> {
  const next = new Map(players.map((player) => [player, 0]))
  const underWay = new Map<Player, Promise<void>>()
  const failures: unknown[] = []
  let trace = ''
  let waits = 0
  for (;;) {
    const free = players.filter((player) => !underWay.has(player) && next.get(player)! < player.steps.length)
    if (free.length === 0) {
      if (underWay.size === 0) break
      await Promise.race(underWay.values())
      continue
    }
    const player = free[Math.floor(chance() * free.length)]!
    const at = next.get(player)!
    next.set(player, at + 1)
    trace += `${player.name}.${at} `
    const step = player.steps[at]!()
      .catch((error) => void failures.push(error))
      .finally(() => underWay.delete(player))
    underWay.set(player, step)
    await untilDoneOrBlocked(db, underWay)
    if (underWay.has(player)) waits++
  }
  if (failures.length > 0) throw failures[0]
  return { trace, waits }
}

async function untilDoneOrBlocked(db: Db, underWay: ReadonlyMap<Player, Promise<void>>): Promise<void> {
  for (;;) {
    // Nearly every step is done in a moment; only then is it worth asking whether it waits for a lock.
    await Promise.race([Promise.all(underWay.values()), pause(5)])
    if (underWay.size === 0) return
    const blocked = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (blocked.rows[0]!.n >= underWay.size) return
  }
}

/** What is still due is sent, as the next runs of a sender would. */
async function drain(db: Db, story: Story, store: DeliveryStore): Promise<void> {
  for (let rounds = 0; rounds < 10; rounds++) {
    const open = await sql`update delivery set not_before = null
      where purpose in ('reminder', 'digest') and state = 'pending'`.execute(db)
    if (open.numAffectedRows === 0n) return
    const rest = sender(db, story, store, 'rest', { chance: () => 0.99, rounds: 1 })
    for (const step of rest.steps) await step()
  }
}

async function faultsOf(db: Db, story: Story): Promise<Set<PromiseName>> {
  const faults = new Set<PromiseName>()
  const answered = (id: number) => story.answeredAt.get(id) ?? Number.POSITIVE_INFINITY
  for (const { obligations, beganAt, committedAt } of story.intents) {
    if (obligations.some((id) => answered(id) < committedAt)) faults.add('intents after the answer')
    // A statement under way when the closing is committed may still go through; none that begins later.
    if (story.closedAt < beganAt) faults.add('intents after the closing')
  }
  const receipts = await sql<{ id: number; isIn: boolean; version: number; entries: number }>`
    select o.id, o.acknowledged_at is not null as "isIn", o.version, (select count(*) from audit_entry a
      where a.action = 'obligation.acknowledge' and a.subject_kind = 'obligation' and a.subject_id = o.id) as entries
    from obligation o where o.directive_id = ${story.directiveId}`.execute(db)
  for (const { id, isIn, version, entries } of receipts.rows) {
    const once = story.tapped.has(id) ? 1 : 0
    if (Number(isIn) !== once || version !== 1 + once || entries !== once)
      faults.add('receipts not recorded exactly once')
  }
  const reminders = await sql<{ id: number; state: string }>`select id, state::text from delivery
    where directive_id = ${story.directiveId} and purpose in ('reminder', 'digest')`.execute(db)
  for (const { id, state } of reminders.rows) {
    const copies = story.wire.get(id) ?? 0
    if (copies > 1) faults.add('reminders sent more than once')
    if (!(state === 'sent' && copies > 0) && !(state === 'cancelled' && copies === 0))
      faults.add('reminders neither sent nor dropped')
    const isWanted =
      story.closedAt === Number.POSITIVE_INFINITY &&
      story.asks.get(id)!.some((each) => !story.tapped.has(each))
    if (isWanted && copies === 0) faults.add('reminders dropped although wanted')
  }
  return faults
}
