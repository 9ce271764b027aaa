// The buttons of the conversation that drafts a directive: what each means, the choices offered, and how a message with
// them is put. The questions are in new-directive-questions.ts, the preview in new-directive-preview.ts.
import type { Button } from '../../../circulation/messenger.ts'
import type { TextKey } from '../../../texts/index.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { maxText, shownLength } from '../../split-html.ts'
import type { NewDirective } from './state.ts'

/** What a button of this conversation means; the place in the list travels in the button: add at the end. */
export const moves = [
  'cancel',
  'issuer',
  'not_secret',
  'secret',
  'confirm',
  'edit_number',
  'edit_date',
  'edit_subject',
  'urgency',
  'links',
  'suggestion',
  'kind',
  'ack_only',
  'with_report',
  'days',
  'issue',
  'edit_deadlines',
  'edit_audience',
  'kinds',
  'branch',
  'page',
  'audience_done',
  'lists',
  'list',
  'save_list',
  'edit_reminders',
  'reminders',
  'protect',
  'edit_details',
  'edit_document',
  'go_on',
  'drop_annex',
  'speakers',
  'edit_outline',
  'outline',
  'edit_time',
  'next_morning',
  'at_once',
  'mark',
  'edit_links',
  'link',
  'links_done',
] as const
export type Move = (typeof moves)[number]

/** Deadlines offered, in working days: the report's are none before the longest for the receipt. */
export const workingDays = { ack: [1, 3, 5], report: [5, 10, 20] } as const
/** Which question a button with working days answers; the place travels in it, 0 in none: add at the end. */
const daysPlaces = [null, 'ack', 'report'] as const
export const urgencies = ['normal', 'khan', 'thuong_khan', 'hoa_toc'] as const
/** Choices of kinds that receive. */
export const kindChoices = [
  ['cell'],
  ['committee', 'grassroots', 'section', 'cell'],
  ['committee'],
  ['grassroots', 'section'],
] as const
/** The place of "all levels" among them. */
export const everyLevel = 1
/** Two more choices below those: committees receive it and pass it on. */
export const passingChoices = ['at_once', 'after_plan'] as const
/** What these choices are called, those of kinds first. */
export const choiceNames = [
  ...(['cell', 'all', 'committee', 'grassroots'] as const),
  ...passingChoices,
] as const
export const branchesPerPage = 10

/** A button of this conversation. */
export function button(
  ctx: BotContext,
  draft: NewDirective,
  key: TextKey,
  move: Move,
  value = 0,
  args = {},
): Button {
  return labelled(ctx.t(key, args), draft, move, value)
}

/** Working days to choose from below one of the two questions. */
export function dayButtons(ctx: BotContext, draft: NewDirective, which: keyof typeof workingDays): Button[] {
  const place = daysPlaces.indexOf(which)
  return workingDays[which].map((days) => ({
    text: ctx.t('new-button-days', { days }),
    data: dataOf(draft, 'days', days, place),
  }))
}

/** The question that a button with working days answers; null of an earlier version of the bot, which did not say. */
export const daysAnswer = (extra: readonly number[]) => daysPlaces[extra[2] ?? 0] ?? null

export function labelled(text: string, draft: NewDirective, move: Move, value = 0): Button {
  return { text, data: dataOf(draft, move, value) }
}

const dataOf = (draft: NewDirective, move: Move, ...values: number[]) =>
  encodeCallback({ action: 'new_directive', id: draft.token, extra: [moves.indexOf(move), ...values] })

/** Numbers that may have been meant. */
export function suggestionButtons(ctx: BotContext, draft: NewDirective): Button[][] {
  return (draft.numberSuggestions ?? [])
    .slice(0, 4)
    .map((number, index) => [button(ctx, draft, 'new-button-suggestion', 'suggestion', index, { number })])
}

/** Puts a message; `inPlace` instead of the one whose button was tapped, unless it takes several. */
export async function put(
  ctx: BotContext,
  text: string,
  buttons: Button[][],
  inPlace: boolean,
): Promise<void> {
  if (inPlace && shownLength(text) <= maxText) return ctx.showInstead(buttons, text)
  if (inPlace) ctx.showInstead([])
  await ctx.sayHtml(text, { buttons })
}
