// The HTTP server: routes requests by path to the Bot API, its files, the JSON endpoints and the page.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ApiError, errorBody } from './api-error.ts'
import type { BotApi } from './bot-api.ts'
import type { Core } from './core.ts'
import { DOWNLOAD_MAX_BYTES } from './files.ts'
import { sendJson, sendValue } from './http-answer.ts'
import { isSameOrigin } from './same-origin.ts'
import { servePage } from './static-page.ts'

export interface ServerParts {
  core: Core
  token: string
  host: string
  botApi: BotApi
  json: (request: IncomingMessage, response: ServerResponse, path: string, query: string) => Promise<void>
  log: (line: string) => void
}

/** A server that does not listen yet. */
export function createSandboxServer(parts: ServerParts): Server {
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const query = mark < 0 ? '' : url.slice(mark + 1)
    route(parts, request, response, path, query).catch((error: unknown) => {
      parts.log(`sandbox: ${request.method} ${withoutToken(path)}: ${String(error)}`)
      sendValue(response, 500, { error: 'internal error' })
    })
  })
  server.requestTimeout = 0
  return server
}

async function route(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
): Promise<void> {
  if (path.startsWith('/bot')) return await parts.botApi.handle(request, response, path, query)
  if (path.startsWith('/file/bot')) return download(parts, response, path)
  if (!isSameOrigin(request, parts.host)) {
    return sendValue(response, 403, { error: 'only for pages and programs of this machine' })
  }
  if (path.startsWith('/sandbox/')) return await parts.json(request, response, path, query)
  if (request.method === 'GET') return await servePage(response, path)
  return sendValue(response, 404, { error: 'not found' })
}

/** GET /file/bot<token>/<file_path>. */
function download({ core, token }: ServerParts, response: ServerResponse, path: string): void {
  const prefix = `/file/bot${token}/`
  if (!path.startsWith(prefix)) {
    refuse(response, new ApiError(401, 'Unauthorized'))
    return
  }
  const wanted = path.slice(prefix.length)
  const file = core.state.files.values().find((candidate) => candidate.path === wanted)
  if (!file || file.size > DOWNLOAD_MAX_BYTES) {
    refuse(response, new ApiError(404, 'Not Found'))
    return
  }
  const bytes = core.files.bytes(file)
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length })
  response.end(bytes)
}

function refuse(response: ServerResponse, error: ApiError): void {
  sendJson(response, error.code, errorBody(error))
}

function withoutToken(path: string): string {
  return path.replace(/bot[^/]+/, 'bot…')
}
