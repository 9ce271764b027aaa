// A port, a database, a variable that is wrong.
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { withClient } from '../../src/platform/with-client.ts'
import { databaseUrl } from '../support/cluster.ts'
import { freePort } from '../support/installation.ts'
import { startRole } from '../support/role-process.ts'
import { faultOf, listenSilently, password, useSurroundings } from './operator-faults.ts'

const around = useSurroundings('configuration')

const withPassword = (url: string, wrong: string) => {
  const changed = new URL(url)
  changed.password = wrong
  return changed.href
}

describe('a port that is taken', () => {
  it.each(['PORT', 'SANDBOX_PORT'])('%s ends npm start before it has begun anything', async (name) => {
    const port = String(await listenSilently())
    const dataDir = path.join(around.folder, `unused-${name}`)
    const said = await faultOf('start', { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: dataDir, [name]: port })
    expect(said).toContain(`Port ${port} is already taken`)
  })

  it('ends web; bot and worker go on without', async () => {
    const port = String(await listenSilently())
    expect(await faultOf('web', { DATABASE_URL: around.goodUrl, PORT: port })).toContain(`Port ${port}`)
    const worker = startRole('worker', { env: { ...around.bot, DATABASE_URL: around.goodUrl, PORT: port } })
    await worker.saying(/another process has the port/)
    await worker.saying(/worker is running/)
    expect((await worker.stop()).code).toBe(0)
  })
})

describe('a database that is wrong', () => {
  it('refused: nothing listens there', async () => {
    const url = `postgres://someone:${password}@127.0.0.1:${await freePort()}/thongsuot`
    for (const role of ['web', 'migrate', 'start'])
      expect(await faultOf(role, { ...around.bot, DATABASE_URL: url })).toMatch(
        /Nothing answers at 127.0.0.1:\d+/,
      )
  })

  it('a black hole: accepts and never answers', async () => {
    const url = `postgres://someone:${password}@127.0.0.1:${await listenSilently()}/thongsuot`
    const env = { ...around.bot, DATABASE_URL: url }
    const said = await Promise.all([
      faultOf('worker', env),
      faultOf('start', { DATABASE_URL: url, PORT: '0', SANDBOX_PORT: '0', DATA_DIR: around.folder }),
      faultOf('migrate', env),
      faultOf('cli', env, { args: ['org', 'export'], code: 2 }),
    ])
    for (const sentence of said)
      expect(sentence).toContain('The database does not answer: check DATABASE_URL')
  })

  it('a wrong password, a missing database, missing tables', async () => {
    const wrong = { ...around.bot, DATABASE_URL: withPassword(around.goodUrl, password) }
    expect(await faultOf('bot', wrong)).toMatch(/refuses the user or password: correct DATABASE_URL/)
    const missing = { ...around.bot, DATABASE_URL: databaseUrl(around.goodUrl, 'no_such_database') }
    const start = { DATABASE_URL: missing.DATABASE_URL, PORT: '0', SANDBOX_PORT: '0' }
    for (const [role, env] of [
      ...['migrate', 'bot', 'worker', 'web'].map((name) => [name, missing] as const),
      ['start', start] as const,
    ])
      expect(await faultOf(role, env, { code: 2 })).toMatch(
        /does not exist: create it, or correct DATABASE_URL/,
      )
    const empty = { ...around.bot, DATABASE_URL: around.emptyUrl }
    expect(await faultOf('worker', empty)).toMatch(/lacks \d+ migration\(s\).*npm run migrate/)
    expect(await faultOf('cli', empty, { args: ['org', 'export'], code: 2 })).toMatch(/npm run migrate/)
  })

  it('made by an earlier version: every process says so and what to do', async () => {
    await withClient(around.goodUrl, (client) =>
      client.query(`insert into kysely_migration (name, timestamp)
        values ('20000101T0000_earlier', now()::text);
        delete from kysely_migration where name = (select max(name) from kysely_migration)`),
    )
    const env = { ...around.bot, DATABASE_URL: around.goodUrl }
    const said = await Promise.all([
      ...['start', 'bot', 'worker', 'web', 'migrate'].map((role) => faultOf(role, env)),
      faultOf('cli', env, { args: ['org', 'export'], code: 2 }),
    ])
    for (const sentence of said)
      expect(sentence).toMatch(/An earlier version made this database.*20000101T0000_earlier.*DATA_DIR/)
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
    const env = { ...around.bot, DATABASE_URL: around.goodUrl, WEBHOOK_URL: 'https://bot.example/telegram' }
    for (const role of ['bot', 'web', 'start'])
      expect(await faultOf(role, env)).toMatch(/WEBHOOK_SECRET is required with WEBHOOK_URL/)
    const without = { ...env, WEBHOOK_SECRET: 'a-secret-for-tests-only', BOT_TOKEN: '' }
    expect(await faultOf('web', without)).toMatch(/BOT_TOKEN is needed with WEBHOOK_URL/)
  })
})
