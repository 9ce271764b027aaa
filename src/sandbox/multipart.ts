// Parses a multipart/form-data body. Not busboy: like Telegram, this must accept what bots really send, and
// grammY writes file names without quotation marks, with spaces and Vietnamese letters in them.
import { badRequest } from './api-error.ts'
import type { Params, Upload } from './params.ts'

/** Fields and files of a whole body. @throws ApiError 400 */
export function parseMultipart(
  body: Buffer,
  contentType: string,
): { params: Params; uploads: ReadonlyMap<string, Upload> } {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  if (!boundary) throw badRequest("can't parse multipart/form-data: there is no boundary")
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2]}`)
  const params: Params = {}
  const uploads = new Map<string, Upload>()
  let at = body.indexOf(delimiter)
  if (at < 0) throw badRequest("can't parse multipart/form-data: the boundary does not occur")
  for (;;) {
    at += delimiter.length
    if (body[at] === 0x2d && body[at + 1] === 0x2d) return { params, uploads }
    const headersEnd = body.indexOf('\r\n\r\n', at)
    const next =
      headersEnd < 0 ? -1 : body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), headersEnd + 2)
    if (next < 0) throw badRequest("can't parse multipart/form-data: unexpected end")
    addPart(body.toString('utf8', at, headersEnd), body.subarray(headersEnd + 4, next), params, uploads)
    at = next + 2
  }
}

function addPart(headers: string, content: Buffer, params: Params, uploads: Map<string, Upload>): void {
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? ''
  const name = parameter(disposition, 'name')
  if (name === undefined) return
  const filename = parameter(disposition, 'filename')
  if (filename === undefined) {
    params[name] = content.toString('utf8')
    return
  }
  const mime = /^content-type:\s*([^;\s]*)/im.exec(headers)?.[1] ?? ''
  uploads.set(name, { name: filename, mime, bytes: Buffer.from(content) })
}

/**
 * A parameter of a disposition, quoted or not; percent signs for quotation marks and line breaks as browsers
 * write them.
 */
function parameter(disposition: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;]*))`, 'i').exec(disposition)
  if (!match) return undefined
  if (match[1] === undefined) return match[2]!.trim()
  return match[1]
    .replace(/\\(["\\])/g, '$1')
    .replaceAll('%22', '"')
    .replaceAll('%0D', '')
    .replaceAll('%0A', ' ')
}
