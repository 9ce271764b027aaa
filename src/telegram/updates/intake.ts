// Takes updates in: stored once each, whatever comes twice, before anything else happens. Answering Telegram, handling
// and order are left to webhook.ts, polling.ts and handle-updates.ts.
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { findSecrecyMarks } from '../../directive/secrecy/secrecy-marks.ts'
import type { Db } from '../../platform/database.ts'
import { numberArray } from '../../platform/number-array.ts'
import { type ReadUpdate, readUpdate } from './read-update.ts'

/**
 * Stores updates as received from Telegram in one statement; those known already are left alone. Returns how many were
 * new. Anything that is not an update is dropped. A message marked secret is stored without its words and its file.
 */
export async function storeUpdates(
  db: Db,
  botId: number,
  updates: readonly unknown[],
  now: Date,
): Promise<number> {
  const rows = updates.map(readUpdate).filter((row) => row !== null)
  if (rows.length === 0) return 0
  // What nobody handles is stored as handled: its number must be known, its content need not be. The contents go as one
  // JSON text: as an array of texts each would be quoted and escaped once more.
  const contents = rows.map(({ payload }) =>
    payload === null ? 'null' : JSON.stringify(withoutSecret(payload)),
  )
  const statement = sql`
    insert into telegram_update (bot_id, update_id, order_key, ack_obligation_id, payload, received_at, handled_at)
    select ${botId}::bigint, r.update_id, r.order_key, r.acknowledges, nullif(r.payload, 'null'), ${now}::timestamptz,
           case when r.payload = 'null' then ${now}::timestamptz end
    from rows from (
      unnest(${numberArray(rows.map((row) => row.updateId))}::bigint[]), unnest(${numberArray(rows.map((row) => row.orderKey))}::bigint[]),
      unnest(${numberArray(rows.map((row) => row.acknowledges))}::bigint[]), jsonb_array_elements(${`[${contents.join(',')}]`}::jsonb)
    ) with ordinality as r (update_id, order_key, acknowledges, payload, position)
    order by r.position
    on conflict (bot_id, update_id) do nothing`
  // Two processes that are given the same updates in different orders wait for each other; PostgreSQL ends one of the
  // two statements, which then finds the rows of the other.
  for (let attempt = 1; ; attempt++) {
    try {
      return Number((await statement.execute(db)).numAffectedRows ?? 0)
    } catch (error) {
      if ((error as { code?: string }).code !== deadlockDetected || attempt === maxAttempts) throw error
    }
  }
}

const deadlockDetected = '40P01'
const maxAttempts = 5

/** Says that a message bore a mark of secrecy; nothing else of its content is left. */
export const secretContent = 'thongsuot_secret'

// The interlock before anything is written: a text or file name with a standalone mark never reaches the database.
function withoutSecret(update: NonNullable<ReadUpdate['payload']>): object {
  for (const kind of ['message', 'edited_message'] as const) {
    const message = update[kind]
    if (!message) continue
    const text = [message.text, message.caption].filter((part) => part !== undefined).join('\n')
    const marks = findSecrecyMarks({ text, fileName: message.document?.file_name ?? '' })
    if (marks.length === 0) continue
    const { text: _text, caption: _caption, document: _document, entities: _entities, ...rest } = message
    return { update_id: update.update_id, [kind]: { ...rest, [secretContent]: {} } }
  }
  return update
}

/** So many turns of the event loop a statement waits for as many calls as the one before it had. */
const maxTurns = 3

/**
 * Joins calls that arrive while an earlier one is being stored into one statement, so that a storm of single updates
 * costs few commits. Every call resolves after the commit that holds its updates, or fails with it.
 */
export function createIntake(store: (updates: readonly unknown[]) => Promise<void>, maxAtOnce = 500) {
  let waiting: { updates: readonly unknown[]; done: () => void; failed: (error: unknown) => void }[] = []
  let storing = false

  async function run(): Promise<void> {
    storing = true
    for (let last = 0; ; ) {
      // Callers near by (a Bot API server on this machine) call again as soon as they are answered: without them each
      // statement would hold half of the calls. From further away they come later, and nothing is gained or lost.
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
