// The way to Telegram breaks before the first byte of a request: a foreign certificate, then resets in the
// handshake, as behind a firewall that looks into everything. Nothing was sent, so nothing may be parked.
import { once } from 'node:events'
import { createServer, connect as openSocket, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { sql } from 'kysely'
import { migrateQueue } from '../../src/platform/queue.ts'
import { startServer } from '../bench/circulation-ground.ts'
import { makeCertificate } from '../support/certificates.ts'
import { endChecks, type FaultGround, type FaultReport, openCount, pause, plantMessages } from './harness.ts'
import { startProduct } from './product.ts'

type Way = 'open' | 'foreign' | 'reset'

/** HTTPS before the local Telegram, on one port, whatever stands there at present. */
async function startWay(telegramUrl: string) {
  const trusted = makeCertificate()
  const foreign = makeCertificate()
  let way: Way = 'open'
  let refused = 0
  const sockets = new Set<Socket>()
  const { port: telegramPort } = new URL(telegramUrl)
  const serving = createTlsServer(trusted, (client) => {
    const onward = openSocket(Number(telegramPort), '127.0.0.1')
    for (const one of [client, onward])
      one
        .on('error', () => {})
        .on('close', () => {
          client.destroy()
          onward.destroy()
        })
    client.pipe(onward).pipe(client)
  })
  serving.on('tlsClientError', () => {})
  let received = 0
  const deceiving = createTlsServer(foreign, (client) => {
    client.on('error', () => {}).on('data', () => received++)
  })
  deceiving.on('tlsClientError', () => {})
  const door = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    if (way !== 'open') refused++
    if (way === 'reset') socket.once('data', () => socket.resetAndDestroy())
    else (way === 'open' ? serving : deceiving).emit('connection', socket)
  })
  await once(door.listen(0, '127.0.0.1'), 'listening')
  const { port } = door.address() as { port: number }
  return {
    url: `https://localhost:${port}`,
    certificate: trusted.file,
    refused: () => refused,
    received: () => received,
    take(next: Way) {
      way = next
      // What stands open would go on past the fault.
      for (const socket of sockets) socket.destroy()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      door.close()
      trusted.remove()
      foreign.remove()
    },
  }
}

/** Half of the time with a foreign certificate, half with resets; then the way is open again. */
export async function breakHandshake(
  ground: FaultGround,
  fault: { messages: number; outageS: number },
): Promise<FaultReport> {
  const { db, databaseUrl, seed } = ground
  await migrateQueue(databaseUrl)
  const server = await startServer({ chats: fault.messages, limits: { enforce: false } })
  const way = await startWay(server.url)
  const product = await startProduct({
    databaseUrl,
    telegramUrl: way.url,
    roles: ['worker'],
    env: { NODE_EXTRA_CA_CERTS: way.certificate },
  })
  way.take('foreign')
  await plantMessages(db, fault.messages)
  await pause(fault.outageS * 500)
  way.take('reset')
  await pause(fault.outageS * 500)
  const attempts = way.refused()
  const open = await openCount(db)
  const doubtful = await sql<{ n: number }>`select count(*) as n from delivery
    where state in ('unknown', 'parked', 'failed')`.execute(db)
  way.take('open')
  const began = performance.now()
  while ((await openCount(db)) > 0 && performance.now() - began < 120_000) await pause(50)
  const tookS = (performance.now() - began) / 1_000
  const checks = await endChecks(db, server, fault.messages, 0)
  const [ends, gone, back, alarms] = [
    product.ends(),
    product.said(/Telegram does not answer/),
    product.said(/Telegram is back/),
    product.said(/due work stays undone.*reach-telegram|reach-telegram.*due work stays undone/),
  ]
  await product.stop()
  await server.stop()
  way.close()
  const alarmed = fault.outageS > 150 ? 1 : 0
  return {
    fault: 'foreign certificate and resets in the handshake',
    seed,
    note: `${fault.messages} messages, away for ${fault.outageS} s, ${attempts} connections tried meanwhile, all sent ${tookS.toFixed(1)} s after`,
    checks: [
      ...checks,
      { what: 'messages called doubtful during the outage', value: doubtful.rows[0]!.n, atMost: 0 },
      {
        what: 'messages that were no longer open then',
        value: fault.messages - open,
        atMost: 0,
        isTold: false,
      },
      { what: 'bytes given to the foreign server', value: way.received(), atMost: 0 },
      // Once a second at first, later every ten seconds, a few messages each time.
      { what: 'connections tried meanwhile', value: attempts, atMost: 40 + 2 * fault.outageS },
      { what: 'seconds until all were sent', value: tookS, atMost: 30, isTiming: true },
      { what: 'lines that Telegram is away, beyond one', value: gone - 1, atMost: 0, isTold: false },
      { what: 'lines that it is back, missing of one', value: Math.abs(1 - back), atMost: 0, isTold: false },
      { what: 'alarms missing', value: Math.max(0, alarmed - alarms), atMost: 0 },
      { what: 'ends of the process', value: ends, atMost: 0 },
    ],
  }
}
