// Becoming known: /start with and without a code, a code typed as text, consent, the own name, and whether a
// private chat can be reached. The own data are own-data.ts. Group chats are group-chats.ts.
import { Composer } from 'grammy'
import type { User } from 'grammy/types'
import { deliverOwed } from '../../../circulation/circulate-directive.ts'
import type { Button } from '../../../circulation/messenger.ts'
import { tellPredecessors } from '../../../circulation/tell-predecessors.ts'
import { findActor } from '../../../org/actor.ts'
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
import { type PhoneProof, type RedeemOutcome, redeemCode } from '../../../org/enrolment.ts'
import { looksLikeCode, normaliseCode } from '../../../org/enrolment-code.ts'
import { renameOfficer, tidyName } from '../../../org/officer-name.ts'
import { erasePersonEverywhere } from '../../../privacy/erase-person.ts'
import type { AnyTapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog, dropOpen, isIdle } from '../../dialog.ts'
import { onCommand } from '../../routing.ts'
import { consentButtons } from './buttons.ts'
import { findOneself, sayWithoutDuty } from './current-person.ts'

const feature = new Composer<BotContext>()

export { feature as enrolmentFeature }

const { button } = consentButtons

/** The conversation that waits for the own phone number (prove-phone.ts). */
export const ownPhoneDialog = defineDialog<PhoneProof>('own_phone', { holds: 'question' })

const inPrivate = feature.chatType('private')

// Before anything else of a person who has not agreed: the notice, whatever was asked. Help, language and the
// own name and data do without it; a tap on a message received earlier still counts, for it is the unit's
// answer.
const withoutConsent = /^\/(start|trogiup|help|ngonngu|dulieu|ten)\b/
inPrivate.on('message', async (ctx, next) => {
  const officerId = ctx.actor?.officerId
  if (officerId === undefined || withoutConsent.test(ctx.message.text ?? '')) return next()
  const text = ctx.message.text ?? ''
  // On the way to another duty: a code, the number that proves whose code it is, or leaving it at that.
  if (ctx.message.contact || (takesCode(ctx) && looksLikeCode(text))) return next()
  if (ownPhoneDialog.isOpen(ctx) && /^\/huy\b/.test(text)) return next()
  if ((await stateOfChat(ctx.tx, ctx.chat.id)) === 'no_consent') return sayConsent(ctx, greetingHtml(ctx))
  await next()
  // A new notice is shown once, after what the person wanted.
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

onCommand(feature, 'ten').use(async (ctx) => {
  const person = await findOneself(ctx)
  if (!person) return ctx.say('enrol-unknown')
  const name = ctx.match.trim()
  if (name === '' || !(await renameOfficer(ctx.tx, person.officerId, name, ctx.now)))
    return ctx.say('enrol-name-how')
  return ctx.say('enrol-name-set', { name: tidyName(name) })
})

/** Asks once more and then erases. */
export const eraseButton = (ctx: BotContext): Button => button.ask(ctx.t('enrol-button-erase'))

consentButtons.on(feature, {
  agree: withOneself(async (ctx, officerId, { version }) => {
    // A button below an older notice agrees to that one, not to the notice of today.
    if (version !== consentVersion) return await sayConsent(ctx)
    const isNew = await recordConsent(ctx.tx, officerId, ctx.now)
    ctx.answerTap('enrol-consent-given-tap')
    ctx.showInstead([], ctx.html('enrol-consent-given', { version: String(version) }))
    if (!ctx.actor) return await sayWithoutDuty(ctx)
    if (!isNew || !ctx.chat) return
    await ctx.sayHtml([ctx.html('enrol-done'), ...dutyLines(ctx), '', ctx.html('enrol-done-next')].join('\n'))
    await deliverWhatIsOwed(ctx, ctx.chat.id)
  }),
  ask: withOneself(async (ctx) => {
    const buttons = [[button.erase(ctx.t('enrol-button-erase'))], [button.keep(ctx.t('enrol-button-keep'))]]
    await ctx.say('enrol-consent-refuse', {}, { buttons })
  }),
  keep: withOneself(async (ctx, officerId) => {
    ctx.showInstead([], ctx.html('enrol-kept'))
    if (!(await hasConsented(ctx.tx, officerId))) await sayConsent(ctx)
  }),
  erase: withOneself(async (ctx, officerId) => {
    await erasePersonEverywhere(ctx.tx, { officerId, by: { kind: 'officer', id: officerId }, now: ctx.now })
    await dropOpen(ctx)
    ctx.answerTap('enrol-erased-tap')
    ctx.showInstead([], ctx.html('enrol-erased'))
  }),
})

/** A handler for the person whose own private chat this is. */
function withOneself<V>(handle: (ctx: AnyTapContext, officerId: number, values: V) => Promise<void>) {
  return async (ctx: AnyTapContext, values: V): Promise<void> => {
    const officerId = (await findOneself(ctx))?.officerId
    if (officerId === undefined) return ctx.answerTap('enrol-erased-tap')
    await handle(ctx, officerId, values)
  }
}

// Blocked, unblocked, deleted: what Telegram tells about the bot's own standing in a private chat.
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

// An answer to a report or a draft may look like a code; whoever waits for a phone number takes no text for
// an answer.
const takesCode = (ctx: BotContext): boolean => isIdle(ctx) || ownPhoneDialog.isOpen(ctx)

async function redeem(ctx: BotContext, from: User, code: string): Promise<void> {
  const awaited = ownPhoneDialog.isOpen(ctx)
  // The new attempt takes the place of the one that waits for a number.
  if (awaited) await ownPhoneDialog.close(ctx)
  const outcome = await redeemCode(ctx.tx, { code, ...personOf(ctx, from) })
  // Said apart: a message has room for its own buttons or for taking the keyboard away, not for both.
  if (awaited && outcome.ok) await ctx.say('enrol-phone-not-needed', {}, { removeKeyboard: true })
  await sayRedeemed(ctx, outcome)
}

/** Who redeems, as enrolment wants to know it. */
export const personOf = (ctx: BotContext, from: User) => ({
  telegramUserId: from.id,
  telegramChatId: ctx.chat?.id ?? from.id,
  profileName: [from.first_name, from.last_name].filter(Boolean).join(' '),
  language: ctx.language,
  now: ctx.now,
})

/**
 * Says what came of a code: greets, asks for the phone number, or says why not. A refusal takes the keyboard
 * away that may still ask for a number: there is nothing to prove any more.
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
        // A code is a secret: it is not kept while the person makes up their mind about what is open.
        if (!(await ownPhoneDialog.open(ctx, outcome.proof, { isSecret: true }))) return
        return ctx.say('enrol-phone-ask', {}, { askContact: { text: ctx.t('enrol-phone-button') } })
      case 'paused': {
        const minutes = Math.ceil((outcome.until.getTime() - ctx.now.getTime()) / 60_000)
        return ctx.say('enrol-paused', { minutes }, { removeKeyboard: true })
      }
    }
  }
  if (outcome.handedOver) await tellPredecessors(ctx.tx, outcome.handedOver, ctx.now)
  const actor = await findActor(ctx.tx, from.id, ctx.now)
  const who = {
    name: actor?.fullName ?? '',
    duty: ctx.t(`unit-duty-${outcome.duty}`),
    unit: outcome.unit.name,
  }
  // Consent first: nothing is sent on the strength of the data before the person has agreed.
  if (!(await hasConsented(ctx.tx, outcome.officerId)))
    return sayConsent(ctx, ctx.html('enrol-greeting', who))
  await ctx.say(outcome.news ? 'enrol-welcome' : 'enrol-again', who)
  await deliverWhatIsOwed(ctx, ctx.chat?.id ?? from.id)
}

/** Greets a person who is known but has not agreed yet. */
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

/** The duties of a person who is known, with what to do next. */
function knownHtml(ctx: BotContext): string {
  const actor = ctx.actor
  if (!actor) return ctx.html('enrol-unknown')
  return [greetingHtml(ctx), '', ctx.html('enrol-known-next')].join('\n')
}

/** The notice with its two buttons; `before` is said in the same message. */
async function sayConsent(ctx: BotContext, before?: string): Promise<void> {
  const buttons = [
    [button.agree(ctx.t('enrol-button-agree'), { version: consentVersion })],
    [button.ask(ctx.t('enrol-button-refuse'))],
  ]
  const notice = ctx.html('enrol-consent', { version: String(consentVersion) })
  await ctx.sayHtml(before ? `${before}\n\n${notice}` : notice, { buttons })
}

/** A chat that can be reached (again) gets what its units are owed. */
async function deliverWhatIsOwed(ctx: BotContext, telegramChatId: number): Promise<void> {
  for (const unitId of await unitsServedBy(ctx.tx, telegramChatId, ctx.now))
    await deliverOwed(ctx.tx, unitId, ctx.now)
}
