// Lists of named speakers under /danhsach: an office makes one, finds speakers by name or unit, adds and removes them.
// Every step asks again whether the person runs the office that owns the list.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { type SavedAudience, saveAudience, setMember } from '../../../directive/saved-audiences.ts'
import { findSpeakers, type Speaker, speakersNow } from '../../../org/speakers.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onTap } from '../../routing.ts'
import { newDirectiveDialog } from '../new-directive/state.ts'
import { short } from '../progress/response-rates.ts'
import { ownList, ownsLists } from './owner.ts'

export const speakerListsFeature = new Composer<BotContext>()
const feature = speakerListsFeature

/** What a button means; the place travels in the button: add at the end. The id of `new` is a unit's, of others a list's. */
const moves = ['new', 'members', 'add', 'remove', 'done'] as const
const nameDialog = 'speaker_list_name'
const membersDialog = 'speaker_list'
const maxFound = 10
const maxShown = 40

/** The button that begins a list of a unit. */
export function newSpeakerListButton(ctx: BotContext, unit: { unitId: number; unitName: string }): Button {
  return labelled(short(ctx.t('speaker-list-new', { unit: unit.unitName })), 'new', unit.unitId)
}

/** The button to the members of a list; nothing below lists without named members. */
export function membersButton(ctx: BotContext, list: SavedAudience): Button[] {
  return Array.isArray(list.audience.speakers)
    ? [labelled(ctx.t('speaker-list-members'), 'members', list.id)]
    : []
}

onTap(feature, 'speaker_list').use(async (ctx) => {
  const { id, extra } = ctx.tap
  const move = moves[extra[0] ?? -1]
  if (move === 'new') {
    if (!ownsLists(ctx, id)) return ctx.answerTap('list-fault-not_allowed', {}, { alert: true })
    if (ctx.dialog.kind === newDirectiveDialog) return await ctx.say('list-fault-drafting')
    await ctx.dialog.set(nameDialog, { unitId: id })
    return await ctx.say('speaker-list-ask-name')
  }
  if (move === 'done') {
    if (ctx.dialog.kind === membersDialog) await ctx.dialog.clear()
    return ctx.showInstead([])
  }
  const list = await ownList(ctx, id)
  if (!list) {
    ctx.showInstead([])
    return ctx.answerTap('list-fault-gone', {}, { alert: true })
  }
  if (move === 'members') {
    if (ctx.dialog.kind === newDirectiveDialog) return await ctx.say('list-fault-drafting')
    await ctx.dialog.set(membersDialog, { id: list.id })
    return await sayMembers(ctx, list)
  }
  const dutyId = extra[1] ?? 0
  const change = { dutyId, isMember: move === 'add', now: ctx.now }
  const changed = await setMember(ctx.tx, ctx.actor!, list.id, change)
  if (!changed.ok) return ctx.answerTap(`list-fault-${changed.reason}`, {}, { alert: true })
  const page = await membersPage(ctx, changed.list)
  ctx.answerTap(move === 'add' ? 'speaker-list-added' : 'speaker-list-removed')
  ctx.showInstead(page.buttons, page.html)
})

onAnswer(feature, nameDialog).use(async (ctx) => {
  const { actor, now } = ctx
  const unitId = Number(ctx.dialog.data.unitId)
  if (!actor) return await ctx.dialog.clear()
  const made = await saveAudience(ctx.tx, actor, {
    unitId,
    name: ctx.message.text,
    audience: {
      root: unitId,
      speakers: [],
    },
    isNew: true,
    now,
  })
  if (!made.ok) return await ctx.say(`list-fault-${made.reason}`)
  await ctx.dialog.set(membersDialog, { id: made.id })
  await sayMembers(ctx, (await ownList(ctx, made.id))!)
})

// Words of a name or a unit: whoever fits is offered.
onAnswer(feature, membersDialog).use(async (ctx) => {
  const list = await ownList(ctx, Number(ctx.dialog.data.id))
  if (!list) {
    await ctx.dialog.clear()
    return await ctx.say('list-fault-gone')
  }
  const found = await findSpeakers(ctx.tx, list.unitId, ctx.message.text, maxFound)
  const members = new Set((await membersOf(ctx, list)).map((each) => each.dutyId))
  const typed = ctx.message.text.slice(0, 80)
  if (found.length === 0) return await ctx.say('speaker-list-found-none', { typed })
  const buttons = found.map((each) => [
    members.has(each.dutyId)
      ? labelled(`☑️ ${nameOf(each)}`, 'remove', list.id, each.dutyId)
      : labelled(`➕ ${nameOf(each)}`, 'add', list.id, each.dutyId),
  ])
  await ctx.say('speaker-list-found', { typed }, { buttons: [...buttons, [doneButton(ctx, list)]] })
})

function labelled(text: string, move: (typeof moves)[number], id: number, value = 0): Button {
  const extra = [moves.indexOf(move), value]
  return { text: short(text), data: encodeCallback({ action: 'speaker_list', id, extra }) }
}

const doneButton = (ctx: BotContext, list: SavedAudience) =>
  labelled(ctx.t('speaker-list-done'), 'done', list.id)
const nameOf = (speaker: Speaker) => `${speaker.fullName}, ${speaker.unitName}`
const membersOf = (ctx: BotContext, { audience }: SavedAudience) =>
  speakersNow(ctx.tx, Array.isArray(audience.speakers) ? audience.speakers : [])

async function sayMembers(ctx: BotContext, list: SavedAudience): Promise<void> {
  const page = await membersPage(ctx, list)
  await ctx.sayHtml(page.html, { buttons: page.buttons })
}

async function membersPage(
  ctx: BotContext,
  list: SavedAudience,
): Promise<{ html: string; buttons: Button[][] }> {
  const members = await membersOf(ctx, list)
  const { speakers } = list.audience
  const gone = (Array.isArray(speakers) ? speakers.length : 0) - members.length
  const lines = [
    ctx.html('speaker-list-card', { name: list.name, count: members.length }),
    ...(gone > 0 ? [ctx.html('speaker-list-gone', { count: gone })] : []),
    ...(members.length > maxShown
      ? [ctx.html('speaker-list-more', { count: members.length - maxShown })]
      : []),
    ctx.html('speaker-list-ask-words'),
  ]
  const buttons = members
    .slice(0, maxShown)
    .map((each) => [labelled(`➖ ${nameOf(each)}`, 'remove', list.id, each.dutyId)])
  return { html: lines.join('\n'), buttons: [...buttons, [doneButton(ctx, list)]] }
}
