// /danhsach: the lists of recipients that an office keeps: looked at, renamed, deleted. They are made while drafting
// (/moi); every step asks again whether the person runs the office that owns the list.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { kindsOf } from '../../../directive/audience.ts'
import {
  deleteAudience,
  renameAudience,
  type SavedAudience,
  savedAudiences,
} from '../../../directive/saved-audiences.ts'
import { findUnit } from '../../../org/unit.store.ts'
import type { TextKey } from '../../../texts/index.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand, onTap } from '../../routing.ts'
import { audienceLines } from '../directive/card.ts'
import { choiceLines } from '../new-directive/lists.ts'
import { newDirectiveDialog } from '../new-directive/state.ts'
import { short } from '../progress/response-rates.ts'
import { officesOf, ownList } from './owner.ts'
import { membersButton, newSpeakerListButton } from './speaker-lists.ts'

export const savedListsFeature = new Composer<BotContext>()
const feature = savedListsFeature

/** What a button means; the place travels in the button: add at the end. */
const moves = ['show', 'all', 'rename', 'delete', 'delete_yes'] as const
const renameDialog = 'list_rename'
const maxLists = 30

onCommand(feature, 'danhsach').use(async (ctx) => {
  if (officesOf(ctx).length === 0) return await ctx.say('list-not-for-you')
  const page = await allLists(ctx)
  await ctx.sayHtml(page.html, { buttons: page.buttons })
})

onTap(feature, 'saved_list').use(async (ctx) => {
  const move = moves[ctx.tap.extra[0] ?? 0]
  if (move === 'all') {
    const page = await allLists(ctx)
    return ctx.showInstead(page.buttons, page.html)
  }
  const list = await ownList(ctx, ctx.tap.id)
  if (!list || !ctx.actor) {
    ctx.showInstead([])
    return ctx.answerTap('list-fault-gone', {}, { alert: true })
  }
  const { name } = list
  switch (move) {
    case 'rename':
      if (ctx.dialog.kind === newDirectiveDialog) return await ctx.say('list-fault-drafting')
      await ctx.dialog.set(renameDialog, { id: list.id })
      return await ctx.say('list-ask-rename', { name })
    case 'delete':
      return ctx.showInstead(
        [
          [button(ctx, 'list-button-delete-yes', 'delete_yes', list.id)],
          [button(ctx, 'list-button-all', 'all')],
        ],
        ctx.html('list-ask-delete', { name }),
      )
    case 'delete_yes': {
      const gone = await deleteAudience(ctx.tx, ctx.actor, list.id, ctx)
      return ctx.showInstead(
        [[button(ctx, 'list-button-all', 'all')]],
        gone.ok ? ctx.html('list-deleted', { name }) : ctx.html(`list-fault-${gone.reason}`),
      )
    }
    default:
      return ctx.showInstead(
        [
          membersButton(ctx, list),
          [
            button(ctx, 'list-button-rename', 'rename', list.id),
            button(ctx, 'list-button-delete', 'delete', list.id),
          ],
          [button(ctx, 'list-button-all', 'all')],
        ].filter((row) => row.length > 0),
        (await cardLines(ctx, list)).join('\n'),
      )
  }
})

onAnswer(feature, renameDialog).use(async (ctx) => {
  const { actor, now } = ctx
  if (!actor) return await ctx.dialog.clear()
  const renamed = await renameAudience(ctx.tx, actor, Number(ctx.dialog.data.id), {
    name: ctx.message.text,
    now,
  })
  if (!renamed.ok && renamed.reason !== 'gone') return await ctx.say(`list-fault-${renamed.reason}`)
  await ctx.dialog.clear()
  if (!renamed.ok) return await ctx.say('list-fault-gone')
  await ctx.say(
    'list-renamed',
    { name: renamed.name },
    { buttons: [[button(ctx, 'list-button-all', 'all')]] },
  )
})

function button(ctx: BotContext, key: TextKey, move: (typeof moves)[number], id = 0): Button {
  return labelled(ctx.t(key), move, id)
}

function labelled(text: string, move: (typeof moves)[number], id: number): Button {
  return { text, data: encodeCallback({ action: 'saved_list', id, extra: [moves.indexOf(move)] }) }
}

async function allLists(ctx: BotContext): Promise<{ html: string; buttons: Button[][] }> {
  const lists: SavedAudience[] = []
  const offices = [...new Map(officesOf(ctx).map((held) => [held.unitId, held])).values()]
  for (const { unitId } of offices) lists.push(...(await savedAudiences(ctx.tx, unitId)))
  return {
    html: ctx.html(lists.length === 0 ? 'list-none' : 'list-heading'),
    buttons: [
      ...lists.slice(0, maxLists).map((list) => [labelled(short(list.name), 'show', list.id)]),
      ...offices.slice(0, 5).map((held) => [newSpeakerListButton(ctx, held)]),
    ],
  }
}

/** Whose list it is, who receives by it, how many today, who cannot be reached and what they owe. */
async function cardLines(ctx: BotContext, { name, unitId, audience }: SavedAudience): Promise<string[]> {
  const owner = await findUnit(ctx.tx, unitId)
  const kinds = kindsOf(audience)
    .map((kind) => ctx.t(`unit-kind-${kind}`))
    .join(', ')
  return [
    ctx.html('list-card', { name }),
    ctx.html('list-owner', { unit: owner?.name ?? '' }),
    ctx.html('list-kinds', { kinds }),
    ...choiceLines(ctx, audience),
    '',
    ...(await audienceLines(ctx, audience)),
  ]
}
