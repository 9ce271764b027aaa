// The group chat of a unit: bound by somebody who represents the unit, released by the same.
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { ChatKind } from '../platform/database-types.ts'
import { type Author, auditActor } from './author.ts'
import { authorise } from './authorise.ts'
import { findUnit } from './unit.store.ts'

export interface GroupToBind {
  telegramChatId: number
  kind: Exclude<ChatKind, 'private'>
  title: string | null
  /** The topic in which the binding was asked for, in groups with topics. */
  threadId: number | null
  unitId: number
}

export type BindGroupOutcome =
  | { ok: true; chatId: number; already: boolean }
  /** `gone`: the unit has ended; `bound_elsewhere`: to a unit that the author may not speak for. */
  | { ok: false; reason: 'gone' | 'not_allowed' | 'bound_elsewhere' }

/** Makes a group the chat of a unit. A group that the unit had before is no longer bound. */
export async function bindGroup(
  tx: Tx,
  author: Author,
  group: GroupToBind,
  { now }: { now: Date },
): Promise<BindGroupOutcome> {
  const unit = await findUnit(tx, group.unitId)
  if (!unit || unit.validTo !== null) return { ok: false, reason: 'gone' }
  if (!(await authorise(tx, author, 'group.bind', unit.id, now))) return { ok: false, reason: 'not_allowed' }
  const before = await tx
    .selectFrom('chat')
    .select(['id', 'unit_id', 'thread_id', 'state'])
    .where('telegram_chat_id', '=', group.telegramChatId)
    .forUpdate()
    .executeTakeFirst()
  const takenFrom = before?.unit_id === unit.id ? null : (before?.unit_id ?? null)
  if (takenFrom !== null && !(await authorise(tx, author, 'group.bind', takenFrom, now)))
    return { ok: false, reason: 'bound_elsewhere' }
  await tx
    .updateTable('chat')
    .set({ unit_id: null })
    .where('unit_id', '=', unit.id)
    .where('telegram_chat_id', '<>', group.telegramChatId)
    .execute()
  const values = {
    kind: group.kind,
    unit_id: unit.id,
    thread_id: group.threadId,
    title: group.title,
    state: 'reachable' as const,
    state_changed_at: now,
  }
  const row = await tx
    .insertInto('chat')
    .values({ ...values, telegram_chat_id: group.telegramChatId, created_at: now })
    .onConflict((conflict) => conflict.column('telegram_chat_id').doUpdateSet(values))
    .returning('id')
    .executeTakeFirstOrThrow()
  const already =
    before?.unit_id === unit.id && before.thread_id === group.threadId && before.state === 'reachable'
  if (!already)
    await recordAudit(tx, {
      at: now,
      actor: auditActor(author),
      action: 'group.bind',
      subject: { kind: 'chat', id: row.id },
      unitId: unit.id,
      detail: takenFrom === null ? {} : { takenFromUnit: takenFrom },
    })
  return { ok: true, chatId: row.id, already }
}

export type ReleaseGroupOutcome =
  | { ok: true; unitId: number }
  /** `not_bound`: the group serves no unit. */
  | { ok: false; reason: 'not_bound' | 'not_allowed' }

/** Ends the binding of a group: messages for its unit go to people again. */
export async function releaseGroup(
  tx: Tx,
  author: Author,
  { telegramChatId }: { telegramChatId: number },
  { now }: { now: Date },
): Promise<ReleaseGroupOutcome> {
  const group = await tx
    .selectFrom('chat')
    .select(['id', 'unit_id'])
    .where('telegram_chat_id', '=', telegramChatId)
    .forUpdate()
    .executeTakeFirst()
  if (!group || group.unit_id === null) return { ok: false, reason: 'not_bound' }
  if (!(await authorise(tx, author, 'group.bind', group.unit_id, now)))
    return { ok: false, reason: 'not_allowed' }
  await tx.updateTable('chat').set({ unit_id: null, thread_id: null }).where('id', '=', group.id).execute()
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'group.release',
    subject: { kind: 'chat', id: group.id },
    unitId: group.unit_id,
  })
  return { ok: true, unitId: group.unit_id }
}
