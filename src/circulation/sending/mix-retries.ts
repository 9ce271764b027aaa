// Mixes fresh messages and retries when more is due than can be sent. Messages that Telegram refused, or that
// may have arrived, come due again in the middle of a circulation. By age they would go before all others. So
// they get a share of the pace, and all of it when nothing else is due. Pure. Two other ways were tried: a
// later due time for refused messages (then it no longer says when they were due), and giving their slots
// back (a server that counts refusals then refuses more).

/**
 * The share of retries in the pace, by lane. Bulk: small, so that fresh messages keep more than nine tenths
 * of the pace however many chats are refused. Answers: half, because somebody waits for each of them.
 */
export const retryShare: Record<number, number> = { 0: 0.5, 1: 0.04 }

/**
 * At most `limit` of the rows, urgent ones first. Among rows of the same urgency retries get `share` of the
 * places, or all that the fresh ones leave.
 */
export function mixRetries<Row extends { urgent: boolean; isRetry: boolean }>(
  rows: readonly Row[],
  limit: number,
  share: number,
): Row[] {
  if (!rows.some((row) => row.isRetry)) return rows.slice(0, limit)
  const mixed: Row[] = []
  for (const urgent of [true, false]) {
    const places = limit - mixed.length
    const sameUrgency = rows.filter((row) => row.urgent === urgent)
    const fresh = sameUrgency.filter((row) => !row.isRetry)
    const retries = sameUrgency.filter((row) => row.isRetry)
    const retryCount = Math.min(retries.length, Math.max(Math.ceil(places * share), places - fresh.length))
    mixed.push(...retries.slice(0, retryCount), ...fresh.slice(0, places - retryCount))
  }
  return mixed
}
