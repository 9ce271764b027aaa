// The three secrecy levels and the spellings under which their marks arrive. Where a spelling stands alone
// and so is a mark is left to secrecy-marks.ts and secrecy-file-name.ts.

/** MẬT, TỐI MẬT, TUYỆT MẬT. */
export type SecrecyLevel = 'mat' | 'toi_mat' | 'tuyet_mat'

/**
 * Letters of other alphabets that look like those of the marks become Latin, all line ends \n. One character
 * for one, so that places stay: 'МẬТ' with Cyrillic or Greek letters, 'ＭẬＴ' in full width.
 */
export function plainLetters(text: string): string {
  return text
    .replace(/[\v\f\p{Zl}\p{Zp}]/gu, '\n')
    .replaceAll('\u0085', '\n')
    .replace(/[\uFF01-\uFF5E]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[\u0370-\u03FF\u0400-\u04FF]/g, (letter) => latin[letter] ?? letter)
}

/**
 * The letters of a text without anything between them, composed: 'M Ậ T', '(MẬT)', 'MÂ ̣T' → 'MẬT'. Letter
 * case stays; letters of other alphabets that look alike become Latin.
 */
export function squeezed(text: string): string {
  return plainLetters(text)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{M}]/gu, '')
    .normalize('NFC')
}

/** The level that squeezed letters spell, in any case; without diacritics only in capitals. */
export function levelOf(letters: string): SecrecyLevel | null {
  if (letters.length > 18) return null
  return spellings.get(letters.toUpperCase()) ?? withoutDiacritics.get(letters) ?? null
}

const latin: Record<string, string> = Object.fromEntries(
  [
    ['МТАОІУЕмтаоіуе', 'MTAOIYEmtaoiye'],
    ['ΜΤΑΟΙΥΕοι', 'MTAOIYEoi'],
  ].flatMap(([others = '', plain = '']) => Array.from(others).map((letter, at) => [letter, plain[at]!])),
)

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
