// The details that were read in the document or typed, each with its place, to confirm or to correct.

import { circulationMarks } from '../../../../directive/reading/circulation-mark.ts'
import { documentIssuers } from '../../../../directive/reading/document-kinds.ts'
import { parseDocumentNumber } from '../../../../directive/reading/document-number.ts'
import type { TextPlace } from '../../../../directive/reading/text-place.ts'
import { findUnit } from '../../../../org/unit.store.ts'
import { shorten } from '../../../../platform/vietnamese-text.ts'
import { dayText } from '../../../../texts/dates.ts'
import type { TextKey } from '../../../../texts/index.ts'
import { defineButtons, token } from '../../../buttons.ts'
import type { BotContext } from '../../../context.ts'
import { answerTaps } from '../../../steps.ts'
import { askButton, cancelButton, put } from '../buttons.ts'
import { type NewDirective, type NewDirectiveStep, type ReadField, withContent, withNotes } from '../draft.ts'
import { annexLines, joined, kindLabel } from '../labels.ts'
import { unseenLines } from '../unseen-lines.ts'
import { sameNumber, warningLines } from '../warnings.ts'
import { replaceDocumentButton } from './document.ts'
import { suggestionRows } from './number.ts'

const buttons = defineButtons('new_details', {
  confirm: { draft: token },
  reopen: { draft: token },
  urgency: { draft: token },
  mark: { draft: token },
  links: { draft: token },
})

const urgencies = ['normal', 'khan', 'thuong_khan', 'hoa_toc'] as const
const maxLinksShown = 8
const maxSameShown = 3

/** Opens the details again, from the preview. */
export const reopenDetailsButton = (ctx: BotContext, draft: NewDirective) =>
  buttons.button.reopen(ctx.t('new-button-edit-details'), { draft: draft.id })

export const details: NewDirectiveStep = {
  id: 'details',
  isAnswered: ({ notes }) => notes.confirmed === true,
  async ask(ctx, draft, { inPlace }) {
    await put(ctx, joined(await detailLines(ctx, draft)), detailRows(ctx, draft), inPlace)
  },
  taps: answerTaps(buttons, {
    confirm: (_ctx, draft) => ({ next: withNotes(draft, { confirmed: true }) }),
    reopen: (_ctx, draft) => ({ next: withNotes(draft, { confirmed: false }) }),
    urgency(_ctx, draft) {
      const at = urgencies.indexOf(draft.content.urgency ?? 'normal')
      return { here: withContent(draft, { urgency: urgencies[(at + 1) % urgencies.length]! }) }
    },
    mark(_ctx, draft) {
      const { circulationMark: mark } = draft.content
      const next = circulationMarks[mark ? circulationMarks.indexOf(mark) + 1 : 0]
      return { here: withContent(draft, { circulationMark: next ?? null }) }
    },
    links: (_ctx, draft) => ({ here: withNotes(draft, { keepLinks: !draft.notes.keepLinks }) }),
  }),
}

const linksOf = ({ notes }: NewDirective) => (notes.links ?? []).filter((link) => !link.off)

async function detailLines(ctx: BotContext, draft: NewDirective): Promise<(string | null)[]> {
  const { content, notes } = draft
  const links = linksOf(draft)
  const same = await sameNumber(ctx.tx, draft)
  const [file] = content.files ?? []
  const place = (field: ReadField) => {
    const read = notes.places?.[field]
    return read && read.value === content[field] ? placeLine(ctx, read) : null
  }
  return [
    ctx.html('new-details-heading'),
    ctx.html('new-details-number', { number: content.numberText!, kind: kindLabel(ctx, content.kind!) }),
    place('numberText'),
    await issuerLine(ctx, draft),
    notes.places?.kind?.words === notes.places?.numberText?.words ? null : place('kind'),
    ctx.html('new-details-date', { day: dayText(content.issuedOn!, ctx.language) }),
    place('issuedOn'),
    ctx.html('new-details-subject', { subject: content.subject! }),
    place('subject'),
    ctx.html('new-details-urgency', { urgency: ctx.t(`new-urgency-${content.urgency ?? 'normal'}`) }),
    place('urgency'),
    content.circulationMark ? ctx.html('new-details-mark', { mark: content.circulationMark }) : null,
    place('circulationMark'),
    file ? ctx.html('new-details-file', { name: file.name }) : ctx.html('new-details-no-file'),
    ...annexLines(ctx, draft),
    file && content.body ? ctx.html('new-details-body', { body: shorten(content.body, 300) }) : null,
    links.length > 0 ? ctx.html('new-details-links', { count: links.length }) : null,
    ...links.slice(0, maxLinksShown).flatMap((link) => [
      ctx.html('new-details-link', {
        number: link.numberText,
        relation: ctx.t(`relation-${link.relation}`),
      }),
      ...(link.place ? [placeLine(ctx, link.place)] : []),
    ]),
    ...unseenLines(ctx, notes.unseen),
    ...same.slice(0, maxSameShown).map((row) =>
      ctx.html('new-warn-same-number', {
        number: row.numberText,
        day: dayText(row.issuedOn, ctx.language),
        subject: row.subject,
      }),
    ),
    ...(await warningLines(ctx, draft, { withDeadlines: false })),
    '',
    ctx.html('new-details-ask'),
    ctx.html('new-details-annex-hint'),
  ]
}

function detailRows(ctx: BotContext, draft: NewDirective) {
  const own = (key: TextKey, action: 'confirm' | 'urgency' | 'mark' | 'links') =>
    buttons.button[action](ctx.t(key), { draft: draft.id })
  const keepsLinks = draft.notes.keepLinks ? 'new-button-links-on' : 'new-button-links-off'
  return [
    [own('new-button-confirm', 'confirm')],
    ...suggestionRows(ctx, draft),
    [
      askButton(ctx, draft, 'new-button-edit-number', 'number'),
      askButton(ctx, draft, 'new-button-edit-date', 'date'),
    ],
    [askButton(ctx, draft, 'new-button-edit-subject', 'subject'), own('new-button-urgency', 'urgency')],
    [own('new-button-mark', 'mark'), replaceDocumentButton(ctx, draft)],
    [
      ...(linksOf(draft).length > 0 ? [own(keepsLinks, 'links')] : []),
      askButton(ctx, draft, 'new-button-edit-links', 'links'),
    ],
    [cancelButton(ctx, draft)],
  ]
}

/** The place in the document, with a few words around it. */
function placeLine(ctx: BotContext, { before, words, after, line, page }: TextPlace): string {
  const where =
    page === undefined ? ctx.t('new-place-line', { line }) : ctx.t('new-place-page', { page, line })
  return ctx.html('new-place', { before, words, after, where })
}

/** The body that the number names, beside the issuer. */
async function issuerLine(ctx: BotContext, { content }: NewDirective): Promise<string> {
  const unit = await findUnit(ctx.tx, content.issuerUnitId!)
  const parsed = parseDocumentNumber(content.numberText ?? '')
  const code = parsed.ok ? parsed.number.issuer : ''
  const named = documentIssuers.find((each) => each.code === code)
  return ctx.html('new-details-issuer', {
    issuer: unit?.name ?? '',
    code,
    name: named ? named[ctx.language] : ctx.t('new-issuer-unknown'),
  })
}
