// Who takes part in an ordering: cells that tap, the office that closes, senders that remind. Their steps are
// halves of transactions, so that what is not yet committed meets what the others do; each notes what it did
// in the story.
import type { ControlledTransaction } from 'kysely'
import { closeDirective } from '../../src/circulation/change/change-directive.ts'
import type { DueDelivery } from '../../src/circulation/sending/delivery.store.ts'
import type { IntendedDelivery } from '../../src/circulation/sending/intent.store.ts'
import type { DeliveryStore } from '../../src/circulation/sending/sending.store.ts'
import type { Actor } from '../../src/org/actor.ts'
import type { Db } from '../../src/platform/database.ts'
import type { DB } from '../../src/platform/database-types.ts'
import { recordAcknowledgements } from '../../src/response/record-acknowledgement.ts'
import { monday } from '../circulation/world.ts'
import type { Player } from './interleave.ts'

/** What happened, in the order of the commits (`at` counts the steps). */
export interface Story {
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

interface Casting {
  chance: () => number
  store: DeliveryStore
  actors: Actor[]
}

/** Some of the cells tap (some with two fingers), perhaps the office closes, two senders send. */
export function castOf(db: Db, story: Story, { chance, store, actors }: Casting): Player[] {
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
        await closeDirective(tx, 'operator', { directiveId: story.directiveId }, { now: monday })
      },
      async () => {
        await tx.commit().execute()
        story.closedAt = ++story.step
      },
    ],
  }
}

const leaseMs = 60_000

/** One sender, from looking to results, so many times over. */
export function sender(
  db: Db,
  story: Story,
  store: DeliveryStore,
  owner: string,
  { chance, rounds = 2 }: { chance: () => number; rounds?: number },
): Player {
  const round = () => {
    let rows: DueDelivery[] = []
    let go: IntendedDelivery[] = []
    let beganAt = 0
    let tx: ControlledTransaction<DB>
    return [
      async () => {
        const limit = 1 + Math.floor(chance() * 4)
        const due = await store.findDue(db, { lane: 1, limit, now: monday, held: 'nothing' })
        // Notices of the closing are not of interest here.
        rows = due.filter((row) => story.asks.has(row.id))
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
