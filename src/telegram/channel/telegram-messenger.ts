// The channel to Telegram: one POST per call over kept-alive connections, a hard deadline for the whole
// exchange (headers and body), and never a retry: the sender decides whether a message may be sent again.
import { Pool } from 'undici'
import type {
  Address,
  Button,
  Messenger,
  Outcome,
  OutgoingFile,
  OutgoingMessage,
} from '../../circulation/messenger.ts'
import { outcomeOfAnswer, outcomeOfFailure } from './telegram-outcome.ts'

export interface TelegramMessengerOptions {
  token: string
  /** Such as https://api.telegram.org; a proxy's path is kept. */
  apiRoot: string
  /** Deadline from the first byte sent to the last byte received, in milliseconds; default 10,000. */
  requestTimeoutMs?: number
  /** Deadline of an exchange that uploads a file, in milliseconds; default 60,000. */
  uploadTimeoutMs?: number
  /** Maximum number of connections; default 64. */
  connections?: number
}

/** Opens the channel. Connects with the first call; `close` waits for calls in flight. */
export function createTelegramMessenger(options: TelegramMessengerOptions): Messenger {
  const root = new URL(options.apiRoot)
  const base = `${root.pathname.replace(/\/$/, '')}/bot${options.token}/`
  const requestTimeoutMs = options.requestTimeoutMs ?? 10_000
  const uploadTimeoutMs = options.uploadTimeoutMs ?? 60_000
  const connections = options.connections ?? 64
  const pool = new Pool(root.origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: Math.min(requestTimeoutMs, 5_000) },
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const call = (method: string, fields: Record<string, unknown>, timeoutMs = requestTimeoutMs) =>
    post(pool, base + method, JSON.stringify(fields), 'application/json', timeoutMs)

  const sendFile = async (to: Address, message: OutgoingMessage, file: OutgoingFile, timeoutMs?: number) => {
    const fields = { ...envelope(to, message), ...(message.text ? { caption: message.text } : {}) }
    if ('fileId' in file) return call('sendDocument', { ...fields, document: file.fileId }, timeoutMs)
    const form = await multipart(fields, file)
    return post(pool, `${base}sendDocument`, form.body, form.type, timeoutMs ?? uploadTimeoutMs)
  }

  const replace = (to: Address, message: OutgoingMessage, messageId: number, timeoutMs?: number) => {
    const fields = {
      chat_id: to.telegramChatId,
      message_id: messageId,
      parse_mode: 'HTML',
      text: message.text,
      reply_markup: inlineKeyboard(message.buttons ?? []),
      ...noPreview,
    }
    return call('editMessageText', fields, timeoutMs)
  }

  return {
    capabilities: { maxConcurrent: connections },
    async send(to, message, { timeoutMs } = {}) {
      const startedAt = performance.now()
      if (message.replaces !== undefined) {
        const outcome = await replace(to, message, message.replaces, timeoutMs)
        // The person has deleted it, or it is of a kind that cannot be edited.
        const isGone = outcome.kind === 'final' && ['target_missing', 'bad_request'].includes(outcome.reason)
        if (!isGone) return outcome
      }
      // Both calls together keep the limit: the lease of the message is made for it.
      const leftMs = timeoutMs === undefined ? undefined : timeoutMs - (performance.now() - startedAt)
      if (message.file) return sendFile(to, message, message.file, leftMs)
      return call('sendMessage', { ...envelope(to, message), text: message.text, ...noPreview }, leftMs)
    },
    edit: (to, messageId, message) =>
      call(message.isCaption ? 'editMessageCaption' : 'editMessageText', {
        chat_id: to.telegramChatId,
        message_id: messageId,
        parse_mode: 'HTML',
        ...(message.isCaption ? { caption: message.text } : { text: message.text, ...noPreview }),
        reply_markup: inlineKeyboard(message.buttons ?? []),
      }),
    editButtons: (to, messageId, buttons) =>
      call('editMessageReplyMarkup', {
        chat_id: to.telegramChatId,
        message_id: messageId,
        reply_markup: inlineKeyboard(buttons),
      }),
    // Nothing depends on the response to a tap's answer: an answer that comes too late changes nothing.
    async answerTap(tapId, text, { alert = false } = {}) {
      await call('answerCallbackQuery', { callback_query_id: tapId, text, show_alert: alert })
    },
    remove: (to, messageId) => call('deleteMessage', { chat_id: to.telegramChatId, message_id: messageId }),
    close: () => pool.close(),
  }
}

const noPreview = { link_preview_options: { is_disabled: true } }

function envelope(to: Address, message: OutgoingMessage): Record<string, unknown> {
  const threadId = message.threadId ?? to.threadId
  const markup = replyMarkup(message)
  return {
    chat_id: to.telegramChatId,
    ...(threadId ? { message_thread_id: threadId } : {}),
    parse_mode: 'HTML',
    ...(message.protect ? { protect_content: true } : {}),
    ...(markup ? { reply_markup: markup } : {}),
  }
}

function replyMarkup(message: OutgoingMessage): object | undefined {
  if (message.buttons?.length) return inlineKeyboard(message.buttons)
  if (message.askContact)
    return {
      keyboard: [[{ text: message.askContact.text, request_contact: true }]],
      resize_keyboard: true,
      one_time_keyboard: true,
    }
  return message.removeKeyboard ? { remove_keyboard: true } : undefined
}

function inlineKeyboard(rows: Button[][]): object {
  return {
    inline_keyboard: rows.map((row) =>
      row.map((button) => {
        if ('data' in button) return { text: button.text, callback_data: button.data }
        if ('copy' in button) return { text: button.text, copy_text: { text: button.copy } }
        return { text: button.text, url: button.url }
      }),
    ),
  }
}

async function multipart(
  fields: Record<string, unknown>,
  file: Extract<OutgoingFile, { bytes: Uint8Array }>,
) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    form.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  form.append('document', new Blob([Buffer.from(file.bytes)], { type: file.mime }), file.name)
  const encoded = new Response(form)
  return { body: Buffer.from(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') ?? '' }
}

/** One exchange. Never rejects: a failure is an outcome. */
function post(
  pool: Pool,
  path: string,
  body: string | Buffer,
  type: string,
  timeoutMs: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let status = 0
    let text = ''
    const decoder = new TextDecoder()
    let abort: ((reason: Error) => void) | undefined
    let expired = false
    const deadline = setTimeout(() => {
      expired = true
      // The request still waits for a connection: nothing was written.
      if (!abort) settle({ kind: 'not_delivered', reason: 'unreachable', detail: 'no connection in time' })
      abort?.(Object.assign(new Error(`no answer within ${Math.round(timeoutMs)} ms`), { code: 'TIMEOUT' }))
    }, timeoutMs)
    const settle = (outcome: Outcome) => {
      clearTimeout(deadline)
      resolve(outcome)
    }
    pool.dispatch(
      { path, method: 'POST', headers: { 'content-type': type }, body },
      {
        onRequestStart(controller) {
          abort = (reason) => controller.abort(reason)
          if (expired) abort(new Error('too late'))
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode
        },
        onResponseData(_controller, chunk) {
          text += decoder.decode(chunk, { stream: true })
        },
        onResponseEnd() {
          settle(outcomeOfAnswer(status, text))
        },
        onResponseError(_controller, error) {
          // undici starts a request when it is handed to a connection that stands, before its first byte.
          settle(outcomeOfFailure(error, abort !== undefined))
        },
      },
    )
  })
}
