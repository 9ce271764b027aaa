// A Bot API server in trouble, Redis that is away.
import { describe, expect, it } from 'vitest'
import { freePort } from '../support/installation.ts'
import { type RoleProcess, startRole } from '../support/role-process.ts'
import { faultOf, password, stopWithinMs, useSurroundings } from './operator-faults.ts'

const around = useSurroundings('channel')

describe('a Bot API server in trouble', () => {
  const webhook = { WEBHOOK_URL: 'https://bot.example/telegram', WEBHOOK_SECRET: 'a-secret-for-tests-only' }
  const start = (role: string, env: Record<string, string> = {}) =>
    startRole(role, { env: { ...around.bot, DATABASE_URL: around.goodUrl, ...env } })
  const stopped = async (one: RoleProcess) => {
    const { code, ms } = await one.stop()
    expect(code, one.stderr()).toBe(0)
    expect(ms).toBeLessThan(stopWithinMs)
  }

  it('that does not know a method is none the worse', async () => {
    const unknown = { kind: 'error', status: 404, description: 'Not Found: method not found' } as const
    around.sandbox.faults.add({ ...unknown, methods: ['setMyCommands', 'deleteWebhook', 'setWebhook'] })
    const polling = start('bot')
    await polling.saying(/bot is running/)
    await polling.saying(/setMyCommands did not work; going on without it/)
    await stopped(polling)
    const hooked = start('bot', webhook)
    await hooked.saying(/setWebhook is unknown to this server/)
    await hooked.saying(/bot is running/)
    await stopped(hooked)
    around.sandbox.faults.clear()
  })

  it('that refuses the webhook is told with its reason', async () => {
    const refusal = {
      kind: 'error',
      status: 400,
      description: 'Bad Request: bad webhook: no such host',
    } as const
    around.sandbox.faults.add({ ...refusal, methods: ['setWebhook'] })
    expect(await faultOf('bot', { ...around.bot, ...webhook, DATABASE_URL: around.goodUrl })).toMatch(
      /refuses the webhook .*no such host.*correct WEBHOOK_URL/,
    )
    around.sandbox.faults.clear()
  })

  it('that is away at the start is said once and waited for; health checks answer meanwhile', async () => {
    const port = await freePort()
    around.sandbox.faults.add({ kind: 'reset-before', methods: ['getMe'], count: 3 })
    const worker = start('worker', { PORT: String(port) })
    await worker.saying(/Telegram does not answer getMe/)
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    await worker.saying(/worker is running/)
    expect(worker.stdout().match(/does not answer getMe/g)).toHaveLength(1)
    await stopped(worker)
    around.sandbox.faults.clear()
  })

  it('that stays away does not keep a process from stopping', async () => {
    around.sandbox.faults.add({ kind: 'black-hole', methods: ['getMe'] })
    const one = start('bot', { PORT: '0' })
    await one.saying(/listening/)
    await stopped(one)
    around.sandbox.faults.clear()
  })

  it('that refuses the token ends bot and worker, at once or later', async () => {
    around.sandbox.faults.add({ kind: 'unauthorized' })
    for (const role of ['bot', 'worker'])
      expect(await faultOf(role, { ...around.bot, DATABASE_URL: around.goodUrl })).toMatch(
        /refuses the bot token \(401\)/,
      )
    around.sandbox.faults.clear()
    const late = start('bot')
    await late.saying(/bot is running/)
    around.sandbox.faults.add({ kind: 'unauthorized' })
    around.sandbox.world.addUser({ id: 901, firstName: 'An' })
    around.sandbox.world.startPrivateChat(901)
    const { code } = await late.ended
    around.sandbox.faults.clear()
    expect(code).toBe(1)
    expect(late.stderr().trim()).toMatch(/^Thông Suốt \(bot\): Telegram refuses the bot token \(401\)[^\n]*$/)
  })
})

describe('Redis that is away', () => {
  it('is waited for, and does not keep a worker from stopping', async () => {
    const redis = { REDIS_URL: `redis://:${password}@127.0.0.1:${await freePort()}` }
    const worker = startRole('worker', { env: { ...around.bot, ...redis, DATABASE_URL: around.goodUrl } })
    await worker.saying(/worker is running/)
    const { code, ms } = await worker.stop()
    expect(code, worker.stderr()).toBe(0)
    expect(ms).toBeLessThan(stopWithinMs)
    expect(worker.stdout()).not.toContain(password)
  })
})
