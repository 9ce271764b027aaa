// Group chats: the bot is added or removed, an officer makes a group the chat of a unit, a group becomes a
// supergroup. Every action is checked against the person who acts; a member without a duty is refused
// politely and learns nothing.
import { Composer } from 'grammy'
import { deliverOwed } from '../../../circulation/circulate-directive.ts'
import { closeGroup } from '../../../circulation/close-group.ts'
import { followMigration } from '../../../circulation/follow-chats.ts'
import type { DutyHeld } from '../../../org/actor.ts'
import { bindGroup, releaseGroup } from '../../../org/bind-group.ts'
import { markChatState, unitOfGroup } from '../../../org/chat.store.ts'
import { looksLikeCode } from '../../../org/enrolment-code.ts'
import { can } from '../../../org/permissions.ts'
import { findUnitByCode, unitPath } from '../../../org/unit.store.ts'
import type { BotContext } from '../../context.ts'
import { onCommand } from '../../routing.ts'
import { groupButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as groupChatsFeature }

const inGroup = feature.chatType(['group', 'supergroup'])

inGroup.on('my_chat_member', async (ctx) => {
  const before = ctx.myChatMember.old_chat_member.status
  const member = ctx.myChatMember.new_chat_member
  const { status } = member
  if (status === 'left' || status === 'kicked') {
    await closeGroup(ctx.tx, ctx.chat.id, 'left', ctx.now)
    return
  }
  // Restricted, it serves the group only with both: text and the documents of directives.
  if (member.status === 'restricted' && !(member.can_send_messages && member.can_send_documents)) {
    await closeGroup(ctx.tx, ctx.chat.id, 'no_rights', ctx.now)
    return
  }
  await markChatState(ctx.tx, ctx.chat.id, 'reachable', ctx.now)
  const unitId = await unitOfGroup(ctx.tx, ctx.chat.id)
  if (unitId !== null) await deliver(ctx, unitId)
  else if (before === 'left' || before === 'kicked') await ctx.say('enrol-group-hello')
})

inGroup.on(['message:migrate_to_chat_id', 'message:migrate_from_chat_id'], async (ctx) => {
  const { migrate_to_chat_id: to, migrate_from_chat_id: from } = ctx.message
  const newId = to ?? ctx.chat.id
  await followMigration(ctx.tx, from ?? ctx.chat.id, newId, ctx.now)
  const unitId = await unitOfGroup(ctx.tx, newId)
  if (unitId !== null) await deliver(ctx, unitId)
})

// The whole group has seen a code that was sent into it; the bot does not redeem it there.
inGroup.on('message:text', async (ctx, next) => {
  const start = /^\/start(?:@\w+)?\s+(\S.*)$/.exec(ctx.message.text)
  if (!looksLikeCode(start?.[1] ?? ctx.message.text)) return next()
  const url = `https://t.me/${ctx.me.username}`
  await ctx.say('enrol-not-in-group', {}, { buttons: [[{ text: ctx.t('enrol-button-private'), url }]] })
})

inGroup.command('nhom', async (ctx) => {
  if (ctx.message?.sender_chat) return ctx.say('enrol-group-anonymous')
  const code = ctx.match.trim()
  if (!ctx.actor) return ctx.say('enrol-group-refused')
  if (code !== '') {
    const unit = await findUnitByCode(ctx.tx, code)
    const path = unit ? await unitPath(ctx.tx, unit.id) : null
    if (!unit || !path || !can(ctx.actor, 'group.bind', { pathIds: path.ids }))
      return ctx.say('enrol-group-no-unit', { code: code.slice(0, 60) })
    return bind(ctx, unit.id)
  }
  const units = ownUnits(ctx.actor.duties)
  const first = units[0]
  if (!first) return ctx.say('enrol-group-refused')
  if (units.length === 1) return bind(ctx, first.unitId)
  const present = await unitOfGroup(ctx.tx, ctx.chat.id)
  const isMine = units.find((unit) => unit.unitId === present)
  if (isMine) return ctx.say('enrol-group-same', { unit: isMine.unitName })
  const buttons = units
    .slice(0, 10)
    .map(({ unitId, unitName }) => [groupButtons.button.bind(unitName.slice(0, 60), { unit: unitId })])
  await ctx.say('enrol-group-choose', {}, { buttons })
})

groupButtons.on(feature, {
  bind: async (ctx, { unit }) => {
    if (ctx.isPrivate) return ctx.answerTap('enrol-group-refused', {}, { alert: true })
    ctx.showInstead([])
    await bind(ctx, unit)
  },
})

inGroup.command('bonhom', async (ctx) => {
  if (ctx.message?.sender_chat) return ctx.say('enrol-group-anonymous')
  if (!ctx.actor) return ctx.say('enrol-group-refused')
  const released = await releaseGroup(ctx.tx, ctx.actor, { telegramChatId: ctx.chat.id }, ctx.at)
  if (!released.ok)
    return ctx.say(released.reason === 'not_bound' ? 'enrol-group-none' : 'enrol-group-refused')
  const { names } = await unitPath(ctx.tx, released.unitId)
  await ctx.say('enrol-group-released', { unit: names.at(-1) ?? '' })
})

onCommand(feature, 'nhom', 'bonhom').use((ctx) => ctx.say('enrol-group-only'))

/** Units that the officer represents in person; an ended unit is bound through its successor. */
function ownUnits(duties: readonly DutyHeld[]): DutyHeld[] {
  const found = new Map<number, DutyHeld>()
  for (const held of duties)
    if (can({ duties: [held] }, 'group.bind', { pathIds: held.pathIds })) found.set(held.unitId, held)
  return [...found.values()]
}

async function bind(ctx: BotContext, unitId: number): Promise<void> {
  const { actor, chat } = ctx
  if (!actor || (chat?.type !== 'group' && chat?.type !== 'supergroup')) return
  const group = {
    telegramChatId: chat.id,
    kind: chat.type,
    title: chat.title ?? null,
    threadId: ctx.topicId ?? null,
    unitId,
  }
  const outcome = await bindGroup(ctx.tx, actor, group, ctx.at)
  if (!outcome.ok)
    return ctx.say(outcome.reason === 'bound_elsewhere' ? 'enrol-group-elsewhere' : 'enrol-group-refused')
  const { names } = await unitPath(ctx.tx, unitId)
  const said = outcome.already ? 'enrol-group-same' : 'enrol-group-bound'
  await ctx.say(said, { unit: names.at(-1) ?? '' })
  await deliver(ctx, unitId)
}

async function deliver(ctx: BotContext, unitId: number): Promise<void> {
  await deliverOwed(ctx.tx, unitId, ctx.now)
}
