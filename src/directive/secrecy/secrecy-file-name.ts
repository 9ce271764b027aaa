// Secrecy marks in file names. With diacritics the word decides; without them 'mat' is also mặt, mất, mắt
// (mat-tran, gap-mat, ra-mat), so there it counts only where a mark would stand: alone, in brackets, in
// capitals among small letters, or at either end beside a number or a code ('12-BC-TU-MAT.pdf').
import { searchKey } from '../../platform/vietnamese-text.ts'
import { withoutOldFont } from './old-fonts.ts'
import { levelOf, plainLetters, type Spelled, squeezed } from './secrecy-level.ts'

/**
 * The level that a file name is marked with, or null. The extension and '(1)', 'copy', 'signed' do not count.
 */
export function markInFileName(fileName: string): Spelled | null {
  const base = plainLetters(withoutOldFont(fileName)).replace(/\.\p{L}[\p{L}\d]{1,4}$/u, '')
  // 'M_Ậ_T', 'MMẬẬTT', 'HỒ SƠ MẬT': the whole name is the mark.
  const whole = levelOf(squeezed(base))
  if (whole) return whole
  const words = base.split(/[^\p{L}\d]+/u).filter((word) => word !== '')
  while (words.length > 1 && trailer.test(words.at(-1)!)) words.pop()
  const keys = words.map(searchKey)
  for (let i = 0; i < words.length; i++) {
    if (keys[i] !== 'mat' || !isMark(words, keys, i, base)) continue
    const level = keys[i - 1] === 'tuyet' ? 'tuyet_mat' : keys[i - 1] === 'toi' ? 'toi_mat' : 'mat'
    return { level, isDoubtful: level === 'mat' && isPlace(keys, i) }
  }
  return null
}

/** 'chi-bo-thon-tan-mat': the word may belong to the name of a place. */
const isPlace = (keys: readonly string[], at: number) =>
  keys.slice(Math.max(0, at - 2), at).some((key) => placeNouns.has(key))
const placeNouns = new Set(['thon', 'xom', 'ap', 'buon', 'lang', 'khom', 'phuong', 'tdp'])

const trailer = /^(?:\d|copy|final|signed|v\d+)$/i
/**
 * What makes another word of mật: bí mật, bảo mật, cơ mật, độ mật, không mật; mật độ, mật thiết, mật khẩu,
 * mật ong …
 */
const wordsBefore = new Set(['bi', 'bao', 'co', 'do', 'khong'])
const wordsAfter = new Set(['do', 'thiet', 'khau', 'ma', 'vu', 'thu', 'ong', 'tham', 'bao'])
const codes = new Set(
  (
    'nq ct kl qd qc tt hd tb bc kh ctr cthd da pa ttr cv bb tw tu du duk hu cb ' +
    'vptw vptu vpdu ubnd btctu btctw ubkttu'
  ).split(' '),
)
const markNouns = new Set(['lieu', 'ban', 'van', 'dau'])

function isMark(words: string[], keys: string[], at: number, base: string): boolean {
  const word = words[at]!
  const [before, after] = [keys[at - 1] ?? '', keys[at + 1] ?? '']
  if (wordsBefore.has(before) || wordsAfter.has(after)) return false
  if (/[âậ]/i.test(word)) return true
  if (/[ắằặấầạáàảã]/i.test(word)) return /ạ/i.test(word) && (before === 'toi' || before === 'tuyet')
  if (word.toLowerCase() !== 'mat') return false
  if (before === 'toi' || before === 'tuyet' || words.length === 1) return true
  if (/[([]\s*mat\s*[)\]]/i.test(base)) return true
  const [first, last] = [at === 0, at === words.length - 1]
  if (!first && !last) return false
  const emphasised = word === 'MAT' && /\p{Ll}/u.test(base)
  const neighbour = first ? after : before
  return emphasised || /^\d+$/.test(neighbour) || codes.has(neighbour) || markNouns.has(neighbour)
}
