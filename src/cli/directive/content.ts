// What a directive says, as options of the command line that issuing and revising share.

import type { NewFile } from '../../directive/draft-directive.ts'
import { documentKinds, type KindName } from '../../directive/reading/document-kinds.ts'
import { CliFault } from '../command.ts'
import { readMark } from './links.ts'
import { checkDeadline, openFile, readDayOption, readUrgency, text } from './options.ts'

export const contentOptions = {
  file: text,
  number: text,
  'issued-on': text,
  subject: text,
  body: text,
  kind: text,
  'ack-due': text,
  'report-due': text,
  urgency: text,
  mark: text,
}

export function checkContent(values: Partial<Record<keyof typeof contentOptions, string>>) {
  checkDeadline('ack-due', values['ack-due'])
  checkDeadline('report-due', values['report-due'])
  const kind = documentKinds.find((each) => each.name === values.kind)?.name
  if (values.kind !== undefined && !kind)
    throw new CliFault(
      `--kind: "${values.kind}" is none of ${documentKinds.map((each) => each.name).join(', ')}.`,
    )
  return {
    issuedOn: values['issued-on'] === undefined ? undefined : readDayOption('issued-on', values['issued-on']),
    urgency: values.urgency === undefined ? undefined : readUrgency(values.urgency),
    kind: kind as KindName | undefined,
    mark: readMark(values.mark),
  }
}

/** Reads the files of --annex. @throws CliFault */
export async function openAnnexes(names: readonly string[] = []): Promise<NewFile[]> {
  const files: NewFile[] = []
  for (const name of names) files.push(await openFile(name, 'annex'))
  return files
}
