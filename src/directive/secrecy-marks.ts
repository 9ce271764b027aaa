// The secrecy interlock's eye: finds standalone marks MẬT, TỐI MẬT, TUYỆT MẬT in a text and a file name. Pure;
// what a finding leads to (refuse, keep nothing) is left to the use cases. A scan cannot prove that a document
// is not secret: it only catches what is marked, so the sender must declare as well.
import { normaliseWithPlaces, searchKey } from '../platform/vietnamese-text.ts'

export type SecrecyLevel = 'mat' | 'toi_mat' | 'tuyet_mat'

/** A mark found. Callers must not store or log `raw` or its place: a refused document leaves nothing behind. */
export interface SecrecyMark {
  level: SecrecyLevel
  where: 'text' | 'file_name'
  start: number
  end: number
  raw: string
}

/** Every standalone secrecy mark, strongest reading at each place. */
export function findSecrecyMarks(input: { text?: string; fileName?: string }): SecrecyMark[] {
  return [...marksInText(input.text ?? ''), ...marksInFileName(input.fileName ?? '')]
}

function marksInText(received: string): SecrecyMark[] {
  const mapped = normaliseWithPlaces(received)
  const marks: SecrecyMark[] = []
  for (const match of mapped.text.matchAll(/^[^\S\n]*\(?(?:(TUYỆT)|(TỐI))?\s*MẬT\)?[^\S\n]*$/gm)) {
    const level = match[1] ? 'tuyet_mat' : match[2] ? 'toi_mat' : 'mat'
    marks.push({ level, where: 'text', ...mapped.place(match.index, match.index + match[0].length) })
  }
  return marks
}

function marksInFileName(name: string): SecrecyMark[] {
  const match = /(?:^|[-_ .(])(?:(tuyet)|(toi))?[-_ ]?mat[-_ .)]/.exec(searchKey(name))
  if (match === null) return []
  const level = match[1] ? 'tuyet_mat' : match[2] ? 'toi_mat' : 'mat'
  return [{ level, where: 'file_name', start: 0, end: name.length, raw: name }]
}
