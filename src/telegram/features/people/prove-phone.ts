// The person's own phone number, shared with Telegram's button, when an invitation expects one. Only a
// contact that Telegram attributes to the sender counts. The bot compares the number and does not store it.
// /huy gives up the attempt; another code starts a new one (enrolment.ts).
import { Composer } from 'grammy'
import { redeemWithPhone } from '../../../org/enrolment.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { ownPhoneDialog, personOf, sayRedeemed } from './enrolment.ts'

const feature = new Composer<BotContext>()

export { feature as provePhoneFeature }

feature
  .chatType('private')
  .on('message:contact')
  .use(async (ctx, next) => {
    const proof = ownPhoneDialog.data(ctx)
    if (!proof) return next()
    const { contact, forward_origin } = ctx.message
    if (contact.user_id !== ctx.from.id || forward_origin !== undefined) return ask(ctx, 'enrol-phone-own')
    await ownPhoneDialog.close(ctx)
    const outcome = await redeemWithPhone(ctx.tx, personOf(ctx, ctx.from), proof, contact.phone_number)
    if (outcome.ok) await ctx.say('enrol-phone-right', {}, { removeKeyboard: true })
    await sayRedeemed(ctx, outcome)
  })

onCommand(feature, 'huy').use(async (ctx, next) => {
  if (!ownPhoneDialog.isOpen(ctx)) return next()
  await ownPhoneDialog.close(ctx)
  await ctx.say('enrol-phone-stopped', {}, { removeKeyboard: true })
})

onAnswer(feature, ownPhoneDialog).use((ctx) => ask(ctx, 'enrol-phone-how'))

const ask = (ctx: BotContext, key: TextKey) =>
  ctx.say(key, {}, { askContact: { text: ctx.t('enrol-phone-button') } })
