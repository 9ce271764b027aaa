// What a response of the Bot API means for the message: delivered, surely not delivered, refused for good, or
// unknown. Judged by code and description, since the server sometimes turns a 403 into a 400. Pure; the
// messenger does the I/O.
import type { FinalReason, Outcome } from '../../circulation/messenger.ts'

interface ApiAnswer {
  ok?: unknown
  result?: unknown
  description?: unknown
  parameters?: { retry_after?: unknown; migrate_to_chat_id?: unknown }
}

/** Reads a response. Anything but a well-formed response of the Bot API leaves the outcome unknown. */
export function outcomeOfAnswer(status: number, body: string): Outcome {
  const answer = parse(body)
  if (status === 429) return tooMany(answer)
  if (status === 413)
    return { kind: 'final', reason: 'too_large', code: 413, detail: 'Request Entity Too Large' }
  if (isTurnedAway(status) && typeof answer?.ok !== 'boolean')
    return { kind: 'not_delivered', reason: 'unreachable', detail: `answer ${status} on the way to Telegram` }
  if (status >= 500 || !answer || typeof answer.ok !== 'boolean')
    return { kind: 'unknown', detail: `answer ${status} ${answer ? textOf(answer) : 'without JSON'}`.trim() }
  if (answer.ok) return sentOutcome(answer.result)
  const detail = textOf(answer)
  const toChatId = Number(answer.parameters?.migrate_to_chat_id)
  if (toChatId) return { kind: 'migrated', toChatId }
  if (/message is not modified/i.test(detail)) return { kind: 'sent', messageId: 0 }
  return { kind: 'final', reason: reasonOf(status, detail), code: status, detail }
}

/**
 * Reads a failure below HTTP. `isBegun`: the request was handed to a connection that stood, so it may have
 * been written. Before that nothing was sent, whatever failed: the name, the connection, the handshake, the
 * certificate.
 */
export function outcomeOfFailure(error: unknown, isBegun: boolean): Outcome {
  const { code, message } = error as { code?: string; message?: string }
  const detail = `${code ?? ''} ${message ?? String(error)}`.trim().slice(0, 200)
  return isBegun ? { kind: 'unknown', detail } : { kind: 'not_delivered', reason: 'unreachable', detail }
}

/**
 * Answers by which something on the way says that it passed nothing on: a redirect (none is followed), 407 of
 * a proxy that wants a password, 421 of a wrong host, 511 of a network that wants a sign-in. A page with 200
 * or 403 is not among them: a proxy may have passed the request on and replaced the answer.
 */
const isTurnedAway = (status: number) => (status >= 300 && status < 400) || [407, 421, 511].includes(status)

// The first matching pattern decides. The descriptions are those of the Bot API server.
const reasons: [RegExp, FinalReason][] = [
  [/blocked by the user|can't initiate conversation|can't send messages to bots|privacy/i, 'blocked'],
  [/user is deactivated|group chat was deactivated|chat was deleted/i, 'deactivated'],
  [/bot was kicked|not a member|is not participating/i, 'kicked'],
  [/chat not found|user not found|PEER_ID_INVALID|chat_id is empty/i, 'not_found'],
  [
    /not enough rights|have no rights|_FORBIDDEN|need administrator|CHAT_(RESTRICTED|ADMIN_REQUIRED)/i,
    'no_rights',
  ],
  [/message thread not found|TOPIC_(CLOSED|DELETED)|topic (is )?(closed|deleted)/i, 'no_topic'],
  [
    /message to edit not found|message can't be edited|message to delete not found|MESSAGE_ID_INVALID/i,
    'target_missing',
  ],
  [/too large|too big/i, 'too_large'],
]

function reasonOf(status: number, detail: string): FinalReason {
  if (status === 401 || (status === 404 && /^not found$/i.test(detail))) return 'unauthorized'
  for (const [pattern, reason] of reasons) if (pattern.test(detail)) return reason
  return status === 403 ? 'no_rights' : 'bad_request'
}

function tooMany(answer: ApiAnswer | undefined): Outcome {
  const seconds = Number(answer?.parameters?.retry_after)
  const retryAfterMs = (Number.isFinite(seconds) && seconds > 0 ? seconds : 1) * 1000
  return { kind: 'not_delivered', reason: 'rate_limited', retryAfterMs, detail: 'Too Many Requests' }
}

// Methods that change something without making a message answer `true`.
function sentOutcome(result: unknown): Outcome {
  const message = (typeof result === 'object' && result !== null ? result : {}) as {
    message_id?: number
    document?: { file_id?: string }
  }
  const fileId = message.document?.file_id
  return { kind: 'sent', messageId: message.message_id ?? 0, ...(fileId ? { fileId } : {}) }
}

function parse(body: string): ApiAnswer | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as ApiAnswer) : undefined
  } catch {
    return undefined
  }
}

const textOf = ({ description }: ApiAnswer) =>
  (typeof description === 'string' ? description : '').replace(/^(Bad Request|Forbidden): /, '')
