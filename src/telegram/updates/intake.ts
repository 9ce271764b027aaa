// Takes updates in: stored once each, whatever comes twice, before anything else happens. Answering Telegram,
// handling and order are left to webhook.ts, polling.ts and handle-updates.ts.
import { setImmediate } from 'node:timers/promises'
import { findSecrecyMarks } from '../../directive/secrecy/secrecy-marks.ts'
import type { Db } from '../../platform/database.ts'
import { type ReadUpdate, readUpdate } from './read-update.ts'
import { insertUpdates, type UpdateToStore } from './update.store.ts'

/**
 * Stores updates as received from Telegram in one statement; those known already are left alone. Returns how
 * many were new. Anything that is not an update is dropped. A message marked secret is stored without its
 * words and its file.
 */
export async function storeUpdates(
  db: Db,
  botId: number,
  updates: readonly unknown[],
  now: Date,
): Promise<number> {
  const rows = updates.map(readUpdate).filter((row) => row !== null)
  if (rows.length === 0) return 0
  const stored: UpdateToStore[] = rows.map(({ updateId, orderKey, acknowledges, payload }) => ({
    updateId,
    orderKey,
    acknowledges,
    content: payload === null ? null : JSON.stringify(withoutSecret(payload)),
  }))
  // Two processes that are given the same updates in different orders wait for each other; PostgreSQL ends
  // one of the two statements, which then finds the rows of the other.
  for (let attempt = 1; ; attempt++) {
    try {
      return await insertUpdates(db, botId, stored, now)
    } catch (error) {
      if ((error as { code?: string }).code !== deadlockDetected || attempt === maxAttempts) throw error
    }
  }
}

const deadlockDetected = '40P01'
const maxAttempts = 5

/** Says that a message bore a mark of secrecy; nothing else of its content is left. */
export const secretContent = 'thongsuot_secret'

// The interlock before anything is written: a text or file name with a standalone mark never reaches the
// database.
function withoutSecret(update: NonNullable<ReadUpdate['payload']>): object {
  for (const kind of ['message', 'edited_message'] as const) {
    const message = update[kind]
    if (!message) continue
    const text = [message.text, message.caption].filter((part) => part !== undefined).join('\n')
    const marks = findSecrecyMarks({ text, fileName: message.document?.file_name ?? '' })
    // What only may be a mark is asked about where the document is taken; nothing else asks, so a text with
    // a doubt stays out.
    if (marks.every(({ isDoubtful }) => isDoubtful && message.document)) continue
    const { text: _text, caption: _caption, document: _document, entities: _entities, ...rest } = message
    return { update_id: update.update_id, [kind]: { ...rest, [secretContent]: {} } }
  }
  return update
}

/** Turns of the event loop that a statement waits, at most, for as many calls as the one before it had. */
const maxTurns = 3

/**
 * Joins calls that arrive while an earlier one is being stored into one statement, so that a storm of single
 * updates costs few commits. Every call resolves after the commit that holds its updates, or fails with it.
 */
export function createIntake(store: (updates: readonly unknown[]) => Promise<void>, maxAtOnce = 500) {
  let waiting: { updates: readonly unknown[]; done: () => void; failed: (error: unknown) => void }[] = []
  let storing = false

  async function run(): Promise<void> {
    storing = true
    for (let last = 0; ; ) {
      // Callers near by (a Bot API server on this machine) call again as soon as they are answered: without
      // them each statement would hold half of the calls. From further away they come later, and nothing is
      // gained or lost.
      for (let turn = 0; turn < maxTurns && waiting.length < last; turn++) await setImmediate()
      if (waiting.length === 0) break
      const batch = waiting.slice(0, maxAtOnce)
      last = batch.length
      waiting = waiting.slice(maxAtOnce)
      try {
        await store(batch.flatMap((call) => call.updates))
        for (const call of batch) call.done()
      } catch (error) {
        for (const call of batch) call.failed(error)
      }
    }
    storing = false
  }

  return (updates: readonly unknown[]): Promise<void> =>
    new Promise((done, failed) => {
      waiting.push({ updates, done, failed })
      if (!storing) void run()
    })
}
