// Erases a person everywhere: what the organisation keeps (org/personal-data.ts) and the copies of the
// account that messages and conversations hold. Used by the chat and by the command line.
import { sql } from 'kysely'
import { removeDraftsOf } from '../directive/draft.store.ts'
import { type Author, auditActor, isPerson } from '../org/author.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import { authorisePerson, type PersonFault } from './handle-person.ts'
import { findMentions, type Mention, removeMentions } from './mentions.ts'
import { erasePerson, exportPerson } from './personal-data.ts'

export interface Erasure {
  officerId: number
  /** Replaces the name where it stands exactly in reports; otherwise it is only looked for. */
  removeMentions?: boolean
}

export interface Erased {
  /** Where free text names the person, or may. */
  mentions: Mention[]
  /** Texts from which the name was removed. */
  removed: number
}

/**
 * Erases all of it. Whether the author may: handle-person.ts. Messages on the wire at this moment come to
 * their own end.
 */
export async function erasePersonEverywhere(
  tx: Tx,
  author: Author,
  erasure: Erasure,
  { now }: { now: Date },
): Promise<({ ok: true } & Erased) | PersonFault> {
  const { officerId } = erasure
  const verdict = await authorisePerson(tx, author, 'person.erase', officerId, now)
  if (!verdict.ok) return verdict
  const person = await exportPerson(tx, officerId)
  if (!person) return { ok: false, reason: 'gone' }
  // A person waits for the answer in chat: there only what the own units wrote is read; the command line
  // reads all.
  const near = isPerson(author) ? await unitsEverHeld(tx, officerId) : undefined
  const mentions = await findMentions(tx, person.fullName, near)
  const removed = erasure.removeMentions
    ? await removeMentions(tx, author, { name: person.fullName, mentions }, { now })
    : 0
  const erased = await erasePerson(tx, author, { officerId, unitId: verdict.unitId }, { now })
  if (!erased) return { ok: false, reason: 'gone' }
  await noteMentions(tx, author, { officerId, mentions }, now)
  await removeDraftsOf(tx, officerId)
  if (erased.telegramUserId !== null) await eraseAccount(tx, erased.telegramUserId, erased.placeholder)
  return { ok: true, mentions, removed }
}

// The name is gone afterwards: where it stood can be read here only, without the name.
async function noteMentions(
  tx: Tx,
  author: Author,
  { officerId, mentions }: { officerId: number; mentions: readonly Mention[] },
  now: Date,
): Promise<void> {
  if (mentions.length === 0) return
  const places = mentions.slice(0, 50).map(({ place, id, version, field }) => ({ place, id, version, field }))
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'person.mentions',
    subject: {
      kind: 'officer',
      id: officerId,
    },
    detail: {
      count: mentions.length,
      places,
    },
  })
}

/** The units of all duties that the person ever held, with those above them. */
async function unitsEverHeld(tx: Tx, officerId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive up (id) as (
      select unit_id from duty_holding where officer_id = ${officerId}
      union
      select unit.parent_id from up join unit on unit.id = up.id where unit.parent_id is not null
    ) select id from up`.execute(tx)
  return rows.map((row) => row.id)
}

async function eraseAccount(tx: Tx, account: number, placeholder: number): Promise<void> {
  await tx.deleteFrom('dialog').where('telegram_user_id', '=', account).execute()
  // Nothing more goes out to the account, and what went out no longer leads to it. Texts of answers hold the
  // name.
  await sql`update delivery set state = 'cancelled', generation = generation + 1
    where telegram_chat_id = ${account} and state in ('pending', 'unknown')`.execute(tx)
  await sql`update delivery set telegram_chat_id = ${placeholder}, payload = null
    where telegram_chat_id = ${account} and state in ('sent', 'failed', 'cancelled', 'parked')`.execute(tx)
  await sql`update circulation_watch set telegram_chat_id = ${placeholder}
    where telegram_chat_id = ${account}`.execute(tx)
  await sql`update telegram_update set payload = null, error = null, order_key = ${placeholder}
    where order_key = ${account} and handled_at is not null`.execute(tx)
  await sql`delete from export_request where telegram_chat_id = ${account}`.execute(tx)
  await sql`delete from pace where key = ${`chat:${account}`}`.execute(tx)
  await sql`delete from chat_pace where telegram_chat_id = ${account}`.execute(tx)
  await sql`delete from chase_digest where telegram_chat_id = ${account}`.execute(tx)
}
