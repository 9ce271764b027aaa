// The three secrecy levels and the spellings under which their marks arrive. Where a spelling stands alone
// and so is a mark is left to secrecy-marks.ts and secrecy-file-name.ts.

/** MẬT, TỐI MẬT, TUYỆT MẬT. */
export type SecrecyLevel = 'mat' | 'toi_mat' | 'tuyet_mat'

/** A level that letters spell. Doubtful: they may also be something else, so a person may vouch for them. */
export interface Spelled {
  level: SecrecyLevel
  isDoubtful: boolean
}

/**
 * Letters of other alphabets that look like those of the marks become Latin: Cyrillic, Greek, Cherokee, Lisu,
 * small capitals, full width, letters in circles and squares. What nobody sees goes: joiners, selectors,
 * lines drawn through or under letters. The result is composed, with plain spaces and hyphens.
 */
export function plainLetters(text: string): string {
  return text
    .replace(/[\u{1F130}-\u{1F149}\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}\u{1F1E6}-\u{1F1FF}]/gu, boxed)
    .replace(/[\u0250-\u02AF\u0370-\u03FF\u0400-\u04FF\u13A0-\u13FF\u1D00-\u1D2B\uA4D0-\uA4FF]/g, (letter) =>
      letter in latin ? latin[letter]! : letter,
    )
    .normalize('NFKD')
    .replace(/[\p{Cf}\u115F\u1160\u3164\uFFA0]|[\p{M}--[\u0300-\u0303\u0306\u0309\u031B\u0323]]/gv, '')
    .normalize('NFC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
}

/** Capitals in squares and circles that Unicode does not take apart, and those that make flags. */
function boxed(letter: string): string {
  const code = letter.codePointAt(0)!
  const first = [0x1f130, 0x1f150, 0x1f170].find((start) => code >= start && code < start + 26) ?? 0x1f1e6
  return String.fromCharCode(65 + code - first)
}

const latin: Record<string, string> = Object.fromEntries(
  [
    ['МТАОІУЕмтаоіуе', 'MTAOIYEmtaoiye'],
    ['ΜΤΑΟΙΥΕοιϺ', 'MTAOIYEoiM'],
    ['ᴍᴛᴀᴏɪʏᴇᴜ', 'MTAOIYEU'],
    ['ᎷᎢᎪᎬ', 'MTAE'],
    ['ꓟꓔꓮꓳꓲꓬꓰꓴ', 'MTAOIYEU'],
  ].flatMap(([others = '', plain = '']) => Array.from(others).map((letter, at) => [letter, plain[at]!])),
)

/** The letters of a text without anything between them: 'M Ậ T', '(MẬT)', 'MÂ ̣T' → 'MẬT'. Case stays. */
export const squeezed = (text: string): string =>
  plainLetters(text)
    .replace(/[^\p{L}\p{M}]/gu, '')
    .normalize('NFC')

/** Longer letters spell no mark, even when each of them was drawn three times. */
const maxLetters = 60

/**
 * The level that squeezed letters spell, in any case, also with each letter or the whole drawn several times;
 * without diacritics only in capitals.
 */
export function levelOf(letters: string): Spelled | null {
  if (letters.length > maxLetters) return null
  const once = withoutRepeats(letters)
  const isCapital = once === once.toUpperCase()
  const spelled = spellings.get(once.toUpperCase())
  // "Hồ sơ MẬT" is a label; "Hồ sơ mật" may be a heading.
  if (spelled)
    return { level: spelled.level, isDoubtful: spelled.hasNoun && !/\p{Lu}\p{L}\p{Lu}$/u.test(once) }
  const bare = isCapital ? withoutDiacritics.get(once) : undefined
  if (bare) return { level: bare, isDoubtful: false }
  // "Mạt" is a word; a stamp that lost its hat looks the same.
  return once === 'MẠT' ? { level: 'mat', isDoubtful: true } : null
}

const withoutRepeats = (letters: string): string =>
  [wordTwice, letterTwice, wordTwice].reduce((text, twice) => text.replace(twice, '$1'), letters)
const letterTwice = /(\p{L})\1+/gu
const wordTwice = /((?:TUYỆT|TỐI)?MẬT|TUYỆT|TỐI)\1+/giu

/** The words of levels as people and scanners write them, right or wrong. "Mất", "mặt", "mắt" are words. */
export const misspelt = {
  toi: ['TỐI', 'TÔI', 'TỒI', 'TỔI', 'TỖI', 'TỘI', 'TÓI', 'TOI'],
  tuyet: ['TUYỆT', 'TUYẾT', 'TUYÊT', 'TUYỀT', 'TUYỂT', 'TUYẸT', 'TUYET'],
  mat: ['MẬT', 'MÂT'],
  /** Only after one of the words above. */
  matBehind: ['MẠT', 'MAT'],
}

/** Kinds of papers that a label names before the level: "HỒ SƠ MẬT". */
export const labelNouns = [
  'TÀI LIỆU',
  'VĂN BẢN',
  'DẤU',
  'ĐÓNG DẤU',
  'HỒ SƠ',
  'CÔNG VĂN',
  'BÁO CÁO',
  'TỜ TRÌNH',
  'KẾ HOẠCH',
  'NGHỊ QUYẾT',
  'QUYẾT ĐỊNH',
  'CHỈ THỊ',
  'KẾT LUẬN',
  'THÔNG BÁO',
  'THÔNG TIN',
  'BIÊN BẢN',
  'CÔNG ĐIỆN',
  'ĐIỆN',
  'ĐỀ ÁN',
  'PHƯƠNG ÁN',
  'CHƯƠNG TRÌNH',
  'HƯỚNG DẪN',
  'DANH SÁCH',
  'BẢN ĐỒ',
  'PHỤ LỤC',
  'PHIẾU GỬI',
  'PHIẾU TRÌNH',
  'THƯ',
  'BÌ',
  'LOẠI',
  'MỨC',
  'CẤP',
]

const levels: [SecrecyLevel, string[]][] = [
  ['mat', misspelt.mat],
  ['toi_mat', misspelt.toi.flatMap((first) => behind(first))],
  ['tuyet_mat', misspelt.tuyet.flatMap((first) => behind(first))],
]

function behind(first: string): string[] {
  const words = [...misspelt.mat, ...misspelt.matBehind].map((mat) => first + mat)
  // Nothing but bare letters: only in capitals (below).
  return words.filter((word) => /[^A-Z]/.test(word))
}

const spellings = new Map(
  levels.flatMap(([level, words]) =>
    words.flatMap((word) =>
      ['', ...labelNouns].map(
        (noun) => [withoutRepeats(noun.replaceAll(' ', '') + word), { level, hasNoun: noun !== '' }] as const,
      ),
    ),
  ),
)
const withoutDiacritics = new Map<string, SecrecyLevel>([
  ['MAT', 'mat'],
  ['TOIMAT', 'toi_mat'],
  ['TUYETMAT', 'tuyet_mat'],
  ['TAILIEUMAT', 'mat'],
])
