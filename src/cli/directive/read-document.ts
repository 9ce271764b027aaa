// directive read: what a document says of itself, with the place of each, and how it may stand to others.
// Nothing is kept; a person looks at it and gives what is right to `directive issue`.

import { proposeLinks } from '../../directive/proposed-links.ts'
import { readFileApart } from '../../directive/read-sent-file.ts'
import { readDocumentText, type Suggestion } from '../../directive/reading/read-document-text.ts'
import { placeInText } from '../../directive/reading/text-place.ts'
import { screenForSecrecy } from '../../directive/secrecy/secrecy-interlock.ts'
import { type CliContext, CliFault, type CliResult, command, required } from '../command.ts'
import { vouchOptions } from './content.ts'
import { faultSentence, openFile } from './options.ts'
import { unseenNotes } from './unseen-notes.ts'

export const readDocumentCommands = [
  command({
    name: 'directive read',
    summary:
      'Reads number, date, kind, subject, urgency, circulation mark and related documents in a file, ' +
      'each with its place, as suggestions for directive issue. Keeps nothing.',
    options: { file: required('F', 'The document.'), ...vouchOptions },
    run: read,
  }),
]

const doubtSentence =
  'Refused: words in it may be a mark of secrecy, or a name. Nothing was kept. If it is no secret, say why ' +
  'they are no mark with --not-a-mark REASON.'

async function read(
  { clock, calendar }: CliContext,
  { file, notAMark }: { file: string; notAMark: string | undefined },
): Promise<CliResult> {
  const { bytes, name } = await openFile(file)
  const reading = await readFileApart({ bytes, name, role: 'document' })
  // openFile has read it already: this cannot fail.
  if (!reading.ok) throw new CliFault(faultSentence(reading))
  const verdict = screenForSecrecy({
    declaredNotSecret: true,
    texts: [reading.everything],
    fileNames: [name],
    notAMark,
  })
  if (!verdict.pass)
    throw new CliFault(verdict.isDoubtful ? doubtSentence : faultSentence({ reason: 'secret' }))
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
  return {
    text:
      [
        ...fields.map((each) => `${each.option}: ${each.value} ${where(each.place)}`),
        ...links.map(
          (link) => `--${link.relation} ${link.numberText} ${link.place ? where(link.place) : ''}`,
        ),
        ...found.warnings.map((warning) => `Note: ${JSON.stringify(warning)}`),
        ...unseenNotes(reading.unseen),
      ].join('\n') || 'Nothing could be read.',
    json: {
      fields,
      links,
      warnings: found.warnings,
      unseen: reading.unseen,
    },
  }
}
