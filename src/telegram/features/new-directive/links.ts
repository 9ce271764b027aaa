// How a directive that is being drafted stands to others: what was read in the document is proposed, the person changes each
// link, takes it out, or names a document that could not be read.
import { findByNumber } from '../../../directive/directive.store.ts'
import type { ProposedLink } from '../../../directive/proposed-links.ts'
import { documentNumberKey, parseDocumentNumber } from '../../../directive/reading/document-number.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { button, labelled, put } from './buttons.ts'
import { kindsOfNumber, type NewDirective } from './state.ts'

const relations = ['implements', 'amends', 'replaces', 'continues', 'refers'] as const
const maxLinks = 20

/** One tap further: the next relation, after the last one the link is taken out, then it is put in again. */
export function afterLinkTap(draft: NewDirective, place: number): NewDirective | null {
  const links = draft.links ?? []
  const link = links[place]
  if (!link) return null
  const { off, ...kept } = link
  const next = relations[relations.indexOf(link.relation) + 1]
  const changed: ProposedLink = off
    ? { ...kept, relation: relations[0] }
    : next
      ? { ...kept, relation: next }
      : { ...kept, off: true }
  return { ...draft, keepLinks: true, links: links.map((each, at) => (at === place ? changed : each)) }
}

/** A number that was typed becomes one more link, or the key of what is wrong with it. */
export function withTypedLink(draft: NewDirective, typed: string): NewDirective | { fault: TextKey } {
  const parsed = parseDocumentNumber(typed)
  if (!parsed.ok || kindsOfNumber(parsed.number.text).length === 0) return { fault: 'link-fault-form' }
  const key = documentNumberKey(parsed.number)
  if (draft.numberText !== undefined && documentNumberKey(draft.numberText) === key)
    return { fault: 'link-fault-own' }
  const links = draft.links ?? []
  if (links.length >= maxLinks) return { fault: 'link-fault-many' }
  if (links.some((link) => documentNumberKey(link.numberText) === key)) return { fault: 'link-fault-there' }
  const link: ProposedLink = { numberText: parsed.number.text, relation: 'implements' }
  return { ...draft, keepLinks: true, links: [...links, link] }
}

/** What was proposed before a document was read stays first; what was read is added. */
export function withReadLinks(
  before: readonly ProposedLink[],
  read: readonly ProposedLink[],
): ProposedLink[] {
  const keys = new Set(before.map((link) => documentNumberKey(link.numberText)))
  const added = read.filter((link) => !keys.has(documentNumberKey(link.numberText)))
  return [...before, ...added].slice(0, maxLinks)
}

/** Each link with a button that changes it. */
export async function askLinks(ctx: BotContext, draft: NewDirective, inPlace: boolean): Promise<void> {
  const links = draft.links ?? []
  const lines = [ctx.html(links.length === 0 ? 'link-ask-none' : 'link-ask')]
  for (const { numberText, off } of links) {
    const registered = (await findByNumber(ctx.tx, numberText)).some((row) => row.state !== 'draft')
    const key = off ? 'link-line-off' : registered ? 'link-line-registered' : 'link-line'
    lines.push(ctx.html(key, { number: numberText }))
  }
  const buttons = [
    ...links.map(({ numberText, relation, off }, place) => [
      labelled(
        ctx.t(off ? 'link-button-off' : 'link-button', {
          number: numberText,
          relation: ctx.t(`relation-${relation}`),
        }),
        draft,
        'link',
        place,
      ),
    ]),
    [button(ctx, draft, 'link-button-done', 'links_done')],
  ]
  await put(ctx, lines.join('\n'), buttons, inPlace)
}
