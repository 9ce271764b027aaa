// `npm run texts`: writes src/texts/text-key.ts from the Vietnamese texts, so that a missing key is a compile
// error. A test compares the file with the texts.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { textKeys } from '../../src/texts/index.ts'

const file = path.join(import.meta.dirname, '../../src/texts/text-key.ts')

/** The module as it must stand. */
export function textKeyModule(): string {
  const keys = textKeys('vi').toSorted()
  return [
    '// Generated from the texts by `npm run texts`. Do not edit.',
    '',
    '/** Every key of a text. */',
    'export type TextKey =',
    ...keys.map((key) => `  | '${key}'`),
    '',
  ].join('\n')
}

/** The module as it stands. */
export const writtenTextKeys = (): string => readFileSync(file, 'utf8')

if (process.argv[1] === import.meta.filename) writeFileSync(file, textKeyModule())
