// A Redis of the test's own, on a free port and with nothing on disk. Without `redis-server` the suites that
// need one are skipped, visibly; REQUIRE_REDIS=1 (as in CI) forbids that.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from './installation.ts'

/** Is there a redis-server on this machine? */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

if (!hasRedis && process.env.REQUIRE_REDIS === '1') {
  throw new Error('REQUIRE_REDIS=1 but there is no redis-server in PATH: install it, or unset REQUIRE_REDIS.')
}

export interface TestRedis {
  url: string
  process: ChildProcess
  stop(): Promise<void>
}

/** Starts redis-server; resolves when it accepts connections. */
export async function startRedis(port?: number): Promise<TestRedis> {
  const chosen = port ?? (await freePort())
  const child = spawn(
    'redis-server',
    [
      '--port',
      String(chosen),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
    child.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('Ready to accept connections')) resolve()
    })
  })
  return {
    url: `redis://127.0.0.1:${chosen}`,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
