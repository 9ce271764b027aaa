// Reads the parameters of an HTTP request in any form: query, JSON, urlencoded, multipart.
import type { IncomingMessage } from 'node:http'
import { ApiError, badRequest } from './api-error.ts'
import { parseMultipart } from './multipart.ts'
import type { Params, Upload } from './params.ts'

const NO_UPLOADS: ReadonlyMap<string, Upload> = new Map()
/** Maximum size of the fields beside a file, in bytes. */
const FIELDS_MAX_BYTES = 8 * 1024 * 1024

export interface RequestBody {
  params: Params
  uploads: ReadonlyMap<string, Upload>
}

/**
 * The parameters of a request; those of the body win over those of the query. A file beyond `maxFileBytes` is
 * refused. Never settles when the caller goes away half-way: nobody is there to be answered.
 * @throws ApiError 400 or 413
 */
export function readBody(
  request: IncomingMessage,
  query: string,
  maxFileBytes: number,
): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const type = request.headers['content-type'] ?? ''
    const maxBytes = FIELDS_MAX_BYTES + (type.startsWith('multipart/') ? maxFileBytes : 0)
    let first: Buffer | undefined
    let more: Buffer[] | undefined
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (first === undefined) first = chunk
      else if (size > maxBytes) more = undefined
      else if (more) more.push(chunk)
      else more = [first, chunk]
    })
    // Reads to the end even when the body is too large, so that the caller receives the refusal.
    request.on('end', () => {
      try {
        if (size > maxBytes) throw tooLarge()
        const bytes = more ? Buffer.concat(more) : first
        const body = parse(type, bytes)
        for (const upload of body.uploads.values()) if (upload.bytes.length > maxFileBytes) throw tooLarge()
        resolve(query === '' ? body : { ...body, params: { ...fromForm(query), ...body.params } })
      } catch (error) {
        reject(error)
      }
    })
  })
}

function parse(type: string, bytes: Buffer | undefined): RequestBody {
  if (bytes === undefined) return { params: {}, uploads: NO_UPLOADS }
  if (type.startsWith('multipart/form-data')) return parseMultipart(bytes, type)
  const text = bytes.toString('utf8')
  return {
    params: type.startsWith('application/json') ? parseObject(text) : fromForm(text),
    uploads: NO_UPLOADS,
  }
}

function fromForm(text: string): Params {
  return Object.fromEntries(new URLSearchParams(text))
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

function tooLarge(): ApiError {
  return new ApiError(413, 'Request Entity Too Large')
}
