// The three secrecy levels and the spellings under which their marks arrive. Where a spelling stands alone and
// so is a mark is left to secrecy-marks.ts and secrecy-file-name.ts.

/** MẬT, TỐI MẬT, TUYỆT MẬT. */
export type SecrecyLevel = 'mat' | 'toi_mat' | 'tuyet_mat'

/**
 * The letters of a text without anything between them, composed: 'M Ậ T', '(MẬT)', 'MÂ ̣T' → 'MẬT'. Letter case
 * stays; full-width and Cyrillic look-alikes become Latin.
 */
export function squeezed(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[МТАОмтао]/g, (letter) => latin[letter] ?? letter)
    .replace(/[^\p{L}\p{M}]/gu, '')
    .normalize('NFC')
}

/** The level that squeezed letters spell, in any case; without diacritics only in capitals. */
export function levelOf(letters: string): SecrecyLevel | null {
  if (letters.length > 18) return null
  return spellings.get(letters.toUpperCase()) ?? withoutDiacritics.get(letters) ?? null
}

const latin: Record<string, string> = { М: 'M', Т: 'T', А: 'A', О: 'O', м: 'm', т: 't', а: 'a', о: 'o' }

const levels: [SecrecyLevel, string[]][] = [
  // As written; then the same bytes read as Latin-1 when the font was TCVN3 (ABC) or VNI.
  ['mat', ['MẬT', 'MËT', 'MAÄT']],
  ['toi_mat', ['TỐIMẬT', 'TÈIMËT', 'TOÁIMAÄT']],
  ['tuyet_mat', ['TUYỆTMẬT', 'TUYÖTMËT', 'TUYEÄTMAÄT']],
]
const before = ['', 'TÀILIỆU', 'VĂNBẢN', 'DẤU']
const spellings = new Map(
  levels.flatMap(([level, texts]) =>
    texts.flatMap((text) => before.map((word) => [word + text, level] as const)),
  ),
)
const withoutDiacritics = new Map<string, SecrecyLevel>([
  ['MAT', 'mat'],
  ['TOIMAT', 'toi_mat'],
  ['TUYETMAT', 'tuyet_mat'],
  ['TAILIEUMAT', 'mat'],
])
