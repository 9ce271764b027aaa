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
  if (status >= 500 || !answer || typeof answer.ok !== 'boolean')
    return { kind: 'unknown', detail: `answer ${status} ${answer ? textOf(answer) : 'without JSON'}`.trim() }
  if (answer.ok) return sentOutcome(answer.result)
  const detail = textOf(answer)
  const toChatId = Number(answer.parameters?.migrate_to_chat_id)
  if (toChatId) return { kind: 'migrated', toChatId }
  if (/message is not modified/i.test(detail)) return { kind: 'sent', messageId: 0 }
  return { kind: 'final', reason: reasonOf(status, detail), code: status, detail }
}

/** Reads a failure below HTTP. Only an error before the first written byte means "not delivered". */
export function outcomeOfFailure(error: unknown): Outcome {
  const { code, message } = error as { code?: string; message?: string }
  const detail = `${code ?? ''} ${message ?? String(error)}`.trim().slice(0, 200)
  if (code && neverWritten.has(code)) return { kind: 'not_delivered', reason: 'unreachable', detail }
  return { kind: 'unknown', detail }
}

const neverWritten = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'UND_ERR_CONNECT_TIMEOUT',
])

// The first matching pattern decides. The descriptions are those of the Bot API server.
const reasons: [RegExp, FinalReason][] = [
  [/blocked by the user|can't initiate conversation|can't send messages to bots|privacy/i, 'blocked'],
  [/user is deactivated|group chat was deactivated|chat was deleted/i, 'deactivated'],
  [/bot was kicked|not a member|is not participating/i, 'kicked'],
  [/chat not found|user not found|PEER_ID_INVALID|chat_id is empty/i, 'not_found'],
  [/not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|need administrator|TOPIC_CLOSED/i, 'no_rights'],
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
