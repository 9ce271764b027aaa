// /vanban: finds directives by number, words, kind, issuer, time and state, and shows one with its files, links and standing. Only what went to or
// came from the person's own subtree is ever found.

import { Composer } from 'grammy'
import { sendFiles } from '../../../circulation/send-files.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { listFiles } from '../../../directive/files.store.ts'
import { linksOf } from '../../../directive/links.store.ts'
import { readRegisterQuery } from '../../../directive/read-register-query.ts'
import { searchRegister } from '../../../directive/search-register.ts'
import { can } from '../../../org/permissions.ts'
import { findUnit, searchUnits, unitPath } from '../../../org/unit.store.ts'
import { directiveVersions } from '../../../rollup/directive-versions.ts'
import {
  concernsAny,
  findVisibleDirective,
  outStates,
  resolveViewUnit,
  viewedPaths,
} from '../../../rollup/visible-directives.ts'
import { timeAndDayText } from '../../../texts/dates.ts'
import { encodeCallback } from '../../callback-codec.ts'
import { passOnButtons } from '../../compose/cascade-notice.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand, onTap, type TapContext } from '../../routing.ts'
import { directiveCard } from './card.ts'
import { changeButtons } from './change-buttons.ts'
import {
  foundButtons,
  foundText,
  ownUnits,
  type RegisterFilter,
  registerButton,
  registerData,
  registerDialog,
  registerViews,
  saveFilter,
  short,
  showChoices,
  withFilter,
  withIssuer,
} from './register-filters.ts'

export const registerFeature = new Composer<BotContext>()
const feature = registerFeature

const perPage = 8

onCommand(feature, 'vanban').use(async (ctx) => {
  if (!ctx.actor || viewedPaths(ctx.actor).length === 0) return await ctx.say('status-not-allowed')
  const typed = ctx.match.trim().slice(0, 200)
  // A report or a draft in the making keeps its conversation; then there are no further pages and nothing to narrow.
  const mayKeep = ctx.dialog.kind === null || ctx.dialog.kind === registerDialog
  await showFound(ctx, await findTyped(ctx, typed), mayKeep)
})

onAnswer(feature, registerDialog).use(async (ctx) => {
  const typed = ctx.message.text.trim().slice(0, 200)
  const { filter, asking } = registerData(ctx)
  if (asking === 'issuer') return await chooseIssuer(ctx, filter, typed)
  await showFound(ctx, await findTyped(ctx, typed), true)
})

onTap(feature, 'register').use(async (ctx) => {
  const [place = 0, value = 0] = ctx.tap.extra
  const view = registerViews[place]
  if (view === 'open' || view === 'file') {
    const row = await visibleDirective(ctx, ctx.tap.id)
    if (!row) return ctx.answerTap('status-not-allowed', {}, { alert: true })
    return view === 'file' ? await sendFile(ctx, row) : await showDirective(ctx, row)
  }
  if (!ctx.actor || ctx.dialog.kind !== registerDialog) return ctx.answerTap('register-search-over')
  const { filter } = registerData(ctx)
  switch (view) {
    case 'list':
      return await show(ctx, await findBy(ctx, filter, value))
    case 'narrow':
      return await showChoices(ctx, filter, value)
    case 'clear':
      return await show(ctx, await findBy(ctx, { text: '' }, 0))
    case 'issuer': {
      const unit = await findUnit(ctx.tx, ctx.tap.id)
      const { issuer: _issuer, ...rest } = filter
      const widened = unit ? { ...rest, issuer: { id: unit.id, name: unit.name } } : rest
      return await show(ctx, await findBy(ctx, widened, 0))
    }
    default:
      return await show(ctx, await findBy(ctx, withFilter(ctx, filter, view, value), 0))
  }
})

/** What was found, as an answer; `mayKeep`: pages and buttons that narrow need the conversation. */
async function showFound(ctx: BotContext, found: Found, mayKeep: boolean): Promise<void> {
  if (mayKeep) await saveFilter(ctx, found.filter)
  await ctx.sayHtml(foundText(ctx, found), { buttons: foundButtons(ctx, found, mayKeep) })
}

/** The same in place of the message whose button was tapped. */
async function show(ctx: BotContext, found: Found): Promise<void> {
  await saveFilter(ctx, found.filter)
  ctx.showInstead(foundButtons(ctx, found, true), foundText(ctx, found))
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

/** What is typed narrows where it can; when that finds nothing, every word of it is looked for. */
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
  await saveFilter(ctx, filter)
  const buttons = units.map((unit) => [registerButton(short(unit.name), 'issuer', unit.id)])
  await ctx.say('change-choose-unit', {}, { buttons })
}

async function showDirective(ctx: BotContext, row: DirectiveRow): Promise<void> {
  const lines = [...(await directiveCard(ctx, row)), ...(await versionLines(ctx, row))]
  const files = await listFiles(ctx.tx, row.id)
  const links = await linksOf(ctx.tx, row.id)
  const path = await unitPath(ctx.tx, row.issuerUnitId)
  const isOwn = ctx.actor !== null && can(ctx.actor, 'directive.issue', { pathIds: path.ids })
  const standing = encodeCallback({ action: 'standing', id: row.id })
  const buttons = [
    [{ text: ctx.t('circulation-button-standing'), data: standing }],
    ...(files.length > 0 ? [[registerButton(ctx.t('register-button-file'), 'file', row.id)]] : []),
    ...links
      .filter((link) => link.directiveId !== null)
      .slice(0, 6)
      .map((link) => [registerButton(`🔗 ${link.numberText}`, 'open', link.directiveId!)]),
    ...(isOwn ? changeButtons(ctx, row) : []),
    ...(await passOnButtons(ctx, row)),
  ]
  await ctx.sayHtml(lines.join('\n'), { buttons })
}

/** What it said before, and how many acknowledged which version, in the part of the tree that the person may view. */
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
      const subject = short(each.subject)
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

/** Sends all its files into this chat. */
async function sendFile(ctx: TapContext, row: DirectiveRow): Promise<void> {
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
  if (!outcome.ok) return ctx.answerTap(`annex-${outcome.reason.replaceAll('_', '-')}`, {}, { alert: true })
  ctx.effects.said = true
}

/** The directive, when the person may look at it. */
async function visibleDirective(ctx: BotContext, id: number): Promise<DirectiveRow | null> {
  return ctx.actor ? await findVisibleDirective(ctx.tx, ctx.actor, id) : null
}
