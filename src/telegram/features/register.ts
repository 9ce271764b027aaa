// /vanban: finds directives by number or words, and shows one with its files, links and standing. Only what went to or
// came from the person's own subtree is ever found.

import { Composer } from 'grammy'
import { sql } from 'kysely'
import type { Button } from '../../circulation/messenger.ts'
import { sendFiles } from '../../circulation/send-files.ts'
import { type DirectiveRow, readDirectives } from '../../directive/directive.store.ts'
import { listFiles } from '../../directive/files.store.ts'
import { searchRegister } from '../../directive/search-register.ts'
import { can } from '../../org/permissions.ts'
import { unitPath } from '../../org/unit.store.ts'
import { directiveVersions } from '../../rollup/directive-versions.ts'
import { standpoint, touches, viewedPaths } from '../../rollup/visible-directives.ts'
import { timeAndDayText } from '../../texts/dates.ts'
import { encodeCallback } from '../callback-codec.ts'
import { passOnButtons } from '../cascade-notice.ts'
import { changeButtons } from '../change-buttons.ts'
import type { BotContext } from '../context.ts'
import { directiveCard } from '../directive-card.ts'
import { onAnswer, onCommand, onTap, type TapContext } from '../routing.ts'

export const registerFeature = new Composer<BotContext>()
const feature = registerFeature

const dialogKind = 'register'
const views = ['list', 'open', 'file'] as const
const perPage = 8
const states = ['issued', 'closed', 'recalled', 'superseded'] as const

onCommand(feature, 'vanban').use(async (ctx) => {
  if (!ctx.actor || viewedPaths(ctx.actor).length === 0) return await ctx.say('status-not-allowed')
  const query = ctx.match.trim()
  // A report or a draft in the making keeps its conversation; then there are no further pages.
  if (ctx.dialog.kind === null || ctx.dialog.kind === dialogKind) await ctx.dialog.set(dialogKind, { query })
  await showResults(ctx, query, 0)
})

onAnswer(feature, dialogKind).use(async (ctx) => {
  const query = ctx.message.text.trim().slice(0, 200)
  await ctx.dialog.set(dialogKind, { query })
  await showResults(ctx, query, 0)
})

onTap(feature, 'register').use(async (ctx) => {
  const [view = 0, page = 0] = ctx.tap.extra
  if (views[view] === 'list') {
    const query = ctx.dialog.kind === dialogKind ? String(ctx.dialog.data.query ?? '') : ''
    return await showResults(ctx, query, page)
  }
  const row = await visibleDirective(ctx, ctx.tap.id)
  if (!row) return ctx.answerTap('status-not-allowed', {}, { alert: true })
  return views[view] === 'file' ? await sendFile(ctx, row) : await showDirective(ctx, row)
})

function button(text: string, view: (typeof views)[number], id = 0, page = 0): Button {
  return { text, data: encodeCallback({ action: 'register', id, extra: [views.indexOf(view), page] }) }
}

async function showResults(ctx: BotContext, query: string, page: number): Promise<void> {
  if (!ctx.actor) return await ctx.say('status-not-allowed')
  const found = await searchRegister(ctx.tx, {
    ...{ text: query, limit: perPage, offset: page * perPage, states },
    visible: touches(viewedPaths(ctx.actor)),
  })
  if (found.length === 0)
    return await ctx.say(query === '' ? 'register-empty' : 'register-nothing', { query })
  const rows = found
    .slice(0, perPage)
    .map((row) => [
      button(short(`${row.numberText} (${row.issuedOn.slice(0, 4)}) ${row.subject}`), 'open', row.id),
    ])
  const canTurn = ctx.dialog.kind === dialogKind
  const turn = [
    ...(page > 0 && canTurn ? [button(ctx.t('status-button-previous'), 'list', 0, page - 1)] : []),
    ...(found.length > perPage && canTurn ? [button(ctx.t('status-button-next'), 'list', 0, page + 1)] : []),
  ]
  const buttons = turn.length > 0 ? [...rows, turn] : rows
  await ctx.say(query === '' ? 'register-newest' : 'register-found', { query }, { buttons })
}

async function showDirective(ctx: BotContext, row: DirectiveRow): Promise<void> {
  const lines = [...(await directiveCard(ctx, row)), ...(await versionLines(ctx, row))]
  const files = await listFiles(ctx.tx, row.id)
  const path = await unitPath(ctx.tx, row.issuerUnitId)
  const isOwn = ctx.actor !== null && can(ctx.actor, 'directive.issue', { pathIds: path.ids })
  const standing = encodeCallback({ action: 'standing', id: row.id })
  const buttons = [
    [{ text: ctx.t('circulation-button-standing'), data: standing }],
    ...(files.length > 0 ? [[button(ctx.t('register-button-file'), 'file', row.id)]] : []),
    ...(isOwn ? changeButtons(ctx, row) : []),
    ...(await passOnButtons(ctx, row)),
  ]
  await ctx.sayHtml(lines.join('\n'), { buttons })
}

/** What it said before, and how many acknowledged which version, in the part of the tree that the person may view. */
async function versionLines(ctx: BotContext, row: DirectiveRow): Promise<string[]> {
  if (row.version === 1 || !ctx.actor) return []
  const at = await standpoint(ctx.tx, ctx.actor, 0, row.id)
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
    ...{ directiveId: row.id, which: 'all', now: ctx.now },
    to: { telegramChatId: ctx.chat!.id, threadId: ctx.topicId, language: ctx.language },
    caption: () => ctx.html('register-file-caption', { number: row.numberText }),
  })
  if (!outcome.ok) return ctx.answerTap(`annex-${outcome.reason.replaceAll('_', '-')}`, {}, { alert: true })
  ctx.effects.said = true
}

/** The directive, when the person may look at it. */
async function visibleDirective(ctx: BotContext, id: number): Promise<DirectiveRow | null> {
  const paths = ctx.actor ? viewedPaths(ctx.actor) : []
  if (paths.length === 0) return null
  const rows = await readDirectives(
    ctx.tx,
    sql`d.id = ${id} and d.state = any(${[...states]}::directive_state[]) and ${touches(paths)}`,
  )
  return rows[0] ?? null
}

const short = (text: string) => (text.length > 56 ? `${text.slice(0, 55)}…` : text)
