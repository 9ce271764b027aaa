// Duties change hands in chat, below the card of a unit: a code for the successor, a substitute until a day, or an end
// without a successor. Every step asks the use case again, which checks the permission within the change.

import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { tellPredecessors } from '../../../circulation/tell-predecessors.ts'
import { parseVietnameseDate } from '../../../directive/reading/document-date.ts'
import type { Actor } from '../../../org/actor.ts'
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
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onTap } from '../../routing.ts'
import { hasDraftInHand } from '../new-directive/draft-in-hand.ts'

export const handOverFeature = new Composer<BotContext>()

/** What a button means; its place travels in the button: add at the end. The id of `which` is a unit's, of others a duty's. */
const steps = ['which', 'code', 'chosen', 'substitute', 'end', 'end_surely', 'leave'] as const
const leaveDialog = 'substitute'
const maxShown = 15

/** The button below the card of a unit that opens this. */
export const handOverButton = (ctx: BotContext, unitId: number): Button =>
  button(ctx, 'unit-button-hand-over', 'which', unitId)

function button(ctx: BotContext, key: TextKey, step: (typeof steps)[number], id: number): Button {
  return { text: ctx.t(key), data: encodeCallback({ action: 'hand_over', id, extra: [steps.indexOf(step)] }) }
}

onTap(handOverFeature, 'hand_over').use(async (ctx) => {
  const { actor, tap } = ctx
  const step = steps[tap.extra[0] ?? 0]
  if (!actor || !ctx.isPrivate) return ctx.answerTap('unit-not-allowed', {}, { alert: true })
  if (step === 'which') return askWhich(ctx, actor, tap.id)
  if (step === 'leave') {
    if (ctx.dialog.kind === leaveDialog) await ctx.dialog.clear()
    return ctx.showInstead([])
  }
  const found = await mine(ctx, actor, tap.id)
  if (!found) return
  const { held, unit } = found
  const about = { ...aboutDuty(ctx, held), unit: unit.name }
  const act = { by: { kind: 'officer', id: actor.officerId } as const, now: ctx.now }
  switch (step) {
    case 'chosen':
      return await askWhat(ctx, held, unit)
    case 'code': {
      const made = await handOverByCode(ctx.tx, held.id, act)
      if (!made.ok) return refuse(ctx, made.reason)
      ctx.answerTap('unit-code-made-tap')
      ctx.showInstead([])
      return await sayCode(ctx, 'unit-hand-over-made', made, about)
    }
    case 'substitute':
      if (held.substituteFor !== null) return refuse(ctx, 'is_substitute')
      if (await hasDraftInHand(ctx)) return
      await ctx.dialog.set(leaveDialog, { heldId: held.id })
      ctx.showInstead([])
      return await ctx.say('unit-substitute-ask', about, {
        buttons: [[button(ctx, 'unit-button-leave', 'leave', 0)]],
      })
    case 'end':
      ctx.showInstead([])
      return await ctx.say(`unit-end-ask${held.substituteFor === null ? '' : '-substitute'}`, about, {
        buttons: [
          [button(ctx, 'unit-button-end-surely', 'end_surely', held.id)],
          [button(ctx, 'unit-button-leave', 'leave', 0)],
        ],
      })
    case 'end_surely': {
      const ended = await endDuty(ctx.tx, held.id, act)
      if (!ended.ok) return refuse(ctx, ended.reason)
      const { missed } = await tellPredecessors(ctx.tx, ended.handedOver, ctx.now)
      ctx.showInstead([])
      const told =
        held.officerId === actor.officerId ? 'self' : missed.includes(held.officerId) ? 'no' : 'yes'
      if (held.substituteFor !== null) return await ctx.say('unit-ended-substitute', { ...about, told })
      const misses = missed.some((id) => id !== held.officerId) ? 'yes' : 'no'
      return await ctx.say('unit-ended', { ...about, told, misses })
    }
    default:
      ctx.showInstead([])
  }
})

onAnswer(handOverFeature, leaveDialog).use(async (ctx) => {
  const { actor } = ctx
  const heldId = Number(ctx.dialog.data.heldId)
  const read = parseVietnameseDate(ctx.message.text)
  if (!actor) return await ctx.dialog.clear()
  const leave = { buttons: [[button(ctx, 'unit-button-leave', 'leave', 0)]] }
  if (!read.ok) return await ctx.say('unit-substitute-how', {}, leave)
  const held = await findDuty(ctx.tx, heldId)
  const unit = held && (await findUnit(ctx.tx, held.unitId))
  const after = Temporal.PlainDate.from(read.date).add({ days: 1 }).toString()
  const endsAt = ctx.calendar.instantAt(after, '00:00')
  const by = { kind: 'officer', id: actor.officerId } as const
  const made = await nameSubstituteByCode(ctx.tx, heldId, { by, now: ctx.now, endsAt })
  if (!made.ok && made.reason === 'bad_end') return await ctx.say('unit-substitute-how', {}, leave)
  await ctx.dialog.clear()
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

/** The duty, when the person may hand it over; says so when not. */
async function mine(
  ctx: BotContext,
  actor: Actor,
  heldId: number,
): Promise<{ held: HeldDuty; unit: UnitRow } | null> {
  const held = await findDuty(ctx.tx, heldId)
  const unit = held && (await findUnit(ctx.tx, held.unitId))
  const { ids } = await unitPath(ctx.tx, held?.unitId ?? 0)
  if (held && unit && can(actor, actionToHandOver(held.duty), { pathIds: ids })) return { held, unit }
  // Of a duty that is no more it is not told where it was.
  refuse(ctx, held ? 'not_allowed' : 'gone')
  return null
}

async function askWhich(ctx: BotContext, actor: Actor, unitId: number): Promise<void> {
  const unit = await findUnit(ctx.tx, unitId)
  const { ids } = await unitPath(ctx.tx, unitId)
  if (!unit || !can(actor, 'duty.manage', { pathIds: ids }))
    return ctx.answerTap('unit-not-allowed', {}, { alert: true })
  const held = (await dutiesAt(ctx.tx, unitId)).filter(({ duty }) =>
    can(actor, actionToHandOver(duty), { pathIds: ids }),
  )
  const buttons = held.slice(0, maxShown).map((one): Button[] => {
    const stands = one.substituteFor === null ? '' : ` ${ctx.t('unit-duty-substitute')}`
    const text = `${ctx.t(`unit-duty-${one.duty}`)}${stands}: ${one.officerName}`.slice(0, 60)
    return [{ ...button(ctx, 'unit-button-hand-over', 'chosen', one.id), text }]
  })
  if (buttons.length === 0) return ctx.say('unit-hand-over-none', { unit: unit.name })
  await ctx.say('unit-hand-over-which', { unit: unit.name }, { buttons })
}

async function askWhat(ctx: BotContext, held: HeldDuty, unit: UnitRow): Promise<void> {
  const forHolder = [
    [button(ctx, 'unit-button-successor', 'code', held.id)],
    [button(ctx, 'unit-button-substitute', 'substitute', held.id)],
  ]
  const buttons = [
    ...(held.substituteFor === null ? forHolder : []),
    [button(ctx, 'unit-button-end', 'end', held.id)],
    [button(ctx, 'unit-button-leave', 'leave', 0)],
  ]
  ctx.showInstead([])
  await ctx.say('unit-duty-what', { ...aboutDuty(ctx, held), unit: unit.name }, { buttons })
}

/** Says a code with its link and last day; with a button to copy the link. */
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
