// Shows a directive that is being drafted: what was read or given, to put right, and everything once more with the
// recipients before it goes out.
import { summariseAudience } from '../../../directive/audience.ts'
import { checkDetails, type DetailWarning } from '../../../directive/check-directive.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { twoPersonRule } from '../../../directive/issue-directive.ts'
import { documentIssuers, documentKinds } from '../../../directive/reading/document-kinds.ts'
import { parseDocumentNumber } from '../../../directive/reading/document-number.ts'
import type { TextPlace } from '../../../directive/reading/text-place.ts'
import { findUnit } from '../../../org/unit.store.ts'
import { dayText, deadlineText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { branchLines, burdenLine, unreachedLines } from '../directive/card.ts'
import { secondPersonLines } from '../directive/second-person.ts'
import { shorten } from '../report/question.ts'
import { button, type Move, put, suggestionButtons } from './buttons.ts'
import { chosenOutline, hasOutlines, outlineButton } from './outlines.ts'
import { askedLines } from './reminder-lines.ts'
import { asDraftInput, askedOf, type NewDirective, type ReadField, sameNumber } from './state.ts'

/** What was read or given, to confirm or to put right. */
export async function showDetails(ctx: BotContext, draft: NewDirective, inPlace: boolean): Promise<void> {
  const links = (draft.links ?? []).filter((link) => !link.off)
  const same = await sameNumber(ctx.tx, draft)
  const place = (field: ReadField) => {
    const read = draft.places?.[field]
    return read && read.value === draft[field] ? placeLine(ctx, read) : null
  }
  const lines = [
    ctx.html('new-details-heading'),
    ctx.html('new-details-number', { number: draft.numberText!, kind: kindLabel(ctx, draft.kind!) }),
    place('numberText'),
    issuerLine(ctx, draft),
    draft.places?.kind?.words === draft.places?.numberText?.words ? null : place('kind'),
    ctx.html('new-details-date', { day: dayText(draft.issuedOn!, ctx.language) }),
    place('issuedOn'),
    ctx.html('new-details-subject', { subject: draft.subject! }),
    place('subject'),
    ctx.html('new-details-urgency', { urgency: ctx.t(`new-urgency-${draft.urgency ?? 'normal'}`) }),
    place('urgency'),
    draft.circulationMark ? ctx.html('new-details-mark', { mark: draft.circulationMark }) : null,
    place('circulationMark'),
    draft.file ? ctx.html('new-details-file', { name: draft.file.name }) : ctx.html('new-details-no-file'),
    ...annexLines(ctx, draft),
    draft.file && draft.body ? ctx.html('new-details-body', { body: shorten(draft.body, 300) }) : null,
    links.length > 0 ? ctx.html('new-details-links', { count: links.length }) : null,
    ...links.slice(0, 8).flatMap((link) => [
      ctx.html('new-details-link', {
        number: link.numberText,
        relation: ctx.t(`relation-${link.relation}`),
      }),
      ...(link.place ? [placeLine(ctx, link.place)] : []),
    ]),
    draft.scanned ? ctx.html('new-warn-scanned') : null,
    draft.pictures ? ctx.html('new-warn-pictures') : null,
    ...same.slice(0, 3).map((row) =>
      ctx.html('new-warn-same-number', {
        number: row.numberText,
        day: dayText(row.issuedOn, ctx.language),
        subject: row.subject,
      }),
    ),
    ...(await warningLines(ctx, draft, false)),
    '',
    ctx.html('new-details-ask'),
    ctx.html('new-details-annex-hint'),
  ]
  const edit = (key: TextKey, move: Move) => button(ctx, draft, key, move)
  const buttons = [
    [edit('new-button-confirm', 'confirm')],
    ...suggestionButtons(ctx, draft),
    [edit('new-button-edit-number', 'edit_number'), edit('new-button-edit-date', 'edit_date')],
    [edit('new-button-edit-subject', 'edit_subject'), edit('new-button-urgency', 'urgency')],
    [edit('new-button-mark', 'mark'), edit('new-button-edit-document', 'edit_document')],
    [
      ...(links.length > 0
        ? [edit(draft.keepLinks ? 'new-button-links-on' : 'new-button-links-off', 'links')]
        : []),
      edit('new-button-edit-links', 'edit_links'),
    ],
    [edit('new-button-cancel', 'cancel')],
  ]
  await put(ctx, joined(lines), buttons, inPlace)
}

/** Where it stands in the document, with a little around it. */
function placeLine(ctx: BotContext, { before, words, after, line, page }: TextPlace): string {
  const where =
    page === undefined ? ctx.t('new-place-line', { line }) : ctx.t('new-place-page', { page, line })
  return ctx.html('new-place', { before, words, after, where })
}

/** The body that the number names, beside the one that issues. */
function issuerLine(ctx: BotContext, draft: NewDirective): string {
  const parsed = parseDocumentNumber(draft.numberText ?? '')
  const code = parsed.ok ? parsed.number.issuer : ''
  const named = documentIssuers.find((each) => each.code === code)
  return ctx.html('new-details-issuer', {
    issuer: draft.issuerName ?? '',
    code,
    name: named ? named[ctx.language] : ctx.t('new-issuer-unknown'),
  })
}

/** Everything once more, with the number of recipients, before it goes out. */
export async function showPreview(ctx: BotContext, draft: NewDirective, inPlace: boolean): Promise<void> {
  const input = asDraftInput(draft)
  const deadline = (at: Date) => deadlineText(at, ctx.language, ctx.calendar.timeZone)
  const day = ctx.calendar.dayOf(ctx.now)
  const summary = await summariseAudience(ctx.tx, input.audience!, day)
  const approval = await twoPersonRule(ctx.tx, input.audience!, ctx.calendar.dayOf(ctx.now))
  const lines = [
    ctx.html('new-preview-heading'),
    ctx.html('new-details-number', { number: input.numberText, kind: kindLabel(ctx, draft.kind!) }),
    ctx.html('new-details-date', { day: dayText(input.issuedOn, ctx.language) }),
    ctx.html('new-details-subject', { subject: input.subject }),
    !input.urgency || input.urgency === 'normal'
      ? null
      : ctx.html('new-details-urgency', { urgency: ctx.t(`new-urgency-${input.urgency}`) }),
    input.circulationMark ? ctx.html('new-details-mark', { mark: input.circulationMark }) : null,
    input.ackDueAt ? ctx.html('new-preview-ack', { deadline: deadline(input.ackDueAt) }) : null,
    input.asksReport && input.reportDueAt
      ? ctx.html('new-preview-report', { deadline: deadline(input.reportDueAt) })
      : ctx.html('new-preview-no-report'),
    draft.issueAt && !approval ? ctx.html('timed-at', { time: deadline(new Date(draft.issueAt)) }) : null,
    ...askedLines(ctx, { ...askedOf(draft), outline: await chosenOutline(ctx, draft) }),
    ...annexLines(ctx, draft),
    '',
    ctx.html(input.audience!.speakers ? 'speaker-preview-recipients' : 'new-preview-recipients', {
      count: summary.recipients,
    }),
    ...branchLines(ctx, summary),
    draft.passesOn ? ctx.html(`new-preview-passes-${draft.passesOn}`) : null,
    ...(await unreachedLines(ctx, input.audience!, summary)),
    ...(await burdenLine(ctx, input.audience!)),
    ...(await warningLines(ctx, draft, true)),
    '',
    ctx.html(approval ? 'new-preview-ask-approval' : 'new-preview-ask'),
    ...(approval ? await secondLines(ctx, draft) : []),
  ]
  const buttons = [
    [button(ctx, draft, approval ? 'new-button-submit' : 'new-button-issue', 'issue')],
    [button(ctx, draft, 'new-button-edit-details', 'edit_details')],
    [
      button(ctx, draft, 'new-button-edit-audience', 'edit_audience'),
      button(ctx, draft, 'new-button-edit-deadlines', 'edit_deadlines'),
    ],
    [
      button(ctx, draft, 'asked-button-reminders', 'edit_reminders'),
      button(ctx, draft, draft.mayForward ? 'asked-button-protect' : 'asked-button-unprotect', 'protect'),
    ],
    ...(approval ? [] : [[button(ctx, draft, 'timed-button', 'edit_time')]]),
    ...((await hasOutlines(ctx, draft)) ? [[outlineButton(ctx, draft)]] : []),
    [button(ctx, draft, 'new-button-cancel', 'cancel')],
  ]
  await put(ctx, joined(lines), buttons, inPlace)
}

/** Who could approve what this person has drafted, or is changing. */
async function secondLines(ctx: BotContext, { issuerUnitId, redraft }: NewDirective): Promise<string[]> {
  const before = redraft ? await findDirective(ctx.tx, redraft.directiveId) : null
  const except = [ctx.actor?.officerId ?? null, before?.draftedBy ?? null]
  return await secondPersonLines(ctx, { issuerUnitId: issuerUnitId!, except, waits: false })
}

/** Doubts, never refusals. Those about deadlines only once deadlines are there. */
async function warningLines(ctx: BotContext, draft: NewDirective, complete: boolean): Promise<string[]> {
  const issuer = await findUnit(ctx.tx, draft.issuerUnitId!)
  const input = asDraftInput(draft)
  // Before deadlines are asked, any that fit stand in: only the doubts about the document itself are wanted.
  const later = new Date(ctx.now.getTime() + 90 * 86_400_000)
  const details = complete ? input : { ...input, ackDueAt: later, reportDueAt: later }
  const checked = checkDetails(details, {
    now: ctx.now,
    calendar: ctx.calendar,
    issuerKind: issuer?.kind ?? 'province',
    ...(draft.issueAt ? { issueAt: new Date(draft.issueAt) } : {}),
  })
  if (!checked.ok) return [ctx.html(`new-fault-${checked.reason}`)]
  const warnings = checked.warnings.filter((warning) => complete || !('about' in warning))
  return doubtLines(ctx, warnings, draft.issuedOn!)
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

const annexLines = (ctx: BotContext, { annexes = [] }: NewDirective) =>
  annexes.map(({ name }, index) => ctx.html('new-details-annex', { position: index + 1, name }))

/** A kind of document in words. */
export function kindLabel(ctx: BotContext, name: string): string {
  const kind = documentKinds.find((each) => each.name === name)
  return kind ? kind[ctx.language] : name
}

const joined = (lines: (string | null)[]) => lines.filter((line) => line !== null).join('\n')
