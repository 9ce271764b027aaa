// Leads connections on to a port that may change; those that are open stay where they are, as after a
// failover.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Forwarder {
  port: number
  /** Where new connections lead. */
  leadTo(port: number): void
  close(): void
}

/** Listens on a free port. */
export async function startForwarder(to = 0): Promise<Forwarder> {
  const sockets = new Set<Socket>()
  let target = to
  const server = createServer((socket) => {
    const onward = connect(target, '127.0.0.1')
    for (const one of [socket, onward]) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        socket.destroy()
        onward.destroy()
        sockets.delete(one)
      })
    }
    socket.pipe(onward).pipe(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as { port: number }).port,
    leadTo: (port) => {
      target = port
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
