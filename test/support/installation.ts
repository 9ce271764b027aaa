// A whole installation in a process of its own, as `npm start` runs it, in an empty folder and on free ports.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bareEnvironment } from './bare-environment.ts'

export interface Installation {
  webUrl: string
  sandboxUrl: string
  dataDir: string
  /** Everything it printed so far. */
  output(): string
  /** Sends SIGTERM and waits. Resolves with the exit code and how long it took. */
  stop(): Promise<{ code: number | null; ms: number }>
  /** Stops, and removes the data. */
  remove(): Promise<void>
}

/**
 * Starts one and waits until its web port is ready and its people can be played. `env` goes on top of an
 * empty configuration.
 */
export async function startInstallation(
  options: { env?: Record<string, string>; dataDir?: string; webhook?: boolean } = {},
): Promise<Installation> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'thongsuot-story-')))
  await mkdir(dataDir, { recursive: true })
  const [webPort, sandboxPort] = [await freePort(), await freePort()]
  const webUrl = `http://127.0.0.1:${webPort}`
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  const env: Record<string, string> = {
    ...bareEnvironment(),
    DATA_DIR: dataDir,
    PORT: String(webPort),
    SANDBOX_PORT: String(sandboxPort),
    LOG_LEVEL: 'warn',
    ...(options.webhook
      ? { WEBHOOK_URL: `${webUrl}/telegram`, WEBHOOK_SECRET: 'a-secret-for-tests-only' }
      : {}),
    ...options.env,
  }
  const child = spawn(
    process.execPath,
    ['--import', './src/main/require-node.js', '--import', 'tsx', 'src/main/start.ts'],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    printed += String(chunk)
  })
  try {
    await untilReady(child, [`${webUrl}/readyz`, `${sandboxUrl}/sandbox/people?limit=1`], () => printed)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  const stop = async () => {
    const began = performance.now()
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    return { code: child.exitCode, ms: performance.now() - began }
  }
  return {
    webUrl,
    sandboxUrl,
    dataDir,
    output: () => printed,
    stop,
    async remove() {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
      await rm(path.join(path.dirname(dataDir), `.${path.basename(dataDir)}.thongsuot`), { force: true })
    },
  }
}

/**
 * No promise: several start at once on a busy machine, each makes a cluster and loads the whole product. Only
 * what hangs ends so.
 */
const longestStartMs = 180_000
const lookEveryMs = 50

async function untilReady(child: ChildProcess, urls: string[], printed: () => string): Promise<void> {
  const until = performance.now() + longestStartMs
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`The installation ended with ${child.exitCode}:\n${printed()}`)
    if (performance.now() > until) throw new Error(`The installation is not ready:\n${printed()}`)
    if ((await Promise.all(urls.map(isReady))).every(Boolean) && printed().includes('Ctrl-C')) return
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

// Below the ports that systems give to whoever asks for any (32,768 and up): between the asking and the
// listening, seconds later in another process, nobody is given it by chance. Each test worker has a range of
// its own.
const firstPort = 10_000
const portsEach = 1_000
const ranges = 22
let nextPort = process.pid

/** A port nobody listens on, and that no other test of this run is told. */
export async function freePort(): Promise<number> {
  const range = Number(process.env.VITEST_POOL_ID ?? 0) % ranges
  for (let tries = 0; tries < portsEach; tries++) {
    const port = firstPort + range * portsEach + (nextPort++ % portsEach)
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch {
      continue
    }
    server.close()
    await once(server, 'close')
    return port
  }
  throw new Error('No port is free.')
}
