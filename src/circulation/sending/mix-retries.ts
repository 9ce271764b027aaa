// Which of the messages that are due come first when there are more than can be taken. What was refused for a while (429), or
// may be sent once more, comes due again in the middle of a circulation; all at once it would push aside those that nobody
// refused. So it gets a share of the pace, and all of it when nothing else is due. Pure.

/**
 * The share of those that were refused or may have arrived, by lane. Bulk: small, for the others are to keep nine tenths of
 * the pace whatever part of the chats is refused. Answers: half, for somebody is waiting for each.
 */
export const retryShare: Record<number, number> = { 0: 0.5, 1: 0.04 }

/** At most `limit` of the rows, urgent ones first; among equals those that were refused get `share`, or what is left over. */
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
    const refused = alike.filter((row) => row.isRetry)
    const again = Math.min(refused.length, Math.max(Math.ceil(room * share), room - fresh.length))
    taken.push(...refused.slice(0, again), ...fresh.slice(0, room - again))
  }
  return taken
}
