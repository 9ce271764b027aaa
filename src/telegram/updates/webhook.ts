// The webhook: takes one update per request and answers 200 only once it is committed; anything else makes
// Telegram send it again. Requests without the secret learn nothing.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Log } from '../../platform/log.ts'
import { createIntake } from './intake.ts'

export interface WebhookParts {
  /** The secret_token of setWebhook. */
  secret: string | undefined
  /** Stores; resolves after the commit. */
  receive: (updates: readonly unknown[]) => Promise<void>
  log: Log
  /** Longest body in bytes; 1 MB unless told. */
  maxBodyBytes?: number
}

/**
 * Makes the handler of the webhook's address.
 * @throws Error without a secret: everybody could send updates then.
 */
export function createWebhook(parts: WebhookParts): (request: Request) => Promise<Response> {
  const { secret, receive, log, maxBodyBytes = 1024 * 1024 } = parts
  if (!secret) throw new Error('A webhook needs WEBHOOK_SECRET: without it anybody could send updates.')
  const expected = digest(secret)
  const store = createIntake(receive)

  return async (request) => {
    if (request.method !== 'POST') return answer(405, { allow: 'POST' })
    const given = request.headers.get('x-telegram-bot-api-secret-token') ?? ''
    if (!timingSafeEqual(digest(given), expected)) return answer(401)
    const body = await readBody(request, maxBodyBytes)
    if (body === null) return answer(413)
    const update = parse(body)
    // What can never be stored is not worth a repetition.
    if (update === undefined) return answer(200)
    try {
      await store([update])
      return answer(200)
    } catch (error) {
      log.error({ error }, 'An update could not be stored; Telegram will send it again')
      return answer(503, { 'retry-after': '1' })
    }
  }
}

/** Of equal length whatever is compared, so that the comparison takes the same time. */
const digest = (text: string) => createHash('sha256').update(text).digest()

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers })

async function readBody(request: Request, maxBytes: number): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}
