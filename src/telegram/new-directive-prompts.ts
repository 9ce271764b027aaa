// Puts the questions of the conversation that drafts a directive, with their buttons, and shows the preview.
import type { Button } from '../circulation/messenger.ts'
import { summariseAudience } from '../directive/audience.ts'
import { checkDetails } from '../directive/check-directive.ts'
import { documentKinds } from '../directive/document-kinds.ts'
import { twoPersonRule } from '../directive/issue-directive.ts'
import { childrenOf, findUnit } from '../org/unit.store.ts'
import { dayText, deadlineText } from '../texts/dates.ts'
import { encodeCallback } from './callback-codec.ts'
import type { BotContext } from './context.ts'
import { burdenLine } from './directive-card.ts'
import { asDraftInput, kindsOfNumber, type NewDirective, nextQuestion, sameNumber } from './new-directive.ts'
import { shorten } from './report-question.ts'

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
] as const
export type Move = (typeof moves)[number]

/** Deadlines offered, in working days: the report's are none before the longest for the receipt. */
export const workingDays = { ack: [1, 3, 5], report: [5, 10, 20] } as const
export const urgencies = ['normal', 'khan', 'thuong_khan', 'hoa_toc'] as const
/** Choices of kinds that receive. */
export const kindChoices = [
  ['cell'],
  ['committee', 'grassroots', 'section', 'cell'],
  ['committee'],
  ['grassroots', 'section'],
] as const
/** Two more choices below those: committees receive it and pass it on. */
export const passingChoices = ['at_once', 'after_plan'] as const
export const branchesPerPage = 10
const branchesShown = 20

/** A button of this conversation. */
function button(ctx: BotContext, draft: NewDirective, key: string, move: Move, value = 0, args = {}): Button {
  return labelled(ctx.t(key, args), draft, move, value)
}

function labelled(text: string, draft: NewDirective, move: Move, value = 0): Button {
  return {
    text,
    data: encodeCallback({ action: 'new_directive', id: draft.token, extra: [moves.indexOf(move), value] }),
  }
}

/** Asks what comes next; `inPlace` in the message whose button was tapped, where the question allows it. */
export async function ask(
  ctx: BotContext,
  draft: NewDirective,
  { inPlace = false }: { inPlace?: boolean } = {},
): Promise<void> {
  const cancel = [button(ctx, draft, 'new-button-cancel', 'cancel')]
  switch (nextQuestion(draft)) {
    case 'issuer': {
      const offices = (ctx.actor?.duties ?? []).filter(({ duty }) => duty === 'office')
      const rows = offices.map((held) => [labelled(held.unitName, draft, 'issuer', held.unitId)])
      return await ctx.say('new-ask-issuer', {}, { buttons: [...rows, cancel] })
    }
    case 'declare':
      return await ctx.say(
        'new-ask-declaration',
        { issuer: draft.issuerName ?? '' },
        {
          buttons: [
            [button(ctx, draft, 'new-button-not-secret', 'not_secret')],
            [button(ctx, draft, 'new-button-secret', 'secret')],
            cancel,
          ],
        },
      )
    case 'document':
      return await ctx.say('new-ask-document', {}, { buttons: [cancel] })
    case 'number': {
      const doubtful = draft.numberText !== undefined && kindsOfNumber(draft.numberText).length === 0
      const rows = suggestionButtons(ctx, draft)
      if (doubtful) {
        return await ctx.say(
          'new-ask-number-doubtful',
          { number: draft.numberText! },
          { buttons: [...rows, cancel] },
        )
      }
      return await ctx.say('new-ask-number', {}, { buttons: [cancel] })
    }
    case 'kind': {
      const kinds = kindsOfNumber(draft.numberText ?? '')
      const rows = kinds.map((name, index) => [labelled(kindLabel(ctx, name), draft, 'kind', index)])
      return await ctx.say('new-ask-kind', { number: draft.numberText ?? '' }, { buttons: [...rows, cancel] })
    }
    case 'date':
      return await ctx.say('new-ask-date', {}, { buttons: [cancel] })
    case 'subject':
      return await ctx.say('new-ask-subject', {}, { buttons: [cancel] })
    case 'details':
      return await showDetails(ctx, draft, inPlace)
    case 'answer':
      return await ctx.say(
        'new-ask-answer',
        {},
        {
          buttons: [
            [button(ctx, draft, 'new-button-with-report', 'with_report')],
            [button(ctx, draft, 'new-button-ack-only', 'ack_only')],
            cancel,
          ],
        },
      )
    case 'ack':
      return await ctx.say('new-ask-ack', {}, { buttons: [...dayButtons(ctx, draft, 'ack'), cancel] })
    case 'report':
      return await ctx.say('new-ask-report', {}, { buttons: [...dayButtons(ctx, draft, 'report'), cancel] })
    case 'audience':
      return await askAudience(ctx, draft, inPlace)
    case 'preview':
      return await showPreview(ctx, draft)
  }
}

function dayButtons(ctx: BotContext, draft: NewDirective, which: keyof typeof workingDays): Button[][] {
  return [workingDays[which].map((days) => button(ctx, draft, 'new-button-days', 'days', days, { days }))]
}

function suggestionButtons(ctx: BotContext, draft: NewDirective): Button[][] {
  return (draft.numberSuggestions ?? [])
    .slice(0, 4)
    .map((number, index) => [button(ctx, draft, 'new-button-suggestion', 'suggestion', index, { number })])
}

/** What was read or given, to confirm or to put right. */
async function showDetails(ctx: BotContext, draft: NewDirective, inPlace: boolean): Promise<void> {
  const links = draft.links ?? []
  const same = await sameNumber(ctx.tx, draft)
  const lines = [
    ctx.html('new-details-heading'),
    ctx.html('new-details-number', { number: draft.numberText!, kind: kindLabel(ctx, draft.kind!) }),
    draft.numberRaw && draft.numberRaw !== draft.numberText
      ? ctx.html('new-details-raw', { raw: draft.numberRaw })
      : null,
    ctx.html('new-details-date', { day: dayText(draft.issuedOn!, ctx.language) }),
    ctx.html('new-details-subject', { subject: draft.subject! }),
    ctx.html('new-details-urgency', { urgency: ctx.t(`new-urgency-${draft.urgency ?? 'normal'}`) }),
    draft.file ? ctx.html('new-details-file', { name: draft.file.name }) : ctx.html('new-details-no-file'),
    draft.file && draft.body ? ctx.html('new-details-body', { body: shorten(draft.body, 300) }) : null,
    links.length > 0 ? ctx.html('new-details-links', { count: links.length }) : null,
    ...links
      .slice(0, 8)
      .map(({ numberText, relation }) =>
        ctx.html('new-details-link', { number: numberText, relation: ctx.t(`relation-${relation}`) }),
      ),
    draft.scanned ? ctx.html('new-warn-scanned') : null,
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
  ]
  const edit = (key: string, move: Move) => button(ctx, draft, key, move)
  const buttons = [
    [edit('new-button-confirm', 'confirm')],
    ...suggestionButtons(ctx, draft),
    [edit('new-button-edit-number', 'edit_number'), edit('new-button-edit-date', 'edit_date')],
    [edit('new-button-edit-subject', 'edit_subject'), edit('new-button-urgency', 'urgency')],
    ...(links.length > 0
      ? [[edit(draft.keepLinks ? 'new-button-links-on' : 'new-button-links-off', 'links')]]
      : []),
    [edit('new-button-cancel', 'cancel')],
  ]
  await put(ctx, joined(lines), buttons, inPlace)
}

async function put(ctx: BotContext, text: string, buttons: Button[][], inPlace: boolean): Promise<void> {
  if (inPlace) ctx.showInstead(buttons, text)
  else await ctx.sayHtml(text, { buttons })
}

async function askAudience(ctx: BotContext, draft: NewDirective, inPlace: boolean): Promise<void> {
  const audience = draft.audience ?? { root: draft.issuerUnitId! }
  const branches = await childrenOf(ctx.tx, audience.root)
  const page = Math.min(draft.page ?? 0, Math.max(0, Math.ceil(branches.length / branchesPerPage) - 1))
  const shown = branches.slice(page * branchesPerPage, (page + 1) * branchesPerPage)
  const excluded = new Set(audience.exclude ?? [])
  const kinds = JSON.stringify(audience.kinds ?? kindChoices[0])
  const passing = draft.passesOn ? passingChoices.indexOf(draft.passesOn) : -1
  const chosen =
    passing >= 0
      ? kindChoices.length + passing
      : kindChoices.findIndex((choice) => JSON.stringify(choice) === kinds)
  const buttons = [
    ...[...kindChoices, ...passingChoices].map((_choice, index) => {
      const mark = index === chosen ? '🔘' : '⚪️'
      return [labelled(`${mark} ${ctx.t(`new-kinds-${index}`)}`, draft, 'kinds', index)]
    }),
    ...shown.map((unit) => [
      labelled(`${excluded.has(unit.id) ? '⬜️' : '☑️'} ${unit.name}`, draft, 'branch', unit.id),
    ]),
    ...(branches.length > branchesPerPage
      ? [[button(ctx, draft, 'new-button-more-branches', 'page', page + 1)]]
      : []),
    [button(ctx, draft, 'new-button-audience-done', 'audience_done')],
  ]
  await put(ctx, ctx.html('new-ask-audience'), buttons, inPlace)
}

/** Everything once more, with the number of recipients, before it goes out. */
async function showPreview(ctx: BotContext, draft: NewDirective): Promise<void> {
  const input = asDraftInput(draft)
  const deadline = (at: Date) => deadlineText(at, ctx.language, ctx.calendar.timeZone)
  const day = ctx.calendar.dayOf(ctx.now)
  const summary = await summariseAudience(ctx.tx, input.audience!, day)
  const approval = await twoPersonRule(ctx.tx)
  const lines = [
    ctx.html('new-preview-heading'),
    ctx.html('new-details-number', { number: input.numberText, kind: kindLabel(ctx, draft.kind!) }),
    ctx.html('new-details-date', { day: dayText(input.issuedOn, ctx.language) }),
    ctx.html('new-details-subject', { subject: input.subject }),
    input.urgency === 'normal'
      ? null
      : ctx.html('new-details-urgency', { urgency: ctx.t(`new-urgency-${input.urgency}`) }),
    input.ackDueAt ? ctx.html('new-preview-ack', { deadline: deadline(input.ackDueAt) }) : null,
    input.asksReport && input.reportDueAt
      ? ctx.html('new-preview-report', { deadline: deadline(input.reportDueAt) })
      : ctx.html('new-preview-no-report'),
    '',
    ctx.html('new-preview-recipients', { count: summary.recipients }),
    ...summary.byChild.slice(0, branchesShown).map((child) =>
      ctx.html(child.unreachable > 0 ? 'new-preview-branch-partly' : 'new-preview-branch', {
        unit: child.unitName,
        count: child.recipients,
        unreachable: child.unreachable,
      }),
    ),
    summary.byChild.length > branchesShown
      ? ctx.html('new-preview-more', { count: summary.byChild.length - branchesShown })
      : null,
    draft.passesOn ? ctx.html(`new-preview-passes-${draft.passesOn}`) : null,
    summary.unreachable > 0 ? ctx.html('new-preview-unreachable', { count: summary.unreachable }) : null,
    ...Object.entries(summary.whyNot).map(([why, count]) => ctx.html(`new-why-not-${why}`, { count })),
    ...(await burdenLine(ctx, input.audience!)),
    ...(await warningLines(ctx, draft, true)),
    '',
    ctx.html(approval ? 'new-preview-ask-approval' : 'new-preview-ask'),
  ]
  const buttons = [
    [button(ctx, draft, approval ? 'new-button-submit' : 'new-button-issue', 'issue')],
    [
      button(ctx, draft, 'new-button-edit-audience', 'edit_audience'),
      button(ctx, draft, 'new-button-edit-deadlines', 'edit_deadlines'),
    ],
    [button(ctx, draft, 'new-button-cancel', 'cancel')],
  ]
  await ctx.sayHtml(joined(lines), { buttons })
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
  })
  if (!checked.ok) return [ctx.html(`new-fault-${checked.reason}`)]
  return checked.warnings
    .filter((warning) => complete || !('about' in warning))
    .map((warning) =>
      ctx.html(`new-warn-${warning.rule}`, {
        about: 'about' in warning ? ctx.t(`new-about-${warning.about}`) : '',
        day: dayText('day' in warning ? warning.day : draft.issuedOn!, ctx.language),
        suggestions: 'suggestions' in warning ? warning.suggestions.join(', ') : '',
      }),
    )
}

function kindLabel(ctx: BotContext, name: string): string {
  const kind = documentKinds.find((each) => each.name === name)
  return kind ? kind[ctx.language] : name
}

const joined = (lines: (string | null)[]) => lines.filter((line) => line !== null).join('\n')
