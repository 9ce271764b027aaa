// Puts the questions of the conversation that drafts a directive, with their buttons. What was read and the preview are
// shown by new-directive-preview.ts.
import { kindsOf } from '../../../directive/audience.ts'
import { reminderPlanNames, reminderPlans } from '../../../directive/reminders.ts'
import { childrenOf } from '../../../org/unit.store.ts'
import type { BotContext } from '../../context.ts'
import {
  branchesPerPage,
  button,
  choiceNames,
  dayButtons,
  everyLevel,
  kindChoices,
  labelled,
  passingChoices,
  put,
  suggestionButtons,
} from './buttons.ts'
import { askLinks } from './links.ts'
import { askList, choiceLines } from './lists.ts'
import { askOutline } from './outlines.ts'
import { kindLabel, showDetails, showPreview } from './preview.ts'
import { reminderLines } from './reminder-lines.ts'
import { askedOf, kindsOfNumber, type NewDirective, nextQuestion } from './state.ts'

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
      return await ctx.say('new-ask-ack', {}, { buttons: [dayButtons(ctx, draft, 'ack'), cancel] })
    case 'report':
      return await ctx.say('new-ask-report', {}, { buttons: [dayButtons(ctx, draft, 'report'), cancel] })
    case 'audience':
      return await askAudience(ctx, draft, inPlace)
    case 'links':
      return await askLinks(ctx, draft, inPlace)
    case 'lists':
      return await askList(ctx, draft)
    case 'list_name':
      return await ctx.say(
        'list-ask-name',
        {},
        { buttons: [[button(ctx, draft, 'list-button-back', 'edit_audience')]] },
      )
    case 'outline':
      return await askOutline(ctx, draft)
    case 'issue_at':
      return await ctx.say(
        'timed-ask',
        {},
        {
          buttons: [
            [button(ctx, draft, 'timed-button-morning', 'next_morning')],
            [button(ctx, draft, 'timed-button-now', 'at_once')],
          ],
        },
      )
    case 'reminders':
      return await askReminders(ctx, draft)
    case 'preview':
      return await showPreview(ctx, draft, inPlace)
  }
}

async function askAudience(ctx: BotContext, draft: NewDirective, inPlace: boolean): Promise<void> {
  const audience = draft.audience ?? { root: draft.issuerUnitId! }
  const branches = await childrenOf(ctx.tx, audience.root)
  const page = Math.min(draft.page ?? 0, Math.max(0, Math.ceil(branches.length / branchesPerPage) - 1))
  const shown = branches.slice(page * branchesPerPage, (page + 1) * branchesPerPage)
  const excluded = new Set(audience.exclude ?? [])
  const { speakers } = audience
  const kinds = JSON.stringify(kindsOf(audience))
  const passing = draft.passesOn ? passingChoices.indexOf(draft.passesOn) : -1
  const sameKinds = kindChoices.findIndex((choice) => JSON.stringify(choice) === kinds)
  const chosen =
    passing >= 0 ? kindChoices.length + passing : speakers && !audience.kinds ? everyLevel : sameKinds
  const choices = speakers ? choiceNames.slice(0, kindChoices.length) : choiceNames
  const buttons = [
    [button(ctx, draft, speakers ? 'speaker-button-units' : 'speaker-button-speakers', 'speakers')],
    ...choices.map((name, index) => {
      const mark = index === chosen ? '🔘' : '⚪️'
      const key = speakers && index === everyLevel ? 'speaker-kinds-all' : (`new-kinds-${name}` as const)
      return [labelled(`${mark} ${ctx.t(key)}`, draft, 'kinds', index)]
    }),
    ...shown.map((unit) => [
      labelled(`${excluded.has(unit.id) ? '⬜️' : '☑️'} ${unit.name}`, draft, 'branch', unit.id),
    ]),
    ...(branches.length > branchesPerPage
      ? [[button(ctx, draft, 'new-button-more-branches', 'page', page + 1)]]
      : []),
    [button(ctx, draft, 'list-button-choose', 'lists'), button(ctx, draft, 'list-button-save', 'save_list')],
    [button(ctx, draft, 'new-button-audience-done', 'audience_done')],
  ]
  const lines = [
    ctx.html(speakers ? 'speaker-ask-audience' : 'new-ask-audience'),
    ...(draft.listName === undefined ? [] : [ctx.html('list-in-use', { name: draft.listName })]),
    ...choiceLines(ctx, audience),
  ]
  await put(ctx, lines.join('\n'), buttons, inPlace)
}

/** The plans to choose from, each with the days on which it would fall. */
async function askReminders(ctx: BotContext, draft: NewDirective): Promise<void> {
  const asked = askedOf(draft)
  const chosen = draft.reminders ?? (draft.ownReminders ? null : 'usual')
  const lines = reminderPlanNames.flatMap((name) => [
    '',
    ctx.html('asked-plan-heading', { plan: ctx.t(`asked-plan-${name}`) }),
    ...reminderLines(ctx, asked, reminderPlans[name]),
  ])
  const buttons = reminderPlanNames.map((name, index) => [
    labelled(`${name === chosen ? '🔘' : '⚪️'} ${ctx.t(`asked-plan-${name}`)}`, draft, 'reminders', index),
  ])
  await ctx.sayHtml([ctx.html('asked-ask-reminders'), ...lines].join('\n'), { buttons })
}
