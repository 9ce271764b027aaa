// Reads a file that somebody sent, in a process of its own (platform/run-apart.ts): its bytes come from
// outside, and no file may hold up everybody else. What comes back is small: what the file says of itself,
// whether it bears a secrecy mark, and what could not be seen.
import { ApartFault, runApart } from '../platform/run-apart.ts'
import { type ReadFields, readFields } from './read-fields.ts'
import { type FileFault, type FileReading, type FileRole, readFileText } from './reading/read-file.ts'
import type { Unseen } from './reading/unseen.ts'
import { screenForSecrecy } from './secrecy/secrecy-interlock.ts'

export interface SentFile {
  bytes: Uint8Array
  name: string
  /** The words sent beside it; read and scanned with it. */
  caption: string
  role: FileRole
  /** 'YYYY-MM-DD' */
  today: string
}

export type SentFileReading =
  | {
      ok: true
      /** The name to show and circulate. */
      name: string
      mime: string
      /**
       * Marks of secrecy in the file, in its name or in the caption; doubtful: a person may vouch for them.
       */
      marks: 'none' | 'doubtful' | 'certain'
      /** What the scan could not see. */
      unseen: Unseen[]
      fields: ReadFields
      /** Does the file itself, without the caption, begin as a document does, with its number? */
      isNumbered: boolean
    }
  | { ok: false; reason: SentFileFault }

/** `too_complex`: reading it took too long or too much memory. */
export type SentFileFault = FileFault | 'too_complex'

/** No honest document needs more; the reader alone takes a third of a second and 100 MB. */
const limits = { timeMs: 10_000, memoryMb: 256 }
const here = new URL('./read-sent-file.ts', import.meta.url)

/** Reads it apart. Never throws for what a file contains. */
export async function readSentFile(file: SentFile): Promise<SentFileReading> {
  return await apart<SentFileReading>('readSentFileHere', file)
}

/** The same without what it says of itself: the text that was read, for the command line. */
export async function readFileApart(
  file: Pick<SentFile, 'bytes' | 'name' | 'role'>,
): Promise<FileReading | { ok: false; reason: 'too_complex' }> {
  return await apart<FileReading>('readFileHere', file)
}

async function apart<Reading>(
  name: string,
  file: unknown,
): Promise<Reading | { ok: false; reason: 'too_complex' }> {
  try {
    return await runApart<Reading>(here, name, file, limits)
  } catch (error) {
    if (error instanceof ApartFault) return { ok: false, reason: 'too_complex' }
    throw error
  }
}

/** What the process does for `readFileApart`. */
export async function readFileHere(file: Pick<SentFile, 'bytes' | 'name' | 'role'>): Promise<FileReading> {
  return await readFileText(file)
}

/** What the process does for `readSentFile`. */
export async function readSentFileHere(file: SentFile): Promise<SentFileReading> {
  const { name, caption, today } = file
  const reading = await readFileText(file)
  if (!reading.ok) return reading
  const texts = [caption, reading.everything]
  const verdict = screenForSecrecy({ declaredNotSecret: true, texts, fileNames: [name] })
  const { mime, unseen } = reading
  const marks = verdict.pass ? 'none' : verdict.isDoubtful ? 'doubtful' : 'certain'
  // A caption comes before the pages and is on none of them. It goes out beside the file.
  const ofFile = readFields(reading.text, { today, pages: reading.pages })
  const fields = caption === '' ? ofFile : readFields(`${caption}\n\n${reading.text}`, { today })
  const isNumbered = ofFile.number !== undefined
  return { ok: true, name: reading.name, mime, marks, unseen, fields, isNumbered }
}
