// What a tapped button or a typed answer makes of a directive that is being drafted. The conversation itself is in
// features/issue-directive.ts, the questions are in new-directive-questions.ts.
import { numberFault } from '../../../directive/check-directive.ts'
import { afterWorkingDays, readDeadline } from '../../../directive/deadline.ts'
import { circulationMarks } from '../../../directive/reading/circulation-mark.ts'
import { parseVietnameseDate } from '../../../directive/reading/document-date.ts'
import { parseDocumentNumber } from '../../../directive/reading/document-number.ts'
import { reminderPlanNames } from '../../../directive/reminders.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import type { TapContext } from '../../routing.ts'
import { daysAnswer, everyLevel, kindChoices, type Move, passingChoices, urgencies } from './buttons.ts'
import { afterLinkTap, withTypedLink } from './links.ts'
import { kindsOfNumber, type NewDirective, nextQuestion, type Question, withNumber } from './state.ts'

/** What a button changes; null when it does not fit any more. */
export function afterMove(
  ctx: TapContext,
  draft: NewDirective,
  move: Move,
  value: number,
): NewDirective | null {
  const { again: _again, ...rest } = draft
  switch (move) {
    case 'issuer': {
      const held = ctx.actor?.duties.find(({ duty, unitId }) => duty === 'office' && unitId === value)
      return held ? { ...rest, issuerUnitId: held.unitId, issuerName: held.unitName } : null
    }
    case 'not_secret':
      return { ...rest, declared: true }
    case 'confirm':
      return { ...rest, confirmed: true }
    case 'edit_number':
      return { ...rest, again: 'number' }
    case 'edit_date':
      return { ...rest, again: 'date' }
    case 'edit_subject':
      return { ...rest, again: 'subject' }
    case 'edit_details':
      return { ...rest, confirmed: false }
    case 'edit_document':
      return { ...rest, confirmed: false, declared: false, replacing: true }
    case 'urgency': {
      const next = (urgencies.indexOf(draft.urgency ?? 'normal') + 1) % urgencies.length
      return { ...rest, urgency: urgencies[next]! }
    }
    case 'mark': {
      const next =
        circulationMarks[draft.circulationMark ? circulationMarks.indexOf(draft.circulationMark) + 1 : 0]
      return { ...rest, circulationMark: next }
    }
    case 'go_on':
      return draft
    case 'links':
      return { ...rest, keepLinks: !draft.keepLinks }
    case 'edit_links':
      return { ...rest, again: 'links' }
    case 'link':
      return afterLinkTap(draft, value)
    case 'links_done':
      return { ...rest, confirmed: false }
    case 'suggestion': {
      const number = draft.numberSuggestions?.[value]
      return number === undefined ? null : withNumber(rest, number, [])
    }
    case 'kind': {
      const kind = kindsOfNumber(draft.numberText ?? '')[value]
      return kind === undefined ? null : { ...rest, kind }
    }
    case 'ack_only':
      return { ...rest, asksReport: false }
    case 'with_report':
      return { ...rest, asksReport: true }
    case 'days':
      return afterDays(ctx, draft, value)
    case 'edit_deadlines':
      return {
        ...rest,
        ackDueAt: undefined,
        reportDueAt: undefined,
        asksReport: draft.audience?.speakers ? false : undefined,
      }
    default:
      return afterAskedMove(ctx, draft, move, value)
  }
}

/** Working days below a question that is no longer open change nothing: they would answer the next one. */
function afterDays(ctx: TapContext, draft: NewDirective, days: number): NewDirective | null {
  const question = nextQuestion(draft)
  if (daysAnswer(ctx.tap.extra) === question)
    return withDeadline(
      { ...draft, again: undefined },
      question,
      afterWorkingDays(days, ctx.now, ctx.calendar),
    )
  ctx.answerTap('new-old-days')
  return null
}

/** What is asked, and when it goes out. */
function afterAskedMove(
  ctx: TapContext,
  draft: NewDirective,
  move: Move,
  value: number,
): NewDirective | null {
  const { again: _again, ...rest } = draft
  switch (move) {
    case 'edit_reminders':
      return { ...rest, again: 'reminders' }
    case 'reminders': {
      const reminders = reminderPlanNames[value]
      return reminders === undefined ? null : { ...rest, reminders }
    }
    case 'edit_outline':
      return { ...rest, again: 'outline' }
    case 'outline':
      return { ...rest, outlineId: value }
    case 'edit_time':
      return { ...rest, again: 'issue_at' }
    case 'next_morning':
      return { ...rest, issueAt: nextMorning(ctx).toISOString() }
    case 'at_once':
      return { ...rest, issueAt: undefined }
    case 'protect':
      return { ...rest, mayForward: !draft.mayForward }
    default:
      return afterAudienceMove(draft, move, value)
  }
}

function afterAudienceMove(draft: NewDirective, move: string, value: number): NewDirective | null {
  const audience = draft.audience ?? { root: draft.issuerUnitId! }
  const { again: _again, page: _page, ...rest } = draft
  switch (move) {
    case 'edit_audience':
      return { ...rest, again: 'audience' }
    case 'lists':
      return { ...rest, again: 'lists' }
    case 'save_list':
      return { ...rest, again: 'list_name' }
    case 'kinds': {
      const passesOn = passingChoices[value - kindChoices.length]
      const kinds = [...(passesOn ? (['committee'] as const) : (kindChoices[value] ?? kindChoices[0]))]
      // For speakers "all levels" includes the issuer's own.
      const levels = audience.speakers && value === everyLevel ? undefined : kinds
      return { ...draft, passesOn, listName: undefined, audience: { ...audience, kinds: levels } }
    }
    case 'speakers': {
      const { speakers, kinds: _kinds, ...units } = audience
      // What goes to speakers is to be acknowledged, nothing else.
      return speakers
        ? { ...draft, listName: undefined, audience: units }
        : {
            ...draft,
            listName: undefined,
            passesOn: undefined,
            asksReport: false,
            reportDueAt: undefined,
            audience: {
              ...units,
              speakers: 'all',
            },
          }
    }
    case 'branch': {
      const exclude = audience.exclude ?? []
      const changed = exclude.includes(value) ? exclude.filter((id) => id !== value) : [...exclude, value]
      return { ...draft, listName: undefined, audience: { ...audience, exclude: changed } }
    }
    case 'page':
      return { ...draft, page: (draft.page ?? 0) === value ? 0 : value }
    case 'audience_done':
      return rest
    default:
      return null
  }
}

/** A typed answer, or the key of the sentence that says what is wrong with it. */
export function afterAnswer(
  ctx: BotContext,
  draft: NewDirective,
  question: Question,
  text: string,
): NewDirective | { fault: TextKey } {
  const { again: _again, ...rest } = draft
  switch (question) {
    case 'number': {
      const parsed = parseDocumentNumber(text)
      if (!parsed.ok) return { fault: `new-fault-${numberFault(parsed.reason)}` }
      return withNumber(rest, parsed.number.text, parsed.suggestions)
    }
    case 'date': {
      const parsed = parseVietnameseDate(text)
      return parsed.ok ? { ...rest, issuedOn: parsed.date } : { fault: 'new-fault-date_form' }
    }
    case 'subject':
      return text.length <= 1000 ? { ...rest, subject: text } : { fault: 'new-fault-subject_too_long' }
    case 'links':
      return withTypedLink(draft, text)
    case 'ack':
    case 'report': {
      const parsed = readDeadline(text, { now: ctx.now, calendar: ctx.calendar })
      if (!parsed.ok) return { fault: 'new-fault-deadline_form' }
      if (parsed.at <= ctx.now) return { fault: 'new-fault-deadline_past' }
      if (question === 'report' && draft.ackDueAt && parsed.at < new Date(draft.ackDueAt))
        return { fault: 'new-fault-report_before_ack' }
      return withDeadline(rest, question, parsed.at) ?? { fault: 'new-fault-deadline_form' }
    }
    case 'issue_at': {
      const parsed = readDeadline(text, { now: ctx.now, calendar: ctx.calendar })
      if (!parsed.ok) return { fault: 'timed-fault-form' }
      if (parsed.at <= ctx.now) return { fault: 'new-fault-issue_at_past' }
      return { ...rest, issueAt: parsed.at.toISOString() }
    }
    default:
      return { fault: 'new-use-buttons' }
  }
}

/** Eight o'clock on the next working day. */
export function nextMorning({ now, calendar }: Pick<BotContext, 'now' | 'calendar'>): Date {
  return calendar.instantAt(calendar.addWorkingDays(calendar.dayOf(now), 1), '08:00')
}

function withDeadline(draft: NewDirective, question: string, at: Date): NewDirective | null {
  if (question === 'ack') return { ...draft, ackDueAt: at.toISOString() }
  return question === 'report' ? { ...draft, reportDueAt: at.toISOString() } : null
}
