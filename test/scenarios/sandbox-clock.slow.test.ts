// The clock of the local Telegram holds for whatever works on the same data: the command line beside a start
// and after it, and the next start.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCli, startRole } from '../support/role-process.ts'

const day = 86_400_000
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-clock-'))
  await mkdir(path.join(folder, 'data'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const env = () => ({ DATA_DIR: path.join(folder, 'data'), PORT: '0', SANDBOX_PORT: '0' })

/** Days from the machine's time to what the command line takes for now, by the end of a code of 14 days. */
async function daysAhead(): Promise<number> {
  const made = await runCli(['code', 'create', '--unit', 'HK', '--duty', 'observer', '--json'], {
    env: env(),
  })
  expect(made.code, made.stderr).toBe(0)
  const { expiresAt } = JSON.parse(made.stdout) as { expiresAt: string }
  return Math.round((new Date(expiresAt).getTime() - Date.now()) / day) - 14
}

async function start() {
  const running = startRole('start', { env: env() })
  await running.saying(/Ctrl-C/)
  const url = /Messenger +(http:\S+)/.exec(running.stdout())?.[1] ?? ''
  const clock = async (move?: object) => {
    const request = {
      method: 'POST',
      body: JSON.stringify(move),
      headers: { 'content-type': 'application/json' },
    }
    const answer = await fetch(new URL('/sandbox/clock', url), move ? request : {})
    return (await answer.json()) as { now: string; offsetMs: number }
  }
  return { running, clock }
}

it('is one for a start, the command line and the next start', async () => {
  const first = await start()
  expect(await daysAhead()).toBe(0)
  await first.clock({ to: new Date(Date.now() + 30 * day).toISOString() })
  await expect.poll(daysAhead).toBe(30)
  expect((await first.running.stop()).code).toBe(0)
  expect(await daysAhead()).toBe(30)

  const second = await start()
  expect(Math.round((await second.clock()).offsetMs / day)).toBe(30)
  expect(await daysAhead()).toBe(30)
  expect((await second.running.stop()).code).toBe(0)
})
