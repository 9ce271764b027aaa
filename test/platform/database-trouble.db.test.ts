// The database goes and comes back: what the log says of it.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import { watchDatabase } from '../../src/platform/database-trouble.ts'
import { createLog } from '../../src/platform/log.ts'
import { test } from '../support/database.ts'

/** Leads on to the database until it is shut; then it refuses, and cuts what is open. */
async function startGate(url: string) {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connect(Number(port), hostname)
    for (const one of [socket, onward]) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        socket.destroy()
        onward.destroy()
      })
    }
    socket.pipe(onward).pipe(socket)
  })
  let at = 0
  const open = async () => {
    await once(server.listen(at, '127.0.0.1'), 'listening')
    at = (server.address() as { port: number }).port
  }
  const shut = async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  }
  await open()
  onTestFinished(shut)
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(at)
  return { url: through.href, open, shut }
}

test('one line when it goes and one when it is back, however much fails in between', async ({ database }) => {
  const gate = await startGate(database.url)
  const lines: { msg: string; error?: unknown }[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const log = createLog({ level: 'info', role: 'test', stream })
  const one = openDatabase({ url: gate.url, ...watchDatabase(log) })
  onTestFinished(() => one.close())
  const ask = () => sql`select 1`.execute(one.db)
  await Promise.all([ask(), ask(), ask()])
  expect(lines).toEqual([])
  await gate.shut()
  // As the sweeper, the sender and the handling of updates do.
  for (let i = 0; i < 40; i++) await ask().catch((error) => log.warn({ error }, 'no sweep this time'))
  log.warn({ error: new Error('another fault') }, 'not of the outage')
  await gate.open()
  await ask()
  expect(lines.map(({ msg }) => msg)).toEqual([
    'PostgreSQL does not answer; trying again until it does',
    'not of the outage',
    'PostgreSQL is back',
  ])
  expect(lines[0]?.error).toMatchObject({ message: expect.stringMatching(/^(ECONN|Connection terminated)/) })
})
