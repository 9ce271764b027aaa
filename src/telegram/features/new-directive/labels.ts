// Words for the content of a draft, shared by its questions, its preview and the approver's view.
import type { DetailWarning } from '../../../directive/check-directive.ts'
import { documentKinds } from '../../../directive/reading/document-kinds.ts'
import { dayText } from '../../../texts/dates.ts'
import type { BotContext } from '../../context.ts'
import type { NewDirective } from './draft.ts'

/** A kind of document in words. */
export function kindLabel(ctx: BotContext, name: string): string {
  const kind = documentKinds.find((each) => each.name === name)
  return kind ? kind[ctx.language] : name
}

/** Doubts in words. */
export function doubtLines(ctx: BotContext, warnings: readonly DetailWarning[], issuedOn: string): string[] {
  return warnings.map((warning) =>
    ctx.html(`new-warn-${warning.rule}`, {
      about: 'about' in warning ? ctx.t(`new-about-${warning.about}`) : '',
      day: dayText('day' in warning ? warning.day : issuedOn, ctx.language),
      suggestions: 'suggestions' in warning ? warning.suggestions.join(', ') : '',
    }),
  )
}

/** The annexes with their places. */
export const annexLines = (ctx: BotContext, { content: { annexes = [] } }: NewDirective): string[] =>
  annexes.map(({ name }, index) => ctx.html('new-details-annex', { position: index + 1, name }))

/** Joins the lines that are not null into one text. */
export const joined = (lines: readonly (string | null)[]) => lines.filter((line) => line !== null).join('\n')
