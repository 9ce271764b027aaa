// Every letter of the fonts of before Unicode is what people saw. Sources: TCVN 5712:1993, table VN3; the
// table of the VNI fonts for Windows.
import { describe, expect, test } from 'vitest'
import { fromTcvn3, fromVni, withoutOldFont } from '../../../src/directive/secrecy/old-fonts.ts'

const letters = {
  a: 'á à ả ã ạ â ấ ầ ẩ ẫ ậ ă ắ ằ ẳ ẵ ặ',
  e: 'é è ẻ ẽ ẹ ê ế ề ể ễ ệ',
  i: 'í ì ỉ ĩ ị',
  o: 'ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ ơ ớ ờ ở ỡ ợ',
  u: 'ú ù ủ ũ ụ ư ứ ừ ử ữ ự',
  y: 'ý ỳ ỷ ỹ ỵ',
  d: 'đ',
}

const vni: Record<keyof typeof letters, string> = {
  a: 'aù aø aû aõ aï aâ aá aà aå aã aä aê aé aè aú aü aë',
  e: 'eù eø eû eõ eï eâ eá eà eå eã eä',
  i: 'í ì æ ó ò',
  o: 'où oø oû oõ oï oâ oá oà oå oã oä ô ôù ôø ôû ôõ ôï',
  u: 'uù uø uû uõ uï ö öù öø öû öõ öï',
  y: 'yù yø yû yõ î',
  d: 'ñ',
}

// By their bytes, as Latin-1 shows them.
const tcvn3: Record<keyof typeof letters, string> = {
  a: 'b8 b5 b6 b7 b9 a9 ca c7 c8 c9 cb a8 be bb bc bd c6',
  e: 'd0 cc ce cf d1 aa d5 d2 d3 d4 d6',
  i: 'dd d7 d8 dc de',
  o: 'e3 df e1 e2 e4 ab e8 e5 e6 e7 e9 ac ed ea eb ec ee',
  u: 'f3 ef f1 f2 f4 ad f8 f5 f6 f7 f9',
  y: 'fd fa fb fc fe',
  d: 'ae',
}

describe.each(Object.keys(letters) as (keyof typeof letters)[])('the letters on %s', (base) => {
  test('in VNI, small and capital', () => {
    expect(fromVni(vni[base])).toBe(letters[base])
    // Capital marks stand after capital letters; í and ì have no capital of their own kind in the table.
    if (base !== 'i') expect(fromVni(vni[base].toUpperCase())).toBe(letters[base].toUpperCase())
  })

  test('in TCVN3', () => {
    const received = tcvn3[base].replace(/\w+/g, (hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    expect(fromTcvn3(received)).toBe(letters[base])
  })
})

test('capitals of TCVN3', () => {
  expect(fromTcvn3('¡ ¢ § £ ¤ ¥ ¦')).toBe('Ă Â Đ Ê Ô Ơ Ư')
})

test.each([
  ['Ñoä maät: Toái maät', 'Độ mật: Tối mật'],
  ['§é mËt: Tuyªt mËt', 'Độ mật: Tuyêt mật'],
  ['MËT', 'MậT'],
  ['M a ä t', 'M ậ t'],
  ['M A Ä T', 'M Ậ T'],
])('a line that spells "mật" in an old font: %s', (received, meant) => {
  expect(withoutOldFont(received)).toBe(meant)
})

test.each(['Ñaûng boä', 'Kế hoạch năm 2026', 'Möt', ''])('any other line stays as it is: "%s"', (line) => {
  expect(withoutOldFont(line)).toBe(line)
})
