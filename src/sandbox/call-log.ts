// Remembers the bot's latest calls for inspection, and counts all of them.

export interface LoggedCall {
  seq: number
  atMs: number
  method: string
  params: unknown
  status: number
  description?: string
}

export interface Stats {
  /** Calls by method name. */
  calls: Record<string, number>
  /** Answers by HTTP status. */
  statuses: Record<string, number>
}

export interface CallLog {
  readonly stats: Stats
  add(method: string, params: unknown, status: number, description?: string): void
  /** Calls after `seq`, oldest first. */
  since(seq: number): LoggedCall[]
}

const KEPT = 2000

/** An empty log; `nowMs` stamps the entries. */
export function createCallLog(nowMs: () => number): CallLog {
  const ring: LoggedCall[] = []
  const stats: Stats = { calls: {}, statuses: {} }
  let seq = 0
  return {
    stats,
    add(method, params, status, description) {
      stats.calls[method] = (stats.calls[method] ?? 0) + 1
      stats.statuses[status] = (stats.statuses[status] ?? 0) + 1
      seq++
      ring[seq % KEPT] = { seq, atMs: nowMs(), method, params, status, description }
    },
    since(after) {
      const found: LoggedCall[] = []
      for (let at = Math.max(after + 1, seq - KEPT + 1, 1); at <= seq; at++) found.push(ring[at % KEPT]!)
      return found
    },
  }
}
