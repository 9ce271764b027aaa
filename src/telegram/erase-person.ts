// Erases a person everywhere: what the organisation keeps (org/personal-data.ts) and the copies of the account that
// messages and conversations hold. Used by the chat and by the command line.
import { sql } from 'kysely'
import type { By } from '../org/authorise.ts'
import { erasePerson } from '../org/personal-data.ts'
import type { Tx } from '../platform/database.ts'

/** False when there is no such person (any more). Messages on the wire at this moment come to their own end. */
export async function erasePersonEverywhere(
  tx: Tx,
  erasure: { officerId: number; by: By; now: Date },
): Promise<boolean> {
  const erased = await erasePerson(tx, erasure)
  if (!erased) return false
  const account = erased.telegramUserId
  if (account === null) return true
  await tx.deleteFrom('dialog').where('telegram_user_id', '=', account).execute()
  // Nothing more goes out to the account, and what went out no longer leads to it. Texts of answers hold the name.
  await sql`update delivery set state = 'cancelled', generation = generation + 1
    where telegram_chat_id = ${account} and state in ('pending', 'claimed', 'unknown')`.execute(tx)
  await sql`update delivery set telegram_chat_id = ${erased.placeholder}, payload = null
    where telegram_chat_id = ${account} and state in ('sent', 'failed', 'cancelled', 'parked')`.execute(tx)
  await sql`update circulation_watch set telegram_chat_id = ${erased.placeholder}
    where telegram_chat_id = ${account}`.execute(tx)
  await sql`update telegram_update set payload = null where order_key = ${account} and handled_at is not null`.execute(
    tx,
  )
  return true
}
