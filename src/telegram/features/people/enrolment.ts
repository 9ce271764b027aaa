// Enrolment: /start with and without a code, a code typed as text, consent, and the person's standing with
// the bot (blocked or not). A person's own data are in own-data.ts, group chats in group-chats.ts.

import { Composer } from 'grammy'
import type { User } from 'grammy/types'
import { deliverOwed } from '../../../circulation/circulate-directive.ts'
import type { Button } from '../../../circulation/messenger.ts'
import { tellOfAppointment } from '../../../circulation/tell-of-appointment.ts'
import { tellPredecessors } from '../../../circulation/tell-predecessors.ts'
import { findActor } from '../../../org/actor.ts'
import { personWithoutDuty } from '../../../org/author.ts'
import {
  markChatState,
  reopenPrivateChat,
  stateOfChat,
  unitsServedBy,
  upsertPrivateChat,
} from '../../../org/chat.store.ts'
import {
  consentOf,
  consentVersion,
  hasConsented,
  recordConsent,
  shouldAskAgain,
} from '../../../org/consent.ts'
import {
  type HeldProof,
  type PhoneProof,
  type RedeemOutcome,
  redeemCode,
  redeemHeld,
} from '../../../org/enrolment.ts'
import { looksLikeCode, normaliseCode } from '../../../org/enrolment-code.ts'
import { renameOfficer, tidyName } from '../../../org/officer-name.ts'
import { erasePersonEverywhere } from '../../../privacy/erase-person.ts'
import type { AnyTapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog, dropOpen, isIdle } from '../../dialog.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { consentButtons, heldDutyButtons } from './buttons.ts'
import { findCurrentPerson, sayWithoutDuty } from './current-person.ts'

const feature = new Composer<BotContext>()

export { feature as enrolmentFeature }

const { button } = consentButtons

/** Waits for the person's own phone number (prove-phone.ts). */
export const ownPhoneDialog = defineDialog<PhoneProof>('own_phone', { holds: 'question' })

/** Waits for the newcomer to say whether to replace who holds the duty of the code. */
const heldDutyDialog = defineDialog<HeldProof>('held_duty', { holds: 'question' })

const inPrivate = feature.chatType('private')

// A person who has not agreed gets the notice first, whatever the update was. Help, language, the person's
// data and erasure work without consent; a tap on a message received earlier still counts, because it is the
// unit's answer.
const withoutConsent = /^\/(start|trogiup|help|ngonngu|dulieu|ten)\b/
inPrivate.on('message', async (ctx, next) => {
  const officerId = ctx.actor?.officerId
  if (officerId === undefined || withoutConsent.test(ctx.message.text ?? '')) return next()
  const text = ctx.message.text ?? ''
  // The person is taking another duty: a code, the phone number that proves whose code it is, or giving up
  // the attempt.
  if (ctx.message.contact || (takesCode(ctx) && looksLikeCode(text))) return next()
  if ((ownPhoneDialog.isOpen(ctx) || heldDutyDialog.isOpen(ctx)) && /^\/huy\b/.test(text)) return next()
  if ((await stateOfChat(ctx.tx, ctx.chat.id)) === 'no_consent') return sayConsent(ctx, greetingHtml(ctx))
  await next()
  // A new notice is shown once, after the answer to the person's update.
  if (await shouldAskAgain(ctx.tx, officerId)) await sayConsent(ctx, ctx.html('enrol-notice-new'))
})

inPrivate.command('start', async (ctx, next) => {
  const payload = ctx.match.trim()
  // Links into the private chat, such as to a report, begin with a small letter; codes are capitals and
  // digits.
  if (/^[a-z]+_/.test(payload) || (/^[a-z]/.test(payload) && normaliseCode(payload) === null)) return next()
  if (payload !== '') return redeem(ctx, ctx.from, payload)
  if (!ctx.actor) return sayWithoutDuty(ctx)
  await upsertPrivateChat(ctx.tx, {
    telegramChatId: ctx.chat.id,
    officerId: ctx.actor.officerId,
    now: ctx.now,
  })
  const consent = await consentOf(ctx.tx, ctx.actor.officerId)
  if (consent === 'none') return sayConsent(ctx, greetingHtml(ctx))
  if (consent === 'older') await sayConsent(ctx, greetingHtml(ctx))
  else await ctx.sayHtml(knownHtml(ctx))
  await deliverWhatIsOwed(ctx, ctx.chat.id)
})

inPrivate.on('message:text', async (ctx, next) => {
  if (!takesCode(ctx) || !looksLikeCode(ctx.message.text)) return next()
  return redeem(ctx, ctx.from, ctx.message.text)
})

onCommand(feature, 'huy').use(async (ctx, next) => {
  if (!heldDutyDialog.isOpen(ctx)) return next()
  await heldDutyDialog.close(ctx)
  await ctx.say('enrol-held-stopped')
})

onAnswer(feature, heldDutyDialog).use((ctx) => ctx.say('enrol-held-how'))

heldDutyButtons.on(feature, {
  replace: (ctx) => takeHeldDuty(ctx, true),
  beside: (ctx) => takeHeldDuty(ctx, false),
})

async function takeHeldDuty(ctx: AnyTapContext, replaces: boolean): Promise<void> {
  const proof = heldDutyDialog.data(ctx)
  ctx.showInstead([])
  if (!proof) return ctx.answerTap('enrol-held-over', {}, { alert: true })
  await heldDutyDialog.close(ctx)
  await sayRedeemed(ctx, await redeemHeld(ctx.tx, personOf(ctx, ctx.from), proof, replaces))
}

onCommand(feature, 'ten').use(async (ctx) => {
  const person = await findCurrentPerson(ctx)
  if (!person) return ctx.say('enrol-unknown')
  const name = ctx.match.trim()
  if (name === '' || !(await renameOfficer(ctx.tx, personWithoutDuty(person.officerId), { name }, ctx.at)))
    return ctx.say('enrol-name-how')
  return ctx.say('enrol-name-set', { name: tidyName(name) })
})

/** Asks for confirmation, then erases. */
export const eraseButton = (ctx: BotContext): Button => button.ask(ctx.t('enrol-button-erase'))

consentButtons.on(feature, {
  agree: withCurrentPerson(async (ctx, officerId, { version }) => {
    // A button below an older notice agrees to that version, not to the present one.
    if (version !== consentVersion) return await sayConsent(ctx)
    const isNew = await recordConsent(ctx.tx, officerId, ctx.now)
    ctx.answerTap('enrol-consent-given-tap')
    ctx.showInstead([], ctx.html('enrol-consent-given', { version: String(version) }))
    if (!ctx.actor) return await sayWithoutDuty(ctx)
    if (!isNew || !ctx.chat) return
    await ctx.sayHtml([ctx.html('enrol-done'), ...dutyLines(ctx), '', ctx.html('enrol-done-next')].join('\n'))
    await deliverWhatIsOwed(ctx, ctx.chat.id)
  }),
  ask: withCurrentPerson(async (ctx) => {
    const buttons = [[button.erase(ctx.t('enrol-button-erase'))], [button.keep(ctx.t('enrol-button-keep'))]]
    await ctx.say('enrol-consent-refuse', {}, { buttons })
  }),
  keep: withCurrentPerson(async (ctx, officerId) => {
    ctx.showInstead([], ctx.html('enrol-kept'))
    if (!(await hasConsented(ctx.tx, officerId))) await sayConsent(ctx)
  }),
  erase: withCurrentPerson(async (ctx, officerId) => {
    await erasePersonEverywhere(ctx.tx, personWithoutDuty(officerId), { officerId }, ctx.at)
    await dropOpen(ctx)
    ctx.answerTap('enrol-erased-tap')
    ctx.showInstead([], ctx.html('enrol-erased'))
  }),
})

/** Wraps a handler with the person to whom the private chat belongs. */
function withCurrentPerson<V>(handle: (ctx: AnyTapContext, officerId: number, values: V) => Promise<void>) {
  return async (ctx: AnyTapContext, values: V): Promise<void> => {
    const officerId = (await findCurrentPerson(ctx))?.officerId
    if (officerId === undefined) return ctx.answerTap('enrol-erased-tap')
    await handle(ctx, officerId, values)
  }
}

// Telegram reports the bot's own status in a private chat: blocked, unblocked, deleted.
inPrivate.on('my_chat_member', async (ctx) => {
  const { status } = ctx.myChatMember.new_chat_member
  if (status === 'kicked' || status === 'left') {
    await markChatState(ctx.tx, ctx.chat.id, 'blocked', ctx.now)
  } else {
    const state = await reopenPrivateChat(ctx.tx, ctx.chat.id, ctx.now)
    if (state === 'reachable') await deliverWhatIsOwed(ctx, ctx.chat.id)
    else if (state === 'no_consent' && ctx.actor) await sayConsent(ctx, greetingHtml(ctx))
  }
})

// An answer to a report or a draft may look like a code. A person who is asked for the phone number gives no
// answer as text.
const takesCode = (ctx: BotContext): boolean =>
  isIdle(ctx) || ownPhoneDialog.isOpen(ctx) || heldDutyDialog.isOpen(ctx)

async function redeem(ctx: BotContext, from: User, code: string): Promise<void> {
  const awaited = ownPhoneDialog.isOpen(ctx)
  // The new attempt replaces the one that waits for a phone number.
  if (awaited) await ownPhoneDialog.close(ctx)
  const outcome = await redeemCode(ctx.tx, { code, ...personOf(ctx, from) })
  // A message of its own: one message cannot both have buttons and remove the keyboard.
  if (awaited && outcome.ok) await ctx.say('enrol-phone-not-needed', {}, { removeKeyboard: true })
  await sayRedeemed(ctx, outcome)
}

/** The person who redeems a code, in the form that enrolment needs. */
export const personOf = (ctx: BotContext, from: User) => ({
  telegramUserId: from.id,
  telegramChatId: ctx.chat?.id ?? from.id,
  profileName: [from.first_name, from.last_name].filter(Boolean).join(' '),
  language: ctx.language,
  now: ctx.now,
})

/**
 * Tells the result of a code: greets, asks for the phone number, or says why the code was refused. A refusal
 * also removes the keyboard that may still ask for a phone number, because there is nothing left to prove.
 */
export async function sayRedeemed(ctx: BotContext, outcome: RedeemOutcome): Promise<void> {
  const { from } = ctx
  if (!from) return
  if (!outcome.ok) {
    switch (outcome.reason) {
      case 'invalid':
        return ctx.say('enrol-invalid', {}, { removeKeyboard: true })
      case 'wrong_phone':
        return ctx.say('enrol-phone-wrong', {}, { removeKeyboard: true })
      case 'phone_needed':
        // A code is a secret: it is not stored while the person decides about the open work.
        if (!(await ownPhoneDialog.open(ctx, outcome.proof, { isSecret: true }))) return
        return ctx.say('enrol-phone-ask', {}, { askContact: { text: ctx.t('enrol-phone-button') } })
      case 'held':
        return askAboutHolder(ctx, outcome)
      case 'paused': {
        const minutes = Math.ceil((outcome.until.getTime() - ctx.now.getTime()) / 60_000)
        return ctx.say('enrol-paused', { minutes }, { removeKeyboard: true })
      }
    }
  }
  if (outcome.handedOver) await tellPredecessors(ctx.tx, outcome.handedOver, ctx.now)
  if (outcome.news) {
    const { officerId, unit, duty, appointedBy } = outcome
    await tellOfAppointment(ctx.tx, { unitId: unit.id, duty, officerId, appointedBy }, ctx.now)
  }
  const actor = await findActor(ctx.tx, from.id, ctx.now)
  const who = {
    name: actor?.fullName ?? '',
    duty: ctx.t(`unit-duty-${outcome.duty}`),
    unit: outcome.unit.name,
  }
  // Consent first: nothing is sent on the basis of the person's data before the person has agreed.
  if (!(await hasConsented(ctx.tx, outcome.officerId)))
    return sayConsent(ctx, ctx.html('enrol-greeting', who))
  await ctx.say(outcome.news ? 'enrol-welcome' : 'enrol-again', who)
  await deliverWhatIsOwed(ctx, ctx.chat?.id ?? from.id)
}

/** Asks whether to replace who holds the duty. Until the answer nothing is changed. */
async function askAboutHolder(
  ctx: BotContext,
  { holders, duty, unitName, proof }: Extract<RedeemOutcome, { reason: 'held' }>,
): Promise<void> {
  if (!(await heldDutyDialog.open(ctx, proof, { isSecret: true }))) return
  const buttons = [
    [heldDutyButtons.button.replace(ctx.t('enrol-held-replace'))],
    [heldDutyButtons.button.beside(ctx.t('enrol-held-beside'))],
  ]
  const values = { duty: ctx.t(`unit-duty-${duty}`), unit: unitName, holders: holders.join(', ') }
  await ctx.say('enrol-held-ask', values, { buttons })
}

/** Greets a known person who has not agreed yet. */
function greetingHtml(ctx: BotContext): string {
  return [ctx.html('enrol-known', { name: ctx.actor?.fullName ?? '' }), ...dutyLines(ctx)].join('\n')
}

function dutyLines(ctx: BotContext): string[] {
  return (ctx.actor?.duties ?? [])
    .slice(0, 20)
    .map(({ duty, unitName }) =>
      ctx.html('enrol-known-duty', { duty: ctx.t(`unit-duty-${duty}`), unit: unitName }),
    )
}

/** The duties of a known person, with what to do next. */
function knownHtml(ctx: BotContext): string {
  const actor = ctx.actor
  if (!actor) return ctx.html('enrol-unknown')
  return [greetingHtml(ctx), '', ctx.html('enrol-known-next')].join('\n')
}

/** Sends the notice with its two buttons; `before` comes first in the same message. */
async function sayConsent(ctx: BotContext, before?: string): Promise<void> {
  const buttons = [
    [button.agree(ctx.t('enrol-button-agree'), { version: consentVersion })],
    [button.ask(ctx.t('enrol-button-refuse'))],
  ]
  const notice = ctx.html('enrol-consent', { version: String(consentVersion) })
  await ctx.sayHtml(before ? `${before}\n\n${notice}` : notice, { buttons })
}

/** Sends a chat that can be reached (again) everything that its units are owed. */
async function deliverWhatIsOwed(ctx: BotContext, telegramChatId: number): Promise<void> {
  for (const unitId of await unitsServedBy(ctx.tx, telegramChatId, ctx.now))
    await deliverOwed(ctx.tx, unitId, ctx.now)
}
