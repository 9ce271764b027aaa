// Chats that only count messages: private chats with consecutive ids, each started by a person who does not
// exist. 300,000 of them cost a few megabytes. For benchmarks and fault tests; a restart forgets them.

/** First name of everybody in synthetic chats. */
export const SYNTHETIC_NAME = 'Synthetic'

export interface SyntheticChats {
  /**
   * Adds chats `firstId … firstId + count - 1`; `keepHashes` also counts copies of the same content per chat.
   */
  add(firstId: number, count: number, options?: { keepHashes?: boolean }): void
  /** The range that `chatId` belongs to, or undefined. */
  find(chatId: number): SyntheticRange | undefined
  /** Messages received by one chat; 0 for an unknown one. */
  count(chatId: number): number
  summary(): SyntheticSummary
}

export interface SyntheticSummary {
  chats: number
  messages: number
  chatsReached: number
  /** The largest number of messages in one chat. */
  maxPerChat: number
  /** The largest number of copies of one content in one chat; 0 when hashes are not kept. */
  maxCopies: number
  /** Messages beyond the first copy of the same content in the same chat; 0 when hashes are not kept. */
  duplicates: number
}

export interface SyntheticRange {
  /** Counts one message and returns its id. `content` says what was sent. */
  receive(chatId: number, content: string): number
}

interface Range extends SyntheticRange {
  firstId: number
  counts: Uint32Array
  copies: Map<number, number> | undefined
}

/** No synthetic chats yet. */
export function createSyntheticChats(): SyntheticChats {
  const ranges: Range[] = []
  const find = (chatId: number) => {
    for (const range of ranges) {
      if (chatId >= range.firstId && chatId < range.firstId + range.counts.length) return range
    }
    return undefined
  }
  return {
    add(firstId, count, options) {
      ranges.push(createRange(firstId, count, options?.keepHashes === true))
    },
    find,
    count(chatId) {
      const range = find(chatId)
      return range ? range.counts[chatId - range.firstId]! : 0
    },
    summary: () => summarise(ranges),
  }
}

function createRange(firstId: number, count: number, keepHashes: boolean): Range {
  const counts = new Uint32Array(count)
  const copies = keepHashes ? new Map<number, number>() : undefined
  return {
    firstId,
    counts,
    copies,
    receive(chatId, content) {
      const index = chatId - firstId
      if (copies) {
        const key = index * 2 ** 32 + hash(content)
        copies.set(key, (copies.get(key) ?? 0) + 1)
      }
      return ++counts[index]!
    },
  }
}

function summarise(ranges: readonly Range[]): SyntheticSummary {
  const sum = { chats: 0, messages: 0, chatsReached: 0, maxPerChat: 0, maxCopies: 0, duplicates: 0 }
  for (const { counts, copies } of ranges) {
    sum.chats += counts.length
    for (const count of counts) {
      sum.messages += count
      if (count > 0) sum.chatsReached++
      if (count > sum.maxPerChat) sum.maxPerChat = count
    }
    for (const count of copies?.values() ?? []) {
      sum.duplicates += count - 1
      if (count > sum.maxCopies) sum.maxCopies = count
    }
  }
  return sum
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  }
  return value >>> 0
}
