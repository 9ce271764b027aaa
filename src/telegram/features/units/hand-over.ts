// Handing over duties in chat, below the card of a unit: a code for the successor, a substitute until a day,
// or an end without a successor. Every step calls the use case again, which checks the permission within the
// change.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { tellPredecessors } from '../../../circulation/tell-predecessors.ts'
import { parseVietnameseDate } from '../../../directive/reading/document-date.ts'
import { deepLink } from '../../../org/enrolment-code.ts'
import {
  type DutyFault,
  dutiesAt,
  endDuty,
  findDuty,
  type HeldDuty,
  handOverByCode,
  nameSubstituteByCode,
} from '../../../org/hand-over.ts'
import { actionToHandOver, can } from '../../../org/permissions.ts'
import { findUnit, type UnitRow, unitPath } from '../../../org/unit.store.ts'
import { dayText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { onAnswer } from '../../routing.ts'
import { handOverButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as handOverFeature }

const { button } = handOverButtons
const substituteDialog = defineDialog<{ heldId: number }>('substitute', { holds: 'question' })
const maxShown = 15

/** The button below the card of a unit that opens the hand-over. */
export const handOverButton = (ctx: BotContext, unitId: number): Button =>
  button.which(ctx.t('unit-button-hand-over'), { unit: unitId })

const leaveButton = (ctx: BotContext) => button.leave(ctx.t('unit-button-leave'))

handOverButtons.on(feature, {
  which: (ctx, { unit }) => askWhich(ctx, unit),
  chosen: withDuty((ctx, held, unit) => askWhat(ctx, held, unit)),
  code: withDuty(async (ctx, held, unit) => {
    const made = await handOverByCode(ctx.tx, ctx.actor, { heldId: held.id }, ctx.at)
    if (!made.ok) return refuse(ctx, made.reason)
    ctx.answerTap('unit-code-made-tap')
    ctx.showInstead([])
    await sayCode(ctx, 'unit-hand-over-made', made, { ...aboutDuty(ctx, held), unit: unit.name })
  }),
  substitute: withDuty(async (ctx, held, unit) => {
    if (held.substituteFor !== null) return refuse(ctx, 'is_substitute')
    if (!(await substituteDialog.open(ctx, { heldId: held.id }))) return
    ctx.showInstead([])
    const about = { ...aboutDuty(ctx, held), unit: unit.name }
    await ctx.say('unit-substitute-ask', about, { buttons: [[leaveButton(ctx)]] })
  }),
  end: withDuty(async (ctx, held, unit) => {
    ctx.showInstead([])
    const about = { ...aboutDuty(ctx, held), unit: unit.name }
    await ctx.say(`unit-end-ask${held.substituteFor === null ? '' : '-substitute'}`, about, {
      buttons: [[button.end_surely(ctx.t('unit-button-end-surely'), { duty: held.id })], [leaveButton(ctx)]],
    })
  }),
  end_surely: withDuty(endSurely),
  leave: async (ctx) => {
    await substituteDialog.close(ctx)
    ctx.showInstead([])
  },
})

type Handler = (ctx: TapContext, held: HeldDuty, unit: UnitRow) => Promise<void>

/** Wraps a handler with the duty that the button names and its unit. */
function withDuty(handle: Handler) {
  return async (ctx: TapContext, values: { duty: number }): Promise<void> => {
    const held = await findDuty(ctx.tx, values.duty)
    const unit = held && (await findUnit(ctx.tx, held.unitId))
    if (held && unit) await handle(ctx, held, unit)
    else refuse(ctx, 'gone')
  }
}

async function endSurely(ctx: TapContext, held: HeldDuty, unit: UnitRow): Promise<void> {
  const ended = await endDuty(ctx.tx, ctx.actor, { heldId: held.id }, ctx.at)
  if (!ended.ok) return refuse(ctx, ended.reason)
  const { missed } = await tellPredecessors(ctx.tx, ended.handedOver, ctx.now)
  ctx.showInstead([])
  const told =
    held.officerId === ctx.actor.officerId ? 'self' : missed.includes(held.officerId) ? 'no' : 'yes'
  const about = { ...aboutDuty(ctx, held), unit: unit.name, told }
  if (held.substituteFor !== null) return await ctx.say('unit-ended-substitute', about)
  const misses = missed.some((id) => id !== held.officerId) ? 'yes' : 'no'
  await ctx.say('unit-ended', { ...about, misses })
}

onAnswer(feature, substituteDialog).use(async (ctx) => {
  const { actor } = ctx
  const { heldId } = ctx.dialog.data
  const read = parseVietnameseDate(ctx.message.text)
  if (!actor) return await substituteDialog.close(ctx)
  const leave = { buttons: [[leaveButton(ctx)]] }
  if (!read.ok) return await ctx.say('unit-substitute-how', {}, leave)
  const held = await findDuty(ctx.tx, heldId)
  const unit = held && (await findUnit(ctx.tx, held.unitId))
  const endsAt = ctx.calendar.endOfDay(read.date)
  const made = await nameSubstituteByCode(ctx.tx, actor, { heldId, endsAt }, ctx.at)
  if (!made.ok && made.reason === 'bad_end') return await ctx.say('unit-substitute-how', {}, leave)
  await substituteDialog.close(ctx)
  if (!made.ok || !held || !unit) return await ctx.say(refusal(made.ok ? 'gone' : made.reason))
  await sayCode(ctx, 'unit-substitute-made', made, {
    ...aboutDuty(ctx, held),
    unit: unit.name,
    until: dayText(read.date, ctx.language),
  })
})

const aboutDuty = (ctx: BotContext, held: HeldDuty) => ({
  duty: ctx.t(`unit-duty-${held.duty}`),
  name: held.officerName,
})

const refusal = (reason: DutyFault) =>
  reason === 'gone' || reason === 'is_substitute' ? 'unit-duty-gone' : 'unit-not-allowed'

const refuse = (ctx: BotContext, reason: DutyFault): void =>
  ctx.answerTap(refusal(reason), {}, { alert: true })

async function askWhich(ctx: TapContext, unitId: number): Promise<void> {
  const unit = await findUnit(ctx.tx, unitId)
  const { ids } = await unitPath(ctx.tx, unitId)
  if (!unit) return refuse(ctx, 'gone')
  const held = (await dutiesAt(ctx.tx, unitId)).filter(({ duty }) =>
    can(ctx.actor, actionToHandOver(duty), { pathIds: ids }),
  )
  const buttons = held.slice(0, maxShown).map((one): Button[] => {
    const stands = one.substituteFor === null ? '' : ` ${ctx.t('unit-duty-substitute')}`
    const text = `${ctx.t(`unit-duty-${one.duty}`)}${stands}: ${one.officerName}`.slice(0, 60)
    return [button.chosen(text, { duty: one.id })]
  })
  if (buttons.length === 0) return ctx.say('unit-hand-over-none', { unit: unit.name })
  await ctx.say('unit-hand-over-which', { unit: unit.name }, { buttons })
}

async function askWhat(ctx: BotContext, held: HeldDuty, unit: UnitRow): Promise<void> {
  const forHolder = [
    [button.code(ctx.t('unit-button-successor'), { duty: held.id })],
    [button.substitute(ctx.t('unit-button-substitute'), { duty: held.id })],
  ]
  const buttons = [
    ...(held.substituteFor === null ? forHolder : []),
    [button.end(ctx.t('unit-button-end'), { duty: held.id })],
    [leaveButton(ctx)],
  ]
  ctx.showInstead([])
  await ctx.say('unit-duty-what', { ...aboutDuty(ctx, held), unit: unit.name }, { buttons })
}

/** Sends a code with its link and last day, and a button that copies the link. */
export async function sayCode(
  ctx: BotContext,
  key: TextKey,
  made: { code: string; expiresAt: Date },
  about: Record<string, string>,
): Promise<void> {
  const link = deepLink(ctx.me.username, made.code)
  const day = dayText(ctx.calendar.dayOf(made.expiresAt), ctx.language)
  const buttons: Button[][] = [[{ text: ctx.t('unit-code-copy'), copy: link }]]
  await ctx.say(key, { ...about, code: made.code, link, day }, { buttons })
}
