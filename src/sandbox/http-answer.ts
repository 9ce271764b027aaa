// Writes HTTP responses. Small on purpose: the sending benchmarks come through here tens of thousands of
// times a second.
import type { ServerResponse } from 'node:http'

/** Answers with a JSON text. A caller that has gone gets nothing. */
export function sendJson(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed || response.headersSent) return
  response.writeHead(status, [
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Cache-Control',
    'no-store',
  ])
  response.end(body)
}

/** Answers with a value as JSON. */
export function sendValue(response: ServerResponse, status: number, value: unknown): void {
  sendJson(response, status, JSON.stringify(value))
}
