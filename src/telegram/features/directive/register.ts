// /vanban: finds directives by number, words, kind, issuer, time and state, and shows one with its files,
// links and response. A search finds only what went to or came from the person's own subtree.
import { Composer } from 'grammy'
import { sendFiles } from '../../../circulation/send-files.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { listFiles } from '../../../directive/files.store.ts'
import { linksOf } from '../../../directive/links.store.ts'
import { readRegisterQuery } from '../../../directive/read-register-query.ts'
import { searchRegister } from '../../../directive/search-register.ts'
import { can } from '../../../org/permissions.ts'
import { findUnit, searchUnits, unitPath } from '../../../org/unit.store.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { directiveVersions } from '../../../rollup/directive-versions.ts'
import {
  concernsAny,
  findVisibleDirective,
  outStates,
  resolveViewUnit,
  viewedPaths,
} from '../../../rollup/visible-directives.ts'
import { timeAndDayText } from '../../../texts/dates.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { buttonLabel } from '../../layout.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { statusButton } from '../progress/buttons.ts'
import { registerButtons } from './buttons.ts'
import { directiveCard } from './card.ts'
import { passOnButtons } from './cascade-buttons.ts'
import { changeRows } from './change-buttons.ts'
import {
  daysOf,
  foundButtons,
  foundText,
  ownUnits,
  type RegisterFilter,
  registerDialog,
  showChoices,
  withIssuer,
} from './register-filters.ts'

const feature = new Composer<BotContext>()

export { feature as registerFeature }

const perPage = 8

onCommand(feature, 'vanban').use(async (ctx) => {
  if (!ctx.actor || viewedPaths(ctx.actor).length === 0) return await ctx.say('status-not-allowed')
  const typed = ctx.match.trim().slice(0, 200)
  await showFound(ctx, await findTyped(ctx, typed))
})

onAnswer(feature, registerDialog).use(async (ctx) => {
  const typed = ctx.message.text.trim().slice(0, 200)
  const { filter, asking } = ctx.dialog.data
  if (asking === 'issuer') return await chooseIssuer(ctx, filter, typed)
  await showFound(ctx, await findTyped(ctx, typed))
})

registerButtons.on(feature, {
  open: async (ctx, { directive }) => {
    const row = await findVisibleDirective(ctx.tx, ctx.actor, directive)
    if (row) await showDirective(ctx, row)
  },
  file: async (ctx, { directive }) => {
    const row = await findVisibleDirective(ctx.tx, ctx.actor, directive)
    if (row) await sendFile(ctx, row)
  },
  list: (ctx, { page }) => showFiltered(ctx, (filter) => filter, page),
  clear: (ctx) => showFiltered(ctx, () => ({ text: '' })),
  kind: (ctx, { kind }) =>
    showFiltered(ctx, ({ kind: _kind, ...rest }) => (kind === 'any' ? rest : { ...rest, kind })),
  state: (ctx, { state }) =>
    showFiltered(ctx, ({ state: _state, ...rest }) => (state === 'any' ? rest : { ...rest, state })),
  time: (ctx, { year, month }) =>
    showFiltered(ctx, ({ since: _since, until: _until, ...rest }) => ({ ...rest, ...daysOf(year, month) })),
  issuer: async (ctx, { unit: unitId }) => {
    const unit = unitId === null ? null : await findUnit(ctx.tx, unitId)
    await showFiltered(ctx, ({ issuer: _issuer, ...rest }) =>
      unit ? { ...rest, issuer: { id: unit.id, name: unit.name } } : rest,
    )
  },
  narrow: async (ctx, { by }) => {
    const open = registerDialog.data(ctx)
    if (open) await showChoices(ctx, open.filter, by)
    else ctx.answerTap('register-search-over')
  },
})

/**
 * Searches again with the changed filter, in place of the tapped message; does nothing once the search is
 * closed.
 */
async function showFiltered(
  ctx: TapContext,
  change: (filter: RegisterFilter) => RegisterFilter,
  page = 0,
): Promise<void> {
  const open = registerDialog.data(ctx)
  if (!open) return ctx.answerTap('register-search-over')
  const found = await findBy(ctx, change(open.filter), page)
  await registerDialog.moveOn(ctx, { filter: found.filter })
  ctx.showInstead(foundButtons(ctx, found, true), foundText(ctx, found))
}

/** Shows the result. While another conversation waits for text there are no further pages and no filters. */
async function showFound(ctx: BotContext, found: Found): Promise<void> {
  const isOpen = await registerDialog.openIfFree(ctx, { filter: found.filter })
  await ctx.sayHtml(foundText(ctx, found), { buttons: foundButtons(ctx, found, isOpen) })
}

interface Found {
  filter: RegisterFilter
  page: number
  rows: DirectiveRow[]
  more: boolean
}

async function findBy(ctx: BotContext, filter: RegisterFilter, page: number): Promise<Found> {
  const { text, kind, issuer, since, until, state } = filter
  const found = await searchRegister(ctx.tx, {
    text,
    limit: perPage,
    offset: page * perPage,
    ...(kind ? { kind } : {}),
    ...(issuer ? { issuerUnitId: issuer.id } : {}),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    states: state ? [state] : outStates,
    visible: concernsAny(viewedPaths(ctx.actor!)),
  })
  return { filter, page, rows: found.slice(0, perPage), more: found.length > perPage }
}

/**
 * Typed text narrows the search where it can. When that finds nothing, the bot searches for every word of it.
 */
async function findTyped(ctx: BotContext, typed: string): Promise<Found> {
  const { issuer, ...read } = withIssuer(await ownUnits(ctx), readRegisterQuery(typed))
  const found = await findBy(ctx, { ...read, ...(issuer ? { issuer } : {}) }, 0)
  if (found.rows.length > 0 || (read.text === typed && !issuer)) return found
  const plain = await findBy(ctx, { text: typed }, 0)
  return plain.rows.length > 0 ? plain : found
}

async function chooseIssuer(ctx: BotContext, filter: RegisterFilter, typed: string): Promise<void> {
  const roots = viewedPaths(ctx.actor!).map((path) => path.at(-1)!)
  const units = await searchUnits(ctx.tx, [...new Set(roots)], typed, 8)
  if (units.length === 0) return await ctx.say('change-no-unit')
  await registerDialog.moveOn(ctx, { filter })
  const buttons = units.map(({ id, name }) => [
    registerButtons.button.issuer(buttonLabel(name), { unit: id }),
  ])
  await ctx.say('change-choose-unit', {}, { buttons })
}

async function showDirective(ctx: BotContext, row: DirectiveRow): Promise<void> {
  const lines = [...(await directiveCard(ctx, row)), ...(await versionLines(ctx, row))]
  const files = await listFiles(ctx.tx, row.id)
  const links = await linksOf(ctx.tx, row.id)
  const path = await unitPath(ctx.tx, row.issuerUnitId)
  const isOwn = ctx.actor !== null && can(ctx.actor, 'directive.issue', { pathIds: path.ids })
  const { button } = registerButtons
  const buttons = [
    [statusButton(ctx.t('circulation-button-standing'), row.id)],
    ...(files.length > 0 ? [[button.file(ctx.t('register-button-file'), { directive: row.id })]] : []),
    ...links
      .filter((link) => link.directiveId !== null)
      .slice(0, 6)
      .map((link) => [button.open(`🔗 ${link.numberText}`, { directive: link.directiveId! })]),
    ...(isOwn ? changeRows(ctx, row) : []),
    ...(await passOnButtons(ctx, row)),
  ]
  await ctx.sayHtml(lines.join('\n'), { buttons })
}

/**
 * The earlier versions, and how many units acknowledged which version, in the part of the tree that the
 * person may view.
 */
async function versionLines(ctx: BotContext, row: DirectiveRow): Promise<string[]> {
  if (row.version === 1 || !ctx.actor) return []
  const at = await resolveViewUnit(ctx.tx, ctx.actor, 0, row.id)
  if (!at) return []
  const versions = await directiveVersions(ctx.tx, row.id, { unitId: at.unitId })
  if (versions.length < 2) return []
  return [
    '',
    ctx.html('register-versions'),
    ...versions.slice(-6).flatMap((each) => {
      const { version, acknowledged, endedAt, endedBy, reason } = each
      const subject = shorten(each.subject, 56)
      if (!endedAt) return [ctx.html('register-version-now', { version, acknowledged })]
      const when = timeAndDayText(endedAt, ctx.language, ctx.calendar.timeZone)
      const what = ctx.t(`register-version-${endedBy ?? 'corrected'}`)
      return [
        ctx.html('register-version-before', { version, when, what, subject, acknowledged }),
        ...(reason ? [ctx.html('register-version-reason', { reason })] : []),
      ]
    }),
  ]
}

/** Sends all files of the directive into this chat. */
async function sendFile(ctx: BotContext, row: DirectiveRow): Promise<void> {
  const outcome = await sendFiles(ctx.tx, {
    directiveId: row.id,
    which: 'all',
    now: ctx.now,
    to: {
      telegramChatId: ctx.chat!.id,
      threadId: ctx.topicId,
      language: ctx.language,
    },
    caption: () => ctx.html('register-file-caption', { number: row.numberText }),
  })
  if (!outcome.ok) return ctx.answerTap(`annex-${outcome.reason}`, {}, { alert: true })
}
