// The organisation in chat: /donvi walks the tree, a typed name finds units and people, the bot gives out
// codes. Handing over duties is in hand-over.ts, the data of people in person-data.ts. Everything stays
// within what the person may see; every tap is checked again.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import type { Actor } from '../../../org/actor.ts'
import { createCode } from '../../../org/invitations.ts'
import { actionToGrant, can, canBelow, placesFor, subtreesFor } from '../../../org/permissions.ts'
import { normalisePhone } from '../../../org/phone-number.ts'
import { noteViewed } from '../../../org/processing-log.ts'
import { searchPeople } from '../../../org/search-people.ts'
import type { PastOfUnit } from '../../../org/tree-history.ts'
import { findUnit, searchUnits, type UnitRow, unitPath } from '../../../org/unit.store.ts'
import { type UnitCard, unitCard } from '../../../org/unit-card.ts'
import type { Duty } from '../../../platform/database-types.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { dayText } from '../../../texts/dates.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog, isIdle } from '../../dialog.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { dutyOrder, unitButtons } from './buttons.ts'
import { handOverButton, sayCode } from './hand-over.ts'
import { cardsButton } from './invitation-cards.ts'
import { handlesPeople, personButton, personDataButton } from './person-data.ts'

const feature = new Composer<BotContext>()

export { feature as unitsFeature }

/** Waits for the phone number of the person who gets a code. */
const invitedPhoneDialog = defineDialog<{ unitId: number; duty: Duty }>('invited_phone', {
  holds: 'question',
})
const pageSize = 8
const peopleShown = 8
const pastShown = 3
const shortest = 2

onCommand(feature, 'donvi').use(async (ctx) => {
  const { actor } = ctx
  if (!actor) return ctx.say('unit-not-enrolled')
  const typed = ctx.match.trim()
  if (typed !== '') {
    if (await sayFound(ctx, actor, typed)) return
    return ctx.say('unit-found-none', { typed: typed.slice(0, 80) })
  }
  const roots = placesFor(actor, 'unit.view')
  const [first] = roots
  if (first === undefined) return ctx.say('unit-not-allowed')
  if (roots.length === 1) return showUnit(ctx, actor, first, 0)
  const buttons: Button[][] = []
  for (const id of roots.slice(0, 10)) {
    const unit = await findUnit(ctx.tx, id)
    if (unit && unit.validTo === null) buttons.push([unitButton(unit)])
  }
  await ctx.say('unit-below', { count: buttons.length }, { buttons })
})

unitButtons.on(feature, {
  show: (ctx, { unit, page }) => showUnit(ctx, ctx.actor, unit, page, true),
  which_code: async (ctx, { unit: unitId, proof }) => {
    const unit = await findUnit(ctx.tx, unitId)
    if (unit?.validTo !== null) return ctx.answerTap('unit-gone', {}, { alert: true })
    const { ids } = await unitPath(ctx.tx, unitId)
    const buttons: Button[][] = dutyOrder
      .filter((duty) => can(ctx.actor, actionToGrant(duty), { pathIds: ids }))
      .map((duty) => [unitButtons.button.code(ctx.t(`unit-duty-${duty}`), { unit: unitId, proof, duty })])
    if (proof === 'phone') ctx.showInstead([])
    else
      buttons.push([
        unitButtons.button.which_code(ctx.t('unit-button-with-phone'), { unit: unitId, proof: 'phone' }),
      ])
    const key = proof === 'phone' ? 'unit-code-which-phone' : 'unit-code-which'
    await ctx.say(key, { unit: unit.name }, { buttons })
  },
  code: async (ctx, { unit: unitId, proof, duty }) => {
    const unit = await findUnit(ctx.tx, unitId)
    if (unit?.validTo !== null) return ctx.answerTap('unit-gone', {}, { alert: true })
    const { ids } = await unitPath(ctx.tx, unitId)
    if (!can(ctx.actor, actionToGrant(duty), { pathIds: ids }))
      return ctx.answerTap('unit-not-allowed', {}, { alert: true })
    if (proof === 'phone' && !(await invitedPhoneDialog.open(ctx, { unitId, duty }))) return
    ctx.showInstead([])
    if (proof === 'phone') {
      return await ctx.say('unit-code-phone-ask', { duty: ctx.t(`unit-duty-${duty}`), unit: unit.name })
    }
    ctx.answerTap('unit-code-made-tap')
    await giveCode(ctx, ctx.actor, unit, duty, null)
  },
})

onAnswer(feature, invitedPhoneDialog).use(async (ctx) => {
  const { unitId, duty } = ctx.dialog.data
  const unit = await findUnit(ctx.tx, unitId)
  const { ids } = await unitPath(ctx.tx, unitId)
  const phone = normalisePhone(ctx.message.text)
  if (phone === null) return ctx.say('unit-code-phone-how')
  await invitedPhoneDialog.close(ctx)
  if (!unit || unit.validTo !== null) return ctx.say('unit-gone')
  if (!ctx.actor || !can(ctx.actor, actionToGrant(duty), { pathIds: ids })) return ctx.say('unit-not-allowed')
  await giveCode(ctx, ctx.actor, unit, duty, phone)
})

async function giveCode(
  ctx: BotContext,
  actor: Actor,
  unit: UnitRow,
  duty: Duty,
  phone: string | null,
): Promise<void> {
  const made = await createCode(ctx.tx, actor, { unitId: unit.id, duty, phone }, ctx.at)
  const about = { duty: ctx.t(`unit-duty-${duty}`), unit: unit.name }
  await sayCode(ctx, phone === null ? 'unit-code-made' : 'unit-code-made-phone', made, about)
}

// A typed name without a command, from people who look after more than their own unit.
feature
  .chatType('private')
  .on('message:text')
  .use(async (ctx, next) => {
    const typed = ctx.message.text.trim()
    const { actor } = ctx
    if (!actor || !isIdle(ctx) || typed.startsWith('/')) return next()
    if (typed.length < shortest || typed.length > 80 || typed.includes('\n')) return next()
    if (!actor.duties.some(({ duty, unitKind }) => duty !== 'speaker' && unitKind !== 'cell')) return next()
    if (!(await sayFound(ctx, actor, typed))) return next()
  })

/** Shows the units and people that match the typed text; false when there are none. */
async function sayFound(ctx: BotContext, actor: Actor, typed: string): Promise<boolean> {
  const roots = subtreesFor(actor, 'unit.view')
  const found = await searchUnits(ctx.tx, roots, typed)
  const people = await searchPeople(ctx.tx, roots, typed, { limit: peopleShown, now: ctx.now })
  if (found.length === 0 && people.length === 0) return false
  const shown = people.slice(0, peopleShown)
  await noteViewed(
    ctx.tx,
    actor,
    { officerIds: shown.map((person) => person.officerId), unitId: null },
    ctx.at,
  )
  const about = { typed: typed.slice(0, 80) }
  const cut = (text: string) => shorten(text, 100)
  const lines = [
    ...(found.length > 0 ? [ctx.html('unit-found', { ...about, count: found.length })] : []),
    ...(people.length > 0 ? [ctx.html('unit-found-people', { ...about, count: shown.length })] : []),
    ...shown.map((person) =>
      ctx.html('unit-found-person', {
        name: cut(person.name),
        duties: cut(
          person.duties.map((held) => `${ctx.t(`unit-duty-${held.duty}`)}, ${held.unitName}`).join('; '),
        ),
      }),
    ),
    ...(people.length > shown.length ? [ctx.html('unit-found-more')] : []),
  ]
  const buttons = [
    ...found.map((unit) => [unitButton(unit)]),
    ...shown.map((person) => [personButton(person.officerId, `👤 ${person.name}`)]),
  ]
  await ctx.sayHtml(lines.join('\n'), { buttons })
  return true
}

/** Shows a unit's card; a tap replaces the tapped message. */
async function showUnit(
  ctx: BotContext,
  actor: Actor,
  unitId: number,
  page: number,
  inPlace = false,
): Promise<void> {
  const withBelow = canBelow(actor, 'unit.view', { pathIds: (await unitPath(ctx.tx, unitId)).ids })
  const card = await unitCard(ctx.tx, unitId, { now: ctx.now, page, pageSize, withBelow })
  if (!card) return inPlace ? ctx.answerTap('unit-gone', {}, { alert: true }) : ctx.say('unit-gone')
  await noteViewed(
    ctx.tx,
    actor,
    { officerIds: card.holders.map((holder) => holder.officerId), unitId },
    ctx.at,
  )
  const text = cardHtml(ctx, card, page)
  const buttons = cardButtons(ctx, actor, card, page)
  if (inPlace) ctx.showInstead(buttons, text)
  else await ctx.sayHtml(text, { buttons })
}

function cardHtml(ctx: BotContext, card: UnitCard, page: number): string {
  const { unit, path, holders, group, cells } = card
  const cut = (text: string) => shorten(text, 120)
  const lines = [
    ctx.html('unit-head', { name: unit.name }),
    ctx.html('unit-facts', { kind: ctx.t(`unit-kind-${unit.kind}`), code: unit.code }),
  ]
  const above = path.names.slice(0, -1)
  if (above.length > 0) lines.push(ctx.html('unit-path', { path: above.map(cut).join(' › ') }))
  lines.push(...pastHtml(ctx, card.past))
  lines.push('', ctx.html('unit-holders'))
  if (holders.length === 0) lines.push(ctx.html('unit-holder-none'))
  for (const holder of holders.slice(0, 15)) {
    const { duty, name, chat } = holder
    const args = { duty: ctx.t(`unit-duty-${duty}`), name: cut(name) }
    const line =
      chat === 'reachable'
        ? ctx.html('unit-holder', args)
        : ctx.html('unit-holder-unreachable', {
            ...args,
            why: ctx.t(`unit-why-${chat ?? 'nobody_enrolled'}`),
          })
    lines.push(`${line}${termHtml(ctx, holder)}`)
  }
  if (card.openCodes > 0) lines.push(ctx.html('unit-open-codes', { count: card.openCodes }))
  if (group) {
    const title = cut(group.title ?? '')
    if (group.state === 'reachable') lines.push(ctx.html('unit-group', { title }))
    else lines.push(ctx.html('unit-group-unreachable', { title, why: ctx.t(`unit-why-${group.state}`) }))
  }
  if (card.childCount > 0) {
    lines.push('', ctx.html('unit-below', { count: card.childCount }))
    const { total, unreachable, nobody } = cells
    if (total > 0) lines.push(ctx.html('unit-below-cells', { cells: total, unreachable, nobody }))
    const pages = Math.ceil(card.childCount / pageSize)
    if (pages > 1) lines.push(ctx.html('unit-page', { page: page + 1, pages }))
  }
  return lines.join('\n')
}

/**
 * The end of the duty: the last day of the term, that the term has ended, or the end of the leave that a
 * substitute covers.
 */
function termHtml(ctx: BotContext, { endsAt, isSubstitute }: UnitCard['holders'][number]): string {
  if (endsAt === null) return ''
  const day = dayText(ctx.calendar.dayOf(new Date(endsAt.getTime() - 1)), ctx.language)
  const key = isSubstitute ? 'unit-substitute-until' : endsAt > ctx.now ? 'unit-term-until' : 'unit-term-over'
  return ` ${ctx.html(key, { day })}`
}

/** The earlier names and the merged units: the newest few, with day and decision. */
function pastHtml(ctx: BotContext, past: readonly PastOfUnit[]): string[] {
  return past.slice(0, pastShown).map(({ what, name, until, decision }) =>
    ctx.html(`unit-past-${what}`, {
      name: shorten(name, 120),
      day: dayText(until, ctx.language),
      decision: decision ?? ctx.t('unit-past-no-decision'),
    }),
  )
}

function cardButtons(ctx: BotContext, actor: Actor, card: UnitCard, page: number): Button[][] {
  const { unit, path } = card
  const rows = card.children.map((child): Button[] => [
    unitButton({ id: child.id, name: `${child.whyNot ? '⚠ ' : ''}${child.name}` }),
  ])
  const { show } = unitButtons.button
  const turn: Button[] = []
  if (page > 0) turn.push(show(ctx.t('unit-button-previous'), { unit: unit.id, page: page - 1 }))
  if ((page + 1) * pageSize < card.childCount)
    turn.push(show(ctx.t('unit-button-next'), { unit: unit.id, page: page + 1 }))
  if (turn.length > 0) rows.push(turn)
  const last: Button[] = []
  if (unit.parentId !== null && can(actor, 'unit.view', { pathIds: path.ids.slice(0, -1) }))
    last.push(show(ctx.t('unit-button-up'), { unit: unit.parentId, page: 0 }))
  if (can(actor, 'code.create', { pathIds: path.ids }))
    last.push(unitButtons.button.which_code(ctx.t('unit-button-code'), { unit: unit.id, proof: 'code' }))
  if (last.length > 0) rows.push(last)
  if (card.childCount > 0 && canBelow(actor, 'code.create', { pathIds: path.ids }))
    rows.push([cardsButton(ctx, unit.id)])
  if (card.holders.length > 0 && can(actor, 'duty.manage', { pathIds: path.ids }))
    rows.push([handOverButton(ctx, unit.id)])
  if (card.holders.length > 0 && handlesPeople(actor, path.ids)) rows.push([personDataButton(ctx, unit.id)])
  return rows
}

const unitButton = (unit: { id: number; name: string }) =>
  unitButtons.button.show(unit.name.slice(0, 60), { unit: unit.id, page: 0 })
