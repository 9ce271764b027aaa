// What the fault tests share: workers that are killed and replaced, what must hold at the end, and the report
// of a run.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { sql } from 'kysely'
import type { Messenger } from '../../src/circulation/messenger.ts'
import type { Db } from '../../src/platform/database.ts'
import { answerOf, type Server } from '../bench/circulation-ground.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { issueTo, monday, plantCells, statesOf } from '../circulation/world.ts'
import { capabilities } from '../support/capabilities.ts'
import type { WorkerStart } from './worker.ts'

/** One thing that a fault run measured, with what it must be. */
export interface Check {
  what: string
  value: number
  /** Highest value allowed. */
  atMost: number
  /** false: not worth a word in the table while it holds. */
  isTold?: boolean
  /** Depends on how fast the machine is just now: no test fails for it, a full run does. */
  isTiming?: boolean
}

export interface FaultReport {
  fault: string
  seed: number
  checks: Check[]
  /** Anything worth reading beside the checks. */
  note: string
}

/** Where a fault run works: a database of its own, empty but for its tables. */
export interface FaultGround {
  /** Folder of the server, for faults that strike it; absent in the short forms. */
  dir?: string
  db: Db
  databaseUrl: string
  seed: number
}

export const isHeld = (report: FaultReport) => report.checks.every((check) => check.value <= check.atMost)

/** The checks that did not hold, whatever the speed of the machine, as text. */
export const broken = (report: FaultReport): string[] =>
  report.checks
    .filter((check) => !check.isTiming && !(check.value <= check.atMost))
    .map((check) => `${check.what}: ${check.value}, at most ${check.atMost}`)

/** Fewer strikes than wanted prove less than wanted. */
export const missing = (what: string, wanted: number, done: number): Check => ({
  what: `${what} missing of ${wanted}`,
  value: wanted - done,
  atMost: 0,
  isTold: false,
})

/** Starts a worker; it waits for `go`. */
export async function startWorker(start: WorkerStart): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'worker.ts'), [JSON.stringify(start)])
  await answerOf(child)
  return child
}

export async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/**
 * Waits until every delivery is at its end (sent, failed, parked, cancelled); false when for `stillMs` not
 * one more got there. Longer than a lease and the wait before a re-send together, unless told.
 */
export async function settled(db: Db, stillMs = 120_000): Promise<boolean> {
  let least = Number.POSITIVE_INFINITY
  let until = performance.now() + stillMs
  for (;;) {
    const open = await openCount(db).catch(() => least)
    if (open === 0) return true
    if (open < least) until = performance.now() + stillMs
    least = Math.min(least, open)
    if (performance.now() > until) return false
    await pause(100)
  }
}

export async function openCount(db: Db): Promise<number> {
  const found = await sql<{ n: number }>`select count(*) as n from delivery
    where state in ('pending', 'sending', 'unknown')`.execute(db)
  return found.rows[0]!.n
}

/** How many stored updates are not yet handled. */
export async function openUpdates(db: Db): Promise<number> {
  const found = await sql<{
    n: number
  }>`select count(*) as n from telegram_update where handled_at is null`.execute(db)
  return found.rows[0]!.n
}

/**
 * What must hold for every message at the end: none is open; what the rows call sent has reached its chat; no
 * chat got more than two automatic copies; not more duplicates than `duplicates`, nor more parked than
 * `mayPark`.
 */
export async function endChecks(
  db: Db,
  server: Server,
  count: number,
  duplicates: number,
  mayPark = duplicates,
): Promise<Check[]> {
  const states = await statesOf(db)
  const telegram = await server.ask({ ask: 'reached' })
  const lost = await sql<{ n: number }>`select count(*) as n from delivery
    where state = 'sent' and telegram_chat_id = any(${telegram.unreached}::bigint[])`.execute(db)
  const { sent = 0, parked = 0 } = states
  return [
    { what: 'messages still open', value: await openCount(db), atMost: 0, isTold: false },
    {
      what: 'messages neither sent nor parked',
      value: Math.abs(count - sent - parked),
      atMost: 0,
      isTold: false,
    },
    { what: 'lost (called sent, arrived nowhere)', value: lost.rows[0]!.n, atMost: 0 },
    { what: 'parked for a person', value: parked, atMost: mayPark },
    { what: 'copies in one chat', value: telegram.maxCopies, atMost: 2 },
    { what: 'duplicates', value: telegram.duplicates, atMost: duplicates },
  ]
}

/**
 * Notes every result that is written over another owner's intent. Workers name themselves in
 * application_name.
 */
export async function watchStaleWrites(db: Db): Promise<void> {
  await sql`create table if not exists stale_write (delivery_id bigint, writer text, owner text)`.execute(db)
  await sql`truncate stale_write`.execute(db)
  await sql`create or replace function note_stale_write() returns trigger language plpgsql as $$
    begin
      if (old.state = 'sending' and new.state in ('sent', 'failed', 'pending', 'unknown', 'parked')
        and new.generation = old.generation
          and split_part(old.owner, ':', 1) <> current_setting('application_name'))
        or (old.state in ('sent', 'unknown', 'pending', 'parked')
          and new.state in ('sent', 'failed', 'unknown', 'pending')
          and new.generation = old.generation) then
        insert into stale_write values (old.id, current_setting('application_name'), old.owner);
      end if;
      return new;
    end $$`.execute(db)
  await sql`create or replace trigger note_stale_write before update
    on delivery for each row execute function note_stale_write()`.execute(db)
}

export async function staleWrites(db: Db): Promise<number> {
  const found = await sql<{ n: number }>`select count(*) as n from stale_write`.execute(db)
  return found.rows[0]!.n
}

/** Seeded numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let x = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32
  }
}

/** A directive for so many cells, its messages waiting to be sent. */
export async function plantMessages(db: Db, messages: number): Promise<void> {
  const { rootId } = await plantCells(db, messages)
  await circulateDirective(db, await issueTo(db, rootId), monday)
  await sql`analyze`.execute(db)
}

const done = async () => ({ kind: 'sent' as const, messageId: 1 })

/** Takes everything at once and tells nobody. */
export const silentMessenger: Messenger = {
  capabilities,
  send: done,
  edit: done,
  editButtons: done,
  remove: done,
  answerTap: async () => {},
  close: async () => {},
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
