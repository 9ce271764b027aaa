// People who tap "Đã nhận" while something else goes wrong: steadily, through the webhook, the way Telegram
// calls it (again and again until it hears 200; some calls come twice all the same). In the end every tap
// that was taken must be recorded exactly once, in the obligation and in the audit trail.

import { sql } from 'kysely'
import type { Db } from '../../src/platform/database.ts'
import { acknowledgeButtons } from '../../src/telegram/features/report/buttons.ts'
import { receiptsAgain, watchReceipts } from '../support/receipts-again.ts'
import { tapUpdate } from '../telegram/bot-fixture.ts'
import { type Check, openUpdates, pause, random } from './harness.ts'

export interface Taps {
  /** How many receipts are in the database now; rejects while that is away. */
  recorded(): Promise<number>
  /** Ends the tapping, waits (at most so long) until all is recorded, and says what must hold. */
  end(withinMs: number): Promise<Check[]>
}

export interface TapPlan {
  seed: number
  perSecond: number
  /** Takes one update in; resolves to whether it was taken, as 200 says it. */
  post(update: object): Promise<boolean>
}

const repeatMs = 250

/** Begins to tap, in the order in which the messages go out. Loads what there is to tap first. */
export async function startTaps(db: Db, plan: TapPlan): Promise<Taps> {
  await watchReceipts(db)
  const owed = await sql<{ obligationId: number; userId: number }>`
    select o.id as "obligationId", officer.telegram_user_id as "userId"
    from obligation o join duty_holding held on held.unit_id = o.unit_id
      join officer on officer.id = held.officer_id
    order by o.id`.execute(db)
  const chance = random(plan.seed)
  const tapped = new Set<number>()
  const underWay = new Set<Promise<void>>()
  let isOver = false

  const deliver = async (update: object) => {
    while (!(await plan.post(update))) await pause(repeatMs)
    // Telegram did not hear the 200.
    if (chance() < 0.1) await plan.post(update)
  }
  // Who has tapped on everything begins anew: that must change nothing.
  const tapping = (async () => {
    for (let at = 0; !isOver; at = (at + 1) % owed.rows.length) {
      const { obligationId, userId } = owed.rows[at]!
      const data = acknowledgeButtons.button.directive('', { obligation: obligationId }).data
      const fingers = chance() < 0.1 ? 2 : 1
      tapped.add(obligationId)
      for (let finger = 0; finger < fingers; finger++) {
        const delivery = deliver(tapUpdate(userId, data)).finally(() => underWay.delete(delivery))
        underWay.add(delivery)
      }
      await pause(1_000 / plan.perSecond)
    }
  })()

  const recorded = async () => {
    const found = await sql<{
      n: number
    }>`select count(*) as n from obligation where acknowledged_at is not null`.execute(db)
    return found.rows[0]!.n
  }
  return {
    recorded,
    async end(withinMs) {
      isOver = true
      await tapping
      await Promise.all(underWay)
      const until = performance.now() + withinMs
      while ((await openUpdates(db).catch(() => 1)) > 0 && performance.now() < until) await pause(100)
      return await receiptChecks(db, [...tapped])
    },
  }
}

/** Of the obligations tapped: none without its receipt, none with two. */
async function receiptChecks(db: Db, tapped: number[]): Promise<Check[]> {
  const found = await sql<{ lost: number; doubled: number; uninvited: number }>`
    with entry as (select subject_id, count(*) as entries from audit_entry
      where action = 'obligation.acknowledge' group by 1)
    select count(*) filter (where t.id is not null
      and (o.acknowledged_at is null or e.entries is null)) as lost,
      count(*) filter (where e.entries > 1 or ${receiptsAgain} > 0) as doubled,
      count(*) filter (where t.id is null and o.acknowledged_at is not null) as uninvited
    from obligation o left join unnest(${tapped}::bigint[]) as t (id) on t.id = o.id
      left join entry e on e.subject_id = o.id`.execute(db)
  const { lost, doubled, uninvited } = found.rows[0]!
  return [
    { what: 'taps missing (none came)', value: tapped.length > 0 ? 0 : 1, atMost: 0, isTold: false },
    { what: `acknowledgements lost of ${tapped.length}`, value: lost, atMost: 0 },
    { what: 'acknowledgements recorded twice', value: doubled, atMost: 0 },
    { what: 'acknowledgements nobody gave', value: uninvited, atMost: 0, isTold: false },
  ]
}
