// Reads the parameters of a Bot API call. A value may come as JSON or as text (query, form, multipart), and
// an object as text that holds JSON; both mean the same. The methods interpret the values.
import { badRequest } from './api-error.ts'
import { type Field, type FieldType, METHOD_FIELDS, NOT_ACTED_OUT } from './fields.ts'

/** An uploaded file of a multipart request. */
export interface Upload {
  name: string
  mime: string
  bytes: Buffer
}

export type Params = Record<string, unknown>

/** One call with everything it carries. */
export interface Call {
  method: string
  params: Params
  /** By multipart field name. */
  uploads: ReadonlyMap<string, Upload>
}

/**
 * Refuses unknown fields, missing required fields and values of a wrong type; converts the values in place.
 * @throws ApiError 400
 */
export function checkParams(method: string, params: Params, uploads: ReadonlyMap<string, Upload>): void {
  const table = METHOD_FIELDS.get(method.toLowerCase())
  if (table === undefined) throw new RangeError(`no field table for ${method}`)
  for (const name in params) {
    const value = params[name]
    const field = table.fields.get(name)
    if (field === undefined) throw badRequest(`unknown field "${name}" in ${table.name}`)
    if (value === undefined || value === null || value === '') {
      if (field.type !== 'text' || value !== '') delete params[name]
      continue
    }
    if (NOT_ACTED_OUT.has(name)) throw badRequest(`field "${name}" is not supported by the local Telegram`)
    params[name] = convert(name, field.type, value)
  }
  for (const name of uploads.keys()) {
    if (table.fields.get(name)?.type !== 'file' && !isAttached(params, name)) {
      throw badRequest(`unknown field "${name}" in ${table.name}`)
    }
  }
  for (const [name, field] of table.fields) {
    if (field.required && params[name] === undefined && !uploads.has(name)) throw missing(name, field)
  }
}

function isAttached(params: Params, name: string): boolean {
  return Object.values(params).includes(`attach://${name}`)
}

function missing(name: string, field: Field): Error {
  if (name === 'chat_id') return badRequest('chat_id is empty')
  if (name === 'text') return badRequest('message text is empty')
  if (name === 'message_id') return badRequest('message identifier is not specified')
  if (name === 'user_id') return badRequest('invalid user_id specified')
  if (field.type === 'file') return badRequest(`there is no ${name} in the request`)
  return badRequest(`field "${name}" is not specified`)
}

function convert(name: string, type: FieldType, value: unknown): unknown {
  switch (type) {
    case 'text':
      if (typeof value === 'string') return value
      if (typeof value === 'number' || typeof value === 'boolean') return String(value)
      throw wrongType(name, 'String')
    case 'int':
      return toInteger(value) ?? fail(wrongType(name, 'Integer'))
    case 'chat':
      if (typeof value === 'string' && value.startsWith('@')) return value
      return toInteger(value) ?? fail(badRequest('chat not found'))
    case 'bool':
      return toBoolean(value) ?? fail(wrongType(name, 'Boolean'))
    case 'file':
      return typeof value === 'string' ? value : fail(wrongType(name, 'InputFile or String'))
    case 'object':
      return toObject(name, value)
    case 'list': {
      const list = typeof value === 'string' ? parseJson(name, value) : value
      return Array.isArray(list) ? list : fail(wrongType(name, 'Array'))
    }
  }
}

function toInteger(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'string' || !/^[+-]?\d{1,16}$/.test(value)) return undefined
  return Number(value)
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === '1') return true
  if (value === 0 || value === '0') return false
  if (typeof value !== 'string') return undefined
  const word = value.toLowerCase()
  return word === 'true' || word === 'yes' ? true : word === 'false' || word === 'no' ? false : undefined
}

function toObject(name: string, value: unknown): Record<string, unknown> {
  const object = typeof value === 'string' ? parseJson(name, value) : value
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw badRequest(
      name === 'reply_markup' ? 'object expected as reply markup' : `object expected as ${name}`,
    )
  }
  return object as Record<string, unknown>
}

function parseJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    throw badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`)
  }
}

function wrongType(name: string, type: string): Error {
  return badRequest(`field "${name}" must be of type ${type}`)
}

function fail(error: Error): never {
  throw error
}
