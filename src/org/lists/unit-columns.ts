// The headings that offices give the columns of their lists of units, and the words that they use for the
// kinds. They are compared without case, diacritics, dots and underscores. Other columns are ignored. Pure.
import type { UnitKind } from '../../platform/database-types.ts'
import { searchKey } from '../../platform/vietnamese-text.ts'

export type UnitColumn = 'code' | 'parent_code' | 'kind' | 'name' | 'closed_on' | 'successor_code'

/** The columns of every list, in the order of template and export. */
export const unitColumns: readonly UnitColumn[] = ['code', 'parent_code', 'kind', 'name']

/**
 * Columns that a list of units may have as well: the day on which a unit closed, and the code of its
 * successor.
 */
export const closingColumns: readonly UnitColumn[] = ['closed_on', 'successor_code']

/** Headings as the template and the Vietnamese export write them. */
export const unitHeadings: Record<UnitColumn, string> = {
  code: 'Mã đơn vị',
  parent_code: 'Mã đơn vị cấp trên',
  kind: 'Loại',
  name: 'Tên đơn vị',
  closed_on: 'Ngày ngừng hoạt động',
  successor_code: 'Mã đơn vị tiếp nhận',
}

/** Kinds as the template and the Vietnamese export write them. */
export const kindWords: Record<UnitKind, string> = {
  province: 'Tỉnh ủy',
  committee: 'Đảng ủy cấp trên cơ sở',
  grassroots: 'Tổ chức cơ sở đảng',
  section: 'Đảng bộ bộ phận',
  cell: 'Chi bộ',
}

const headings: Record<UnitColumn, readonly string[]> = {
  code: [
    'code',
    'unit code',
    'ma',
    'ma don vi',
    'ma to chuc',
    'ma to chuc dang',
    'ma so',
    'ma dv',
    'ma so don vi',
  ],
  parent_code: [
    'parent code',
    'parent',
    'ma cap tren',
    'ma don vi cap tren',
    'ma to chuc cap tren',
    'ma truc thuoc',
    'ma cha',
    'ma dv cap tren',
    'don vi cap tren',
    'to chuc cap tren',
    'truc thuoc',
    'thuoc ma',
    'cap tren',
  ],
  kind: [
    'kind',
    'type',
    'loai',
    'loai don vi',
    'loai hinh',
    'loai to chuc',
    'loai hinh to chuc',
    'cap',
    'cap don vi',
  ],
  name: [
    'name',
    'unit name',
    'ten',
    'ten don vi',
    'ten to chuc',
    'ten to chuc dang',
    'ten dv',
    'don vi',
    'to chuc dang',
  ],
  closed_on: [
    'closed on',
    'closed',
    'valid to',
    'ngay ngung hoat dong',
    'ngung hoat dong',
    'ngay giai the',
    'ngay ket thuc hoat dong',
    'ngay sap nhap',
  ],
  successor_code: [
    'successor code',
    'successor',
    'ma don vi tiep nhan',
    'don vi tiep nhan',
    'ma don vi ke thua',
    'don vi ke thua',
    'nhap vao',
    'sap nhap vao',
  ],
}

const kinds: Record<UnitKind, readonly string[]> = {
  province: [
    'province',
    'tinh',
    'tinh uy',
    'thanh uy',
    'dang bo tinh',
    'dang bo thanh pho',
    'cap tinh',
    'thanh pho truc thuoc trung uong',
    'tinh uy thanh uy',
    'thanh uy truc thuoc trung uong',
  ],
  committee: [
    'committee',
    'dang uy',
    'cap uy',
    'dang uy cap tren co so',
    'dang uy cap tren truc tiep co so',
    'dang uy xa',
    'dang uy phuong',
    'dang uy dac khu',
    'dang bo xa',
    'dang bo phuong',
    'dang bo dac khu',
    'xa',
    'phuong',
    'dac khu',
    'dang uy truc thuoc',
    'dang bo truc thuoc',
    'huyen uy',
    'quan uy',
    'thi uy',
    'cap tren co so',
    'dang bo cap tren co so',
    'dang bo cap tren truc tiep co so',
    'dang bo',
  ],
  grassroots: [
    'grassroots',
    'grass roots',
    'co so',
    'to chuc co so dang',
    'to chuc dang co so',
    'tccs dang',
    'tccsd',
    'tccs',
    'dang uy co so',
    'dang bo co so',
    'chi bo co so',
    'chi uy co so',
  ],
  section: ['section', 'bo phan', 'dang bo bo phan', 'dang uy bo phan'],
  cell: ['cell', 'chi bo', 'chi bo truc thuoc', 'chi bo truc thuoc co so', 'chi bo thon', 'chi bo khu pho'],
}

const columnOf = invert(headings)
const kindOf = invert(kinds)

/** The column that a heading stands for; null for any other heading. */
export function readHeading(text: string): UnitColumn | null {
  return columnOf.get(comparableWords(text)) ?? null
}

/** The kind that a cell of the column "kind" stands for; null when unknown. */
export function readKind(text: string): UnitKind | null {
  return kindOf.get(comparableWords(text)) ?? null
}

/** A heading or word without case, diacritics, punctuation and text in brackets. */
export function comparableWords(text: string): string {
  return searchKey(text)
    .replace(/\(.*?\)/g, ' ')
    .replace(/[_.,:;*/\-"']+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function invert<Name extends string>(words: Record<Name, readonly string[]>): Map<string, Name> {
  return new Map(
    (Object.entries(words) as [Name, readonly string[]][]).flatMap(([name, list]) =>
      list.map((word) => [word, name] as const),
    ),
  )
}

/** A day as offices write it (2026-07-01, 01/7/2026, 1.7.2026) as 2026-07-01; null when it is none. */
export function readDayCell(text: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text)
  const [year, month, day] = iso ? iso.slice(1, 4) : local ? [local[3], local[2], local[1]] : []
  if (!year || !month || !day) return null
  try {
    const fields = { year: Number(year), month: Number(month), day: Number(day) }
    return Temporal.PlainDate.from(fields, { overflow: 'reject' }).toString()
  } catch {
    return null
  }
}
