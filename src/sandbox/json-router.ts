// The smallest router that serves the JSON endpoints: method and path pattern → handler; errors become JSON.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ZodError } from 'zod'
import { ApiError } from './api-error.ts'
import { sendValue } from './http-answer.ts'
import { type RequestBody, readBody } from './request-body.ts'

export interface JsonRequest {
  /** Values of `:name` parts of the pattern. */
  path: Record<string, string>
  query: URLSearchParams
  /** Reads the body; files may be large, as between people. */
  body(): Promise<RequestBody>
  raw: IncomingMessage
  response: ServerResponse
}

/** Returns the value to answer with, or undefined when it has answered by itself. */
export type JsonHandler = (request: JsonRequest) => unknown

export type Routes = Record<string, JsonHandler>

const BODY_MAX_BYTES = 200 * 1024 * 1024

/** A router over routes such as `GET /sandbox/people/:id`. */
export function createJsonRouter(routes: Routes) {
  const compiled = Object.entries(routes).map(([route, handler]) => {
    const [method, pattern] = route.split(' ') as [string, string]
    return { method, parts: pattern.split('/'), handler }
  })
  return async (
    raw: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> => {
    const parts = path.split('/')
    let pathKnown = false
    for (const { method, parts: pattern, handler } of compiled) {
      const values = match(pattern, parts)
      if (!values) continue
      pathKnown = true
      if (method !== raw.method) continue
      try {
        const body = () => readBody(raw, '', BODY_MAX_BYTES)
        const result = await handler({ path: values, query: new URLSearchParams(query), body, raw, response })
        if (result !== undefined) sendValue(response, 200, result)
      } catch (error) {
        sendValue(response, statusOf(error), { error: messageOf(error) })
      }
      return
    }
    sendValue(response, pathKnown ? 405 : 404, { error: pathKnown ? 'method not allowed' : 'not found' })
  }
}

/** A number from the path. @throws ApiError 400 */
export function pathNumber(request: JsonRequest, name: string): number {
  const value = Number(request.path[name])
  if (!Number.isSafeInteger(value)) throw new ApiError(400, `${name} must be a whole number`)
  return value
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const values: Record<string, string> = {}
  for (const [at, part] of pattern.entries()) {
    if (part.startsWith(':')) values[part.slice(1)] = decode(parts[at]!)
    else if (part !== parts[at]) return undefined
  }
  return values
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function statusOf(error: unknown): number {
  return error instanceof ApiError ? error.code : 400
}

function messageOf(error: unknown): string {
  if (error instanceof ZodError)
    return error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')
  return error instanceof Error ? error.message : String(error)
}
