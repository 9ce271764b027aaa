// The machine-readable Bot API description, when it lies beside the repository, and a check of calls against
// it. The description is not part of the project; whoever uses this skips visibly when it is absent.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SpecField {
  name: string
  types: string[]
  required: boolean
}

export interface BotApiSpec {
  version: string
  methods: Record<string, { name: string; fields?: SpecField[] }>
  types: Record<string, { name: string; fields?: SpecField[]; subtypes?: string[] }>
}

const PATH = join(import.meta.dirname, '../../../shared/data/telegram-bot-api-10.1.json')

/** The description, or undefined when it is not there. */
export function loadBotApiSpec(): BotApiSpec | undefined {
  return existsSync(PATH) ? (JSON.parse(readFileSync(PATH, 'utf8')) as BotApiSpec) : undefined
}

/**
 * What is wrong with a call according to the description: unknown method, missing or unknown fields, wrong
 * types (also inside objects). Empty when nothing is. Values may be given as text, as forms do.
 */
export function validateCall(spec: BotApiSpec, method: string, params: Record<string, unknown>): string[] {
  const found = Object.values(spec.methods).find((m) => m.name.toLowerCase() === method.toLowerCase())
  if (!found) return [`${method}: no such method`]
  return checkFields(spec, found.fields ?? [], params, found.name)
}

function checkFields(
  spec: BotApiSpec,
  fields: readonly SpecField[],
  object: Record<string, unknown>,
  where: string,
): string[] {
  const problems: string[] = []
  for (const field of fields) {
    if (field.required && (object[field.name] === undefined || object[field.name] === null)) {
      // An uploaded file is not among the parameters: its part of the form carries it.
      if (!field.types.includes('InputFile')) problems.push(`${where}: ${field.name} is missing`)
    }
  }
  for (const [name, value] of Object.entries(object)) {
    const field = fields.find((candidate) => candidate.name === name)
    if (!field) problems.push(`${where}: unknown field ${name}`)
    else if (value !== undefined) problems.push(...checkValue(spec, field.types, value, `${where}.${name}`))
  }
  return problems
}

/** The value must fit one of the types; otherwise the problems with the type that comes nearest are told. */
function checkValue(spec: BotApiSpec, types: readonly string[], value: unknown, where: string): string[] {
  let nearest: string[] | undefined
  for (const type of types) {
    const problems = checkType(spec, type, value, where)
    if (problems.length === 0) return []
    if (!nearest || problems.length < nearest.length) nearest = problems
  }
  return nearest ?? []
}

function checkType(spec: BotApiSpec, type: string, value: unknown, where: string): string[] {
  const wrong = (is: boolean) => (is ? [] : [`${where}: expected ${type}, got ${JSON.stringify(value)}`])
  switch (type) {
    case 'Integer':
      return wrong(Number.isInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value)))
    case 'Float':
      return wrong(typeof value === 'number')
    case 'String':
      return wrong(typeof value === 'string')
    case 'Boolean':
      return wrong(typeof value === 'boolean' || value === 'true' || value === 'false')
    case 'InputFile':
      return wrong(typeof value === 'string' && value.startsWith('attach://'))
  }
  const parsed = typeof value === 'string' ? fromJson(value) : value
  if (type.startsWith('Array of ')) {
    const item = type.slice('Array of '.length)
    if (!Array.isArray(parsed)) return wrong(false)
    return parsed.flatMap((element, at) => checkValue(spec, [item], element, `${where}[${at}]`))
  }
  const definition = spec.types[type]
  if (!definition || typeof parsed !== 'object' || parsed === null) return wrong(false)
  if (definition.subtypes?.length) return checkValue(spec, definition.subtypes, parsed, where)
  return checkFields(spec, definition.fields ?? [], parsed as Record<string, unknown>, where)
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
