// Delivers waiting updates to the webhook as Telegram does: in order per chat (per person for taps), several
// at once, with retries until the response is 2xx. Runs a method call in the body of the response.
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { State } from './state.ts'
import type { ApiUpdate, WebhookSetting } from './types.ts'
import type { Updates } from './updates.ts'

export interface WebhookSender {
  /** Looks for updates to deliver, after a change of the webhook or of the queue. */
  wake(): void
  /** As `wake`, without waiting out the pauses after failures: the webhook was set anew. */
  restart(): void
  close(): void
  readonly delivered: number
  readonly failed: number
}

export interface WebhookSenderOptions {
  state: State
  updates: Updates
  /** Runs a call that came in a webhook response; nobody receives its result. */
  onReply(method: string, params: Record<string, unknown>): void
  now(): Date
  /** Longest pause between two attempts, in milliseconds. */
  backoffCapMs?: number
}

const ANSWER_TIMEOUT_MS = 60_000
const BODY_MAX_BYTES = 1 << 20

/** Starts delivering; idle while no webhook is set. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { state, updates } = options
  const capMs = options.backoffCapMs ?? 60_000
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) }
  const busy = new Set<string>()
  const attempts = new Map<string, number>()
  const pauses = new Map<string, NodeJS.Timeout>()
  const inFlight = new Set<number>()
  let delivered = 0
  let failed = 0
  let closed = false

  const wake = () => {
    const webhook = state.settings.webhook
    if (closed || !webhook) return
    for (const repeat of updates.takeRepeats()) void deliver(webhook, repeat).catch(() => {})
    const seen = new Set<string>()
    for (const { update } of updates.pending()) {
      if (busy.size >= webhook.maxConnections) return
      const lane = laneOf(update)
      if (seen.has(lane) || busy.has(lane) || inFlight.has(update.update_id)) {
        seen.add(lane)
        continue
      }
      seen.add(lane)
      busy.add(lane)
      inFlight.add(update.update_id)
      void run(webhook, lane, update)
    }
  }

  const run = async (webhook: WebhookSetting, lane: string, update: ApiUpdate) => {
    const problem = await deliver(webhook, update)
    inFlight.delete(update.update_id)
    if (closed) return
    if (problem === undefined) {
      delivered++
      attempts.delete(lane)
      updates.confirm(update.update_id)
      busy.delete(lane)
      wake()
      return
    }
    failed++
    state.putSettings({ lastError: { atMs: options.now().getTime(), message: problem } })
    const attempt = (attempts.get(lane) ?? 0) + 1
    attempts.set(lane, attempt)
    const pauseMs = attempt === 1 ? 0 : Math.min(capMs, 1000 * 2 ** (attempt - 1))
    const retryLane = () => {
      pauses.delete(lane)
      busy.delete(lane)
      wake()
    }
    pauses.set(lane, setTimeout(retryLane, pauseMs))
  }

  /** One attempt; returns what went wrong, or undefined. */
  const deliver = async (webhook: WebhookSetting, update: ApiUpdate): Promise<string | undefined> => {
    try {
      const answer = await post(webhook, JSON.stringify(update), agents)
      if (answer.status < 200 || answer.status > 299) {
        return `Wrong response from the webhook: ${answer.status} ${answer.reason}`
      }
      const reply = parseReply(answer.body)
      if (reply) options.onReply(reply.method, reply.params)
      return undefined
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  const stopListening = updates.onPush(wake)
  return {
    wake,
    restart() {
      for (const [lane, timer] of pauses) {
        clearTimeout(timer)
        busy.delete(lane)
      }
      pauses.clear()
      attempts.clear()
      wake()
    },
    get delivered() {
      return delivered
    },
    get failed() {
      return failed
    },
    close() {
      closed = true
      stopListening()
      for (const timer of pauses.values()) clearTimeout(timer)
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

/** Taps keep their order per person, everything else per chat; there is no order between the two. */
function laneOf(update: ApiUpdate): string {
  if (update.callback_query) return `tap ${update.callback_query.from.id}`
  const { message, edited_message, my_chat_member } = update
  return `chat ${(message ?? edited_message ?? my_chat_member)?.chat.id ?? 0}`
}

function post(
  webhook: WebhookSetting,
  body: string,
  agents: { http: HttpAgent; https: HttpsAgent },
): Promise<{ status: number; reason: string; body: string }> {
  const isHttps = webhook.url.startsWith('https:')
  const send = isHttps ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send(webhook.url, {
      method: 'POST',
      agent: isHttps ? agents.https : agents.http,
      timeout: ANSWER_TIMEOUT_MS,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(webhook.secretToken && { 'x-telegram-bot-api-secret-token': webhook.secretToken }),
      },
    })
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        if (text.length < BODY_MAX_BYTES) text += chunk
      })
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? '', body: text })
      })
      response.on('error', reject)
    })
    request.on('timeout', () => request.destroy(new Error('Read timeout expired')))
    request.on('error', reject)
    request.end(body)
  })
}

function parseReply(body: string): { method: string; params: Record<string, unknown> } | undefined {
  if (!body.startsWith('{')) return undefined
  try {
    const { method, ...params } = JSON.parse(body)
    return typeof method === 'string' ? { method, params } : undefined
  } catch {
    return undefined
  }
}
