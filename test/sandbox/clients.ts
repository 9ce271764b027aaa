// Two independent Bot API clients behind one small face, so that one conversation can be held with both.

import { once } from 'node:events'
import { Agent, createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Bot, GrammyError, InputFile, webhookCallback } from 'grammy'
import { Telegraf, TelegramError } from 'telegraf'

export type Mode = 'long polling' | 'webhook'

/** A refusal as the client reports it. */
export interface Refusal {
  code: number
  description: string
  parameters: { retry_after?: number; migrate_to_chat_id?: number }
}

export interface Client {
  /** Any method; a refusal is thrown as a `Refusal`. Files are given as `{bytes, name}`. */
  call(method: string, params?: Record<string, unknown>): Promise<never>
  /** Starts receiving; resolves when updates flow. */
  start(mode: Mode): Promise<void>
  stop(): Promise<void>
}

export type Receive = (update: Record<string, never>) => Promise<void>
export type CreateClient = (apiRoot: string, token: string, receive: Receive) => Client

export const SECRET = 'local_secret-1'

export const clients: Record<'grammY' | 'telegraf', CreateClient> = {
  grammY(apiRoot, token, receive) {
    const bot = new Bot(token, { client: { apiRoot } })
    bot.use((ctx) => receive(ctx.update as never))
    let hook: Server | undefined
    let polling: Promise<void> | undefined
    const call: Client['call'] = async (method, params = {}) => {
      try {
        const raw = bot.api.raw as unknown as Record<string, (p: object) => Promise<never>>
        return await raw[method]!(withFiles(params, (bytes, name) => new InputFile(bytes, name)))
      } catch (error) {
        throw error instanceof GrammyError
          ? refusal(error.error_code, error.description, error.parameters)
          : error
      }
    }
    return {
      call,
      async start(mode) {
        await bot.init()
        if (mode === 'webhook') {
          hook = await listen(webhookCallback(bot, 'http', { secretToken: SECRET }))
          await call('setWebhook', { url: urlOf(hook), secret_token: SECRET })
          return
        }
        await new Promise<void>((resolve) => {
          polling = bot.start({ onStart: () => resolve() })
        })
      },
      async stop() {
        await bot.stop()
        await polling
        await closeServer(hook)
      },
    }
  },

  telegraf(apiRoot, token, receive) {
    const bot = new Telegraf(token, {
      telegram: { apiRoot, agent: new Agent() as never, webhookReply: false },
    })
    bot.use((ctx) => receive(ctx.update as never))
    let hook: Server | undefined
    let polling: Promise<void> | undefined
    const call: Client['call'] = async (method, params = {}) => {
      if (Object.values(params).some(isFile))
        return await uploadByForm(`${apiRoot}/bot${token}/${method}`, params)
      try {
        return (await bot.telegram.callApi(method as never, params as never)) as never
      } catch (error) {
        throw error instanceof TelegramError
          ? refusal(error.code, error.description, error.parameters)
          : error
      }
    }
    return {
      call,
      async start(mode) {
        bot.botInfo = await call('getMe')
        if (mode === 'webhook') {
          hook = await listen(bot.webhookCallback('/', { secretToken: SECRET }))
          await call('setWebhook', { url: urlOf(hook), secret_token: SECRET })
          return
        }
        await new Promise<void>((resolve) => {
          polling = bot.launch(() => resolve())
        })
      },
      async stop() {
        if (polling) bot.stop()
        await polling
        await closeServer(hook)
      },
    }
  },
}

function refusal(code: number, description: string, parameters: Refusal['parameters'] = {}): Refusal {
  return { code, description, parameters: parameters ?? {} }
}

/**
 * telegraf's own form writer (sandwich-stream) never finishes on Node 26, so its uploads are made by the
 * platform.
 */
async function uploadByForm(url: string, params: Record<string, unknown>): Promise<never> {
  const form = new FormData()
  for (const [name, value] of Object.entries(params)) {
    if (isFile(value)) form.set(name, new Blob([new Uint8Array(value.bytes)]), value.name)
    else form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  const response = await fetch(url, { method: 'POST', body: form })
  const answer = (await response.json()) as
    | { ok: true; result: never }
    | { ok: false; error_code: number; description: string; parameters: Refusal['parameters'] }
  if (!answer.ok) throw refusal(answer.error_code, answer.description, answer.parameters)
  return answer.result
}

function isFile(value: unknown): value is { bytes: Buffer; name: string } {
  return typeof value === 'object' && value !== null && 'bytes' in value
}

function withFiles(
  params: Record<string, unknown>,
  wrap: (bytes: Buffer, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      isFile(value) ? wrap(value.bytes, value.name) : value,
    ]),
  )
}

async function listen(handler: (request: never, response: never) => unknown): Promise<Server> {
  const server = createServer(handler as RequestListener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function closeServer(server: Server | undefined): Promise<void> {
  if (!server) return
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}
