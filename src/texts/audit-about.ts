// The subject of an audit trail entry in words: the document, and the duty with the person.
import { html, type Language, plain, type TextKeyEnd } from './index.ts'

/** As far as the reader may see it; rollup/audit-subjects.ts looks it up. */
export interface AuditAbout {
  directive?: { numberText: string; subject: string } | 'draft' | 'hidden'
  duty?: TextKeyEnd<'unit-duty-'>
  person?: string
  successor?: string
}

const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

/** Telegram HTML, one piece for each subject; none when the entry has neither. */
export function auditAbout(language: Language, { directive, duty, person, successor }: AuditAbout): string[] {
  const about: string[] = []
  if (typeof directive === 'object')
    about.push(
      html(language, 'audit-about-directive', {
        number: cut(directive.numberText),
        subject: cut(directive.subject),
      }),
    )
  else if (directive) about.push(html(language, `audit-about-${directive}`))
  const name = [person, successor]
    .filter((each) => each !== undefined)
    .map(cut)
    .join(' → ')
  const dutyWords = duty ? plain(language, `unit-duty-${duty}`) : ''
  if (duty && name === '') about.push(html(language, 'audit-about-duty', { duty: dutyWords }))
  else if (duty) about.push(html(language, 'audit-about-duty-of', { duty: dutyWords, name }))
  else if (name !== '') about.push(html(language, 'audit-about-person', { name }))
  return about
}
