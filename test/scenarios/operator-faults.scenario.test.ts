// What an operator meets when something around the product is wrong: every process says it in one sentence, gives no
// secret away, and ends with a code; what can come back is waited for.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createMovableClock } from '../../src/platform/clock.ts'
import { migrateQueue } from '../../src/platform/queue.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { createDatabase, databaseUrl, dropDatabase, templateName } from '../support/cluster.ts'
import { freePort } from '../support/installation.ts'
import { type RoleProcess, runCli, startRole } from '../support/role-process.ts'

const token = '7000000010:operator-faults-token-of-tests'
const password = 'hunter2-not-to-be-seen'
const isRoot = process.getuid?.() === 0
const nobody = 65_534
const stopWithinMs = 15_000

let folder = ''
let sandbox: Sandbox
let goodUrl = ''
let emptyUrl = ''
let bot: Record<string, string>
const sockets = new Set<Socket>()
const servers: Server[] = []

/** Listens, accepts, and never says a word. */
async function listenSilently(): Promise<number> {
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
async function faultOf(
  role: string,
  env: Record<string, string>,
  options: { args?: string[]; uid?: number; code?: number; withinMs?: number } = {},
): Promise<string> {
  const began = performance.now()
  const one = startRole(role, { env, ...options })
  const { code } = await one.ended
  const said = one.stderr()
  expect(code, `${role}: ${said}`).toBe(options.code ?? 1)
  expect(performance.now() - began).toBeLessThan(options.withinMs ?? 40_000)
  expect(said.trim().split('\n')).toHaveLength(1)
  expect(said + one.stdout()).not.toMatch(/\n {2,}at /)
  for (const secret of [password, token, token.split(':')[1]!])
    expect(said + one.stdout()).not.toContain(secret)
  return said.trim()
}

const withPassword = (url: string, wrong: string) => {
  const changed = new URL(url)
  changed.password = wrong
  return changed.href
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-faults-'))
  await chmod(folder, 0o755)
  const adminUrl = inject('adminUrl')
  await createDatabase(adminUrl, 'faults_good', templateName)
  await createDatabase(adminUrl, 'faults_empty')
  goodUrl = databaseUrl(adminUrl, 'faults_good')
  emptyUrl = databaseUrl(adminUrl, 'faults_empty')
  await migrateQueue(goodUrl)
  sandbox = await startSandbox({ port: 0, token, botUsername: 'loi_bot', clock: createMovableClock() })
  bot = { BOT_TOKEN: token, TELEGRAM_API_ROOT: sandbox.url, PORT: '0' }
})
afterAll(async () => {
  await sandbox?.close()
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
  for (const name of ['faults_good', 'faults_empty']) await dropDatabase(inject('adminUrl'), name)
  await rm(folder, { recursive: true, force: true })
})

describe('a port that is taken', () => {
  it.each(['PORT', 'SANDBOX_PORT'])('%s ends npm start before it has begun anything', async (name) => {
    const port = String(await listenSilently())
    const dataDir = path.join(folder, `unused-${name}`)
    const said = await faultOf('start', { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: dataDir, [name]: port })
    expect(said).toContain(`Port ${port} is already taken`)
  })

  it('ends web; bot and worker go on without', async () => {
    const port = String(await listenSilently())
    expect(await faultOf('web', { DATABASE_URL: goodUrl, PORT: port })).toContain(`Port ${port}`)
    const worker = startRole('worker', { env: { ...bot, DATABASE_URL: goodUrl, PORT: port } })
    await worker.saying(/another process has the port/)
    await worker.saying(/worker is running/)
    expect((await worker.stop()).code).toBe(0)
  })
})

describe('a database that is wrong', () => {
  it('refused: nothing listens there', async () => {
    const url = `postgres://someone:${password}@127.0.0.1:${await freePort()}/thongsuot`
    for (const role of ['web', 'migrate', 'start'])
      expect(await faultOf(role, { ...bot, DATABASE_URL: url })).toMatch(/Nothing answers at 127.0.0.1:\d+/)
  })

  it('a black hole: accepts and never answers', async () => {
    const url = `postgres://someone:${password}@127.0.0.1:${await listenSilently()}/thongsuot`
    const env = { ...bot, DATABASE_URL: url }
    const said = await Promise.all([
      faultOf('worker', env),
      faultOf('start', { DATABASE_URL: url, PORT: '0', SANDBOX_PORT: '0', DATA_DIR: folder }),
      faultOf('migrate', env),
      faultOf('cli', env, { args: ['org', 'export'], code: 2 }),
    ])
    for (const sentence of said)
      expect(sentence).toContain('The database does not answer: check DATABASE_URL')
  })

  it('a wrong password, a missing database, missing tables', async () => {
    const wrong = { ...bot, DATABASE_URL: withPassword(goodUrl, password) }
    expect(await faultOf('bot', wrong)).toMatch(/refuses the user or password: correct DATABASE_URL/)
    const missing = { ...bot, DATABASE_URL: databaseUrl(goodUrl, 'no_such_database') }
    expect(await faultOf('migrate', missing)).toMatch(/does not exist: create it, or correct DATABASE_URL/)
    const empty = { ...bot, DATABASE_URL: emptyUrl }
    expect(await faultOf('worker', empty)).toMatch(/lacks \d+ migration\(s\).*npm run migrate/)
    expect(await faultOf('cli', empty, { args: ['org', 'export'], code: 2 })).toMatch(/npm run migrate/)
  })
})

describe('variables', () => {
  it('names all that are missing, and repeats no value of those that are wrong', async () => {
    const none = await faultOf('bot', {})
    expect(none).toMatch(/DATABASE_URL is required/)
    expect(none).toMatch(/BOT_TOKEN is required/)
    const wrong = { DATABASE_URL: `mysql://u:${password}@h/d`, BOT_TOKEN: 'sesame-open', PORT: 'eighty' }
    const said = await faultOf('web', wrong)
    for (const name of Object.keys(wrong)) expect(said).toContain(name)
    expect(said).not.toMatch(/sesame|mysql:\/\/u|eighty/)
  })

  it('no process takes a webhook without a secret, nor web one without the bot', async () => {
    const env = { ...bot, DATABASE_URL: goodUrl, WEBHOOK_URL: 'https://bot.example/telegram' }
    for (const role of ['bot', 'web', 'start'])
      expect(await faultOf(role, env)).toMatch(/WEBHOOK_SECRET is required with WEBHOOK_URL/)
    const without = { ...env, WEBHOOK_SECRET: 'a-secret-for-tests-only', BOT_TOKEN: '' }
    expect(await faultOf('web', without)).toMatch(/BOT_TOKEN is needed with WEBHOOK_URL/)
  })
})

describe('the data folder of npm start', () => {
  const start = (dataDir: string, uid?: number) =>
    faultOf('start', { DATA_DIR: dataDir, PORT: '0', SANDBOX_PORT: '0' }, uid === undefined ? {} : { uid })

  it('is a file', async () => {
    const file = path.join(folder, 'file')
    await writeFile(file, '')
    expect(await start(file)).toMatch(/is not a folder: choose another with DATA_DIR/)
  })

  it('may not be written', async () => {
    const closed = path.join(folder, 'closed')
    await mkdir(closed, { mode: 0o555 })
    expect(await start(closed, isRoot ? nobody : undefined)).toMatch(/No permission for .*DATA_DIR/)
  })

  // Too small for a new cluster, for the tables, for the first transactions.
  it.for([4, 44, 60])('is on a disk of %i MB, which is full too soon', async (megabytes, context) => {
    const disk = path.join(folder, `disk-${megabytes}`)
    await mkdir(disk)
    const options = `size=${megabytes}m,mode=755`
    const mounted = isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', disk]).status === 0
    if (!mounted) return context.skip('no right to mount a small disk')
    let said = ''
    try {
      said = await start(path.join(disk, 'data'))
    } finally {
      // Fails while a database still runs there.
      expect(spawnSync('umount', [disk]).status, said).toBe(0)
    }
    expect(said).toMatch(/[Tt]he disk is full/)
  })

  it('belongs to one start at a time; a killed one is found again as it was', async () => {
    const env = { DATA_DIR: path.join(folder, 'data'), PORT: '0', SANDBOX_PORT: '0' }
    const killed = startRole('start', { env })
    await killed.saying(/Ctrl-C/, 90_000)
    expect(await faultOf('start', env)).toMatch(/Another start is already running on the data in/)
    expect(killed.isRunning()).toBe(true)
    killed.kill('SIGKILL')
    await killed.ended
    const again = startRole('start', { env })
    await again.saying(/Ctrl-C/, 90_000)
    expect(again.stdout()).toMatch(/found as they were/)
    const { code, ms } = await again.stop()
    expect(code, again.stderr()).toBe(0)
    expect(ms).toBeLessThan(stopWithinMs)
  })
})

describe('a Bot API server in trouble', () => {
  const webhook = { WEBHOOK_URL: 'https://bot.example/telegram', WEBHOOK_SECRET: 'a-secret-for-tests-only' }
  const start = (role: string, env: Record<string, string> = {}) =>
    startRole(role, { env: { ...bot, DATABASE_URL: goodUrl, ...env } })
  const stopped = async (one: RoleProcess) => {
    const { code, ms } = await one.stop()
    expect(code, one.stderr()).toBe(0)
    expect(ms).toBeLessThan(stopWithinMs)
  }

  it('that does not know a method is none the worse', async () => {
    const unknown = { kind: 'error', status: 404, description: 'Not Found: method not found' } as const
    sandbox.faults.add({ ...unknown, methods: ['setMyCommands', 'deleteWebhook', 'setWebhook'] })
    const polling = start('bot')
    await polling.saying(/bot is running/)
    await polling.saying(/setMyCommands did not work; going on without it/)
    await stopped(polling)
    const hooked = start('bot', webhook)
    await hooked.saying(/setWebhook is unknown to this server/)
    await hooked.saying(/bot is running/)
    await stopped(hooked)
    sandbox.faults.clear()
  })

  it('that refuses the webhook is told with its reason', async () => {
    const refusal = {
      kind: 'error',
      status: 400,
      description: 'Bad Request: bad webhook: no such host',
    } as const
    sandbox.faults.add({ ...refusal, methods: ['setWebhook'] })
    expect(await faultOf('bot', { ...bot, ...webhook, DATABASE_URL: goodUrl })).toMatch(
      /refuses the webhook .*no such host.*correct WEBHOOK_URL/,
    )
    sandbox.faults.clear()
  })

  it('that is away at the start is said once and waited for; health checks answer meanwhile', async () => {
    const port = await freePort()
    sandbox.faults.add({ kind: 'reset-before', methods: ['getMe'], count: 3 })
    const worker = start('worker', { PORT: String(port) })
    await worker.saying(/Telegram does not answer getMe/)
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    await worker.saying(/worker is running/)
    expect(worker.stdout().match(/does not answer getMe/g)).toHaveLength(1)
    await stopped(worker)
    sandbox.faults.clear()
  })

  it('that stays away does not keep a process from stopping', async () => {
    sandbox.faults.add({ kind: 'black-hole', methods: ['getMe'] })
    const one = start('bot', { PORT: '0' })
    await one.saying(/listening/)
    await stopped(one)
    sandbox.faults.clear()
  })

  it('that refuses the token ends bot and worker, at once or later', async () => {
    sandbox.faults.add({ kind: 'unauthorized' })
    for (const role of ['bot', 'worker'])
      expect(await faultOf(role, { ...bot, DATABASE_URL: goodUrl })).toMatch(/refuses the bot token \(401\)/)
    sandbox.faults.clear()
    const late = start('bot')
    await late.saying(/bot is running/)
    sandbox.faults.add({ kind: 'unauthorized' })
    sandbox.world.addUser({ id: 901, firstName: 'An' })
    sandbox.world.startPrivateChat(901)
    const { code } = await late.ended
    sandbox.faults.clear()
    expect(code).toBe(1)
    expect(late.stderr().trim()).toMatch(/^Thông Suốt \(bot\): Telegram refuses the bot token \(401\)[^\n]*$/)
  })
})

describe('Redis that is away', () => {
  it('is waited for, and does not keep a worker from stopping', async () => {
    const redis = { REDIS_URL: `redis://:${password}@127.0.0.1:${await freePort()}` }
    const worker = startRole('worker', { env: { ...bot, ...redis, DATABASE_URL: goodUrl } })
    await worker.saying(/worker is running/)
    const { code, ms } = await worker.stop()
    expect(code, worker.stderr()).toBe(0)
    expect(ms).toBeLessThan(stopWithinMs)
    expect(worker.stdout()).not.toContain(password)
  })
})

describe('the command line', () => {
  const misuse = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli([...args, '--json'], {
      env: { ...bot, DATABASE_URL: goodUrl },
    })
    expect(code, stderr).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).not.toMatch(/ {2,}at /)
    return stderr.trim()
  }
  const issue = (changes: Record<string, string> = {}) => {
    const given: Record<string, string> = {
      ...{
        file: path.join(folder, 'cli.txt'),
        number: '07-CT/TU',
        'issued-on': '2026-01-15',
        subject: 'Thử',
      },
      ...{ from: 'TU', 'ack-due': '+3d', 'report-due': '+10d', ...changes },
    }
    return ['directive', 'issue', ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])]
  }

  beforeAll(async () => {
    await writeFile(path.join(folder, 'cli.txt'), 'Chỉ thị về công tác chi bộ.')
    await writeFile(
      path.join(folder, 'good.csv'),
      'code,parent_code,kind,name\nTU,,province,Tỉnh\nA,TU,cell,Chi bộ A\n',
    )
    await writeFile(
      path.join(folder, 'bad.csv'),
      'code,parent_code,kind,name\nTU,,province,Tỉnh\nB,XX,cell,Chi bộ B\n',
    )
    const { code, stderr } = await runCli(['org', 'import', path.join(folder, 'good.csv'), '--json'], {
      env: { ...bot, DATABASE_URL: goodUrl },
    })
    expect(code, stderr).toBe(0)
  })

  it('an unknown command, an unknown or missing option', async () => {
    expect(await misuse('directive', 'shred')).toMatch(/Unknown command "directive shred"/)
    expect(await misuse('code', 'create', '--bogus', 'x')).toMatch(/bogus/)
    expect(await misuse('code', 'create', '--unit', 'A')).toMatch(/--duty is missing/)
    expect(await misuse('directive', 'issue')).toMatch(/Missing: --file, --number/)
    expect(await misuse('directive', 'status')).toMatch(/Missing: the number/)
  })

  it('a missing or wrong file', async () => {
    expect(await misuse('org', 'import', path.join(folder, 'none.csv'))).toMatch(
      /none\.csv: there is no such file/,
    )
    expect(await misuse('org', 'import', path.join(folder, 'bad.csv'))).toMatch(/row 3: unknown parent "XX"/)
    expect(await misuse(...issue({ file: path.join(folder, 'none.pdf') }))).toMatch(
      /--file: there is no file/,
    )
  })

  it('a bad date, an unknown unit, a number given twice', async () => {
    expect(await misuse(...issue({ 'issued-on': '31/02/2026' }))).toMatch(/--issued-on: .*31\/02\/2026/)
    expect(await misuse(...issue({ 'ack-due': 'soon' }))).toMatch(/--ack-due: "soon"/)
    expect(await misuse(...issue({ from: 'ZZ' }))).toMatch(/--from: .*"ZZ"/)
    expect(await misuse('code', 'create', '--unit', 'ZZ', '--duty', 'secretary')).toMatch(/"ZZ"/)
    expect(await misuse('directive', 'status', '99-CT/TU')).toMatch(/99-CT\/TU/)
    const env = { ...bot, DATABASE_URL: goodUrl }
    expect(await runCli([...issue(), '--json'], { env })).toMatchObject({ code: 0, stderr: '' })
    expect(await misuse(...issue())).toMatch(/07-CT\/TU/)
  })

  it('a database that is down', async () => {
    const url = `postgres://someone:${password}@127.0.0.1:${await freePort()}/thongsuot`
    const said = await faultOf('cli', { ...bot, DATABASE_URL: url }, { args: issue(), code: 2 })
    expect(said).toMatch(/Nothing answers at/)
  })
})
