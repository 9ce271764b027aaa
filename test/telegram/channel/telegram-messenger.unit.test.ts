// What the channel says when the way to Telegram breaks before and after the first byte of a request, over
// real connections.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { test as base, expect } from 'vitest'
import type { Outcome } from '../../../src/circulation/messenger.ts'
import { createTelegramMessenger } from '../../../src/telegram/channel/telegram-messenger.ts'

const test = base.extend('foreign', { scope: 'file' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-tls-'))
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    execFileSync('openssl', [...request, '-subj', '/CN=localhost', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    })
    return { key: readFileSync(key), cert: readFileSync(cert) }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Sends one message to `server`; what the channel says of it. */
async function sendTo(server: Server, scheme: 'http' | 'https', timeoutMs?: number): Promise<Outcome> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const messenger = createTelegramMessenger({ token: '1:A', apiRoot: `${scheme}://127.0.0.1:${port}` })
  try {
    const options = timeoutMs === undefined ? {} : { timeoutMs }
    return await messenger.send({ telegramChatId: 1 }, { text: 'x' }, options)
  } finally {
    await messenger.close()
    server.close()
  }
}

const notDelivered = { kind: 'not_delivered', reason: 'unreachable' }
const afterFirstBytes = (act: (socket: Socket) => void) =>
  createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => act(socket))
  })

test('a foreign certificate: surely not sent', async ({ foreign }) => {
  const received: string[] = []
  const server = createTlsServer(foreign, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => received.push(chunk.toString()))
  })
  expect(await sendTo(server, 'https')).toMatchObject(notDelivered)
  expect(received).toEqual([])
})

test.for(['reset', 'closed'] as const)('%s in the handshake: surely not sent', async (how) => {
  const server = afterFirstBytes((socket) => (how === 'reset' ? socket.resetAndDestroy() : socket.end()))
  expect(await sendTo(server, 'https')).toMatchObject(notDelivered)
})

test('no TLS spoken there: surely not sent', async () => {
  const server = afterFirstBytes((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect(await sendTo(server, 'https')).toMatchObject(notDelivered)
})

test('a reset after the request was written: it may have arrived', async () => {
  const server = afterFirstBytes((socket) => socket.resetAndDestroy())
  expect(await sendTo(server, 'http')).toMatchObject({ kind: 'unknown' })
})

test('the time limit of the caller holds, not only the channel’s own', async () => {
  const sockets: Socket[] = []
  const server = afterFirstBytes((socket) => sockets.push(socket))
  const outcome = await sendTo(server, 'http', 200)
  for (const socket of sockets) socket.destroy()
  expect(outcome).toEqual({ kind: 'unknown', detail: 'TIMEOUT no answer within 200 ms' })
})
