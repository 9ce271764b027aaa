// Puts messages into the outbox in the transaction of their cause. They go out if and only if that
// transaction commits. The outbox wakes the senders by itself.
import type { Db } from '../platform/database.ts'
import type { DeliveryPurpose, JsonObject } from '../platform/database-types.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import { type Ask, type AskingPurpose, asksColumn } from './asks.ts'
import type { OutgoingMessage } from './messenger.ts'
import { type Notice, officersNamedIn } from './notices.ts'

export type MessageToEnqueue = Envelope &
  (
    | { purpose: AskingPurpose; asks: readonly Ask[] }
    | { purpose: Exclude<DeliveryPurpose, AskingPurpose>; asks?: undefined }
  )

interface Envelope {
  /** 0 answers a person, 1 is bulk. */
  lane: 0 | 1
  telegramChatId: number
  chatId?: number | null
  threadId?: number | null
  language?: 'vi' | 'en'
  directiveId?: number | null
  obligationId?: number | null
  /** Either a ready message or the values from which the face composes it. */
  payload: ({ message: OutgoingMessage } & Record<string, unknown>) | Record<string, unknown>
  /** Goes out before other messages and in quiet hours. */
  urgent?: boolean
  /** Officers whose names the text needs when it is sent. The payload holds only their ids. */
  officerIds?: readonly number[]
  dueAt: Date
  now: Date
}

/** A notice and the chat that it is for. */
export interface NoticeToEnqueue {
  chatId: number
  telegramChatId: number
  language: 'vi' | 'en'
  threadId?: number | null
  directiveId?: number
  obligationId?: number
  /** When it may leave; at once unless told. */
  dueAt?: Date
  notice: Notice
}

/** Puts notices into the outbox, in the lane of answers: somebody waits for each notice. */
export async function enqueueNotices(db: Db, notices: readonly NoticeToEnqueue[], now: Date): Promise<void> {
  await enqueueMessages(
    db,
    notices.map(({ notice, dueAt = now, ...to }) => ({
      ...to,
      purpose: 'notice' as const,
      lane: 0 as const,
      payload: notice,
      officerIds: officersNamedIn(notice),
      dueAt,
      now,
    })),
  )
}

/** Puts one message into the outbox. Returns the id of the delivery. */
export async function enqueueMessage(db: Db, message: MessageToEnqueue): Promise<number> {
  const [id] = await enqueueMessages(db, [message])
  return id!
}

/** Puts messages into the outbox. Returns the ids of the deliveries, in the order of the messages. */
export async function enqueueMessages(db: Db, messages: readonly MessageToEnqueue[]): Promise<number[]> {
  if (messages.length === 0) return []
  const rows = await db
    .insertInto('delivery')
    .values(
      messages.map((message) => ({
        purpose: message.purpose,
        lane: message.lane,
        urgent: message.urgent ?? false,
        telegram_chat_id: message.telegramChatId,
        chat_id: message.chatId ?? null,
        thread_id: message.threadId ?? null,
        language: message.language ?? 'vi',
        directive_id: message.directiveId ?? null,
        obligation_id: message.obligationId ?? null,
        payload: JSON.stringify(message.payload as JsonObject),
        asks: message.asks ? asksColumn(message.asks) : null,
        officer_ids: message.officerIds?.length ? [...message.officerIds] : null,
        due_at: message.dueAt,
        created_at: message.now,
      })),
    )
    .returning('id')
    .execute()
  for (const lane of new Set(messages.map((message) => message.lane))) await ringOutbox(db, lane)
  return rows.map((row) => row.id)
}

/**
 * Wakes the senders of a lane as soon as the transaction has committed. Call it after every statement that
 * puts rows into the outbox.
 */
export async function ringOutbox(db: Db, lane: 0 | 1): Promise<void> {
  if (lane === 0) await wakeAfterCommit(db, 'send-answers', {})
  else await wakeAfterCommit(db, 'send-deliveries', { slot: 0 })
}
