// What an outcome means for the row of the delivery: the table in docs/internals/sending.md, section Write
// back, as a pure function.
import type { FinalReason, Outcome } from '../messenger.ts'
import type { Settlement } from './delivery.store.ts'
import type { IntendedDelivery } from './intent.store.ts'

export interface SettleRules {
  /** Wait before the second copy after an unknown outcome, in milliseconds. */
  resendDelayMs: number
  /** Wait of a message while the channel cannot be reached or refuses the token, in milliseconds. */
  backOffMs: number
}

/** The settlement of one message after its request. `copies` includes this one. */
export function settle(
  row: Pick<IntendedDelivery, 'id' | 'generation' | 'copies'>,
  outcome: Outcome,
  { resendDelayMs, backOffMs }: SettleRules,
): Settlement {
  const { id, generation } = row
  switch (outcome.kind) {
    case 'sent':
      return { id, generation, state: 'sent', messageId: outcome.messageId }
    case 'not_delivered': {
      const waitMs = outcome.reason === 'rate_limited' ? (outcome.retryAfterMs ?? 1_000) : backOffMs
      return { id, generation, state: 'pending', notDelivered: true, waitMs, errorText: outcome.detail }
    }
    case 'migrated':
      return { id, generation, state: 'pending', notDelivered: true, telegramChatId: outcome.toChatId }
    case 'final': {
      const errorText = `${outcome.reason}: ${outcome.detail}`
      // A refused token says nothing about the message. The message waits for the right token.
      if (outcome.reason === 'unauthorized')
        return { id, generation, state: 'pending', notDelivered: true, waitMs: backOffMs, errorText }
      return { id, generation, state: 'failed', errorCode: outcome.code, errorText, notDelivered: true }
    }
    case 'unknown':
      if (row.copies >= 2) return { id, generation, state: 'parked', errorText: outcome.detail }
      return { id, generation, state: 'unknown', waitMs: resendDelayMs, errorText: outcome.detail }
  }
}

/**
 * The state that the chat has after a refusal; undefined when the refusal says nothing about the chat. Only a
 * group (its id is negative) gives and takes rights and has topics.
 */
export function chatStateOf(
  reason: FinalReason,
  telegramChatId: number,
): 'blocked' | 'left' | 'not_found' | 'deactivated' | 'no_rights' | undefined {
  switch (reason) {
    case 'blocked':
    case 'not_found':
    case 'deactivated':
      return reason
    case 'kicked':
      return 'left'
    case 'no_rights':
    case 'no_topic':
      return telegramChatId < 0 ? 'no_rights' : undefined
    default:
      return undefined
  }
}
