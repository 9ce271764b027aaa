// The HTTP side of the Bot API: finds token, method and parameters, runs the call, writes the response.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError, badRequest, errorBody } from './api-error.ts'
import type { CallLog } from './call-log.ts'
import type { Core } from './core.ts'
import { type Answer, applyFault } from './fault-effects.ts'
import type { Faults } from './faults.ts'
import { METHOD_FIELDS } from './fields.ts'
import { UPLOAD_MAX_BYTES } from './files.ts'
import { sendJson } from './http-answer.ts'
import type { Handler } from './methods.ts'
import { type Call, checkParams, type Params } from './params.ts'
import { readBody } from './request-body.ts'

export interface BotApiOptions {
  core: Core
  token: string
  methods: ReadonlyMap<string, Handler>
  faults: Faults
  callLog: CallLog
  /** Sees every call with its parameters before they are checked. */
  onCall?: (method: string, params: Params) => void
  /** Fires when the server closes. */
  closing: AbortSignal
}

export interface BotApi {
  /** Handles a request whose path begins with /bot. */
  handle(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void>
  /** Runs a call that came in a webhook response. */
  performReply(method: string, params: Params): void
}

const NOT_FOUND: Answer = { status: 404, body: errorBody(new ApiError(404, 'Not Found')) }
const UNAUTHORIZED: Answer = { status: 401, body: errorBody(new ApiError(401, 'Unauthorized')) }
const LOGGED_OUT_MS = 600_000
const NO_UPLOADS = new Map()

export function createBotApi(options: BotApiOptions): BotApi {
  const { core, methods, faults, callLog } = options
  const prefix = `/bot${options.token}/`

  const perform = async (method: string, call: Call, gone: AbortSignal): Promise<Answer> => {
    try {
      if (core.state.settings.loggedOutAtMs !== undefined && isLoggedOut(core)) throw badRequest('Logged out')
      checkParams(method, call.params, call.uploads)
      const handled = methods.get(method)!(call, gone)
      const result = handled instanceof Promise ? await handled : handled
      callLog.add(call.method, call.params, 200)
      return { status: 200, body: successBody(result) }
    } catch (error) {
      const refusal =
        error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${String(error)}`)
      callLog.add(call.method, call.params, refusal.code, refusal.message)
      return { status: refusal.code, body: errorBody(refusal) }
    }
  }

  const handle: BotApi['handle'] = async (request, response, path, query) => {
    if (!path.startsWith(prefix)) {
      request.resume()
      return answer(response, UNAUTHORIZED)
    }
    const method = path.slice(prefix.length).toLowerCase()
    const name = METHOD_FIELDS.get(method)?.name
    if (name === undefined) {
      request.resume()
      callLog.add(path.slice(prefix.length), undefined, 404, 'Not Found')
      return answer(response, NOT_FOUND)
    }
    if (faults.active && faults.strikeEarly(name)) {
      response.socket?.resetAndDestroy()
      return
    }
    let call: Call
    try {
      const body = await readBody(request, query, UPLOAD_MAX_BYTES)
      call = { method: name, params: body.params, uploads: body.uploads }
    } catch (error) {
      if (!(error instanceof ApiError)) return
      callLog.add(name, undefined, error.code, error.message)
      return answer(response, { status: error.code, body: errorBody(error) })
    }
    options.onCall?.(name, call.params)
    const fault = faults.active ? faults.strike(name, chatIdOf(call.params)) : undefined
    if (!fault && method !== 'getupdates') {
      return answer(response, await perform(method, call, options.closing))
    }
    const gone = AbortSignal.any([options.closing, whenGone(response)])
    if (!fault) return answer(response, await perform(method, call, gone))
    callLog.add(`${name} (fault ${fault.kind})`, call.params, 0)
    await applyFault(fault, response, () => perform(method, call, gone), gone)
  }

  return {
    handle,
    performReply(method, params) {
      const known = METHOD_FIELDS.get(method.toLowerCase())
      if (!known) return
      options.onCall?.(known.name, params)
      const call: Call = { method: known.name, params, uploads: NO_UPLOADS }
      void perform(known.name.toLowerCase(), call, options.closing)
    },
  }
}

/** After logOut the bot may come back in ten minutes. */
function isLoggedOut({ state, clock }: Core): boolean {
  return clock.now().getTime() - state.settings.loggedOutAtMs! < LOGGED_OUT_MS
}

function answer(response: ServerResponse, { status, body }: Answer): void {
  sendJson(response, status, body)
}

function successBody(result: unknown): string {
  if (typeof result === 'object' && result !== null && 'description' in result && 'result' in result) {
    return JSON.stringify({ ok: true, ...result })
  }
  return `{"ok":true,"result":${JSON.stringify(result)}}`
}

function chatIdOf(params: Params): number | undefined {
  const id = Number(params.chat_id)
  return Number.isSafeInteger(id) ? id : undefined
}

function whenGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.on('close', () => controller.abort())
  return controller.signal
}
