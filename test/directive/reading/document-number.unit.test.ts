// Document numbers: every form of the users' documents, and any valid number under noise.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DocumentIssuer,
  type DocumentNumber,
  documentIssuers,
  documentKinds,
  documentNumberKey,
  findDocumentNumbers,
  formatDocumentNumber,
  kindsOfCode,
  kindWarnings,
  parseDocumentNumber,
} from '../../../src/directive/reading/document-number.ts'
import { anyText, check } from '../../support/property.ts'
import { goldenReferences } from './golden-references.ts'

const text = (written: string) => {
  const parsed = parseDocumentNumber(written)
  return parsed.ok ? parsed.number.text : parsed.reason
}
const suggestions = (written: string) => {
  const parsed = parseDocumentNumber(written)
  return parsed.ok ? parsed.suggestions : parsed.reason
}

describe('parseDocumentNumber', () => {
  test.each([
    ['05-CT/TW', '05-CT/TW'],
    ['05- CT/TW', '05-CT/TW'],
    ['2182 - TB/TU', '2182-TB/TU'],
    ['Số 35-CT/TW', '35-CT/TW'],
    ['số: 126\u00a0–\u00a0QĐ / TW', '126-QĐ/TW'],
    ['số\u00a035-CT/TW.', '35-CT/TW'],
    ['15/QĐ-UBND', '15/QĐ-UBND'],
    ['15 / 2020 / QĐ - UBND', '15/2020/QĐ-UBND'],
    ['9-ctr/tu', '09-CTr/TU'],
    ['41-ttr/đu', '41-TTr/ĐU'],
    ['34-KH/ĐUK'.normalize('NFD'), '34-KH/ĐUK'],
    ['', 'empty'],
    [' \u00a0', 'empty'],
    ['35', 'form'],
    ['CT/TW', 'form'],
    ['35-CT', 'form'],
    ['05/TU', 'no_kind'],
    ['05 - ĐUK', 'no_kind'],
    ['35-CT/TW và 36-CT/TW', 'form'],
    ['00-CT/TW', 'zero'],
    ['35-ABC/TW', 'unknown_kind'],
  ])('%j is %j', (written, expected) => {
    expect(text(written)).toBe(expected)
  })

  test.each([
    ['SỐ: 35-CT/TW', '35-CT/TW'],
    ['Số:35-CT/TW', '35-CT/TW'],
    ['Số35-CT/TW', '35-CT/TW'],
    ['số số 35-CT/TW', 'form'],
    ['35-CT/TW số', 'form'],
    ['35-CT/TW,', '35-CT/TW'],
    ['35-CT/TW;', '35-CT/TW'],
    ['35-CT/TW ;', '35-CT/TW'],
    ['35-CT/TW.;', 'form'],
    ['.35-CT/TW', 'form'],
    ['35\t-\tCT\t/\tTW', '35-CT/TW'],
    ['35 -\nCT/TW', '35-CT/TW'],
    ['99999-CT/TW', '99999-CT/TW'],
    ['123456-CT/TW', 'form'],
    ['5-CT/TW', '05-CT/TW'],
    ['05/CT-TW', '05/CT-TW'],
    ['05/20/CT-TW', 'form'],
    ['05/20200/CT-TW', 'form'],
    ['000/CT-TW', 'zero'],
    ['35-CTHĐXYZ/TW', 'form'],
    ['35-CT/T', '35-CT/T'],
    ['35-CT/ABCDEFGHIJKLMN', '35-CT/ABCDEFGHIJKLMN'],
    ['35-CT/ABCDEFGHIJKLMNO', 'form'],
    ['35-CT/TU1', '35-CT/TU1'],
    ['35-CT/1TU', 'form'],
    ['35-C1/TW', 'form'],
    ['05 TU', 'no_kind'],
    ['05-TU', 'no_kind'],
    ['05/ TU', 'no_kind'],
    ['05TU', 'no_kind'],
    ['05-T', 'form'],
    ['05-ABCDEFGHIJKLMN', 'no_kind'],
    ['05-ABCDEFGHIJKLMNO', 'form'],
    ['123456/TU', 'form'],
    ['x05/TU', 'form'],
    ['05/TU x', 'form'],
    ['05--TU', 'form'],
    ['05/CT', 'form'],
  ])('%j is %j', (written, expected) => {
    expect(text(written)).toBe(expected)
  })

  test('judges by the tables that it is given', () => {
    const kinds = [{ ...documentKinds[0]!, code: 'XY' }]
    const issuers = [{ code: 'ĐD', vi: '', en: '' }]
    const own = (written: string) => parseDocumentNumber(written, { kinds, issuers })
    expect(own('1-xy/ab')).toMatchObject({
      ok: true,
      number: { kind: 'XY', text: '01-XY/AB' },
      suggestions: [],
    })
    expect(own('1-CT/AB')).toEqual({ ok: false, reason: 'unknown_kind' })
    expect(own('1-XY/DD')).toMatchObject({ suggestions: ['01-XY/ĐD'] })
    expect(own('5-CT')).toEqual({ ok: false, reason: 'no_kind' })
    expect(own('5-XY')).toEqual({ ok: false, reason: 'form' })
    expect(findDocumentNumbers('theo 1-XY/AB và 1-CT/AB', { kinds }).map(({ raw }) => raw)).toEqual([
      '1-XY/AB',
    ])
  })

  test('takes the number apart', () => {
    expect(parseDocumentNumber('15/2020/QĐ-UBND')).toEqual({
      ok: true,
      number: { number: 15, kind: 'QĐ', issuer: 'UBND', year: 2020, form: 'state', text: '15/2020/QĐ-UBND' },
      suggestions: [],
    })
  })

  test('suggests Đ, and never applies it', () => {
    expect(text('126-QD/TW')).toBe('126-QD/TW')
    expect(suggestions('126-QD/TW')).toEqual(['126-QĐ/TW'])
    expect(suggestions('34-KH/DUK')).toEqual(['34-KH/ĐUK'])
    expect(suggestions('34-QD/DUK')).toEqual(['34-QĐ/ĐUK'])
    expect(suggestions('12-CTHD/DU')).toEqual(['12-CTHĐ/ĐU'])
    expect(suggestions('23-CV/VPDU')).toEqual(['23-CV/VPĐU'])
    expect(suggestions('15/QD-UBND')).toEqual(['15/QĐ-UBND'])
  })

  test('suggests the letters that are meant, and never applies them', () => {
    expect(text('35-\u0421\u0422/TW')).toBe('35-\u0421\u0422/TW')
    expect(suggestions('35-\u0421\u0422/TW')).toEqual(['35-CT/TW'])
    expect(suggestions('2182-TB/\u0422U')).toEqual(['2182-TB/TU'])
    expect(suggestions('126-Q\u00d0/TW')).toEqual(['126-QĐ/TW'])
    expect(suggestions('34-\u041aH/DUK')).toEqual(['34-KH/ĐUK'])
    expect(suggestions('77-KH/\u0425YZ')).toEqual(['77-KH/XYZ'])
    expect(documentNumberKey('35-\u0421\u0422/TW')).not.toBe(documentNumberKey('35-CT/TW'))
    expect(text('35-\u0416\u0416/TW')).toBe('form')
  })

  test('suggests every reading of kind and issuer, and each once', () => {
    expect(suggestions('01-ĐA/\u0422U')).toEqual(['01-ĐA/TU'])
    expect(suggestions('01-DA/\u0422U')).toEqual(['01-ĐA/TU'])
    expect(suggestions('01-DA/TU')).toEqual(['01-ĐA/TU'])
    expect(suggestions('05/2020/QD-\u0422U')).toEqual(['05/2020/QĐ-TU'])
    expect(suggestions('12-KH/\u0412DU')).toEqual(['12-KH/BDU'])
    // Whatever it looks like, a letter that means nothing is no suggestion.
    expect(suggestions('12-KH/XYZ')).toEqual([])
  })

  test.each([
    ['АВЕКМНОРСТХУ', 'ABEKMHOPCTXY'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
    ['ÐƉ', 'ĐĐ'],
  ])('%s look like %s', (others, latin) => {
    for (const [at, letter] of Array.from(others).entries())
      expect(suggestions(`12-KH/Q${letter}`)).toEqual([`12-KH/Q${latin[at]}`])
  })

  test('small letters that look alike are read as such', () => {
    for (const [at, letter] of Array.from('аеорсху').entries())
      expect(suggestions(`12-kh/q${letter}`)).toEqual([`12-KH/Q${'AEOPCXY'[at]}`])
    expect(suggestions('35-\u0441t/tw')).toEqual(['35-CT/TW'])
  })

  test('suggests nothing where D is right', () => {
    expect(suggestions('19-HD/BTCTW')).toEqual([])
    expect(suggestions('07-HD/BTGDVTW')).toEqual([])
    expect(suggestions('126-QĐ/TW')).toEqual([])
  })
})

describe('documentNumberKey', () => {
  test('different documents have different keys', () => {
    const keys = ['35-CT/TW', '35-NQ/TW', '35-CT/TU', '36-CT/TW', '126-QĐ/TW', '126-QD/TW', '35/CT-TW'].map(
      documentNumberKey,
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('one document has one key, however it is written', () => {
    for (const written of ['05-CT/TW', '5 - ct / tw', 'Số 005-CT/TW.', '05–CT⁄TW'])
      expect(documentNumberKey(written)).toBe('05-ct/tw')
    expect(documentNumberKey('A - B / C')).toBe('a-b/c')
    expect(documentNumberKey('A-B/C')).toBe('a-b/c')
    expect(documentNumberKey('A- B /C')).toBe('a-b/c')
    expect(documentNumberKey('A -B/ C')).toBe('a-b/c')
    expect(documentNumberKey('A B - C D')).toBe('a b-c d')
  })

  test('texts that are no number compare by their words', () => {
    expect(documentNumberKey('Không  số – uỷ ban')).toBe(
      documentNumberKey('không số - Ủy ban'.normalize('NFD')),
    )
  })
})

describe('findDocumentNumbers', () => {
  test('the golden file has at least 60 references', () => {
    expect(goldenReferences.flatMap(([, numbers]) => numbers).length).toBeGreaterThanOrEqual(60)
  })

  test.each(goldenReferences)('%s', (sentence, expected) => {
    expect(findDocumentNumbers(sentence).map((found) => found.number.text)).toEqual(expected)
  })

  test.each<[string, string[]]>([
    ['35-CT/TW', ['35-CT/TW']],
    ['(35-CT/TW)', ['35-CT/TW']],
    ['35-CT/TW-36-CT/TU', ['35-CT/TW']],
    ['5/35-CT/TW', []],
    ['5.35-CT/TW', []],
    ['5,35-CT/TW', []],
    ['5-35-CT/TW', []],
    ['a35-CT/TW', []],
    ['035-CT/TW', ['35-CT/TW']],
    ['123456-CT/TW', []],
    ['35-CT/TWé', []],
    ['35-CT/TW1', ['35-CT/TW1']],
    ['35-CT/tỉnh', []],
    ['35-CT/tw', ['35-CT/TW']],
    ['35-CT/Tw', []],
    ['35-CT/T', []],
    ['35-CT/abcdefgh', ['35-CT/ABCDEFGH']],
    ['35-CT/abcdefghi', []],
    ['35-CT/đuk', ['35-CT/ĐUK']],
    ['35-CT/Đuk', ['35-CT/ĐUK']],
    ['35-CT/tw1', []],
    ['35-\nCT/TW', ['35-CT/TW']],
    ['35\n-CT/TW', []],
    ['35-CT\n/TW', []],
    ['35-\n\nCT/TW', []],
    ['15/QĐ-\nUBND', ['15/QĐ-UBND']],
    ['15/2020/QĐ-UBND và 16/QĐ-UBND', ['15/2020/QĐ-UBND', '16/QĐ-UBND']],
    ['00-CT/TW, 35-ABC/TW, 36-CT/TW', ['36-CT/TW']],
  ])('in %j', (sentence, expected) => {
    expect(findDocumentNumbers(sentence).map((found) => found.number.text)).toEqual(expected)
  })

  test('with what may be meant instead', () => {
    expect(findDocumentNumbers('Quy định 126-QD/TW.')[0]?.suggestions).toEqual(['126-QĐ/TW'])
    expect(findDocumentNumbers('Quyết định 15/2020/QD-UBND.')[0]).toMatchObject({
      number: { number: 15, kind: 'QD', issuer: 'UBND', year: 2020, form: 'state' },
      suggestions: ['15/2020/QĐ-UBND'],
    })
  })

  test('says where in the text received, decomposed or not', () => {
    const sentence = 'Theo Quy định số 126 – QĐ/TW, các đồng chí…'.normalize('NFD')
    const [found] = findDocumentNumbers(sentence)
    expect(found?.raw).toBe('126 – QĐ/TW'.normalize('NFD'))
    expect(sentence.slice(found?.start, found?.end)).toBe(found?.raw)
  })
})

const codes = [...new Set(documentKinds.map((kind) => kind.code))]
const anyNumber: fc.Arbitrary<DocumentNumber> = fc
  .record({
    number: fc.integer({ min: 1, max: 99_999 }),
    kind: fc.constantFrom(...codes),
    issuer: fc.constantFrom(...documentIssuers.map((issuer) => issuer.code)),
    form: fc.constantFrom('party' as const, 'state' as const),
    year: fc.option(fc.integer({ min: 1990, max: 2099 }), { nil: undefined }),
  })
  .map(({ year, ...parts }) => {
    const known = parts.form === 'state' && year !== undefined ? { ...parts, year } : parts
    return { ...known, text: formatDocumentNumber(known) }
  })
const noise = fc.record({
  dash: fc.constantFrom('-', '–', '—', '‑', '−', '\ufe63', '\uff0d'),
  slash: fc.constantFrom('/', '\u2044', '\u2215', '\uff0f'),
  gaps: fc.array(fc.constantFrom('', ' ', '\u00a0', '  ', '\u202f', '\u200b'), {
    minLength: 4,
    maxLength: 4,
  }),
  spelling: fc.constantFrom<(text: string) => string>(
    (same) => same,
    (same) => same.normalize('NFD'),
    (same) => same.toLowerCase(),
    (same) => same.replaceAll('Đ', 'đ'),
  ),
  label: fc.constantFrom('', 'Số ', 'số: ', ' '),
})

describe('any valid number', () => {
  test('survives spaces, dashes, letter case and decomposition', () => {
    check(anyNumber, noise, (number, { dash, slash, gaps, spelling, label }) => {
      let gap = 0
      const around = (mark: string) => `${gaps[gap++ % 4]}${mark}${gaps[gap++ % 4]}`
      const written =
        label + spelling(number.text).replace(/[-/]/g, (mark) => around(mark === '-' ? dash : slash))
      const parsed = parseDocumentNumber(written)
      expect(parsed).toEqual({ ok: true, number, suggestions: [] })
      expect(documentNumberKey(written)).toBe(documentNumberKey(number))
    })
  })

  test('is found in a sentence, once, where it stands', () => {
    check(anyNumber, noise, (number, { dash, spelling }) => {
      const written = spelling(number.text).replaceAll('-', dash)
      const sentence = `Thực hiện văn bản ${written}, các đơn vị báo cáo.`
      expect(findDocumentNumbers(sentence).map((found) => [found.number.text, found.raw])).toEqual([
        [number.text, written],
      ])
    })
  })

  test('with a letter of another alphabet: kept as written, and what is meant is suggested', () => {
    const other: Record<string, string> = {
      T: '\u0422',
      C: '\u0421',
      K: '\u041a',
      H: '\u041d',
      B: '\u0392',
      Đ: '\u00d0',
    }
    check(anyNumber, fc.nat(20), (number, which) => {
      const places = Array.from(number.text).flatMap((letter, index) => (other[letter] ? [index] : []))
      fc.pre(places.length > 0)
      const at = places[which % places.length]!
      const written = number.text.slice(0, at) + other[number.text[at]!] + number.text.slice(at + 1)
      const parsed = parseDocumentNumber(written)
      expect(parsed.ok && parsed.number.text.toUpperCase()).toBe(written.toUpperCase())
      expect(suggestions(written)).toContain(number.text)
      expect(documentNumberKey(written)).not.toBe(documentNumberKey(number))
    })
  })

  test('parsing never throws, and finding agrees with parsing', () => {
    check(anyText(60), (any) => {
      parseDocumentNumber(any)
      for (const found of findDocumentNumbers(any)) expect(any.slice(found.start, found.end)).toBe(found.raw)
    })
  })
})

describe('kinds', () => {
  test('QĐ stands for two kinds that are kept apart by name', () => {
    expect(kindsOfCode('QĐ').map((kind) => kind.name)).toEqual(['decision', 'regulation'])
    expect(kindsOfCode('qđ'.normalize('NFD'))).toHaveLength(2)
    expect(kindsOfCode('QD')).toEqual([])
    expect(kindsOfCode('qđ', [])).toEqual([])
  })

  test('grass-roots committees and cells issue no chỉ thị', () => {
    expect(kindWarnings('CT', 'cell')).toEqual([
      { rule: 'kind_unusual_for_unit', kind: 'CT', unitKind: 'cell' },
    ])
    expect(kindWarnings('CT', 'grassroots')).toHaveLength(1)
    expect(kindWarnings('ct', 'section')).toHaveLength(1)
    expect(kindWarnings('CT', 'province')).toEqual([])
    expect(kindWarnings('CT', 'committee')).toEqual([])
    expect(kindWarnings('KH', 'cell')).toEqual([])
  })
})

/** The kinds and issuers as offices write them: number codes are a convention that no program may change. */
describe('the tables', () => {
  test('kinds: code, in Vietnamese, in English', () => {
    expect(documentKinds.map(({ name, code, vi, en }) => [code, vi, en, name].join(' | '))).toEqual([
      'CT | chỉ thị | directive | directive',
      'NQ | nghị quyết | resolution | resolution',
      'KL | kết luận | conclusion | conclusion',
      'QĐ | quyết định | decision | decision',
      'QĐ | quy định | regulation | regulation',
      'QC | quy chế | working rules | statute',
      'TT | thông tri | circular | circular',
      'HD | hướng dẫn | guidance | guidance',
      'TB | thông báo | notice | notice',
      'BC | báo cáo | report | report',
      'KH | kế hoạch | plan | plan',
      'CTr | chương trình | programme | programme',
      'CTHĐ | chương trình hành động | action programme | action_programme',
      'ĐA | đề án | project | project',
      'PA | phương án | option paper | option',
      'TTr | tờ trình | submission | submission',
      'CV | công văn | official letter | letter',
      'BB | biên bản | minutes | minutes',
    ])
  })

  test('issuers: code, in Vietnamese, in English, the days in use, and whether the unit must be known', () => {
    const row = ({ code, vi, en, since = '', until = '', needsUnit }: DocumentIssuer) =>
      [code, vi, en, `${since}…${until}`, needsUnit ? 'unit' : ''].join(' | ')
    expect(documentIssuers.map(row)).toEqual([
      'TW | Ban Chấp hành Trung ương | Central Committee | … | ',
      'BTCTW | Ban Tổ chức Trung ương | Central Organisation Commission | … | ',
      'VPTW | Văn phòng Trung ương Đảng | Central Office | … | ',
      'BTGTW | Ban Tuyên giáo Trung ương | Central Publicity Commission | …2025-02-02 | ',
      'BTGDVTW | Ban Tuyên giáo và Dân vận Trung ương | Central Publicity and Mass Mobilisation Commission' +
        ' | 2025-02-03… | ',
      'UBKTTW | Ủy ban Kiểm tra Trung ương | Central Inspection Commission | … | ',
      'TU | Tỉnh ủy, Thành ủy | provincial or city committee | … | unit',
      'VPTU | Văn phòng Tỉnh ủy | office of the provincial committee | … | unit',
      'BTCTU | Ban Tổ chức Tỉnh ủy | provincial organisation commission | … | unit',
      'UBKTTU | Ủy ban Kiểm tra Tỉnh ủy | provincial inspection commission | … | unit',
      'BTGDVTU | Ban Tuyên giáo và Dân vận Tỉnh ủy | provincial publicity and mass mobilisation commission' +
        ' | 2025-02-03… | unit',
      'HU | Huyện ủy | district committee | …2025-06-30 | unit',
      'ĐUK | Đảng ủy Khối | bloc committee | …2025-06-30 | unit',
      'ĐU | Đảng ủy | party committee | … | unit',
      'VPĐU | Văn phòng Đảng ủy | office of the party committee | … | unit',
      'CB | Chi bộ | cell | … | unit',
      "UBND | Ủy ban nhân dân | people's committee | … | unit",
    ])
  })
})
