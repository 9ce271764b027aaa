// The tables behind document numbers: kinds of documents and issuing bodies, as first filled in. The register
// may hold edited copies; the rules take a table as an argument and fall back to these.

/**
 * A kind of document. QĐ stands for two kinds (quyết định, quy định): `name` tells them apart, `code` does
 * not.
 */
export interface DocumentKind {
  readonly name: KindName
  /** As written in a number: 'CT', 'QĐ', 'CTr'. */
  readonly code: string
  readonly vi: string
  readonly en: string
}

export type KindName =
  | 'resolution'
  | 'directive'
  | 'conclusion'
  | 'decision'
  | 'regulation'
  | 'statute'
  | 'circular'
  | 'guidance'
  | 'notice'
  | 'report'
  | 'plan'
  | 'programme'
  | 'action_programme'
  | 'project'
  | 'option'
  | 'submission'
  | 'letter'
  | 'minutes'

const kind = (name: KindName, code: string, vi: string, en: string): DocumentKind => ({ name, code, vi, en })

/** Kinds of party documents, in the order in which a list should show them. */
export const documentKinds: readonly DocumentKind[] = [
  kind('directive', 'CT', 'chỉ thị', 'directive'),
  kind('resolution', 'NQ', 'nghị quyết', 'resolution'),
  kind('conclusion', 'KL', 'kết luận', 'conclusion'),
  kind('decision', 'QĐ', 'quyết định', 'decision'),
  kind('regulation', 'QĐ', 'quy định', 'regulation'),
  kind('statute', 'QC', 'quy chế', 'working rules'),
  kind('circular', 'TT', 'thông tri', 'circular'),
  kind('guidance', 'HD', 'hướng dẫn', 'guidance'),
  kind('notice', 'TB', 'thông báo', 'notice'),
  kind('report', 'BC', 'báo cáo', 'report'),
  kind('plan', 'KH', 'kế hoạch', 'plan'),
  kind('programme', 'CTr', 'chương trình', 'programme'),
  kind('action_programme', 'CTHĐ', 'chương trình hành động', 'action programme'),
  kind('project', 'ĐA', 'đề án', 'project'),
  kind('option', 'PA', 'phương án', 'option paper'),
  kind('submission', 'TTr', 'tờ trình', 'submission'),
  kind('letter', 'CV', 'công văn', 'official letter'),
  kind('minutes', 'BB', 'biên bản', 'minutes'),
]

/** A body that issues documents. Days 'YYYY-MM-DD'; no `until` means still in use. */
export interface DocumentIssuer {
  readonly code: string
  readonly vi: string
  readonly en: string
  readonly since?: string
  readonly until?: string
  /** The code alone does not name one body: the unit must be known too (every province has a TU). */
  readonly needsUnit?: true
}

/** Issuers seen in the users' own documents; an administrator adds to the copy in the register. */
export const documentIssuers: readonly DocumentIssuer[] = [
  { code: 'TW', vi: 'Ban Chấp hành Trung ương', en: 'Central Committee' },
  { code: 'BTCTW', vi: 'Ban Tổ chức Trung ương', en: 'Central Organisation Commission' },
  { code: 'VPTW', vi: 'Văn phòng Trung ương Đảng', en: 'Central Office' },
  { code: 'BTGTW', vi: 'Ban Tuyên giáo Trung ương', en: 'Central Publicity Commission', until: '2025-02-02' },
  {
    code: 'BTGDVTW',
    vi: 'Ban Tuyên giáo và Dân vận Trung ương',
    en: 'Central Publicity and Mass Mobilisation Commission',
    since: '2025-02-03',
  },
  { code: 'UBKTTW', vi: 'Ủy ban Kiểm tra Trung ương', en: 'Central Inspection Commission' },
  { code: 'TU', vi: 'Tỉnh ủy, Thành ủy', en: 'provincial or city committee', needsUnit: true },
  { code: 'VPTU', vi: 'Văn phòng Tỉnh ủy', en: 'office of the provincial committee', needsUnit: true },
  { code: 'BTCTU', vi: 'Ban Tổ chức Tỉnh ủy', en: 'provincial organisation commission', needsUnit: true },
  { code: 'UBKTTU', vi: 'Ủy ban Kiểm tra Tỉnh ủy', en: 'provincial inspection commission', needsUnit: true },
  {
    code: 'BTGDVTU',
    vi: 'Ban Tuyên giáo và Dân vận Tỉnh ủy',
    en: 'provincial publicity and mass mobilisation commission',
    since: '2025-02-03',
    needsUnit: true,
  },
  { code: 'HU', vi: 'Huyện ủy', en: 'district committee', until: '2025-06-30', needsUnit: true },
  { code: 'ĐUK', vi: 'Đảng ủy Khối', en: 'bloc committee', until: '2025-06-30', needsUnit: true },
  { code: 'ĐU', vi: 'Đảng ủy', en: 'party committee', needsUnit: true },
  { code: 'VPĐU', vi: 'Văn phòng Đảng ủy', en: 'office of the party committee', needsUnit: true },
  { code: 'CB', vi: 'Chi bộ', en: 'cell', needsUnit: true },
  { code: 'UBND', vi: 'Ủy ban nhân dân', en: "people's committee", needsUnit: true },
]

/** Kinds that a code stands for: two for QĐ, none for a code that is not in the table. */
export function kindsOfCode(code: string, kinds = documentKinds): DocumentKind[] {
  const wanted = code.normalize('NFC').toLowerCase()
  return kinds.filter((each) => each.code.toLowerCase() === wanted)
}
