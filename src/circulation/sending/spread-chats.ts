// The order in which each of several senders goes through the same due messages. Pure.

/**
 * The same rows, urgent ones first, then by chat in an order that depends on `salt`. Rows of one chat keep
 * their order. Senders that see the same rows thus begin with different ones.
 */
export function spreadChats<Row extends { urgent: boolean; telegramChatId: number }>(
  rows: readonly Row[],
  salt: string,
): Row[] {
  let seed = 0x811c9dc5
  for (let i = 0; i < salt.length; i++) seed = Math.imul(seed ^ salt.charCodeAt(i), 0x01000193)
  const keyed = rows.map((row) => ({ row, key: mix(row.telegramChatId, seed) }))
  keyed.sort((a, b) => Number(b.row.urgent) - Number(a.row.urgent) || a.key - b.key)
  return keyed.map(({ row }) => row)
}

// A hash. Ids of chats have up to 52 bits and a sign, so it mixes both halves.
function mix(id: number, seed: number): number {
  let value = seed ^ Math.imul(id | 0, 0x9e3779b1) ^ Math.imul(Math.floor(id / 2 ** 32), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  value = Math.imul(value ^ (value >>> 13), 0x297a2d39)
  return (value ^ (value >>> 16)) >>> 0
}
