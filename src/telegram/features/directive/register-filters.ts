// The filters of a register search in chat: what is remembered of the search, the offered choices, and the
// result in words and buttons. The search itself is in features/register.ts and directive/search-register.ts.
import type { Button } from '../../../circulation/messenger.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { monthOf, type ReadQuery, yearOf } from '../../../directive/read-register-query.ts'
import { documentKinds, type KindName } from '../../../directive/reading/document-kinds.ts'
import { unitNames } from '../../../org/unit.store.ts'
import { searchKey } from '../../../platform/vietnamese-text.ts'
import { outStates, viewedPaths } from '../../../rollup/visible-directives.ts'
import { dayText } from '../../../texts/dates.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { buttonLabel } from '../../layout.ts'
import { registerButtons, type registerFilters } from './buttons.ts'

export interface RegisterFilter extends Omit<ReadQuery, 'state'> {
  state?: ReadQuery['state']
  issuer?: { id: number; name: string }
}

/**
 * A search that the person can filter or type anew; `asking`: the next typed text is the name of the issuer.
 */
export const registerDialog = defineDialog<{ filter: RegisterFilter; asking?: 'issuer' }>('register', {
  holds: 'nothing',
})

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

/**
 * Takes the name of the person's own unit, or of one above it, out of the words; "tỉnh ủy" alone means the
 * person's own.
 */
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

/** Months and years to choose from; month 0 is the whole year. */
function times(ctx: BotContext): { label: string; year: number; month: number }[] {
  const today = Temporal.PlainDate.from(ctx.calendar.dayOf(ctx.now))
  const yearsBack = [0, 1, 2, 3, 4]
  const months = [0, 1, 2].map((back) => today.with({ day: 1 }).subtract({ months: back }))
  return [
    ...months.map(({ year, month }) => ({ label: `${month}/${year}`, year, month })),
    ...yearsBack.map((back) => ({ label: `${today.year - back}`, year: today.year - back, month: 0 })),
  ]
}

/** The days of a month or (0) of a whole year; null when there is no such month. */
export function daysOf(year: number, month: number): { since: string; until: string } | null {
  if (year < 1900 || year > 9999 || month > 12) return null
  return month === 0 ? yearOf(year) : monthOf(year, month)
}

/** Shows the choices of a filter in place of the list. */
export async function showChoices(
  ctx: BotContext,
  filter: RegisterFilter,
  by: (typeof registerFilters)[number],
): Promise<void> {
  const { button } = registerButtons
  const any = ctx.t('register-any')
  const rows = (buttons: Button[], width: number) =>
    Array.from({ length: Math.ceil(buttons.length / width) }, (_, row) =>
      buttons.slice(row * width, (row + 1) * width),
    )
  switch (by) {
    case 'kind': {
      const kinds = documentKinds.map((kind) => button.kind(kind[ctx.language], { kind: kind.name }))
      return ctx.showInstead(
        [...rows(kinds, 2), [button.kind(any, { kind: 'any' })]],
        ctx.html('register-choose-kind'),
      )
    }
    case 'issuer': {
      const units = (await ownUnits(ctx)).map(({ id, name }) => [
        button.issuer(buttonLabel(name), { unit: id }),
      ])
      await registerDialog.moveOn(ctx, { filter, asking: 'issuer' })
      return ctx.showInstead(
        [...units, [button.issuer(any, { unit: null })]],
        ctx.html('register-choose-issuer'),
      )
    }
    case 'time': {
      const all = times(ctx).map(({ label, year, month }) => button.time(label, { year, month }))
      return ctx.showInstead(
        [...rows(all.slice(0, 3), 3), ...rows(all.slice(3), 5), [button.time(any, { year: 0, month: 0 })]],
        ctx.html('register-choose-time'),
      )
    }
    case 'state': {
      const states = outStates.map((state) => button.state(ctx.t(`register-state-${state}`), { state }))
      return ctx.showInstead(
        [...rows(states, 2), [button.state(any, { state: 'any' })]],
        ctx.html('register-choose-state'),
      )
    }
  }
}

export interface FoundPage {
  filter: RegisterFilter
  page: number
  rows: DirectiveRow[]
  more: boolean
}

/** The search in full words, so that nobody has to guess why something is missing from the list. */
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

/** The buttons of the directives, the pages and the filters. */
export function foundButtons(ctx: BotContext, found: FoundPage, mayNarrow: boolean): Button[][] {
  const { filter, page, rows, more } = found
  const { button } = registerButtons
  const listed = rows.map((row) => [
    button.open(buttonLabel(`${row.numberText} (${row.issuedOn.slice(0, 4)}) ${row.subject}`), {
      directive: row.id,
    }),
  ])
  if (!mayNarrow) return listed
  const turn = [
    ...(page > 0 ? [button.list(ctx.t('status-button-previous'), { page: page - 1 })] : []),
    ...(more ? [button.list(ctx.t('status-button-next'), { page: page + 1 })] : []),
  ]
  const { kind, issuer, since, until, state, text } = filter
  const isNarrowed = [kind, issuer, since, until, state].some(Boolean) || text !== ''
  const narrow = (by: (typeof registerFilters)[number]) =>
    button.narrow(ctx.t(`register-button-${by}`), { by })
  const ways = [
    [narrow('kind'), narrow('issuer')],
    [narrow('time'), narrow('state')],
    ...(isNarrowed ? [[button.clear(ctx.t('register-button-clear'))]] : []),
  ]
  return [...listed, ...(turn.length > 0 ? [turn] : []), ...ways]
}
