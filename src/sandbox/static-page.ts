// Serves the messenger page: a few files of this folder, nothing from elsewhere.
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { sendValue } from './http-answer.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.pdf': 'application/pdf',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** `/` is index.html, `/page/NAME` the file of that name; anything else is not found. */
export async function servePage(response: ServerResponse, path: string): Promise<void> {
  const name = path === '/' ? 'index.html' : /^\/page\/([\w-]+(?:\.[\w-]+)*)$/.exec(path)?.[1]
  const type = name && TYPES[extname(name)]
  if (!name || !type) return sendValue(response, 404, { error: 'not found' })
  let bytes: Buffer
  try {
    bytes = await readFile(join(import.meta.dirname, 'page', name))
  } catch {
    return sendValue(response, 404, { error: 'not found' })
  }
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  response.end(bytes)
}
