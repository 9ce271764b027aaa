// “Phiếu mời (PDF)”: enrolment cards for everybody who is still missing below a unit, as a file in the
// private chat. The bot makes, draws and sends the codes after the commit, through memory only; it withdraws
// the codes of cards that could not be sent.

import { setTimeout as wait } from 'node:timers/promises'
import { Composer } from 'grammy'
import type { Button, Outcome, OutgoingMessage } from '../../../circulation/messenger.ts'
import { enqueueMessage } from '../../../circulation/outbox.ts'
import { personWithoutDuty } from '../../../org/author.ts'
import { codeExpiry } from '../../../org/code-rules.ts'
import { deepLink } from '../../../org/enrolment-code.ts'
import { withdrawCodes } from '../../../org/invitations.ts'
import {
  countWithout,
  type InvitationCard,
  inviteSubtree,
  type MissingDuty,
} from '../../../org/invite-subtree.ts'
import { actionToGrant, canBelow } from '../../../org/permissions.ts'
import { findUnit, type UnitRow, unitPath } from '../../../org/unit.store.ts'
import { printCards } from '../../../platform/print-cards.ts'
import { firstCharacters } from '../../../platform/vietnamese-text.ts'
import { dayText } from '../../../texts/dates.ts'
import { html, type Language, type TextKey } from '../../../texts/index.ts'
import { invitationSheet } from '../../../texts/invitation-sheet.ts'
import type { BotDeps } from '../../bot-deps.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { onAnswer } from '../../routing.ts'
import { errorSummary } from '../../updates/failures.ts'
import { cardChoices, cardsButtons } from './buttons.ts'

const cardsPerFile = 1_000
const maxCards = 6_000
const maxHelpLength = 90
const sendTries = 3

type Choice = (typeof cardChoices)[number]

/** The missing people of each choice. */
const choices: Record<Choice, MissingDuty> = {
  cell_secretary: { duty: 'secretary', kinds: ['cell'] },
  cell_deputy: { duty: 'deputy', kinds: ['cell'] },
  office: { duty: 'office', kinds: ['province', 'committee', 'grassroots', 'section'] },
  secretary: { duty: 'secretary', kinds: ['province', 'committee', 'grassroots', 'section'] },
}

/** `question` ties the buttons to the question for the line of help. */
const helpDialog = defineDialog<{ unitId: number; choice: Choice; count: number; question: number }>(
  'cards',
  {
    holds: 'question',
  },
)
const { button } = cardsButtons

/** The button below the card of a unit that opens the choice. */
export const cardsButton = (ctx: BotContext, unitId: number): Button =>
  button.which(ctx.t('cards-button'), { unit: unitId })

/** Is the question of the tapped button still open? */
const isOpen = (ctx: BotContext, question: number) => helpDialog.data(ctx)?.question === question

export function invitationCardsFeature(deps: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>()

  cardsButtons.on(feature, {
    which: (ctx, { unit }) => askWhich(ctx, unit),
    chosen: (ctx, { unit, choice }) => askHelp(ctx, unit, choice),
    skip: async (ctx, { question }) => {
      ctx.showInstead([])
      if (isOpen(ctx, question)) await make(ctx, deps, '')
      else await ctx.say('cards-gone')
    },
    cancel: (ctx, { question }) => cancelCards(ctx, question),
    leave: (ctx) => ctx.showInstead([], ctx.html('cards-left')),
  })
  onAnswer(feature, helpDialog).use((ctx) => make(ctx, deps, ctx.message.text))
  return feature
}

/**
 * Says that no code was given out. That is true only while the question is open: the person may have typed a
 * line since.
 */
async function cancelCards(ctx: TapContext, question: number): Promise<void> {
  if (!isOpen(ctx, question)) return ctx.showInstead([], ctx.html('cards-gone'))
  await helpDialog.close(ctx)
  ctx.showInstead([], ctx.html('cards-cancelled'))
}

/** The unit, when the person may give out codes for it and everything below; otherwise says why not. */
async function allowed(ctx: BotContext, unitId: number, { duty }: MissingDuty): Promise<UnitRow | null> {
  const unit = await findUnit(ctx.tx, unitId)
  const { ids } = await unitPath(ctx.tx, unitId)
  if (unit?.validTo === null && ctx.actor && canBelow(ctx.actor, actionToGrant(duty), { pathIds: ids }))
    return unit
  ctx.answerTap('unit-not-allowed', {}, { alert: true })
  return null
}

async function askWhich(ctx: BotContext, unitId: number): Promise<void> {
  const unit = await allowed(ctx, unitId, choices.cell_secretary)
  if (!unit) return
  const buttons: Button[][] = []
  const counts = await countWithout(
    ctx.tx,
    unitId,
    cardChoices.map((choice) => choices[choice]),
  )
  for (const [index, choice] of cardChoices.entries()) {
    const count = counts[index] ?? 0
    const text = ctx.t(`cards-for-${choice}`, { count })
    if (count > 0) buttons.push([button.chosen(text, { unit: unitId, choice })])
  }
  if (buttons.length === 0) return ctx.say('cards-nobody', { unit: unit.name })
  buttons.push([button.leave(ctx.t('cards-button-cancel'))])
  await ctx.say('cards-which', { unit: unit.name }, { buttons })
}

async function askHelp(ctx: BotContext, unitId: number, choice: Choice): Promise<void> {
  const missing = choices[choice]
  const unit = await allowed(ctx, unitId, missing)
  if (!unit) return
  const [count = 0] = await countWithout(ctx.tx, unitId, [missing])
  if (count > maxCards) return ctx.say('cards-too-many', { count })
  const question = ctx.update.update_id
  if (!(await helpDialog.open(ctx, { unitId, choice, count, question }))) return
  ctx.showInstead([])
  const last = [
    button.skip(ctx.t('cards-button-skip'), { question }),
    button.cancel(ctx.t('cards-button-cancel'), { question }),
  ]
  await ctx.say('cards-help', {}, { buttons: [last] })
}

async function make(ctx: BotContext, deps: BotDeps, typed: string): Promise<void> {
  const asked = helpDialog.data(ctx)
  if (!asked || !ctx.actor || !ctx.chat) return ctx.say('cards-gone')
  await helpDialog.close(ctx)
  const missing = choices[asked.choice]
  const unit = await allowed(ctx, asked.unitId, missing)
  if (!unit) return ctx.say('unit-not-allowed')
  await ctx.say('cards-making', { count: asked.count })
  const help = firstCharacters(typed.replace(/\s+/g, ' ').trim(), maxHelpLength)
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
  missing: MissingDuty
  help: string
  officerId: number
  to: number
  language: Language
}

// Makes and sends the cards. The permission is checked once more where the codes are made.
async function deliver(deps: BotDeps, order: Order): Promise<void> {
  const { db, clock, log } = deps
  const author = personWithoutDuty(order.officerId)
  const made = await db
    .transaction()
    .execute((tx) =>
      inviteSubtree(
        tx,
        author,
        { rootId: order.unit.id, ...order.missing, max: maxCards },
        { now: clock.now() },
      ),
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
    // Codes that may have arrived stay valid; those that surely did not are withdrawn.
    const unsent = made.cards.slice((outcome?.kind === 'unknown' ? part + 1 : part) * cardsPerFile)
    const codes = unsent.map((card) => card.code)
    if (codes.length > 0)
      await db
        .transaction()
        .execute((tx) => withdrawCodes(tx, author, { codes, unitId: order.unit.id }, { now: clock.now() }))
    return await tell(deps, order, outcome?.kind === 'unknown' ? 'cards-unsure' : 'cards-failed')
  }
}

async function drawAndSend(
  deps: BotDeps,
  { unit, help, to, language }: Order,
  cards: readonly InvitationCard[],
  { part, parts }: { part: number; parts: number },
): Promise<Outcome> {
  const lastDay = deps.calendar.dayOf(codeExpiry(deps.clock.now()))
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
