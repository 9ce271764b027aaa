// Gives a web application a port.
import { serve as listen, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'

/** Listens on `port` (0 = any free one). Rejects with the error of `listen`, EADDRINUSE say. */
export function serve(app: Hono, port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server: ServerType = listen({ fetch: app.fetch, port }, (address) =>
      resolve({
        port: address.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            if ('closeIdleConnections' in server) server.closeIdleConnections()
          }),
      }),
    )
    server.once('error', reject)
  })
}
