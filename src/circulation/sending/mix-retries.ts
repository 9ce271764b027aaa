// Mixes fresh messages and retries when more is due than can be taken. Messages that Telegram refused, or
// that may have arrived, come due again in the middle of a circulation. By age they would push aside
// everybody else. So they get a share of the pace, and all of it when nothing else is due. Pure. Two other
// ways were tried: a later due time for refused messages (it lies about when they were due), and giving
// back their slots (a server that counts refusals refuses more).

/**
 * The share of retries, by lane. Bulk: small, so that the others keep nine tenths of the pace however many
 * chats are refused. Answers: half, because somebody is waiting for each.
 */
export const retryShare: Record<number, number> = { 0: 0.5, 1: 0.04 }

/**
 * At most `limit` of the rows, urgent ones first. Among equals retries get `share`, or what the others
 * leave.
 */
export function mixRetries<Row extends { urgent: boolean; isRetry: boolean }>(
  rows: readonly Row[],
  limit: number,
  share: number,
): Row[] {
  if (!rows.some((row) => row.isRetry)) return rows.slice(0, limit)
  const taken: Row[] = []
  for (const urgent of [true, false]) {
    const room = limit - taken.length
    const alike = rows.filter((row) => row.urgent === urgent)
    const fresh = alike.filter((row) => !row.isRetry)
    const retries = alike.filter((row) => row.isRetry)
    const again = Math.min(retries.length, Math.max(Math.ceil(room * share), room - fresh.length))
    taken.push(...retries.slice(0, again), ...fresh.slice(0, room - again))
  }
  return taken
}
