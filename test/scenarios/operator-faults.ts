// What an operator meets when something around the product is wrong: every process says it in one sentence,
// gives no secret away, and ends with a code; what can come back is waited for. What the test files of these
// faults share.
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { createMovableClock } from '../../src/platform/clock.ts'
import { migrateQueue } from '../../src/platform/queue.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { createDatabase, databaseUrl, dropDatabase, templateName } from '../support/cluster.ts'
import { startRole } from '../support/role-process.ts'

const token = '7000000010:operator-faults-token-of-tests'
export const password = 'hunter2-not-to-be-seen'
export const stopWithinMs = 15_000

/** What is well around the product, for a test to put one thing wrong. */
export interface Surroundings {
  folder: string
  sandbox: Sandbox
  /** A migrated database, its queue too. */
  goodUrl: string
  /** A database without a table. */
  emptyUrl: string
  /** The configuration of a bot on the sandbox. */
  bot: Record<string, string>
}

const sockets = new Set<Socket>()
const servers: Server[] = []

/** Listens, accepts, and never says a word. */
export async function listenSilently(): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  servers.push(server)
  server.listen(0)
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

/** Runs a role to its end, which must be one sentence on stderr and a code. */
export async function faultOf(
  role: string,
  env: Record<string, string>,
  options: { args?: string[]; uid?: number; code?: number; withinMs?: number } = {},
): Promise<string> {
  const began = performance.now()
  const one = startRole(role, { env, ...options })
  const { code } = await one.ended
  const said = one.stderr()
  expect(code, `${role}: ${said}`).toBe(options.code ?? 1)
  await expectWithin(performance.now() - began, options.withinMs ?? 40_000)
  expect(said.trim().split('\n')).toHaveLength(1)
  expect(said + one.stdout()).not.toMatch(/\n {2,}at /)
  for (const secret of [password, token, token.split(':')[1]!])
    expect(said + one.stdout()).not.toContain(secret)
  return said.trim()
}

/**
 * What the barest start, which ends at once for want of a configuration, takes on a quiet machine of two
 * cores.
 */
const bareStartMs = 1_500

/** A limit for a quiet machine; on one that is slower just now it is as many bare starts. */
async function expectWithin(tookMs: number, limitMs: number): Promise<void> {
  if (tookMs < limitMs) return
  const began = performance.now()
  await startRole('web', { env: {} }).ended
  expect(tookMs).toBeLessThan((limitMs * (performance.now() - began)) / bareStartMs)
}

/** Sets it up for a test file: call at its top; the members are there inside hooks and tests. */
export function useSurroundings(name: string): Surroundings {
  const around = {} as Surroundings
  const good = `faults_${name}_good`
  const empty = `faults_${name}_empty`
  beforeAll(async () => {
    around.folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-faults-'))
    await chmod(around.folder, 0o755)
    const adminUrl = inject('adminUrl')
    await createDatabase(adminUrl, good, templateName)
    await createDatabase(adminUrl, empty)
    around.goodUrl = databaseUrl(adminUrl, good)
    around.emptyUrl = databaseUrl(adminUrl, empty)
    await migrateQueue(around.goodUrl)
    around.sandbox = await startSandbox({
      port: 0,
      token,
      botUsername: 'loi_bot',
      clock: createMovableClock(),
    })
    around.bot = { BOT_TOKEN: token, TELEGRAM_API_ROOT: around.sandbox.url, PORT: '0' }
  })
  afterAll(async () => {
    await around.sandbox?.close()
    for (const socket of sockets) socket.destroy()
    for (const server of servers) server.close()
    for (const database of [good, empty]) await dropDatabase(inject('adminUrl'), database)
    if (around.folder) await rm(around.folder, { recursive: true, force: true })
  })
  return around
}
