// One question of a report as a message: the position, the question, how to answer, and buttons for the
// likely answers.
import type { Button } from '../../../circulation/messenger.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { optionNumber } from '../../../response/figures.ts'
import { impliedAnswers, withImplied } from '../../../response/implied-answers.ts'
import {
  type AnswerValue,
  type DocumentAnswer,
  type DocumentRef,
  fieldOf,
  isAsked,
  isNumberField,
  isOpenQuestion,
  nextQuestion,
  type OutlineField,
} from '../../../response/outline.ts'
import { formatAnswer } from '../../../response/outline-answers.ts'
import type { Draft } from '../../../response/report-draft.ts'
import { type Suggestion, suggestAnswers } from '../../../response/suggest-answers.ts'
import { html, type Language, plain } from '../../../texts/index.ts'
import { pairs } from '../../layout.ts'
import { reportButtons } from './buttons.ts'

/** The question as HTML with its buttons. `today` is 'YYYY-MM-DD'. */
export function questionMessage(
  draft: Draft,
  field: OutlineField,
  language: Language,
  today: string,
): { text: string; buttons: Button[][] } {
  const given = givenAnswer(draft, field)
  const help = field.help?.[language]
  const asked = { label: field.label[language], unit: unitOf(field, language) }
  const lines = [
    questionHeading(draft, field, language),
    `<b>${html(language, 'report-question', asked)}</b>`,
    help ? `<i>${html(language, 'report-help', { help })}</i>` : null,
    given === undefined
      ? null
      : html(language, 'report-given', { answer: shorten(formatAnswer(field, given, language), 300) }),
  ]
  return {
    text: lines.filter((line) => line !== null).join('\n'),
    buttons: questionButtons(draft, field, language, today),
  }
}

/** 'Câu 3/18 · Tổ chức học tập, quán triệt'. */
export function questionHeading(draft: Draft, field: OutlineField, language: Language): string {
  // A question that may turn out not to apply counts until then, so that the end only comes nearer.
  const { answers, outline } = draft
  const implied = impliedAnswers(outline, answers)
  const asked = outline.fields.filter(
    (other) =>
      other.key === field.key ||
      (implied[other.key] === undefined &&
        (isAsked(other, answers) ||
          (other.onlyWhen !== undefined && answers[other.onlyWhen.field] === undefined))),
  )
  const section = draft.outline.sections?.find((part) => part.fields.includes(field.key))
  return html(language, section ? 'report-progress-in-section' : 'report-progress', {
    number: String(asked.findIndex((other) => other.key === field.key) + 1),
    total: String(asked.length),
    section: section?.title[language] ?? '',
  })
}

/** The previous question that applies; undefined at the first. */
export function questionBefore(draft: Draft, key: string): OutlineField | undefined {
  const implied = impliedAnswers(draft.outline, draft.answers)
  const asked = draft.outline.fields.filter(
    (field) => field.key === key || (isAsked(field, draft.answers) && implied[field.key] === undefined),
  )
  return asked[asked.findIndex((field) => field.key === key) - 1]
}

/** The question to resume at: the person's last one if it is still open, else the next open one. */
export function questionToAsk(draft: Draft, at: string | undefined): OutlineField | null {
  const field = at === undefined ? undefined : fieldOf(draft.outline, at)
  const answers = withImplied(draft.outline, draft.answers)
  if (field && isOpenQuestion(field, answers, draft.asked)) return field
  return nextQuestion(draft.outline, answers, draft.asked)
}

/** What stands there now: given before, or following from other answers. */
function givenAnswer(draft: Draft, field: OutlineField): AnswerValue | null | undefined {
  return withImplied(draft.outline, draft.answers)[field.key]
}

function questionButtons(draft: Draft, field: OutlineField, language: Language, today: string): Button[][] {
  const about = { obligation: draft.obligation.id, field: draft.outline.fields.indexOf(field) }
  const { button } = reportButtons
  const given = givenAnswer(draft, field)
  const isGiven = (value: AnswerValue) => JSON.stringify(value) === JSON.stringify(given)
  const suggestions = suggestAnswers(field, draft, today).filter(({ value }) => !isGiven(value))
  const answers: Button[] = suggestions.flatMap((suggestion) => {
    const answer = withoutUnit(formatAnswer(field, suggestion.value, language), suggestion)
    const text = plain(language, `report-suggest-${suggestion.why}`, { answer })
    return answerButton(field, text, about, suggestion.value) ?? []
  })
  if (field.type === 'text') answers.push(button.answer_none(plain(language, 'report-suggest-none'), about))
  if (!field.required) answers.push(button.skip(plain(language, 'report-button-skip'), about))
  const keep = given === undefined ? [] : [[button.keep(plain(language, 'report-button-keep'), about)]]
  const row: Button[] = [button.stop(plain(language, 'report-button-stop'), { obligation: about.obligation })]
  if (questionBefore(draft, field.key)) row.unshift(button.back(plain(language, 'report-button-back'), about))
  return [...keep, ...rows(answers), row]
}

/** Short numbers share a row, other buttons are in rows of two. */
function rows(buttons: Button[]): Button[][] {
  return buttons.length > 2 && buttons.every(({ text }) => text.length <= 5) ? [buttons] : pairs(buttons)
}

/** The button that gives this answer; null for a value that a button cannot carry. */
function answerButton(
  field: OutlineField,
  text: string,
  about: { obligation: number; field: number },
  value: AnswerValue,
): Button | null {
  const { button } = reportButtons
  switch (typeof value) {
    case 'number':
      return value >= 0 ? button.answer_number(text, { ...about, hundredths: Math.round(value * 100) }) : null
    case 'boolean':
      return value ? button.answer_yes(text, about) : button.answer_no(text, about)
    case 'object':
      return isNo(value) ? button.answer_no(text, about) : null
  }
  if (field.type === 'choice')
    return button.answer_option(text, { ...about, option: optionNumber(field, value) })
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? button.answer_day(text, { ...about, day: value }) : null
}

const isNo = (value: DocumentAnswer | DocumentRef[]) =>
  Array.isArray(value) ? value.length === 0 : value.yes === false

/** A tapped number as an answer; undefined when it does not fit the question. */
export function tappedNumber(field: OutlineField, hundredths: number): number | undefined {
  if (!isNumberField(field) || (field.type === 'whole' && hundredths % 100 !== 0)) return undefined
  return inRange(field, hundredths / 100)
}

/** What a tap on "No" answers; undefined when the question has no such answer. */
export function tappedNo(field: OutlineField): AnswerValue | undefined {
  switch (field.type) {
    case 'yes_no':
      return false
    case 'yes_no_document':
      return { yes: false }
    case 'documents':
      return []
    default:
      return undefined
  }
}

function inRange(field: { min: number; max: number }, value: number): number | undefined {
  return value >= field.min && value <= field.max ? value : undefined
}

function unitOf(field: OutlineField, language: Language): string {
  const unit = isNumberField(field) ? field.unit?.[language] : undefined
  // 'Số cuộc trực tiếp (cuộc)' would name the unit twice.
  return unit && !field.label[language].toLowerCase().includes(unit) ? ` (${unit})` : ''
}

/** A button says '28'; the question names the unit. */
function withoutUnit(answer: string, { value }: Suggestion): string {
  return typeof value === 'number' ? (answer.split(' ')[0] ?? answer) : answer
}
