// Reads the parameters of an HTTP request, whatever form they come in: query, JSON, urlencoded, multipart.

import type { IncomingMessage } from 'node:http'
import busboy from 'busboy'
import { ApiError, badRequest } from './api-error.ts'
import type { Params, Upload } from './params.ts'

const NO_UPLOADS: ReadonlyMap<string, Upload> = new Map()
const JSON_MAX_BYTES = 8 * 1024 * 1024

export interface RequestBody {
  params: Params
  uploads: ReadonlyMap<string, Upload>
}

/**
 * The parameters of a request; those of the body win over those of the query. Uploads beyond `maxBytes` are refused.
 * @throws ApiError 400 or 413
 */
export async function readBody(
  request: IncomingMessage,
  query: string,
  maxBytes: number,
): Promise<RequestBody> {
  const fromQuery: Params = query === '' ? {} : Object.fromEntries(new URLSearchParams(query))
  if (request.method !== 'POST') {
    request.resume()
    return { params: fromQuery, uploads: NO_UPLOADS }
  }
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) {
    const body = await readMultipart(request, maxBytes)
    return { params: { ...fromQuery, ...body.params }, uploads: body.uploads }
  }
  const text = await readText(request)
  if (text === '') return { params: fromQuery, uploads: NO_UPLOADS }
  const params = type.startsWith('application/json')
    ? parseObject(text)
    : Object.fromEntries(new URLSearchParams(text))
  return { params: query === '' ? params : { ...fromQuery, ...params }, uploads: NO_UPLOADS }
}

function parseObject(text: string): Params {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest("can't parse request JSON object")
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest("can't parse request JSON object")
  }
  return value as Params
}

function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= JSON_MAX_BYTES) chunks.push(chunk)
    })
    request.on('end', () => {
      if (size > JSON_MAX_BYTES) reject(tooLarge())
      else resolve((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8'))
    })
    request.on('error', reject)
    request.on('close', () => reject(new Error('the caller has gone')))
  })
}

/** Reads to the end even when the upload is too large, so that the caller gets to see the refusal. */
function readMultipart(request: IncomingMessage, maxBytes: number): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const params: Params = {}
    const uploads = new Map<string, Upload>()
    let isTooLarge = false
    const parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { fileSize: maxBytes, fieldSize: JSON_MAX_BYTES },
    })
    parser.on('field', (name, value) => {
      params[name] = value
    })
    parser.on('file', (name, stream, info) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('limit', () => {
        isTooLarge = true
        chunks.length = 0
      })
      stream.on('close', () => {
        const bytes = Buffer.concat(chunks)
        uploads.set(name, { name: info.filename ?? '', mime: info.mimeType ?? '', bytes })
      })
    })
    parser.on('close', () => (isTooLarge ? reject(tooLarge()) : resolve({ params, uploads })))
    parser.on('error', () => reject(badRequest("can't parse multipart/form-data")))
    request.on('error', reject)
    request.pipe(parser)
  })
}

function tooLarge(): ApiError {
  return new ApiError(413, 'Request Entity Too Large')
}
