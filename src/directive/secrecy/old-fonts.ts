// Vietnamese typed in the fonts of before Unicode: TCVN3 (ABC) and VNI. Their bytes arrive as letters of
// Latin-1: "§é mËt: MËt", "Ñoä maät: Maät". The table turns them into the letters that people saw.

const pairs = (from: string, to: string) =>
  Object.fromEntries(Array.from(from).map((letter, at) => [letter, Array.from(to)[at]!]))

const tcvn3 = pairs(
  '¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®¡¢§£¤¥¦',
  'áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂĐÊÔƠƯ',
)

/** Marks that VNI writes after a vowel, as combining marks. */
const vniMarks: Record<string, string> = {
  ù: '\u0301',
  ø: '\u0300',
  û: '\u0309',
  õ: '\u0303',
  ï: '\u0323',
  â: '\u0302',
  á: '\u0302\u0301',
  à: '\u0302\u0300',
  å: '\u0302\u0309',
  ã: '\u0302\u0303',
  ä: '\u0302\u0323',
  ê: '\u0306',
  é: '\u0306\u0301',
  è: '\u0306\u0300',
  ú: '\u0306\u0309',
  ü: '\u0306\u0303',
  ë: '\u0306\u0323',
}
const vniLetters = pairs('ôÔöÖñÑæÆóÓòÒîÎ', 'ơƠưƯđĐỉỈĩĨịỊỵỴ')

/** The text as TCVN3 meant it. */
export const fromTcvn3 = (text: string): string => text.replace(/[^\0-\x7f]/g, (one) => tcvn3[one] ?? one)

/** The text as VNI meant it. */
export function fromVni(text: string): string {
  return text
    .replace(
      /([aeouyôö])([ùøûõïâáàåãäêéèúüë])/gi,
      (_, vowel: string, mark: string) => (vniLetters[vowel] ?? vowel) + vniMarks[mark.toLowerCase()],
    )
    .replace(/[ôöñæóòî]/gi, (letter) => vniLetters[letter] ?? letter)
    .normalize('NFC')
}

/** The words of the levels in TCVN3: a program that changes the case has made other letters of them. */
const ofEitherCase = (line: string): string =>
  line
    .replace(/(m\s*)ë(\s*t)/gi, '$1ậ$2')
    .replace(/(t\s*)è(\s*i)/gi, '$1ố$2')
    .replace(/(t\s*u\s*y\s*)ö(\s*t)/gi, '$1ệ$2')

/** The line as it was meant when it spells "mật" in one of these fonts; as it is otherwise. */
export function withoutOldFont(received: string): string {
  const line = received.normalize('NFC')
  if (/m\s*Ë\s*t/i.test(line)) return fromTcvn3(ofEitherCase(line))
  // Spaced-out letters come with the mark apart from its vowel.
  const joined = line.replace(/(m\s*a)\s*(ä\s*t)/gi, '$1$2')
  if (/m\s*aä\s*t/i.test(joined)) return fromVni(joined)
  return received
}
