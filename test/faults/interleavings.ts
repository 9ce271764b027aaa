// Taps, a closing and reminders in every order: thousands of seeded orderings against the real database.
// After each one the promises are checked. How an order is kept is in interleave.ts, what the players do in
// race-players.ts.
import { sql } from 'kysely'
import { enqueueMessages } from '../../src/circulation/outbox.ts'
import { type DeliveryStore, deliveryStore } from '../../src/circulation/sending/sending.store.ts'
import { findActors } from '../../src/org/actor.ts'
import { type Db, openDatabase } from '../../src/platform/database.ts'
import { withServerOption } from '../../src/platform/privileges.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { firstChat, issueTo, monday, plantCells } from '../circulation/world.ts'
import { receiptsAgain, watchReceipts } from '../support/receipts-again.ts'
import { type FaultGround, type FaultReport, random } from './harness.ts'
import { interleave } from './interleave.ts'
import { type Planted, plantedStore } from './planted.ts'
import { castOf, type Story, sender } from './race-players.ts'

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
  await watchReceipts(db)
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
    await sql`with gone as (delete from delivery) delete from obligation
      where directive_id = ${directiveId}`.execute(db)
    if (i % 200 === 199) await sql`vacuum analyze delivery, obligation, directive, audit_entry`.execute(db)
  }
  const found = firstBroken === undefined ? '' : `; first broken with seed ${firstBroken}`
  return {
    fault: 'tap, close and reminder racing',
    seed,
    note: `${fault.orderings} seeds, ${traces.size} different orderings, somebody waited for a lock in ${waited}${found}`,
    checks: promises.map((what) => ({
      what,
      value: broken.get(what) ?? 0,
      atMost: 0,
    })),
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

/**
 * Obligations of three cells, their directive long received; a reminder for each and a word to the superior
 * about all.
 */
async function plant(db: Db, directiveId: number, model: number): Promise<Story> {
  const rows = await sql<{ id: number }>`
    insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names, report_state,
      created_at)
    select ${directiveId}, unit_id, unit_name, unit_kind, path_ids, path_names, report_state, ${monday}
    from obligation where directive_id = ${model} order by id returning id`.execute(db)
  const obligations = rows.rows.map((row) => row.id)
  const message = { text: 'Nhắc việc' }
  const common = { lane: 1, directiveId, dueAt: monday, now: monday } as const
  const asksOf = (ids: readonly number[]) =>
    ids.map((obligationId) => ({ obligationId, about: 'ack' as const }))
  const asked = [...obligations.map((id) => [id]), obligations]
  const ids = await enqueueMessages(
    db,
    asked.map((about, i) =>
      about.length === 1
        ? {
            ...common,
            purpose: 'reminder' as const,
            telegramChatId: firstChat + i,
            obligationId: about[0]!,
            asks: asksOf(about),
            payload: { message },
          }
        : {
            ...common,
            purpose: 'escalation' as const,
            telegramChatId: 5,
            asks: asksOf(about),
            payload: { message },
          },
    ),
  )
  return {
    directiveId,
    obligations,
    asks: new Map(ids.map((id, i) => [id, asked[i]!])),
    tapped: new Set(),
    answeredAt: new Map(),
    closedAt: Number.POSITIVE_INFINITY,
    intents: [],
    wire: new Map(),
    step: 0,
  }
}

/** What is still due is sent, as the next runs of a sender would. */
async function drain(db: Db, story: Story, store: DeliveryStore): Promise<void> {
  for (let rounds = 0; rounds < 10; rounds++) {
    const open = await sql`update delivery set not_before = null
      where purpose in ('reminder', 'escalation') and state = 'pending'`.execute(db)
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
  const receipts = await sql<{ id: number; isIn: boolean; again: number; entries: number }>`
    select o.id, o.acknowledged_at is not null as "isIn", ${receiptsAgain} as again,
      (select count(*) from audit_entry a
      where a.action = 'obligation.acknowledge' and a.subject_kind = 'obligation'
        and a.subject_id = o.id) as entries
    from obligation o where o.directive_id = ${story.directiveId}`.execute(db)
  for (const { id, isIn, again, entries } of receipts.rows) {
    const once = story.tapped.has(id) ? 1 : 0
    if (Number(isIn) !== once || again !== 0 || entries !== once)
      faults.add('receipts not recorded exactly once')
  }
  const reminders = await sql<{ id: number; state: string }>`select id, state::text from delivery
    where directive_id = ${story.directiveId} and purpose in ('reminder', 'escalation')`.execute(db)
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
