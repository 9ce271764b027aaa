// Judges an outline that somebody wrote: every question, section and rule, with the place of each fault,
// before it can be chosen for a directive. Pure. Reading it from a spreadsheet is outline-table.ts.
import { z } from 'zod'
import { isSummed } from './figures.ts'
import { isNumberField, type Outline, type OutlineCount, type OutlineRule, type Sum } from './outline.ts'

/** What is wrong and where: 'fields[3].max', 'rules[0].left'. `about` is the value or name in question. */
export interface OutlineFault {
  at: string
  reason: OutlineFaultReason
  about?: string
}
export type OutlineFaultReason =
  | 'form'
  | 'no_fields'
  | 'too_many_fields'
  | 'key_twice'
  | 'key_reserved'
  | 'min_above_max'
  | 'option_twice'
  | 'no_such_option'
  | 'unknown_field'
  | 'not_a_number'
  | 'not_a_date'
  | 'asked_later'
  | 'in_two_sections'
  | 'in_no_section'

export type CheckedOutline = { ok: true; outline: Outline } | { ok: false; faults: OutlineFault[] }

/** An outline longer than this is no short report; each question is a message. */
const maxFields = 60

/** Findings that no rule of an outline may be named after. */
const reservedRules: ReadonlySet<string> = new Set([
  'required',
  'wrong_type',
  'not_whole',
  'out_of_range',
  'too_long',
  'too_fine',
  'too_many',
  'unknown_field',
  'asked_again',
  'other',
])

const key = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)
const label = z.strictObject({
  vi: z.string().trim().min(1).max(200),
  en: z.string().trim().min(1).max(200),
})
const number = z.number().min(0).max(1_000_000_000)
const sum = z.strictObject({ plus: z.array(key).min(1).max(20), minus: z.array(key).max(20).optional() })
const base = {
  key,
  label,
  help: label.optional(),
  required: z.boolean(),
  onlyWhen: z.strictObject({ field: key, atLeast: number }).optional(),
}
const field = z.discriminatedUnion('type', [
  z.strictObject({
    ...base,
    type: z.literal('whole'),
    min: number.int(),
    max: number.int(),
    unit: label.optional(),
    usual: sum.optional(),
  }),
  z.strictObject({ ...base, type: z.literal('hours'), min: number, max: number, unit: label.optional() }),
  z.strictObject({ ...base, type: z.literal('decimal'), min: number, max: number, unit: label.optional() }),
  z.strictObject({ ...base, type: z.literal('yes_no') }),
  z.strictObject({ ...base, type: z.literal('yes_no_document') }),
  z.strictObject({
    ...base,
    type: z.literal('choice'),
    options: z.array(z.strictObject({ key, label })).min(2).max(8),
  }),
  z.strictObject({ ...base, type: z.literal('documents') }),
  z.strictObject({ ...base, type: z.literal('date') }),
  z.strictObject({ ...base, type: z.literal('text'), maxLength: z.number().int().min(1).max(2_000) }),
])
const ruleBase = { key, level: z.enum(['error', 'warning']), text: label.optional() }
const percent = z.number().min(0).max(100)
const rule = z.discriminatedUnion('test', [
  z.strictObject({ ...ruleBase, test: z.literal('at_most'), left: sum, right: sum }),
  z.strictObject({ ...ruleBase, test: z.literal('equal'), left: sum, right: sum }),
  z.strictObject({
    ...ruleBase,
    test: z.literal('implies'),
    whenAny: z.array(key).min(1).max(20),
    needs: key,
    atLeast: number,
  }),
  z.strictObject({ ...ruleBase, test: z.literal('dates_in_order'), fields: z.array(key).min(2).max(10) }),
  z.strictObject({ ...ruleBase, test: z.literal('rate_at_least'), part: sum, whole: sum, percent }),
  z.strictObject({ ...ruleBase, test: z.literal('full_rate_without'), part: sum, whole: sum, but: key }),
  z.strictObject({ ...ruleBase, test: z.literal('near_last_report'), field: key, percent }),
  z.strictObject({
    ...ruleBase,
    test: z.literal('not_all_zero'),
    fields: z.array(key).min(1).max(maxFields),
  }),
  z.strictObject({
    ...ruleBase,
    test: z.literal('usual_maximum'),
    field: key,
    max: number,
    unitKinds: z.array(z.enum(['province', 'committee', 'grassroots', 'section', 'cell'])).min(1),
  }),
])
const figure = { key, label, goal: percent.optional() }
const form = z.strictObject({
  key,
  version: z.number().int().min(1).optional(),
  title: label,
  sections: z
    .array(z.strictObject({ title: label, fields: z.array(key) }))
    .max(30)
    .optional(),
  fields: z.array(field),
  rules: z.array(rule).max(60).default([]),
  rates: z
    .array(z.strictObject({ ...figure, part: sum, whole: sum }))
    .max(20)
    .optional(),
  unitCounts: z
    .array(
      z.union([
        z.strictObject({ ...figure, field: key, atLeast: number }),
        z.strictObject({ ...figure, field: key, is: key }),
      ]),
    )
    .max(20)
    .optional(),
})

/**
 * Reads and judges an outline; `version` is given by whoever registers it (1 until then). All faults at once.
 */
export function checkOutline(given: unknown): CheckedOutline {
  const read = form.safeParse(given)
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => ({
      at: placeOf(path),
      reason: 'form' as const,
      about: message,
    }))
    return { ok: false, faults }
  }
  const outline = { ...read.data, version: read.data.version ?? 1 } as Outline
  const faults = [
    ...fieldFaults(outline),
    ...sectionFaults(outline),
    ...ruleFaults(outline),
    ...figureFaults(outline),
  ]
  return faults.length > 0 ? { ok: false, faults } : { ok: true, outline }
}

function fieldFaults({ fields }: Outline): OutlineFault[] {
  if (fields.length === 0) return [{ at: 'fields', reason: 'no_fields' }]
  if (fields.length > maxFields) return [{ at: 'fields', reason: 'too_many_fields' }]
  const faults: OutlineFault[] = []
  for (const [index, one] of fields.entries()) {
    const at = `fields[${index}]`
    const before = fields.slice(0, index)
    if (before.some((other) => other.key === one.key))
      faults.push({ at: `${at}.key`, reason: 'key_twice', about: one.key })
    if (isNumberField(one) && one.min > one.max)
      faults.push({ at: `${at}.max`, reason: 'min_above_max', about: `${one.min} > ${one.max}` })
    if (one.type === 'choice') faults.push(...optionFaults(one.options, at))
    if (one.onlyWhen) {
      const { field: asked } = one.onlyWhen
      const other = fields.find((each) => each.key === asked)
      const reason = !other
        ? 'unknown_field'
        : !isNumberField(other)
          ? 'not_a_number'
          : !before.includes(other)
            ? 'asked_later'
            : null
      if (reason) faults.push({ at: `${at}.onlyWhen`, reason, about: asked })
    }
    if (one.type === 'whole' && one.usual) faults.push(...numbersIn(fields, keysOf(one.usual), `${at}.usual`))
  }
  return faults
}

function optionFaults(options: readonly { key: string }[], at: string): OutlineFault[] {
  return options.flatMap((option, index) => {
    const isTwice = options.slice(0, index).some((before) => before.key === option.key)
    const place = `${at}.options[${index}].key`
    return isTwice ? [{ at: place, reason: 'option_twice' as const, about: option.key }] : []
  })
}

function sectionFaults({ fields, sections }: Outline): OutlineFault[] {
  if (!sections) return []
  const faults: OutlineFault[] = []
  const seen = new Set<string>()
  for (const [index, section] of sections.entries())
    for (const name of section.fields) {
      const at = `sections[${index}].fields`
      if (!fields.some((each) => each.key === name)) faults.push({ at, reason: 'unknown_field', about: name })
      if (seen.has(name)) faults.push({ at, reason: 'in_two_sections', about: name })
      seen.add(name)
    }
  const lost = fields.filter((each) => !seen.has(each.key))
  return [
    ...faults,
    ...lost.map(({ key: about }) => ({ at: 'sections', reason: 'in_no_section' as const, about })),
  ]
}

function ruleFaults({ fields, rules }: Outline): OutlineFault[] {
  return rules.flatMap((one, index) => {
    const at = `rules[${index}]`
    const faults: OutlineFault[] = []
    if (reservedRules.has(one.key)) faults.push({ at: `${at}.key`, reason: 'key_reserved', about: one.key })
    if (rules.slice(0, index).some((other) => other.key === one.key))
      faults.push({ at: `${at}.key`, reason: 'key_twice', about: one.key })
    if (one.test !== 'dates_in_order') return [...faults, ...numbersIn(fields, numbersOf(one), at)]
    for (const name of one.fields) {
      const dated = fields.find((each) => each.key === name)
      if (name === 'submitted_on' || dated?.type === 'date') continue
      faults.push({ at, reason: dated ? 'not_a_date' : 'unknown_field', about: name })
    }
    return faults
  })
}

function figureFaults({ fields, rates = [], unitCounts = [] }: Outline): OutlineFault[] {
  const places = [
    ...rates.map(({ key: name, part, whole }, index) => ({
      at: `rates[${index}]`,
      name,
      faults: numbersIn(fields, [...keysOf(part), ...keysOf(whole)], `rates[${index}]`),
    })),
    ...unitCounts.map((count, index) => ({
      at: `unitCounts[${index}]`,
      name: count.key,
      faults: countFaults(fields, count, `unitCounts[${index}]`),
    })),
  ]
  return places.flatMap(({ at, name, faults }, index) => {
    const isTwice = places.slice(0, index).some((before) => before.name === name)
    return isTwice ? [...faults, { at: `${at}.key`, reason: 'key_twice' as const, about: name }] : faults
  })
}

/** What is counted is an option of a choice, or an amount of what has a sum. */
function countFaults(fields: Outline['fields'], count: OutlineCount, at: string): OutlineFault[] {
  const counted = fields.find((each) => each.key === count.field)
  if (!counted) return [{ at, reason: 'unknown_field', about: count.field }]
  if (!('is' in count)) return isSummed(counted) ? [] : [{ at, reason: 'not_a_number', about: count.field }]
  const isOption = counted.type === 'choice' && counted.options.some(({ key: option }) => option === count.is)
  return isOption ? [] : [{ at: `${at}.is`, reason: 'no_such_option', about: count.is }]
}

function numbersOf(one: Exclude<OutlineRule, { test: 'dates_in_order' }>): string[] {
  switch (one.test) {
    case 'at_most':
    case 'equal':
      return [...keysOf(one.left), ...keysOf(one.right)]
    case 'implies':
      return [...one.whenAny, one.needs]
    case 'rate_at_least':
      return [...keysOf(one.part), ...keysOf(one.whole)]
    case 'full_rate_without':
      return [...keysOf(one.part), ...keysOf(one.whole), one.but]
    case 'not_all_zero':
      return [...one.fields]
    case 'near_last_report':
    case 'usual_maximum':
      return [one.field]
  }
}

function numbersIn(fields: Outline['fields'], names: readonly string[], at: string): OutlineFault[] {
  return names.flatMap((about): OutlineFault[] => {
    const named = fields.find((each) => each.key === about)
    if (!named) return [{ at, reason: 'unknown_field', about }]
    return isNumberField(named) ? [] : [{ at, reason: 'not_a_number', about }]
  })
}

const keysOf = ({ plus, minus = [] }: Sum) => [...plus, ...minus]
const placeOf = (path: readonly PropertyKey[]) =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || 'outline'
