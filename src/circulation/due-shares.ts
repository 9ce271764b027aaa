// Which of the messages that are due come first when there are more than can be taken. What was refused for a while (429), or
// may be sent once more, comes due again in the middle of a circulation; all at once it would push aside those that nobody
// refused. So it gets a share of the pace, and all of it when nothing else is due. Pure.

/**
 * The share of those that had to wait, by lane. Bulk: small, for the others are to keep nine tenths of the pace whatever
 * part of the chats is refused. Answers: half, for somebody is waiting for each.
 */
export const restedShare: Record<number, number> = { 0: 0.5, 1: 0.04 }

/** At most `limit` of the rows, urgent ones first; among equals those that have rested get `share`, or what is left over. */
export function shareOut<Row extends { urgent: boolean; hasRested: boolean }>(
  rows: readonly Row[],
  limit: number,
  share: number,
): Row[] {
  if (!rows.some((row) => row.hasRested)) return rows.slice(0, limit)
  const taken: Row[] = []
  for (const urgent of [true, false]) {
    const room = limit - taken.length
    const alike = rows.filter((row) => row.urgent === urgent)
    const fresh = alike.filter((row) => !row.hasRested)
    const rested = alike.filter((row) => row.hasRested)
    const again = Math.min(rested.length, Math.max(Math.ceil(room * share), room - fresh.length))
    taken.push(...rested.slice(0, again), ...fresh.slice(0, room - again))
  }
  return taken
}
