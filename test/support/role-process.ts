// One role in a process of its own, started as its npm script starts it, with nothing in the environment but
// what is given.
import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { bareEnvironment } from './bare-environment.ts'

export const productRoot = path.resolve(import.meta.dirname, '../..')

export interface RoleProcess {
  /** Everything printed so far. */
  stdout(): string
  stderr(): string
  /** Resolves when it ended, however. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  isRunning(): boolean
  /** Resolves when its output matches. Rejects when it ends before or after `timeoutMs`. */
  saying(pattern: RegExp, timeoutMs?: number): Promise<void>
  /** Sends SIGTERM and waits. */
  stop(): Promise<{ code: number | null; ms: number }>
  kill(signal: NodeJS.Signals): void
}

export interface RoleOptions {
  env: Record<string, string>
  args?: string[]
  /** Another checkout or installation of the product. */
  root?: string
  uid?: number
}

/** Starts `src/main/<role>.ts`. */
export function startRole(role: string, options: RoleOptions): RoleProcess {
  const { args = [], root = productRoot, uid } = options
  const flags = ['--import', './src/main/require-node.js', '--import', 'tsx', `src/main/${role}.ts`]
  const env = { ...bareEnvironment(), ...options.env }
  const child = spawn(process.execPath, [...flags, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const printed = { stdout: '', stderr: '' }
  let onOutput = () => {}
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk) => {
      printed[name] += chunk
      onOutput()
    })
  }
  let isRunning = true
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    // close, not exit: what it printed last has arrived by then.
    child.once('close', (code, signal) => {
      isRunning = false
      resolve({ code, signal })
    })
  })
  const all = () => `${role}:\n${printed.stdout}\n${printed.stderr}`
  return {
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    ended,
    isRunning: () => isRunning,
    saying: (pattern, timeoutMs = 150_000) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(printed.stdout + printed.stderr)) return
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(
          () => reject(new Error(`${pattern} was not said in time by ${all()}`)),
          timeoutMs,
        )
        void ended.then(() => {
          clearTimeout(timer)
          reject(new Error(`It ended before it said ${pattern}: ${all()}`))
        })
        onOutput = look
        look()
      }),
    async stop() {
      const began = performance.now()
      child.kill('SIGTERM')
      const { code } = await ended
      return { code, ms: performance.now() - began }
    },
    kill: (signal) => void child.kill(signal),
  }
}

/** Runs a command of the command line to its end. */
export async function runCli(args: string[], options: Omit<RoleOptions, 'args'>) {
  const running = startRole('cli', { ...options, args })
  const { code } = await running.ended
  return { code, stdout: running.stdout(), stderr: running.stderr() }
}

/** What a process loaded from files, as its coverage in `folder` (NODE_V8_COVERAGE) tells after its end. */
export async function loadedFiles(folder: string): Promise<string[]> {
  const files = new Set<string>()
  for (const name of await readdir(folder)) {
    const report = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as {
      result: { url: string }[]
    }
    for (const { url } of report.result) if (url.startsWith('file:')) files.add(url)
  }
  return [...files]
}
