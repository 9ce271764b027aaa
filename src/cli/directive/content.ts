// What a directive says, as options of the command line that issuing and revising share.

import type { NewFile } from '../../directive/draft-directive.ts'
import { documentKinds } from '../../directive/reading/document-kinds.ts'
import { CliFault, flag, optional, repeated } from '../command.ts'
import { oneOf } from '../options.ts'
import { linkOptions, markOption } from './links.ts'
import { deadline, documentDay, openFile, urgencies } from './options.ts'
import { askedOptions } from './reminder-options.ts'

const kindNames = documentKinds.map((each) => each.name)

/** For words that only look like a mark of secrecy. */
export const vouchOptions = {
  notAMark: optional('REASON', 'Why what may be a mark of secrecy is none, such as a place; it is kept.'),
}

/** The declaration that a change needs anew. */
export const declarationOptions = {
  notSecret: flag('Declares that what is given is not secret; needed.'),
}

/** @throws CliFault without the declaration */
export function checkDeclared({ notSecret }: { notSecret: boolean }): void {
  if (!notSecret)
    throw new CliFault('Missing: --not-secret, the declaration that what is given is not secret.')
}

/** Options of both commands; of these, issuing asks for some. */
export const contentOptions = {
  file: optional('F', 'The document: PDF, Word or plain text.'),
  annex: repeated('F', 'A file that comes after the document.'),
  number: optional('N', 'The number, such as 05-CT/TU.'),
  issuedOn: optional('D', 'The day of the document.', documentDay),
  subject: optional('S', 'The subject.'),
  body: optional('TEXT', 'Text that stands in the message.'),
  kind: optional(
    'KIND',
    'The kind of document, such as regulation, where the number does not tell.',
    oneOf(kindNames),
  ),
  ackDue: optional('T', 'Until when they acknowledge.', deadline),
  reportDue: optional('T', 'Until when they report.', deadline),
  noReport: flag('Asks for no report.'),
  urgency: optional('URGENCY', `How urgent it is: ${urgencies.join(', ')}.`, oneOf(urgencies)),
  ...vouchOptions,
  ...markOption,
  ...linkOptions,
  passOn: flag('The committees get it and pass it on.'),
  planFirst: flag('With --pass-on: after a plan of their own.'),
  outline: optional('KEY', 'The outline of the report (see outline list); study when left out.'),
  ...askedOptions,
}

/** Reads the files of --annex. @throws CliFault */
export async function openAnnexes(names: readonly string[] = []): Promise<NewFile[]> {
  const files: NewFile[] = []
  for (const name of names) files.push(await openFile(name, 'annex'))
  return files
}
