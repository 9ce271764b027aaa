// The pages of /canxuly: what needs a person, by reason, by message, and units without a chat. Each reads
// only what the person may see; features/needs-person.ts handles the taps.
import { waitingEscalations } from '../../../chase/waiting-escalations.store.ts'
import type { Button } from '../../../circulation/messenger.ts'
import {
  listNeedsPerson,
  listUnreachable,
  type NeedsPerson,
  type NeedsPersonScope,
  needsPersonCounts,
  type TroubleReason,
} from '../../../circulation/needs-person.ts'
import { everythingPaused } from '../../../circulation/pause-everything.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { canSomewhere, subtreesFor } from '../../../org/permissions.ts'
import { recipientChats } from '../../../org/recipients.ts'
import { formatWhole } from '../../../rollup/number-format.ts'
import { everythingPausedText } from '../../../texts/everything-paused.ts'
import { atRoot } from '../../commands.ts'
import type { BotContext } from '../../context.ts'
import { buttonLabel } from '../../layout.ts'
import { unitButtons } from '../units/buttons.ts'
import { needsPersonButtons, pauseEverythingButton } from './buttons.ts'
import { turning } from './response-rates.ts'

const perPage = 8

export interface Page {
  html: string
  buttons: Button[][]
}

const { button } = needsPersonButtons

/** What the person may see, of one directive or of all; null when nothing. */
function scopeOf(ctx: BotContext, directiveId: number | null): NeedsPersonScope | null {
  const within = ctx.actor ? subtreesFor(ctx.actor, 'circulation.view') : []
  return within.length === 0 ? null : { within, directiveId: directiveId ?? undefined }
}

const maySend = (ctx: BotContext) => ctx.actor !== null && canSomewhere(ctx.actor, 'circulation.send_again')

export async function overviewPage(ctx: BotContext, directiveId: number | null): Promise<Page | null> {
  const scope = scopeOf(ctx, directiveId)
  if (!scope) return null
  const counts = await needsPersonCounts(ctx.tx, scope)
  const { total: unreachable } = await listUnreachable(ctx.tx, { ...scope, limit: 1 })
  const waiting = await waitingEscalations(ctx.tx, scope)
  const paused = await everythingPaused(ctx.tx)
  const sum = counts.reduce((total, row) => total + row.count, 0)
  const whole = (count: number) => formatWhole(ctx.language, count)
  const directive = directiveId === null ? null : await findDirective(ctx.tx, directiveId)
  const lines = [
    directive ? ctx.html('needs-head-directive', { number: directive.numberText }) : ctx.html('needs-head'),
    ...(paused ? [everythingPausedText(ctx.language, paused, ctx.calendar.timeZone)] : []),
    '',
    ...counts.map((row) =>
      ctx.html('needs-count', { reason: ctx.t(`needs-reason-${row.reason}`), count: whole(row.count) }),
    ),
    ...(unreachable > 0 ? [ctx.html('needs-count-unreachable', { count: whole(unreachable) })] : []),
    ...(waiting.count > 0
      ? [
          ctx.html('needs-count-superiors', {
            count: whole(waiting.count),
            units: waiting.committees.join(', '),
          }),
        ]
      : []),
    ...(sum + unreachable > 0 ? ['', ctx.html('needs-choose')] : []),
    ...(sum + unreachable + waiting.count === 0 ? [ctx.html('needs-nothing')] : []),
  ]
  const buttons = [
    ...counts.map((row): Button[] => {
      const text = `${ctx.t(`needs-reason-${row.reason}`)} (${whole(row.count)})`
      return [button.reason(text, { directive: directiveId, reason: row.reason, page: 0 })]
    }),
    ...(unreachable > 0
      ? [
          [
            button.unreachable(ctx.t('needs-button-unreachable', { count: whole(unreachable) }), {
              directive: directiveId,
              page: 0,
            }),
          ],
        ]
      : []),
    ...(directiveId !== null && maySend(ctx)
      ? [[button.overview(ctx.t('needs-button-everything'), { directive: null })]]
      : []),
    [button.overview(ctx.t('status-button-refresh'), { directive: directiveId })],
    ...(ctx.actor && atRoot(ctx.actor, 'circulation.control_all')
      ? [[pauseEverythingButton(ctx, paused !== null)]]
      : []),
  ]
  return { html: lines.join('\n'), buttons }
}

/** The messages of one reason, the meaning of the reason and what to do. */
export async function reasonPage(
  ctx: BotContext,
  directiveId: number | null,
  reason: TroubleReason,
  page: number,
): Promise<Page | null> {
  const scope = scopeOf(ctx, directiveId)
  if (!scope) return null
  const counts = await needsPersonCounts(ctx.tx, scope)
  const count = counts.find((row) => row.reason === reason)?.count ?? 0
  const rows = await listNeedsPerson(ctx.tx, {
    ...scope,
    reason,
    limit: perPage,
    offset: page * perPage,
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
      button.message(buttonLabel(`▸ ${row.unitName ?? ctx.t('needs-no-unit')} · ${row.numberText ?? ''}`), {
        delivery: row.deliveryId,
        directive: directiveId,
      }),
    ]),
    ...turning(ctx, page, count > (page + 1) * perPage, (next) =>
      button.reason('', { directive: directiveId, reason, page: next }),
    ),
    ...(count > 0 && maySend(ctx)
      ? [[button.ask_all(ctx.t('needs-button-all', { count }), { directive: directiveId, reason })]]
      : []),
    [button.overview(ctx.t('status-button-back'), { directive: directiveId })],
  ]
  return { html: lines.join('\n'), buttons }
}

/**
 * One message: its unit and content, why it was not sent, whether the unit can be reached today, what to do.
 */
export async function messagePage(
  ctx: BotContext,
  deliveryId: number,
  directiveId: number | null,
): Promise<Page | null> {
  const scope = scopeOf(ctx, null)
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
  const buttons: Button[][] = [
    ...(maySend(ctx)
      ? [[button.again_one(ctx.t('needs-button-one'), { delivery: deliveryId, directive: directiveId })]]
      : []),
    ...(row.unitId === null ? [] : [[unitButton(row.unitId, ctx.t('needs-button-unit'))]]),
    [button.reason(ctx.t('status-button-back'), { directive: directiveId, reason: row.reason, page: 0 })],
  ]
  return { html: lines.join('\n'), buttons }
}

/** Units without a chat. The remedy is a new code from the card of the unit. */
export async function unreachablePage(
  ctx: BotContext,
  directiveId: number | null,
  page: number,
): Promise<Page | null> {
  const scope = scopeOf(ctx, directiveId)
  if (!scope) return null
  const { total, rows } = await listUnreachable(ctx.tx, {
    ...scope,
    limit: perPage,
    offset: page * perPage,
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
    ...rows.map((row) => [unitButton(row.unitId, buttonLabel(`🏢 ${row.unitName}`))]),
    ...turning(ctx, page, total > (page + 1) * perPage, (next) =>
      button.unreachable('', { directive: directiveId, page: next }),
    ),
    [button.overview(ctx.t('status-button-back'), { directive: directiveId })],
  ]
  return { html: lines.join('\n'), buttons }
}

/** Asks whether to send all messages of one reason again. */
export async function askPage(
  ctx: BotContext,
  directiveId: number | null,
  reason: TroubleReason,
): Promise<Page | null> {
  const scope = scopeOf(ctx, directiveId)
  if (!scope || !maySend(ctx)) return null
  const counts = await needsPersonCounts(ctx.tx, scope)
  const count = counts.find((row) => row.reason === reason)?.count ?? 0
  const name = ctx.t(`needs-reason-${reason}`)
  return {
    html: ctx.html(reason === 'unknown' ? 'needs-ask-unknown' : 'needs-ask-all', { count, reason: name }),
    buttons: [
      [button.again_all(ctx.t('needs-button-yes', { count }), { directive: directiveId, reason })],
      [button.reason(ctx.t('status-button-back'), { directive: directiveId, reason, page: 0 })],
    ],
  }
}

const unitButton = (unitId: number, text: string) => unitButtons.button.show(text, { unit: unitId, page: 0 })

const whatOf = (ctx: BotContext, { purpose, numberText }: NeedsPerson) =>
  ctx.t('needs-what', { purpose, number: numberText ?? '' }).trim()

function placeName(ctx: BotContext, row: { unitName: string | null; parentName: string | null }): string {
  if (row.unitName === null) return ctx.t('needs-no-unit')
  return row.parentName ? `${row.unitName} (${row.parentName})` : row.unitName
}
