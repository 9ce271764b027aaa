// The pages of /canxuly: what needs a person, by reason, by message, and units without a chat. Each reads only what the
// person may see; what a tap does is in features/needs-person.ts.
import type { Button } from '../../../circulation/messenger.ts'
import {
  listNeedsPerson,
  listUnreachable,
  type NeedsPerson,
  needsPersonCounts,
  type Troubled,
  troubleReasons,
} from '../../../circulation/needs-person.ts'
import { everythingPaused } from '../../../circulation/pause-everything.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { canSomewhere, subtreesFor } from '../../../org/permissions.ts'
import { recipientChats } from '../../../org/recipients.ts'
import { formatWhole } from '../../../rollup/number-format.ts'
import { everythingPausedText } from '../../../texts/everything-paused.ts'
import { encodeCallback } from '../../callback-codec.ts'
import { atRoot } from '../../commands.ts'
import type { BotContext } from '../../context.ts'
import { needsPersonButton, pauseEverythingButton } from './needs-person-buttons.ts'
import { short, turning } from './response-rates.ts'

const perPage = 8

export interface Page {
  html: string
  buttons: Button[][]
}

/** What the person may see, of one directive or (0) of all; null when nothing. */
function scopeOf(ctx: BotContext, directiveId: number): Troubled | null {
  const within = ctx.actor ? subtreesFor(ctx.actor, 'circulation.view') : []
  return within.length === 0 ? null : { within, directiveId: directiveId || undefined }
}

const maySend = (ctx: BotContext) => ctx.actor !== null && canSomewhere(ctx.actor, 'circulation.send_again')

export async function overviewPage(ctx: BotContext, directiveId: number): Promise<Page | null> {
  const scope = scopeOf(ctx, directiveId)
  if (!scope) return null
  const counts = await needsPersonCounts(ctx.tx, scope)
  const { total: unreachable } = await listUnreachable(ctx.tx, { ...scope, limit: 1 })
  const paused = await everythingPaused(ctx.tx)
  const sum = counts.reduce((total, row) => total + row.count, 0)
  const whole = (count: number) => formatWhole(ctx.language, count)
  const directive = directiveId === 0 ? null : await findDirective(ctx.tx, directiveId)
  const lines = [
    directive ? ctx.html('needs-head-directive', { number: directive.numberText }) : ctx.html('needs-head'),
    ...(paused ? [everythingPausedText(ctx.language, paused, ctx.calendar.timeZone)] : []),
    '',
    ...counts.map((row) =>
      ctx.html('needs-count', { reason: ctx.t(`needs-reason-${row.reason}`), count: whole(row.count) }),
    ),
    ...(unreachable > 0 ? [ctx.html('needs-count-unreachable', { count: whole(unreachable) })] : []),
    ...(sum + unreachable === 0 ? [ctx.html('needs-nothing')] : ['', ctx.html('needs-choose')]),
  ]
  const buttons = [
    ...counts.map((row): Button[] => {
      const text = `${ctx.t(`needs-reason-${row.reason}`)} (${whole(row.count)})`
      return [needsPersonButton(text, 'reason', directiveId, troubleReasons.indexOf(row.reason))]
    }),
    ...(unreachable > 0
      ? [
          [
            needsPersonButton(
              ctx.t('needs-button-unreachable', { count: whole(unreachable) }),
              'unreachable',
              directiveId,
            ),
          ],
        ]
      : []),
    ...(directiveId !== 0 && maySend(ctx)
      ? [[needsPersonButton(ctx.t('needs-button-everything'), 'overview', 0)]]
      : []),
    [needsPersonButton(ctx.t('status-button-refresh'), 'overview', directiveId)],
    ...(ctx.actor && atRoot(ctx.actor, 'circulation.control_all')
      ? [[pauseEverythingButton(ctx, paused !== null)]]
      : []),
  ]
  return { html: lines.join('\n'), buttons }
}

/** The messages of one reason, what the reason means and what to do. */
export async function reasonPage(
  ctx: BotContext,
  directiveId: number,
  place: number,
  number: number,
): Promise<Page | null> {
  const scope = scopeOf(ctx, directiveId)
  const reason = troubleReasons[place]
  if (!scope || !reason) return null
  const counts = await needsPersonCounts(ctx.tx, scope)
  const count = counts.find((row) => row.reason === reason)?.count ?? 0
  const rows = await listNeedsPerson(ctx.tx, {
    ...scope,
    reason,
    limit: perPage,
    offset: number * perPage,
  })
  const lines = [
    ctx.html('needs-head-reason', { reason: ctx.t(`needs-reason-${reason}`), count }),
    ctx.html(`needs-todo-${reason}`),
    '',
    ...rows.map((row) =>
      ctx.html('needs-line', {
        unit: placeName(ctx, row),
        what: whatOf(ctx, row),
      }),
    ),
    ...(rows.length === 0 ? [ctx.html('needs-nothing')] : []),
  ]
  const buttons = [
    ...rows.map((row) => [
      needsPersonButton(
        short(`▸ ${row.unitName ?? ctx.t('needs-no-unit')} · ${row.numberText ?? ''}`),
        'message',
        row.deliveryId,
        directiveId,
      ),
    ]),
    ...turning(ctx, number, count > (number + 1) * perPage, (next) =>
      needsPersonButton('', 'reason', directiveId, place, next),
    ),
    ...(count > 0 && maySend(ctx)
      ? [[needsPersonButton(ctx.t('needs-button-all', { count }), 'ask_all', directiveId, place)]]
      : []),
    [needsPersonButton(ctx.t('status-button-back'), 'overview', directiveId)],
  ]
  return { html: lines.join('\n'), buttons }
}

/** One message: which unit, what, why, whether the unit can be reached today, what to do. */
export async function messagePage(
  ctx: BotContext,
  deliveryId: number,
  directiveId: number,
): Promise<Page | null> {
  const scope = scopeOf(ctx, 0)
  if (!scope) return null
  const [row] = await listNeedsPerson(ctx.tx, { ...scope, deliveryId, limit: 1 })
  if (!row) {
    ctx.answerTap('needs-settled')
    return await overviewPage(ctx, directiveId)
  }
  const [recipient] = row.unitId === null ? [] : await recipientChats(ctx.tx, [row.unitId])
  const today = recipient
    ? recipient.telegramChatId === null
      ? ctx.html('needs-today-unreachable', {
          why: ctx.t(`unit-why-${recipient.whyNot ?? 'nobody_enrolled'}`),
        })
      : ctx.html('needs-today-reachable')
    : null
  const lines = [
    ctx.html('needs-message-unit', { unit: placeName(ctx, row) }),
    ctx.html('needs-message-what', {
      what: whatOf(ctx, row),
      reason: ctx.t(`needs-reason-${row.reason}`),
    }),
    ...(today ? [today] : []),
    '',
    ctx.html(`needs-todo-${row.reason}`),
  ]
  const place = troubleReasons.indexOf(row.reason)
  const buttons: Button[][] = [
    ...(maySend(ctx)
      ? [[needsPersonButton(ctx.t('needs-button-one'), 'again_one', deliveryId, directiveId)]]
      : []),
    ...(row.unitId === null ? [] : [[unitButton(row.unitId, ctx.t('needs-button-unit'))]]),
    [needsPersonButton(ctx.t('status-button-back'), 'reason', directiveId, place)],
  ]
  return { html: lines.join('\n'), buttons }
}

/** Units that have no chat: the way out is a new code, given on the card of the unit. */
export async function unreachablePage(
  ctx: BotContext,
  directiveId: number,
  number: number,
): Promise<Page | null> {
  const scope = scopeOf(ctx, directiveId)
  if (!scope) return null
  const { total, rows } = await listUnreachable(ctx.tx, {
    ...scope,
    limit: perPage,
    offset: number * perPage,
  })
  const lines = [
    ctx.html('needs-head-unreachable', { count: total }),
    ctx.html('needs-todo-unreachable'),
    '',
    ...rows.map((row) =>
      ctx.html('needs-line-unreachable', {
        unit: placeName(ctx, row),
        count: row.count,
        why: row.whyNot === null ? ctx.t('needs-reachable-again') : ctx.t(`unit-why-${row.whyNot}`),
      }),
    ),
    ...(rows.length === 0 ? [ctx.html('needs-nothing')] : []),
  ]
  const buttons = [
    ...rows.map((row) => [unitButton(row.unitId, short(`🏢 ${row.unitName}`))]),
    ...turning(ctx, number, total > (number + 1) * perPage, (next) =>
      needsPersonButton('', 'unreachable', directiveId, 0, next),
    ),
    [needsPersonButton(ctx.t('status-button-back'), 'overview', directiveId)],
  ]
  return { html: lines.join('\n'), buttons }
}

export async function askPage(ctx: BotContext, directiveId: number, place: number): Promise<Page | null> {
  const scope = scopeOf(ctx, directiveId)
  const reason = troubleReasons[place]
  if (!scope || !reason || !maySend(ctx)) return null
  const counts = await needsPersonCounts(ctx.tx, scope)
  const count = counts.find((row) => row.reason === reason)?.count ?? 0
  const name = ctx.t(`needs-reason-${reason}`)
  return {
    html: ctx.html(reason === 'unknown' ? 'needs-ask-unknown' : 'needs-ask-all', { count, reason: name }),
    buttons: [
      [needsPersonButton(ctx.t('needs-button-yes', { count }), 'again_all', directiveId, place)],
      [needsPersonButton(ctx.t('status-button-back'), 'reason', directiveId, place)],
    ],
  }
}

const unitButton = (unitId: number, text: string): Button => ({
  text,
  data: encodeCallback({ action: 'unit', id: unitId, extra: [0] }),
})

const whatOf = (ctx: BotContext, { purpose, numberText }: NeedsPerson) =>
  ctx.t('needs-what', { purpose, number: numberText ?? '' }).trim()

function placeName(ctx: BotContext, row: { unitName: string | null; parentName: string | null }): string {
  if (row.unitName === null) return ctx.t('needs-no-unit')
  return row.parentName ? `${row.unitName} (${row.parentName})` : row.unitName
}
