// How the directive relates to others: the bot proposes the links that it read in the document; the person
// changes or removes each, or names a document that could not be read.

import { findByNumber } from '../../../../directive/directive.store.ts'
import { maxLinks, type ProposedLink } from '../../../../directive/proposed-links.ts'
import { documentNumberKey, parseDocumentNumber } from '../../../../directive/reading/document-number.ts'
import type { TextKey } from '../../../../texts/index.ts'
import { defineButtons, num, token } from '../../../buttons.ts'
import { answerTaps } from '../../../steps.ts'
import { put } from '../buttons.ts'
import { kindsOfNumber, type NewDirective, type NewDirectiveStep, withNotes } from '../draft.ts'

const buttons = defineButtons('new_links', { change: { draft: token, place: num }, done: { draft: token } })
const relations = ['implements', 'amends', 'replaces', 'continues', 'refers'] as const

export const links: NewDirectiveStep = {
  id: 'links',
  outOfTurn: true,
  isAnswered: () => true,
  async ask(ctx, draft, { inPlace }) {
    const all = draft.notes.links ?? []
    const lines = [ctx.html(all.length === 0 ? 'link-ask-none' : 'link-ask')]
    for (const { numberText, off } of all) {
      const isRegistered = (await findByNumber(ctx.tx, numberText)).some((row) => row.state !== 'draft')
      const key = off ? 'link-line-off' : isRegistered ? 'link-line-registered' : 'link-line'
      lines.push(ctx.html(key, { number: numberText }))
    }
    const leftOut = draft.notes.linksLeftOut ?? 0
    if (leftOut > 0) lines.push('', ctx.html('link-left-out', { max: maxLinks, count: leftOut }))
    const rows = all.map(({ numberText, relation, off }, place) => {
      const values = { number: numberText, relation: ctx.t(`relation-${relation}`) }
      const text = ctx.t(off ? 'link-button-off' : 'link-button', values)
      return [buttons.button.change(text, { draft: draft.id, place })]
    })
    const done = [buttons.button.done(ctx.t('link-button-done'), { draft: draft.id })]
    await put(ctx, lines.join('\n'), [...rows, done], inPlace)
  },
  onText(_ctx, draft, text) {
    const changed = withTypedLink(draft, text.trim())
    return 'fault' in changed ? changed : { ask: 'links', draft: changed }
  },
  taps: answerTaps(buttons, {
    change(_ctx, draft, { place }) {
      const changed = withNextRelation(draft, place)
      return changed && { here: changed }
    },
    done: (_ctx, draft) => ({ next: withNotes(draft, { confirmed: false }) }),
  }),
}

/** Each tap takes the next relation; after the last one the link is removed, then it is added again. */
function withNextRelation(draft: NewDirective, place: number): NewDirective | null {
  const all = draft.notes.links ?? []
  const link = all[place]
  if (!link) return null
  const { off, ...kept } = link
  const next = relations[relations.indexOf(link.relation) + 1]
  const changed: ProposedLink = off
    ? { ...kept, relation: relations[0] }
    : next
      ? { ...kept, relation: next }
      : { ...kept, off: true }
  return withNotes(draft, { keepLinks: true, links: all.map((each, at) => (at === place ? changed : each)) })
}

/** Adds a link to the typed number, or returns the key of the fault. */
function withTypedLink(draft: NewDirective, typed: string): NewDirective | { fault: TextKey } {
  const parsed = parseDocumentNumber(typed)
  if (!parsed.ok || kindsOfNumber(parsed.number.text).length === 0) return { fault: 'link-fault-form' }
  const key = documentNumberKey(parsed.number)
  const own = draft.content.numberText
  if (own !== undefined && documentNumberKey(own) === key) return { fault: 'link-fault-own' }
  const all = draft.notes.links ?? []
  if (all.length >= maxLinks) return { fault: 'link-fault-many' }
  if (all.some((link) => documentNumberKey(link.numberText) === key)) return { fault: 'link-fault-there' }
  const link: ProposedLink = { numberText: parsed.number.text, relation: 'implements' }
  return withNotes(draft, { keepLinks: true, links: [...all, link] })
}
