// Applies a fault to a connection. faults.ts decides which call a fault strikes.
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, errorBody, tooManyRequests } from './api-error.ts'
import type { Fault } from './faults.ts'
import { sendJson } from './http-answer.ts'

/** A response with `status` and a JSON body; what the call itself would have answered. */
export interface Answer {
  status: number
  body: string
}

/**
 * Spoils one call. `perform` runs the call and returns its response; it runs only for faults that let the
 * call take effect. `gone` fires when the caller hangs up or the server closes.
 */
export async function applyFault(
  fault: Fault,
  response: ServerResponse,
  perform: () => Promise<Answer>,
  gone: AbortSignal,
): Promise<void> {
  switch (fault.kind) {
    case 'flood':
      return refuse(response, tooManyRequests(fault.retryAfterS))
    case 'unauthorized':
      return refuse(response, new ApiError(401, 'Unauthorized'))
    case 'error':
      return refuse(
        response,
        new ApiError(fault.status ?? 400, fault.description ?? 'Bad Request: scripted fault'),
      )
    case 'server-error':
      if (fault.commit) await perform()
      return refuse(response, new ApiError(fault.status ?? 502, fault.description ?? 'Bad Gateway'))
    case 'not-json':
      if (fault.commit) await perform()
      response.writeHead(fault.status ?? 502, { 'content-type': 'text/html' })
      response.end('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>')
      return
    case 'reset-before':
      return reset(response)
    case 'reset-after-commit':
      await perform()
      return reset(response)
    case 'reset-mid-body': {
      const { status, body } = await perform()
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      })
      response.write(body.slice(0, Math.floor(body.length / 2)), () => reset(response))
      return
    }
    case 'slow-body':
      return await drip(response, await perform(), fault.bytesPerSecond, gone)
    case 'delay': {
      await pause(fault.delayMs, gone)
      const { status, body } = await perform()
      return sendJson(response, status, body)
    }
    case 'black-hole':
      if (fault.commit) await perform()
      return
  }
}

/** Ends the connection with a reset, so that the caller sees ECONNRESET and not an orderly end. */
function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

function refuse(response: ServerResponse, error: ApiError): void {
  sendJson(response, error.code, errorBody(error))
}

async function drip(
  response: ServerResponse,
  answer: Answer,
  bytesPerSecond: number,
  gone: AbortSignal,
): Promise<void> {
  const bytes = Buffer.from(answer.body)
  response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': bytes.length })
  response.flushHeaders()
  for (let at = 0; at < bytes.length && !gone.aborted; at++) {
    response.write(bytes.subarray(at, at + 1))
    await pause(1000 / bytesPerSecond, gone)
  }
  response.end()
}

async function pause(ms: number, gone: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: gone }).catch(() => {})
}
