// How a search of the register is filtered in chat: what is kept of it, the choices offered, and what was found in words
// and buttons. Finding itself is features/register.ts with directive/search-register.ts.
import type { Button } from '../../../circulation/messenger.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { monthOf, type ReadQuery, yearOf } from '../../../directive/read-register-query.ts'
import { documentKinds, type KindName } from '../../../directive/reading/document-kinds.ts'
import { unitNames } from '../../../org/unit.store.ts'
import type { JsonObject } from '../../../platform/database-types.ts'
import { searchKey } from '../../../platform/vietnamese-text.ts'
import { outStates, viewedPaths } from '../../../rollup/visible-directives.ts'
import { dayText } from '../../../texts/dates.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'

export const registerDialog = 'register'
/** What a button means; the place travels in the button: add at the end. */
export const registerViews = [
  'list',
  'open',
  'file',
  'narrow',
  'kind',
  'issuer',
  'time',
  'state',
  'clear',
] as const
type View = (typeof registerViews)[number]

type State = (typeof outStates)[number]

export interface RegisterFilter extends Omit<ReadQuery, 'state'> {
  state?: ReadQuery['state']
  issuer?: { id: number; name: string }
}

export function registerData(ctx: BotContext): { filter: RegisterFilter; asking?: 'issuer' } {
  const { filter, asking } = ctx.dialog.data as unknown as { filter?: RegisterFilter; asking?: 'issuer' }
  return { filter: filter ?? { text: '' }, ...(asking ? { asking } : {}) }
}

export async function saveFilter(ctx: BotContext, filter: RegisterFilter, asking?: 'issuer'): Promise<void> {
  const data = JSON.parse(JSON.stringify({ filter, ...(asking ? { asking } : {}) })) as JsonObject
  await ctx.dialog.set(registerDialog, data)
}

export function registerButton(text: string, view: View, id = 0, value = 0): Button {
  const extra = [registerViews.indexOf(view), value]
  return { text, data: encodeCallback({ action: 'register', id, extra }) }
}

/** As long as a button's label stays readable. */
export const short = (text: string) => (text.length > 56 ? `${text.slice(0, 55)}…` : text)

interface OwnUnit {
  id: number
  name: string
}

/** The units that the person acts for, and those above them. */
export async function ownUnits(ctx: BotContext): Promise<OwnUnit[]> {
  const ids = [...new Set(viewedPaths(ctx.actor!).flat())]
  if (ids.length === 0) return []
  return await unitNames(ctx.tx, ids)
}

/** Takes the name of one's own unit, or of one above it, out of the words; "tỉnh ủy" alone means one's own. */
export function withIssuer(units: readonly OwnUnit[], query: ReadQuery): RegisterFilter {
  const words = ` ${searchKey(query.text)} `
  for (const unit of units) {
    const name = searchKey(unit.name)
    const alone = /^(?:tinh|thanh) uy(?= |$)/.exec(name)?.[0]
    for (const phrase of [name, ...(alone ? [alone] : [])]) {
      const at = words.indexOf(` ${phrase} `)
      if (at < 0) continue
      const rest = words.slice(0, at) + words.slice(at + phrase.length + 1)
      return { ...query, text: rest.trim().replace(/^cua$/, ''), issuer: { id: unit.id, name: unit.name } }
    }
  }
  return query
}

/** The filter after a choice; value 0 takes it off again. */
export function withFilter(
  ctx: BotContext,
  filter: RegisterFilter,
  view: View | undefined,
  value: number,
): RegisterFilter {
  const { kind, issuer, since, until, state, text } = filter
  const time = { ...(since ? { since } : {}), ...(until ? { until } : {}) }
  const base = {
    text,
    ...(kind ? { kind } : {}),
    ...(issuer ? { issuer } : {}),
    ...time,
    ...(state ? { state } : {}),
  }
  switch (view) {
    case 'kind': {
      const chosen = documentKinds[value - 1]?.name
      const { kind: _kind, ...rest } = base
      return chosen ? { ...rest, kind: chosen } : rest
    }
    case 'state': {
      const chosen: State | undefined = outStates[value - 1]
      const { state: _state, ...rest } = base
      return chosen ? { ...rest, state: chosen } : rest
    }
    case 'time': {
      const { since: _since, until: _until, ...rest } = base
      return { ...rest, ...times(ctx)[value - 1]?.days }
    }
    default:
      return base
  }
}

/** Months and years to choose from. */
function times(ctx: BotContext): { label: string; days: { since: string; until: string } }[] {
  const today = Temporal.PlainDate.from(ctx.calendar.dayOf(ctx.now))
  const yearsBack = [0, 1, 2, 3, 4]
  const months = [0, 1, 2].map((back) => today.with({ day: 1 }).subtract({ months: back }))
  return [
    ...months.map(({ year, month }) => ({ label: `${month}/${year}`, days: monthOf(year, month) })),
    ...yearsBack.map((back) => ({ label: `${today.year - back}`, days: yearOf(today.year - back) })),
  ]
}

/** What can be chosen, in place of the list. The place of what is withFilter: kind, issuer, time, state. */
export async function showChoices(ctx: BotContext, filter: RegisterFilter, place: number): Promise<void> {
  const any = (view: View) => [registerButton(ctx.t('register-any'), view, 0, 0)]
  const rows = (buttons: Button[], width: number) =>
    Array.from({ length: Math.ceil(buttons.length / width) }, (_, row) =>
      buttons.slice(row * width, (row + 1) * width),
    )
  switch ((['kind', 'issuer', 'time', 'state'] as const)[place]) {
    case 'kind': {
      const kinds = documentKinds.map((kind, index) =>
        registerButton(kind[ctx.language], 'kind', 0, index + 1),
      )
      return ctx.showInstead([...rows(kinds, 2), any('kind')], ctx.html('register-choose-kind'))
    }
    case 'issuer': {
      const units = (await ownUnits(ctx)).map((unit) => [registerButton(short(unit.name), 'issuer', unit.id)])
      await saveFilter(ctx, filter, 'issuer')
      return ctx.showInstead([...units, any('issuer')], ctx.html('register-choose-issuer'))
    }
    case 'time': {
      const all = times(ctx).map(({ label }, index) => registerButton(label, 'time', 0, index + 1))
      return ctx.showInstead(
        [...rows(all.slice(0, 3), 3), ...rows(all.slice(3), 5), any('time')],
        ctx.html('register-choose-time'),
      )
    }
    default: {
      const states = outStates.map((state, index) =>
        registerButton(ctx.t(`register-state-${state}`), 'state', 0, index + 1),
      )
      return ctx.showInstead([...rows(states, 2), any('state')], ctx.html('register-choose-state'))
    }
  }
}

export interface FoundPage {
  filter: RegisterFilter
  page: number
  rows: DirectiveRow[]
  more: boolean
}

/** What was looked for, always said in full: nobody has to guess why something is not in the list. */
export function foundText(ctx: BotContext, { filter, rows }: FoundPage): string {
  const { text, kind, issuer, since, until, state } = filter
  const day = (at: string | undefined) => (at ? dayText(at, ctx.language) : '…')
  const conditions = [
    ...(text ? [ctx.html('register-by-words', { query: text })] : []),
    ...(kind ? [ctx.html('register-by-kind', { kind: kindWords(ctx, kind) })] : []),
    ...(issuer ? [ctx.html('register-by-issuer', { issuer: issuer.name })] : []),
    ...(since || until ? [ctx.html('register-by-time', { since: day(since), until: day(until) })] : []),
    ...(state ? [ctx.html('register-by-state', { state: ctx.t(`register-state-${state}`) })] : []),
  ]
  if (conditions.length === 0) return ctx.html(rows.length === 0 ? 'register-empty' : 'register-newest')
  return [ctx.html(rows.length === 0 ? 'register-nothing' : 'register-found'), ...conditions].join('\n')
}

function kindWords(ctx: BotContext, name: KindName): string {
  return documentKinds.find((kind) => kind.name === name)?.[ctx.language] ?? name
}

/** The directives, pages, and ways to narrow. */
export function foundButtons(ctx: BotContext, found: FoundPage, mayNarrow: boolean): Button[][] {
  const { filter, page, rows, more } = found
  const listed = rows.map((row) => [
    registerButton(short(`${row.numberText} (${row.issuedOn.slice(0, 4)}) ${row.subject}`), 'open', row.id),
  ])
  if (!mayNarrow) return listed
  const turn = [
    ...(page > 0 ? [registerButton(ctx.t('status-button-previous'), 'list', 0, page - 1)] : []),
    ...(more ? [registerButton(ctx.t('status-button-next'), 'list', 0, page + 1)] : []),
  ]
  const { kind, issuer, since, until, state, text } = filter
  const isNarrowed = [kind, issuer, since, until, state].some(Boolean) || text !== ''
  const by = (key: string, place: number) => registerButton(ctx.t(key), 'narrow', 0, place)
  const ways = [
    [by('register-button-kind', 0), by('register-button-issuer', 1)],
    [by('register-button-time', 2), by('register-button-state', 3)],
    ...(isNarrowed ? [[registerButton(ctx.t('register-button-clear'), 'clear')]] : []),
  ]
  return [...listed, ...(turn.length > 0 ? [turn] : []), ...ways]
}
