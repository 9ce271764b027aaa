// A small proxy before PostgreSQL that tells when a statement goes through, cuts connections after a
// statement was carried out and before its answer comes back, or swallows everything.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Which statement is waited for: one that says `on`, in a transaction that has said `within` before. */
export interface Statement {
  on: RegExp
  within?: RegExp
}

export interface Proxy {
  /** The same address, through the proxy. */
  url: string
  /** Calls `act` as soon as the next such statement has been passed on. Returns at once. */
  whenPassing(statement: Statement, act: () => void): void
  /**
   * Cuts the connection of the next such statement when the server is done with it, before its answer.
   * Returns at once.
   */
  cutAfter(statement: Statement): void
  readonly cuts: number
  /** Swallow everything on the connections there are; new ones work again. */
  blackHole(): void
  close(): Promise<void>
}

interface Pair {
  client: Socket
  server: Socket
  isMuted: boolean
  /** What the transaction under way has said that is of interest. */
  hasSaid: boolean
  /** The texts of prepared statements by their names: afterwards only the name goes through. */
  prepared: Map<string, string>
}

/** Whatever ends a transaction, in the words of our own pool. */
const transactionEnd = /(commit|rollback)\0/

/** Parse and Bind of the protocol, with the names that platform/kept-plans.ts gives. */
const preparing = /P[\s\S]{4}(kept_\d+)\0([^\0]*)\0/g
const executing = /B[\s\S]{4}\0(kept_\d+)\0/g

export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl)
  let waiting: { statement: Statement; act: (pair: Pair) => void } | undefined
  let cuts = 0
  const pairs = new Set<Pair>()

  const look = (pair: Pair, sent: string) => {
    for (const [, name, text] of sent.matchAll(preparing)) pair.prepared.set(name!, text!)
    if (!waiting) return
    const named = [...sent.matchAll(executing)].map(([, name]) => pair.prepared.get(name!) ?? '')
    const text = [sent, ...named].join('\0')
    const { statement, act } = waiting
    const isTurn = !statement.within || pair.hasSaid
    if (isTurn && statement.on.test(text)) {
      waiting = undefined
      act(pair)
    }
    if (statement.within?.test(text)) pair.hasSaid = true
    else if (transactionEnd.test(text)) pair.hasSaid = false
  }

  const listener = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    const pair: Pair = { client, server, isMuted: false, hasSaid: false, prepared: new Map() }
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
      look(pair, chunk.toString('latin1'))
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
    whenPassing(statement, act) {
      waiting = { statement, act: () => act() }
    },
    cutAfter(statement) {
      waiting = {
        statement,
        act(pair) {
          cuts++
          pair.isMuted = true
          // Its last word ("ready for the next") comes after the commit; nothing of the answer is passed on.
          pair.server.on('data', (chunk: Buffer) => {
            if (isReady(chunk)) pair.client.destroy()
          })
        },
      }
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

/** Does the chunk end with ReadyForQuery (Z, length 5, state)? */
const isReady = (chunk: Buffer) => chunk.length >= 6 && chunk.subarray(-6, -1).equals(readyForQuery)
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5])
