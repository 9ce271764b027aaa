// directive read: what a document says of itself, with the place of each, and how it may stand to others.
// Nothing is kept; a person looks at it and gives what is right to `directive issue`.

import { proposeLinks } from '../../directive/proposed-links.ts'
import { readFileApart } from '../../directive/read-sent-file.ts'
import { readDocumentText, type Suggestion } from '../../directive/reading/read-document-text.ts'
import { placeInText } from '../../directive/reading/text-place.ts'
import { pagesText, type UnseenKind } from '../../directive/reading/unseen.ts'
import { screenForSecrecy } from '../../directive/secrecy/secrecy-interlock.ts'
import { type CliContext, CliFault, type CliResult, command, required } from '../command.ts'
import { faultSentence, openFile } from './options.ts'

export const readDocumentCommands = [
  command({
    name: 'directive read',
    summary:
      'Reads number, date, kind, subject, urgency, circulation mark and related documents in a file, ' +
      'each with its place, as suggestions for directive issue. Keeps nothing.',
    options: { file: required('F', 'The document.') },
    run: read,
  }),
]

const unseenSentences: Record<UnseenKind, string> = {
  scan: 'it is a scan without text',
  pictures: 'it has pictures or pages without text',
  letters: 'the letters under its text are not those that are shown',
  form: 'it has a form (XFA) that shows other pages than those read',
  parts: 'it has objects or attached files that cannot be read',
  rest: 'only what comes up to here was read',
}

async function read({ clock, calendar }: CliContext, { file }: { file: string }): Promise<CliResult> {
  const { bytes, name } = await openFile(file)
  const reading = await readFileApart({ bytes, name, role: 'document' })
  // openFile has read it already: this cannot fail.
  if (!reading.ok) throw new CliFault(faultSentence(reading))
  const verdict = screenForSecrecy({
    declaredNotSecret: true,
    texts: [reading.everything],
    fileNames: [name],
  })
  if (!verdict.pass) throw new CliFault(faultSentence({ reason: 'secret' }))
  const found = readDocumentText(reading.text, { today: calendar.dayOf(clock.now()) })
  const place = (at: { start: number; end: number }) => placeInText(reading.text, at, reading.pages)
  const said = <T>(option: string, suggestion: Suggestion<T> | undefined, show: (value: T) => string) =>
    suggestion ? [{ option, value: show(suggestion.value), place: place(suggestion) }] : []
  const fields = [
    ...said('number', found.number, (number) => number.text),
    ...said('issued-on', found.issuedOn, (day) => day),
    ...said('kind', found.kind, (kind) => kind.name),
    ...said('issuer', found.issuer, (code) => code),
    ...said('subject', found.subject, (subject) => subject),
    ...said('urgency', found.urgency, (urgency) => urgency),
    ...said('mark', found.circulationMark, (mark) => mark),
  ]
  const links = proposeLinks(reading.text, found.refersTo, reading.pages)
  const where = ({ page, line, before, words, after }: ReturnType<typeof place>) =>
    `(${page === undefined ? '' : `page ${page}, `}line ${line}: “${before}[${words}]${after}”)`
  const unseen = reading.unseen.map(({ what, pages }) => {
    const at = pages.length > 0 ? ` (page ${pagesText(pages)})` : ''
    return `Note: ${unseenSentences[what]}${at}; look for marks of secrecy there yourself.`
  })
  return {
    text:
      [
        ...fields.map((each) => `${each.option}: ${each.value} ${where(each.place)}`),
        ...links.map(
          (link) => `--${link.relation} ${link.numberText} ${link.place ? where(link.place) : ''}`,
        ),
        ...found.warnings.map((warning) => `Note: ${JSON.stringify(warning)}`),
        ...unseen,
      ].join('\n') || 'Nothing could be read.',
    json: {
      fields,
      links,
      warnings: found.warnings,
      unseen: reading.unseen,
    },
  }
}
