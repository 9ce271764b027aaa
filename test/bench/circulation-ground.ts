// What the benchmarks and fault tests of sending stand on: a durable PostgreSQL of their own, children, their
// answers.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../../src/platform/database.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { migrateUp } from '../../src/platform/migrations.ts'
import { migrateQueue } from '../../src/platform/queue.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { issueTo, monday, plantCells } from '../circulation/world.ts'
import type { ContenderResult, ContenderStart } from './circulation-contender.ts'
import type { ServerRequest, ServerStart, ServerSummary } from './circulation-server.ts'

export interface Ground {
  database: Database
  url: string
  dir: string
  /** Empties every table that sending concernsAny. */
  empty(): Promise<void>
  /** Empties everything and plants `cells` cells; returns the root unit. */
  plant(cells: number): Promise<number>
  /** Forgets obligations and deliveries, keeps the organisation. */
  clearDeliveries(): Promise<void>
  /** Issues and circulates a fresh directive to all of them; deliveries of before are gone. */
  circulate(rootId: number): Promise<number>
  stop(): Promise<void>
}

/** Starts PostgreSQL as an installation has it: everything is forced to disk. */
export async function startGround(): Promise<Ground> {
  const dir = await mkdtemp(path.join(tmpdir(), 'thongsuot-circulation-'))
  const server = await startEmbeddedPostgres({ dir })
  const database = openDatabase({ url: server.url, max: 10, statementTimeoutMs: 300_000 })
  const { db } = database
  await migrateUp(db)
  await migrateQueue(server.url)
  let number = 0
  const empty = async () => {
    await sql`truncate unit, officer, directive, obligation, delivery, pace restart identity cascade`.execute(
      db,
    )
  }
  const clearDeliveries = async () => {
    await sql`truncate obligation, delivery, pace restart identity cascade`.execute(db)
  }
  return {
    database,
    url: server.url,
    dir,
    empty,
    async plant(cells) {
      await empty()
      const { rootId } = await plantCells(db, cells)
      return rootId
    },
    clearDeliveries,
    async circulate(rootId) {
      await clearDeliveries()
      const directiveId = await issueTo(db, rootId, { number: ++number })
      await circulateDirective(db, directiveId, monday)
      await sql`analyze obligation, delivery`.execute(db)
      await sql`checkpoint`.execute(db)
      return directiveId
    },
    async stop() {
      await database.close()
      await server.stop()
      await rm(dir, {
        recursive: true,
        force: true,
      })
    },
  }
}

export interface Server {
  url: string
  ask(request: ServerRequest): Promise<ServerSummary>
  stop(): Promise<void>
}

/** Starts the local Telegram in a process of its own. */
export async function startServer(start: ServerStart): Promise<Server> {
  const child = fork(path.join(import.meta.dirname, 'circulation-server.ts'), [JSON.stringify(start)])
  const { url } = await answerOf<{ url: string }>(child)
  return {
    url,
    async ask(request) {
      const answer = answerOf<ServerSummary>(child)
      child.send(request)
      return answer
    },
    stop: () => end(child),
  }
}

/** Starts contenders, lets them go at the same moment, and waits for all. */
export async function compete(starts: ContenderStart[]): Promise<ContenderResult[]> {
  const children = starts.map((start) =>
    // As `npm run worker` has it.
    fork(path.join(import.meta.dirname, 'circulation-contender.ts'), [JSON.stringify(start)], {
      execArgv: [...process.execArgv, '--heap-growing-percent=30', '--max-semi-space-size=12'],
    }),
  )
  try {
    await Promise.all(children.map((child) => answerOf(child)))
    const answers = children.map((child) => answerOf<ContenderResult>(child))
    for (const child of children) child.send('go')
    return await Promise.all(answers)
  } finally {
    await Promise.all(children.map(end))
  }
}

/** The next message of a child; rejects when it ends instead. */
export function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A child ended with ${code}.`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.removeListener('exit', onExit)
      resolve(message as T)
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), 3_000)
  await ended
  clearTimeout(timer)
}
