// Serves a web application on a port.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { serve as listen, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'

/** Time limit of running requests once the port closes, in milliseconds; then their connections are cut. */
const drainMs = 3_000

/** Listens on `port` (0 = any free one). Rejects with the error of `listen`, such as EADDRINUSE. */
export function serve(app: Hono, port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server: ServerType = listen({ fetch: app.fetch, port }, (address) =>
      resolve({ port: address.port, close: () => close(server) }),
    )
    server.once('error', reject)
  })
}

function close(server: ServerType): Promise<void> {
  return new Promise((done) => {
    const cut = setTimeout(() => {
      if ('closeAllConnections' in server) server.closeAllConnections()
    }, drainMs)
    server.close(() => {
      clearTimeout(cut)
      done()
    })
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}

/** Checks before a long start whether its ports are free. Rejects with the error of `listen`. */
export async function expectFreePorts(ports: { port: number; host?: string }[]): Promise<void> {
  for (const address of ports) {
    const server = createServer()
    server.listen(address)
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
  }
}
