// Signs a person in to the page without a password: a link from the private chat works once and begins a
// session. Only hashes of links and sessions are stored. The actor of a session is read again each time. A
// session whose person has no duty ends.
import { createHash, randomBytes } from 'node:crypto'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { type Actor, findActorsByOfficer } from './actor.ts'
import {
  isLinkUsable,
  isSessionOpen,
  linkExpiry,
  linksCountAfter,
  mayHaveLink,
  sessionExpiry,
} from './web-lifetimes.ts'

const tokenBytes = 32
type Random = (size: number) => Uint8Array

export interface WebSession {
  id: number
  actor: Actor
}

export type LinkOutcome = { ok: true; token: string } | { ok: false; reason: 'too_many' }

/**
 * Makes a link for a person with a duty. Unused earlier links stop working. The token is in the result only
 * and is not stored.
 */
export async function makeWebLink(
  tx: Tx,
  officerId: number,
  now: Date,
  random: Random = randomBytes,
): Promise<LinkOutcome> {
  // Lock the person. Otherwise two requests at once would both count only the earlier links.
  await tx.selectFrom('officer').select('id').where('id', '=', officerId).forNoKeyUpdate().execute()
  const recent = await tx
    .selectFrom('web_link')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('officer_id', '=', officerId)
    .where('created_at', '>', linksCountAfter(now))
    .executeTakeFirstOrThrow()
  if (!mayHaveLink(Number(recent.n))) return { ok: false, reason: 'too_many' }
  await tx
    .updateTable('web_link')
    .set({ expires_at: now })
    .where('officer_id', '=', officerId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
  const { token, hash } = newToken(random)
  await tx
    .insertInto('web_link')
    .values({ token_hash: hash, officer_id: officerId, created_at: now, expires_at: linkExpiry(now) })
    .execute()
  return { ok: true, token }
}

/** The person whom a link lets in, for showing before it is used. Null when it lets in nobody (any more). */
export async function whoseLink(db: Db, token: string, now: Date): Promise<Actor | null> {
  const link = await db
    .selectFrom('web_link')
    .select(['officer_id', 'used_at', 'expires_at'])
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  return link && isLinkUsable(link, now) ? await actorOf(db, link.officer_id, now) : null
}

/**
 * Uses a link up and begins a session, whose token is in the result only. Null when the link is unknown, used
 * or expired, or when its person has no duty.
 */
export async function redeemWebLink(
  tx: Tx,
  token: string,
  now: Date,
  random: Random = randomBytes,
): Promise<{ token: string; actor: Actor } | null> {
  const hash = hashToken(token)
  // Locked, so that a link which two requests bring at once works for one of them.
  const link = await tx
    .selectFrom('web_link')
    .select(['officer_id', 'used_at', 'expires_at'])
    .where('token_hash', '=', hash)
    .forUpdate()
    .executeTakeFirst()
  if (!link || !isLinkUsable(link, now)) return null
  await tx.updateTable('web_link').set({ used_at: now }).where('token_hash', '=', hash).execute()
  const actor = await actorOf(tx, link.officer_id, now)
  if (!actor) return null
  const session = newToken(random)
  await tx
    .insertInto('web_session')
    .values({
      token_hash: session.hash,
      officer_id: actor.officerId,
      created_at: now,
      expires_at: sessionExpiry(now),
    })
    .execute()
  await note(tx, 'web.sign_in', actor, now)
  return { token: session.token, actor }
}

/** The session of a token, with its present actor; null when it is over. */
export async function findWebSession(db: Db, token: string, now: Date): Promise<WebSession | null> {
  const row = await db
    .selectFrom('web_session')
    .select(['id', 'officer_id', 'ended_at', 'expires_at'])
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  if (!row || !isSessionOpen(row, now)) return null
  const actor = await actorOf(db, row.officer_id, now)
  if (actor) return { id: row.id, actor }
  // End the session: a duty that the person gets later must not revive it.
  await db.updateTable('web_session').set({ ended_at: now }).where('id', '=', row.id).execute()
  return null
}

/** Signs out: ends the session and deletes its uploads. */
export async function endWebSession(tx: Tx, { id, actor }: WebSession, now: Date): Promise<void> {
  const ended = await tx
    .updateTable('web_session')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!ended) return
  await tx.deleteFrom('web_upload').where('session_id', '=', id).execute()
  await note(tx, 'web.sign_out', actor, now)
}

/** Deletes links older than an hour, and ended sessions and expired uploads. A job calls it regularly. */
export async function forgetWebSessions(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('web_upload').where('expires_at', '<=', now).execute()
  await db.deleteFrom('web_link').where('created_at', '<=', linksCountAfter(now)).execute()
  await db
    .deleteFrom('web_session')
    .where((eb) => eb.or([eb('ended_at', 'is not', null), eb('expires_at', '<=', now)]))
    .execute()
}

/** Deletes the links and sessions of a person who is being erased. */
export async function eraseWebSessions(tx: Tx, officerId: number): Promise<void> {
  await tx.deleteFrom('web_link').where('officer_id', '=', officerId).execute()
  await tx.deleteFrom('web_session').where('officer_id', '=', officerId).execute()
}

async function actorOf(db: Db, officerId: number, now: Date): Promise<Actor | null> {
  return (await findActorsByOfficer(db, [officerId], now)).get(officerId) ?? null
}

async function note(tx: Tx, action: string, actor: Actor, now: Date): Promise<void> {
  await recordAudit(tx, {
    at: now,
    actor: {
      kind: 'officer',
      id: actor.officerId,
    },
    action,
    subject: {
      kind: 'officer',
      id: actor.officerId,
    },
    unitId: actor.duties[0]?.unitId ?? null,
  })
}

function newToken(random: Random): { token: string; hash: Buffer } {
  const token = Buffer.from(random(tokenBytes)).toString('base64url')
  return { token, hash: hashToken(token) }
}

/** The hash of a token, which is all that is stored. 256 random bits need no salt. */
function hashToken(token: string): Buffer {
  return createHash('sha256').update(`web:${token}`).digest()
}
