// /danhsach: shows, renames and deletes the recipient lists of an office. Lists are made while drafting
// (/moi). Every step checks again whether the person runs the office that owns the list.
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
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { buttonLabel } from '../../layout.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { audienceLines } from '../directive/card.ts'
import { choiceLines } from '../new-directive/steps/audience.ts'
import { savedListButtons } from './buttons.ts'
import { officesOf, ownList } from './owner.ts'
import { membersButton, newSpeakerListButton } from './speaker-lists.ts'

const feature = new Composer<BotContext>()

export { feature as savedListsFeature }

const { button } = savedListButtons
const renameDialog = defineDialog<{ id: number }>('list_rename', { holds: 'question' })
const maxLists = 30

onCommand(feature, 'danhsach').use(async (ctx) => {
  if (officesOf(ctx).length === 0) return await ctx.say('list-not-for-you')
  const page = await allLists(ctx)
  await ctx.sayHtml(page.html, { buttons: page.buttons })
})

savedListButtons.on(feature, {
  all: async (ctx) => {
    const page = await allLists(ctx)
    ctx.showInstead(page.buttons, page.html)
  },
  show: withList(async (ctx, list) => {
    ctx.showInstead(
      [
        membersButton(ctx, list),
        [
          button.rename(ctx.t('list-button-rename'), { list: list.id }),
          button.delete(ctx.t('list-button-delete'), { list: list.id }),
        ],
        [allButton(ctx)],
      ].filter((row) => row.length > 0),
      (await cardLines(ctx, list)).join('\n'),
    )
  }),
  rename: withList(async (ctx, { id, name }) => {
    if (await renameDialog.open(ctx, { id })) await ctx.say('list-ask-rename', { name })
  }),
  delete: withList(async (ctx, { id, name }) => {
    const buttons = [[button.delete_yes(ctx.t('list-button-delete-yes'), { list: id })], [allButton(ctx)]]
    ctx.showInstead(buttons, ctx.html('list-ask-delete', { name }))
  }),
  delete_yes: withList(async (ctx, { id, name }) => {
    const gone = await deleteAudience(ctx.tx, ctx.actor, { id }, ctx.at)
    const text = gone.ok ? ctx.html('list-deleted', { name }) : ctx.html(`list-fault-${gone.reason}`)
    ctx.showInstead([[allButton(ctx)]], text)
  }),
})

/** Wraps a handler with the list that the button names, when it belongs to an office that the person runs. */
function withList(handle: (ctx: TapContext, list: SavedAudience) => Promise<void>) {
  return async (ctx: TapContext, values: { list: number }): Promise<void> => {
    const list = await ownList(ctx, values.list)
    if (list) return await handle(ctx, list)
    ctx.showInstead([])
    ctx.answerTap('list-fault-gone', {}, { alert: true })
  }
}

onAnswer(feature, renameDialog).use(async (ctx) => {
  const { actor, now } = ctx
  if (!actor) return await renameDialog.close(ctx)
  const renamed = await renameAudience(
    ctx.tx,
    actor,
    { id: ctx.dialog.data.id, name: ctx.message.text },
    { now },
  )
  if (!renamed.ok && renamed.reason !== 'gone') return await ctx.say(`list-fault-${renamed.reason}`)
  await renameDialog.close(ctx)
  if (!renamed.ok) return await ctx.say('list-fault-gone')
  await ctx.say('list-renamed', { name: renamed.name }, { buttons: [[allButton(ctx)]] })
})

const allButton = (ctx: BotContext) => button.all(ctx.t('list-button-all'))

async function allLists(ctx: BotContext): Promise<{ html: string; buttons: Button[][] }> {
  const lists: SavedAudience[] = []
  const offices = [...new Map(officesOf(ctx).map((held) => [held.unitId, held])).values()]
  for (const { unitId } of offices) lists.push(...(await savedAudiences(ctx.tx, unitId)))
  return {
    html: ctx.html(lists.length === 0 ? 'list-none' : 'list-heading'),
    buttons: [
      ...lists.slice(0, maxLists).map((list) => [button.show(buttonLabel(list.name), { list: list.id })]),
      ...offices.slice(0, 5).map((held) => [newSpeakerListButton(ctx, held)]),
    ],
  }
}

/** The list's owner, its recipients, their number today, who cannot be reached and what they owe. */
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
