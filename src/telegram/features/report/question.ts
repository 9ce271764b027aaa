// One question of a report as a message: where one is, what is asked, how to answer, and buttons for the likely answers.
import type { Button } from '../../../circulation/messenger.ts'
import { impliedAnswers, withImplied } from '../../../response/implied-answers.ts'
import {
  type AnswerValue,
  fieldOf,
  isAsked,
  nextQuestion,
  type OutlineField,
} from '../../../response/outline.ts'
import { formatAnswer } from '../../../response/outline-answers.ts'
import type { Draft } from '../../../response/report-draft.ts'
import { type Suggestion, suggestAnswers } from '../../../response/suggest-answers.ts'
import { html, type Language, plain } from '../../../texts/index.ts'
import { encodeCallback } from '../../callback-codec.ts'

/** The question as HTML with its buttons. `today` is 'YYYY-MM-DD'. */
export function questionMessage(
  draft: Draft,
  field: OutlineField,
  language: Language,
  today: string,
): { text: string; buttons: Button[][] } {
  const given = withImplied(draft.outline, draft.answers)[field.key]
  const help = field.help?.[language]
  const lines = [
    questionHeading(draft, field, language),
    `<b>${html(language, 'report-question', { label: field.label[language], unit: unitOf(field, language) })}</b>`,
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
  // A question that may yet turn out not to apply counts until then, so that the end only comes nearer.
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

/** The question before this one that applies; undefined at the first. */
export function questionBefore(draft: Draft, key: string): OutlineField | undefined {
  const implied = impliedAnswers(draft.outline, draft.answers)
  const asked = draft.outline.fields.filter(
    (field) => field.key === key || (isAsked(field, draft.answers) && implied[field.key] === undefined),
  )
  return asked[asked.findIndex((field) => field.key === key) - 1]
}

/** Where to go on: the question the person was at if it is still open, else the next open one. */
export function questionToAsk(draft: Draft, at: string | undefined): OutlineField | null {
  const field = at === undefined ? undefined : fieldOf(draft.outline, at)
  const answers = withImplied(draft.outline, draft.answers)
  if (field && answers[field.key] === undefined && isAsked(field, answers)) return field
  return nextQuestion(draft.outline, answers)
}

function questionButtons(draft: Draft, field: OutlineField, language: Language, today: string): Button[][] {
  const id = draft.obligation.id
  const index = draft.outline.fields.indexOf(field)
  const answers: Button[] = suggestAnswers(field, draft, today).flatMap((suggestion) => {
    const packed = packValue(suggestion.value)
    if (packed === null) return []
    const answer = formatAnswer(field, suggestion.value, language)
    return [
      {
        text: plain(language, `report-suggest-${suggestion.why}`, {
          answer: withoutUnit(answer, suggestion),
        }),
        data: encodeCallback({ action: 'report_answer', id, extra: [index, ...packed] }),
      },
    ]
  })
  if (field.type === 'text') {
    answers.push({
      text: plain(language, 'report-suggest-none'),
      data: encodeCallback({ action: 'report_answer', id, extra: [index, packedNone, 0] }),
    })
  }
  if (!field.required) {
    answers.push({
      text: plain(language, 'report-button-skip'),
      data: encodeCallback({ action: 'report_skip', id, extra: [index] }),
    })
  }
  const row: Button[] = [
    {
      text: plain(language, 'report-button-stop'),
      data: encodeCallback({ action: 'report_stop', id }),
    },
  ]
  if (questionBefore(draft, field.key)) {
    row.unshift({
      text: plain(language, 'report-button-back'),
      data: encodeCallback({ action: 'report_back', id, extra: [index] }),
    })
  }
  return [...rows(answers), row]
}

/** Short numbers share a row, others stand two by two. */
function rows(buttons: Button[]): Button[][] {
  return buttons.length > 2 && buttons.every(({ text }) => text.length <= 5) ? [buttons] : pairs(buttons)
}

/** Buttons in rows of two: big enough for a thumb. */
export function pairs(buttons: Button[]): Button[][] {
  return Array.from({ length: Math.ceil(buttons.length / 2) }, (_, i) => buttons.slice(2 * i, 2 * i + 2))
}

/** A value as the two numbers that a button can carry: its kind and itself. Null when it does not fit. */
export function packValue(value: AnswerValue): [kind: number, value: number] | null {
  if (typeof value === 'number') return value >= 0 ? [packedNumber, Math.round(value * 100)] : null
  if (typeof value === 'object') return value.yes ? null : [packedNo, 0]
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? [packedDay, Number(value.replaceAll('-', ''))] : null
}

/** The value of a tapped answer; undefined when the button says nothing that fits the field. */
export function unpackValue(
  field: OutlineField,
  kind: number | undefined,
  value: number,
): AnswerValue | undefined {
  switch (kind) {
    case packedNumber:
      if (field.type === 'whole' && value % 100 === 0) return inRange(field, value / 100)
      return field.type === 'hours' ? inRange(field, value / 100) : undefined
    case packedNo:
      return field.type === 'yes_no_document' ? { yes: false } : undefined
    case packedDay: {
      if (field.type !== 'date') return undefined
      const digits = String(value)
      const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
      try {
        return Temporal.PlainDate.from(day, { overflow: 'reject' }).toString() === day ? day : undefined
      } catch {
        return undefined
      }
    }
    case packedNone:
      // Reports are read in Vietnamese, whatever the language of the buttons.
      return field.type === 'text' ? plain('vi', 'report-none') : undefined
    default:
      return undefined
  }
}

const [packedNumber, packedNo, packedDay, packedNone] = [0, 1, 2, 3]

function inRange(field: { min: number; max: number }, value: number): number | undefined {
  return value >= field.min && value <= field.max ? value : undefined
}

function unitOf(field: OutlineField, language: Language): string {
  const unit = field.type === 'whole' || field.type === 'hours' ? field.unit?.[language] : undefined
  // 'Số cuộc trực tiếp (cuộc)' would say it twice.
  return unit && !field.label[language].toLowerCase().includes(unit) ? ` (${unit})` : ''
}

/** Buttons say '28', the question says of what. */
function withoutUnit(answer: string, { value }: Suggestion): string {
  return typeof value === 'number' ? (answer.split(' ')[0] ?? answer) : answer
}

export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`
}
