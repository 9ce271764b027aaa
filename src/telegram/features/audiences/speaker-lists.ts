// Lists of named speakers under /danhsach: an office makes a list, finds speakers by name or unit, adds and
// removes them. Every step checks again whether the person runs the office that owns the list.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { type SavedAudience, saveAudience, setMember } from '../../../directive/saved-audiences.ts'
import { findSpeakers, type Speaker, speakersNow } from '../../../org/speakers.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { buttonLabel } from '../../layout.ts'
import { onAnswer } from '../../routing.ts'
import { speakerListButtons } from './buttons.ts'
import { ownList, ownsLists } from './owner.ts'

const feature = new Composer<BotContext>()

export { feature as speakerListsFeature }

const { button } = speakerListButtons
const nameDialog = defineDialog<{ unitId: number }>('speaker_list_name', { holds: 'question' })
const membersDialog = defineDialog<{ id: number }>('speaker_list', { holds: 'question' })
const maxFound = 10
const maxShown = 40

/** The button that starts a new list of a unit. */
export function newSpeakerListButton(ctx: BotContext, unit: { unitId: number; unitName: string }): Button {
  return button.new(buttonLabel(ctx.t('speaker-list-new', { unit: unit.unitName })), { unit: unit.unitId })
}

/** The button that opens the members of a list; nothing for lists without named members. */
export function membersButton(ctx: BotContext, list: SavedAudience): Button[] {
  return Array.isArray(list.audience.speakers)
    ? [button.members(buttonLabel(ctx.t('speaker-list-members')), { list: list.id })]
    : []
}

speakerListButtons.on(feature, {
  new: async (ctx, { unit: unitId }) => {
    if (!ownsLists(ctx, unitId)) return ctx.answerTap('list-fault-not_allowed', {}, { alert: true })
    if (await nameDialog.open(ctx, { unitId })) await ctx.say('speaker-list-ask-name')
  },
  members: async (ctx, { list: id }) => {
    const list = await ownList(ctx, id)
    if (!list) return sayGone(ctx)
    if (await membersDialog.open(ctx, { id })) await sayMembers(ctx, list)
  },
  add: (ctx, { list, speaker }) => changeMember(ctx, list, { dutyId: speaker, isMember: true }),
  remove: (ctx, { list, member }) => changeMember(ctx, list, { dutyId: member, isMember: false }),
  done: async (ctx) => {
    await membersDialog.close(ctx)
    ctx.showInstead([])
  },
})

function sayGone(ctx: TapContext): void {
  ctx.showInstead([])
  ctx.answerTap('list-fault-gone', {}, { alert: true })
}

async function changeMember(
  ctx: TapContext,
  listId: number,
  change: { dutyId: number; isMember: boolean },
): Promise<void> {
  if (!(await ownList(ctx, listId))) return sayGone(ctx)
  const changed = await setMember(ctx.tx, ctx.actor, { id: listId, ...change }, ctx.at)
  if (!changed.ok) return ctx.answerTap(`list-fault-${changed.reason}`, {}, { alert: true })
  const page = await membersPage(ctx, changed.list)
  ctx.answerTap(change.isMember ? 'speaker-list-added' : 'speaker-list-removed')
  ctx.showInstead(page.buttons, page.html)
}

onAnswer(feature, nameDialog).use(async (ctx) => {
  const { actor, now } = ctx
  const { unitId } = ctx.dialog.data
  if (!actor) return await nameDialog.close(ctx)
  const made = await saveAudience(
    ctx.tx,
    actor,
    {
      unitId,
      name: ctx.message.text,
      audience: {
        root: unitId,
        speakers: [],
      },
      isNew: true,
    },
    { now },
  )
  if (!made.ok) return await ctx.say(`list-fault-${made.reason}`)
  await membersDialog.open(ctx, { id: made.id })
  await sayMembers(ctx, (await ownList(ctx, made.id))!)
})

// Words of a name or a unit: the bot offers every matching speaker.
onAnswer(feature, membersDialog).use(async (ctx) => {
  const list = await ownList(ctx, ctx.dialog.data.id)
  if (!list) {
    await membersDialog.close(ctx)
    return await ctx.say('list-fault-gone')
  }
  const found = await findSpeakers(ctx.tx, list.unitId, ctx.message.text, maxFound)
  const members = new Set((await membersOf(ctx, list)).map((each) => each.dutyId))
  const typed = ctx.message.text.slice(0, 80)
  if (found.length === 0) return await ctx.say('speaker-list-found-none', { typed })
  const buttons = found.map((each) => [
    members.has(each.dutyId)
      ? button.remove(buttonLabel(`☑️ ${nameOf(each)}`), { list: list.id, member: each.dutyId })
      : button.add(buttonLabel(`➕ ${nameOf(each)}`), { list: list.id, speaker: each.dutyId }),
  ])
  await ctx.say('speaker-list-found', { typed }, { buttons: [...buttons, [doneButton(ctx)]] })
})

const doneButton = (ctx: BotContext) => button.done(ctx.t('speaker-list-done'))
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
    .map((each) => [button.remove(buttonLabel(`➖ ${nameOf(each)}`), { list: list.id, member: each.dutyId })])
  return { html: lines.join('\n'), buttons: [...buttons, [doneButton(ctx)]] }
}
