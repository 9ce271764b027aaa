// Document numbers: every form of the users' documents, and any valid number under noise.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
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
  })

  test('grass-roots committees and cells issue no chỉ thị', () => {
    expect(kindWarnings('CT', 'cell')).toEqual([
      { rule: 'kind_unusual_for_unit', kind: 'CT', unitKind: 'cell' },
    ])
    expect(kindWarnings('CT', 'grassroots')).toHaveLength(1)
    expect(kindWarnings('CT', 'province')).toEqual([])
    expect(kindWarnings('KH', 'cell')).toEqual([])
  })
})
