// “Phiếu mời (PDF)”: enrolment cards for everybody who is still missing below a unit, as a file in the private chat.
// Codes are made, drawn and sent after the commit, through memory only; what could not be sent is withdrawn.
import { setTimeout as wait } from 'node:timers/promises'
import { Composer } from 'grammy'
import type { Button, Outcome, OutgoingMessage } from '../../../circulation/messenger.ts'
import { enqueueMessage } from '../../../circulation/outbox.ts'
import { deepLink } from '../../../org/enrolment-code.ts'
import { codeLifetimeDays, withdrawCodes } from '../../../org/invitations.ts'
import {
  countWithout,
  type InvitationCard,
  inviteSubtree,
  type Missing,
} from '../../../org/invite-subtree.ts'
import { actionToGrant, canBelow } from '../../../org/permissions.ts'
import { findUnit, type UnitRow, unitPath } from '../../../org/unit.store.ts'
import { printCards } from '../../../platform/print-cards.ts'
import { firstCharacters } from '../../../platform/vietnamese-text.ts'
import { dayText } from '../../../texts/dates.ts'
import { html, type Language, type TextKey, type TextKeyEnd } from '../../../texts/index.ts'
import { invitationSheet } from '../../../texts/invitation-sheet.ts'
import type { BotDeps } from '../../bot-deps.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onTap, type TapContext } from '../../routing.ts'
import { errorSummary } from '../../updates/failures.ts'
import { hasDraftInHand } from '../new-directive/draft-in-hand.ts'

const dialogKind = 'cards'
/** What a button means; its place travels in the button: add at the end. 'leave' is 'cancel' before anything is chosen. */
const steps = ['which', 'chosen', 'skip', 'cancel', 'leave'] as const
const cardsPerFile = 1_000
const maxCards = 6_000
const longestHelp = 90
const sendTries = 3

/** For whom cards can be made; a button names its place in this list. */
const choices: readonly (Missing & { name: TextKeyEnd<'cards-for-'> })[] = [
  { name: 'cell_secretary', duty: 'secretary', kinds: ['cell'] },
  { name: 'cell_deputy', duty: 'deputy', kinds: ['cell'] },
  { name: 'office', duty: 'office', kinds: ['province', 'committee', 'grassroots', 'section'] },
  { name: 'secretary', duty: 'secretary', kinds: ['province', 'committee', 'grassroots', 'section'] },
]

/** The button below the card of a unit that opens this. */
export const cardsButton = (ctx: BotContext, unitId: number): Button =>
  button(ctx, 'cards-button', 'which', unitId)

function button(
  ctx: BotContext,
  key: TextKey,
  step: (typeof steps)[number],
  unitId = 0,
  choice = 0,
  args: Record<string, number> = {},
): Button {
  const extra = [steps.indexOf(step), choice]
  return { text: ctx.t(key, args), data: encodeCallback({ action: 'cards', id: unitId, extra }) }
}

/** A button below the question for the line of help; `question` ties it to that one. */
function helpButton(ctx: BotContext, key: TextKey, step: 'skip' | 'cancel', question: number): Button {
  const extra = [steps.indexOf(step), 0, question]
  return { text: ctx.t(key), data: encodeCallback({ action: 'cards', extra }) }
}

/** Is the question open that the tapped button stands below? Both have no number from earlier versions of the bot. */
const isOpen = (ctx: TapContext) =>
  ctx.dialog.kind === dialogKind && ctx.dialog.data.question === ctx.tap.extra[2]

export function invitationCards(deps: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>()

  onTap(feature, 'cards').use(async (ctx) => {
    const [step = 0, choice = 0] = ctx.tap.extra
    if (!ctx.isPrivate) return ctx.answerTap('unit-not-allowed', {}, { alert: true })
    switch (steps[step]) {
      case 'which':
        return await askWhich(ctx, ctx.tap.id)
      case 'chosen':
        return await askHelp(ctx, ctx.tap.id, choice)
      case 'cancel':
        return await cancel(ctx)
      case 'leave':
        return ctx.showInstead([], ctx.html('cards-left'))
      default:
        ctx.showInstead([])
        return isOpen(ctx) ? await make(ctx, deps, '') : await ctx.say('cards-gone')
    }
  })

  onAnswer(feature, dialogKind).use((ctx) => make(ctx, deps, ctx.message.text))
  return feature
}

/** That no code was given out is true only of the question that is open: a line may have been typed below it since. */
async function cancel(ctx: TapContext): Promise<void> {
  if (!isOpen(ctx)) return ctx.showInstead([], ctx.html('cards-gone'))
  await ctx.dialog.clear()
  ctx.showInstead([], ctx.html('cards-cancelled'))
}

/** The unit, when the person may give out codes for it and everything below; says so when not. */
async function allowed(ctx: BotContext, unitId: number, { duty }: Missing): Promise<UnitRow | null> {
  const unit = await findUnit(ctx.tx, unitId)
  const { ids } = await unitPath(ctx.tx, unitId)
  if (unit?.validTo === null && ctx.actor && canBelow(ctx.actor, actionToGrant(duty), { pathIds: ids }))
    return unit
  ctx.answerTap('unit-not-allowed', {}, { alert: true })
  return null
}

async function askWhich(ctx: BotContext, unitId: number): Promise<void> {
  const unit = await allowed(ctx, unitId, choices[0]!)
  if (!unit) return
  const buttons: Button[][] = []
  const counts = await countWithout(ctx.tx, unitId, choices)
  for (const [index, { name }] of choices.entries()) {
    const count = counts[index] ?? 0
    if (count > 0) buttons.push([button(ctx, `cards-for-${name}`, 'chosen', unitId, index, { count })])
  }
  if (buttons.length === 0) return ctx.say('cards-nobody', { unit: unit.name })
  buttons.push([button(ctx, 'cards-button-cancel', 'leave')])
  await ctx.say('cards-which', { unit: unit.name }, { buttons })
}

async function askHelp(ctx: BotContext, unitId: number, choice: number): Promise<void> {
  const missing = choices[choice]
  const unit = missing && (await allowed(ctx, unitId, missing))
  if (!unit) return
  const [count = 0] = await countWithout(ctx.tx, unitId, [missing])
  if (count > maxCards) return ctx.say('cards-too-many', { count })
  if (await hasDraftInHand(ctx)) return
  const question = ctx.update.update_id
  await ctx.dialog.set(dialogKind, { unitId, choice, count, question })
  ctx.showInstead([])
  const last = [
    helpButton(ctx, 'cards-button-skip', 'skip', question),
    helpButton(ctx, 'cards-button-cancel', 'cancel', question),
  ]
  await ctx.say('cards-help', {}, { buttons: [last] })
}

async function make(ctx: BotContext, deps: BotDeps, typed: string): Promise<void> {
  const { unitId, choice, count } = ctx.dialog.data as { unitId?: number; choice?: number; count?: number }
  const missing = choices[choice ?? -1]
  if (ctx.dialog.kind !== dialogKind || !missing || !ctx.actor || !ctx.chat) return ctx.say('cards-gone')
  await ctx.dialog.clear()
  const unit = await allowed(ctx, unitId ?? 0, missing)
  if (!unit) return ctx.say('unit-not-allowed')
  await ctx.say('cards-making', { count: count ?? 0 })
  const help = firstCharacters(typed.replace(/\s+/g, ' ').trim(), longestHelp)
  const order = {
    unit,
    missing,
    help,
    officerId: ctx.actor.officerId,
    to: ctx.chat.id,
    language: ctx.language,
  }
  ctx.afterCommit(() => deliver(deps, order))
}

interface Order {
  unit: UnitRow
  missing: Missing
  help: string
  officerId: number
  to: number
  language: Language
}

// The permission is checked once more where the codes are made.
async function deliver(deps: BotDeps, order: Order): Promise<void> {
  const { db, clock, log } = deps
  const by = { kind: 'officer', id: order.officerId } as const
  const made = await db
    .transaction()
    .execute((tx) =>
      inviteSubtree(tx, order.unit.id, { ...order.missing, by, now: clock.now(), most: maxCards }),
    )
  if (!made.ok)
    return await tell(deps, order, made.reason === 'not_allowed' ? 'unit-not-allowed' : 'cards-failed')
  if (made.cards.length === 0) return await tell(deps, order, 'cards-nobody', { unit: order.unit.name })
  const parts = Math.ceil(made.cards.length / cardsPerFile)
  for (let part = 0; part < parts; part++) {
    const cards = made.cards.slice(part * cardsPerFile, (part + 1) * cardsPerFile)
    const outcome = await drawAndSend(deps, order, cards, { part: part + 1, parts }).catch(
      (error: unknown) => {
        log.warn({ failure: errorSummary(error) }, 'A sheet of cards could not be drawn')
        return null
      },
    )
    if (outcome?.kind === 'sent') continue
    // What may have arrived stays valid; what surely did not is taken back.
    const unsent = made.cards.slice((outcome?.kind === 'unknown' ? part + 1 : part) * cardsPerFile)
    const codes = unsent.map((card) => card.code)
    if (codes.length > 0)
      await db
        .transaction()
        .execute((tx) => withdrawCodes(tx, codes, { unitId: order.unit.id, by, now: clock.now() }))
    return await tell(deps, order, outcome?.kind === 'unknown' ? 'cards-unsure' : 'cards-failed')
  }
}

async function drawAndSend(
  deps: BotDeps,
  { unit, help, to, language }: Order,
  cards: readonly InvitationCard[],
  { part, parts }: { part: number; parts: number },
): Promise<Outcome> {
  const lastDay = deps.calendar.dayOf(new Date(deps.clock.now().getTime() + codeLifetimeDays * 86_400_000))
  const botUsername = deps.me.username
  const bytes = await printCards(
    invitationSheet(cards, {
      unitName: unit.name,
      botUsername,
      linkOf: (code) => deepLink(botUsername, code),
      lastDay,
      help,
      language,
    }),
  )
  const caption = html(language, 'cards-caption', {
    unit: unit.name,
    count: cards.length,
    day: dayText(lastDay, language),
  })
  const message: OutgoingMessage = {
    text: parts === 1 ? caption : `${caption}\n${html(language, 'cards-caption-part', { part, parts })}`,
    file: {
      bytes,
      name: `phieu-moi-${unit.code.replace(/[^\w-]+/g, '-')}${parts === 1 ? '' : `-${part}`}.pdf`,
      mime: 'application/pdf',
    },
  }
  for (let attempt = 1; ; attempt++) {
    const outcome = await deps.messenger.send({ telegramChatId: to }, message)
    if (outcome.kind !== 'not_delivered' || attempt === sendTries) return outcome
    await wait(Math.min(outcome.retryAfterMs ?? 2_000, 30_000))
  }
}

async function tell(
  deps: BotDeps,
  { to, language }: Order,
  key: TextKey,
  args: Record<string, string> = {},
): Promise<void> {
  const now = deps.clock.now()
  await enqueueMessage(deps.db, {
    purpose: 'answer',
    lane: 0,
    telegramChatId: to,
    language,
    dueAt: now,
    now,
    payload: { message: { text: html(language, key, args) } },
  })
}
