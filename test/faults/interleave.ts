// Lets several act on one database in an order that chance decides, one step at a time; whoever waits for a
// lock is left waiting while the others go on.
import { sql } from 'kysely'
import type { Db } from '../../src/platform/database.ts'
import { pause } from './harness.ts'

/** One who acts: a name for the trace and steps to take in order. */
export interface Player {
  name: string
  steps: (() => Promise<void>)[]
}

/**
 * Takes the steps, in an order that `chance` decides. Returns the order, and how often a step had to wait for
 * a lock.
 */
export async function interleave(
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
