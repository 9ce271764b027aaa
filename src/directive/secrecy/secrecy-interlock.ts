// The secrecy interlock: a document may enter only when its sender declares it not secret and no secrecy mark
// is found in its texts and file names. It runs before anything is written; a refusal leaves only the fact.
// Source: Law on the protection of state secrets 117/2025/QH15, art. 5 (no secrets on machines on the
// Internet).
import { findSecrecyMarks } from './secrecy-marks.ts'

export interface Screened {
  /** The sender's declaration "Không mật". */
  declaredNotSecret: boolean
  /** Every text that would be kept: subject, body, number, text inside files. */
  texts: readonly (string | null | undefined)[]
  fileNames: readonly string[]
  /** Why a doubtful finding is no mark, in the words of the person who vouches for it. It is kept. */
  notAMark?: string | null | undefined
}

export type SecrecyVerdict =
  | { pass: true }
  /** `isDoubtful`: nothing was found but what a person may vouch for with a reason. */
  | { pass: false; reason: 'declared' | 'mark_found'; isDoubtful: boolean }

/** Judges; writes nothing. A pass is no proof: the scan only catches what is marked. */
export function screenForSecrecy(screened: Screened): SecrecyVerdict {
  const { declaredNotSecret, texts, fileNames, notAMark } = screened
  const allTexts = notAMark ? [...texts, notAMark] : texts
  const marks = [
    ...allTexts.flatMap((text) => (text ? findSecrecyMarks({ text }) : [])),
    ...fileNames.flatMap((fileName) => findSecrecyMarks({ fileName })),
  ]
  const isDoubtful = marks.length > 0 && marks.every((mark) => mark.isDoubtful)
  const isVouchedFor = isDoubtful && Boolean(notAMark?.trim())
  if (marks.length > 0 && !isVouchedFor) return { pass: false, reason: 'mark_found', isDoubtful }
  return declaredNotSecret ? { pass: true } : { pass: false, reason: 'declared', isDoubtful: false }
}
