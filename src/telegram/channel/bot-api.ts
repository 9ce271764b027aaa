// Calls of the Bot API outside the sender: getMe, fetching updates and files, setting up. One POST per call
// with a deadline and without a retry. Messages go through the messenger.
import { isAbsolute } from 'node:path'
import { Agent, request } from 'undici'
import type { Log } from '../../platform/log.ts'
import { LocalFileError, readLocalFile } from './local-file.ts'

export interface BotApi {
  /**
   * Calls a method. Throws a BotApiError when Telegram refuses the call, another error when Telegram was not
   * reached.
   */
  call: <Result>(
    method: string,
    fields?: Record<string, unknown>,
    options?: { signal?: AbortSignal; timeoutMs?: number },
  ) => Promise<Result>
  /**
   * The bytes of a file that a person sent; null when it is larger than `maxBytes` or no longer there. Throws
   * a LocalFileError when a local Bot API server has the file where this process cannot read it.
   */
  fetchFile: (fileId: string, maxBytes: number) => Promise<Uint8Array | null>
  close: () => Promise<void>
}

/** Telegram refused a call. The message holds no token. */
export class BotApiError extends Error {
  override name = 'BotApiError'
  readonly status: number
  readonly retryAfterMs: number | undefined

  constructor(method: string, status: number, description: string, retryAfterMs?: number) {
    super(`${method}: ${status} ${description}`)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

export interface BotApiOptions {
  token: string
  apiRoot: string
  /** Where a local Bot API server keeps its files. Unset: paths that it names are not read. */
  filesDir?: string | undefined
  log?: Log
}

export function createBotApi(options: BotApiOptions): BotApi {
  const root = options.apiRoot.replace(/\/$/, '')
  const agent = new Agent({ connections: 8, connect: { timeout: 5_000 } })

  const call: BotApi['call'] = async (method, fields = {}, { signal, timeoutMs = 10_000 } = {}) => {
    const deadline = AbortSignal.timeout(timeoutMs)
    const response = await request(`${root}/bot${options.token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
      dispatcher: agent,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
    const answer = parse(await response.body.text())
    if (answer?.ok === true) return answer.result as never
    const retryAfter = answer?.parameters?.retry_after
    throw new BotApiError(
      method,
      Number(answer?.error_code ?? response.statusCode),
      String(answer?.description ?? 'unreadable answer').slice(0, 200),
      typeof retryAfter === 'number' ? retryAfter * 1_000 : undefined,
    )
  }

  return {
    call,
    async fetchFile(fileId, maxBytes) {
      try {
        const file = await call<{ file_path?: string; file_size?: number }>('getFile', { file_id: fileId })
        if (!file.file_path || (file.file_size ?? 0) > maxBytes) return null
        if (isAbsolute(file.file_path)) return await fetchLocal(file.file_path, maxBytes)
        return await download(`${root}/file/bot${options.token}/${file.file_path}`, maxBytes)
      } catch (error) {
        // A file that is too large or gone is an answer. After a network failure the update is handled again.
        if (error instanceof BotApiError && error.status === 400) return null
        throw error
      }
    },
    close: () => agent.close(),
  }

  async function fetchLocal(path: string, maxBytes: number): Promise<Uint8Array | null> {
    const read = await readLocalFile(options.filesDir, path, maxBytes)
    if (read.ok) return read.bytes
    options.log?.error({ reason: read.reason }, localFaults[read.reason])
    if (read.reason === 'too_large') return null
    throw new LocalFileError(read.reason)
  }

  async function download(url: string, maxBytes: number): Promise<Uint8Array | null> {
    const response = await request(url, { dispatcher: agent, signal: AbortSignal.timeout(60_000) })
    if (response.statusCode !== 200) {
      await response.body.dump()
      return null
    }
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) {
        response.body.destroy()
        return null
      }
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }
}

const localFaults = {
  no_folder:
    'The local Bot API server names a path: set TELEGRAM_FILES_DIR to its folder, readable by this process',
  outside:
    'The local Bot API server names a file outside TELEGRAM_FILES_DIR: set it to the folder of that server',
  unreadable:
    'A file below TELEGRAM_FILES_DIR cannot be read: check that the folder is mounted, and its rights',
  too_large: 'A file of the local Bot API server is larger than this product reads',
}

interface Answer {
  ok?: boolean
  result?: unknown
  error_code?: number
  description?: string
  parameters?: { retry_after?: unknown }
}

function parse(text: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' ? (answer as Answer | null) : null
  } catch {
    return null
  }
}
