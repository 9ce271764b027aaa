// A small proxy before PostgreSQL that can cut connections, right after a statement went through and before its answer
// comes back, or swallow everything.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Proxy {
  /** The same address, through the proxy. */
  url: string
  /** Cut the connection of the next statement that matches, before its answer. Returns at once. */
  cutAfter(pattern: RegExp): void
  readonly cuts: number
  /** Swallow everything on the connections there are; new ones work again. */
  blackHole(): void
  close(): Promise<void>
}

export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl)
  let pattern: RegExp | undefined
  let cuts = 0
  const pairs = new Set<{ client: Socket; server: Socket; isMuted: boolean }>()
  const listener = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    const pair = { client, server, isMuted: false }
    pairs.add(pair)
    const end = () => {
      client.destroy()
      server.destroy()
      pairs.delete(pair)
    }
    for (const socket of [client, server]) socket.on('error', end).on('close', end)
    client.on('data', (chunk) => {
      if (pair.isMuted) return
      server.write(chunk)
      if (!pattern?.test(chunk.toString('latin1'))) return
      pattern = undefined
      cuts++
      pair.isMuted = true
      // The server has read and carried it out when its answer comes; that answer is never passed on.
      server.once('data', end)
    })
    server.on('data', (chunk) => {
      if (!pair.isMuted) client.write(chunk)
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  const url = new URL(databaseUrl)
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: url.href,
    cutAfter(next) {
      pattern = next
    },
    get cuts() {
      return cuts
    },
    blackHole() {
      for (const pair of pairs) pair.isMuted = true
    },
    async close() {
      for (const { client } of pairs) client.destroy()
      listener.close()
    },
  }
}
