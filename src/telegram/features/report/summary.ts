// The summary of a report before it is sent, and a report that was sent: all answers, errors and warnings,
// and buttons to correct, to send, or to leave it for later.
import type { Button } from '../../../circulation/messenger.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { withImplied } from '../../../response/implied-answers.ts'
import type { Finding } from '../../../response/outline.ts'
import { type Answers, isAsked, type Outline, type OutlineField } from '../../../response/outline.ts'
import { formatAnswer } from '../../../response/outline-answers.ts'
import type { Draft } from '../../../response/report-draft.ts'
import { html, type Language, plain, type TextKey } from '../../../texts/index.ts'
import { pairs } from '../../layout.ts'
import { reportButtons } from './buttons.ts'
import { findingText } from './findings.ts'

/**
 * The summary to confirm. A report with errors can only be corrected, not sent; warnings need a confirmation.
 */
export function summaryMessage(
  draft: Draft,
  findings: { errors: Finding[]; warnings: Finding[] },
  language: Language,
): { text: string; buttons: Button[][] } {
  const { obligation, outline } = draft
  const heading = html(language, 'report-summary', {
    number: obligation.numberText,
    unit: obligation.unitName,
  })
  const list = (key: TextKey, found: Finding[]) =>
    found.length === 0
      ? []
      : [
          '',
          html(language, key),
          ...found.slice(0, 10).map((finding) => `• ${findingText(outline, finding, language)}`),
        ]
  const notes = [...list('report-errors', findings.errors), ...list('report-warnings', findings.warnings)]
  const room = 4_000 - heading.length - notes.join('\n').length
  const answers = withImplied(outline, draft.answers)
  const text = [heading, answersText(outline, answers, language, room), ...notes].join('\n')
  return { text, buttons: summaryButtons(draft, findings, language) }
}

/**
 * One line for each answer, in sections; long texts are shortened until everything fits `room` characters.
 */
export function answersText(outline: Outline, answers: Answers, language: Language, room: number): string {
  for (const longest of [600, 300, 150, 60]) {
    const text = allAnswers(outline, answers, language, longest)
    if (text.length <= room) return text
  }
  // An outline of very many fields: as many whole lines as fit.
  const lines = allAnswers(outline, answers, language, 20).split('\n')
  while (lines.join('\n').length > room) lines.pop()
  return lines.join('\n')
}

/** The fields to change, two in a row. */
export function fieldButtons(draft: Draft, language: Language): Button[][] {
  const fields = draft.outline.fields.filter((field) => isAsked(field, draft.answers))
  return [
    ...pairs(fields.map((field) => editButton(draft, field, language))),
    [
      reportButtons.button.summary(plain(language, 'report-button-summary'), {
        obligation: draft.obligation.id,
      }),
    ],
  ]
}

/** "Sửa: Tổng số đảng viên". */
export function editButton(draft: Draft, field: OutlineField, language: Language): Button {
  return reportButtons.button.edit(shorten(field.label[language], 40), {
    obligation: draft.obligation.id,
    field: draft.outline.fields.indexOf(field),
  })
}

function summaryButtons(
  draft: Draft,
  { errors, warnings }: { errors: Finding[]; warnings: Finding[] },
  language: Language,
): Button[][] {
  const about = { obligation: draft.obligation.id }
  const { button } = reportButtons
  const wrong = new Set(errors.flatMap((finding) => finding.fields))
  const toMend = draft.outline.fields.filter((field) => wrong.has(field.key)).slice(0, 8)
  const send = button.send(
    plain(language, warnings.length > 0 ? 'report-button-send-anyway' : 'report-button-send'),
    { ...about, version: draft.version, warned: warnings.length > 0 ? 'yes' : 'no' },
  )
  return [
    ...(errors.length > 0
      ? pairs(toMend.map((field) => editButton(draft, field, language))).map((row) =>
          row.map((button) => ({ ...button, text: `✏️ ${button.text}` })),
        )
      : [[send]]),
    [
      button.fields(plain(language, 'report-button-edit'), about),
      button.stop(plain(language, 'report-button-stop'), about),
    ],
  ]
}

function allAnswers(outline: Outline, answers: Answers, language: Language, longest: number): string {
  const line = (field: OutlineField) =>
    html(language, 'report-answer', {
      label: field.label[language].replace(/\?$/, ''),
      answer: shorten(formatAnswer(field, answers[field.key], language), longest),
    })
  const asked = outline.fields.filter((field) => isAsked(field, answers))
  const sections = outline.sections ?? [{ title: null, fields: outline.fields.map((field) => field.key) }]
  return sections
    .flatMap((section) => {
      const lines = asked.filter((field) => section.fields.includes(field.key)).map(line)
      if (lines.length === 0) return []
      const title = section.title
        ? [html(language, 'report-section', { title: section.title[language] })]
        : []
      return [[...title, ...lines].join('\n')]
    })
    .join('\n')
}
