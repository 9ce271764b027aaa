// The outlines that every office may ask for without writing one: the default one, a short one, a single
// text, and one for training classes. Offices write others themselves (register-outline.ts).
import { defaultOutline } from './default-outline.ts'
import type { Label, Outline, TextField, WholeField } from './outline.ts'

function number(key: string, label: Label, max: number, unit: Label): WholeField {
  return { key, type: 'whole', label, required: true, min: 0, max, unit }
}

function text(key: string, label: Label): TextField {
  return {
    key,
    type: 'text',
    label,
    help: {
      vi: 'Viết ngắn gọn, tối đa 2.000 ký tự. Nếu không có, ghi “Không”.',
      en: 'Keep it short, at most 2,000 characters. If there is nothing, write “None”.',
    },
    required: true,
    maxLength: 2000,
  }
}

const people: Label = { vi: 'người', en: 'people' }

/** Three questions: how far the work is, how many took part, and a few words. */
const shortOutline: Outline = {
  key: 'short',
  version: 1,
  title: { vi: 'Báo cáo nhanh', en: 'Short report' },
  fields: [
    {
      key: 'progress',
      type: 'choice',
      label: { vi: 'Đã triển khai văn bản chưa?', en: 'How far is the work?' },
      required: true,
      options: [
        { key: 'done', label: { vi: 'Đã xong', en: 'Done' } },
        { key: 'under_way', label: { vi: 'Đang làm', en: 'Under way' } },
        { key: 'not_begun', label: { vi: 'Chưa làm', en: 'Not begun' } },
      ],
    },
    number('participants', { vi: 'Số người tham gia', en: 'People taking part' }, 50_000, people),
    text('results', { vi: 'Kết quả, khó khăn, kiến nghị', en: 'Results, difficulties, proposals' }),
  ],
  rules: [],
  unitCounts: [
    {
      key: 'done',
      label: { vi: 'Đơn vị đã triển khai xong', en: 'Units that are done' },
      field: 'progress',
      is: 'done',
      goal: 100,
    },
    {
      key: 'not_begun',
      label: { vi: 'Đơn vị chưa triển khai', en: 'Units that have not begun' },
      field: 'progress',
      is: 'not_begun',
    },
  ],
}

/** One text, for a matter that has no numbers. */
const textOutline: Outline = {
  key: 'text',
  version: 1,
  title: { vi: 'Báo cáo bằng một đoạn văn', en: 'Report in a few sentences' },
  fields: [text('results', { vi: 'Nội dung báo cáo', en: 'The report' })],
  rules: [],
}

/** Training classes: how many, with how many learners. */
const trainingOutline: Outline = {
  key: 'training',
  version: 1,
  title: { vi: 'Báo cáo mở lớp bồi dưỡng, tập huấn', en: 'Report on training classes' },
  fields: [
    number('classes', { vi: 'Số lớp đã mở', en: 'Classes held' }, 500, { vi: 'lớp', en: 'classes' }),
    number('learners', { vi: 'Số học viên', en: 'Learners' }, 50_000, { vi: 'học viên', en: 'learners' }),
    text('results', { vi: 'Kết quả', en: 'Results' }),
    text('difficulties', { vi: 'Khó khăn, kiến nghị', en: 'Difficulties and proposals' }),
  ],
  rules: [
    {
      key: 'learners_need_class',
      level: 'error',
      test: 'implies',
      whenAny: ['learners'],
      needs: 'classes',
      atLeast: 1,
    },
  ],
  unitCounts: [
    {
      key: 'with_class',
      label: { vi: 'Đơn vị đã mở ít nhất một lớp', en: 'Units that held a class' },
      field: 'classes',
      atLeast: 1,
    },
  ],
}

/** In the order in which they are offered. */
export const builtInOutlines: readonly Outline[] = [
  defaultOutline,
  shortOutline,
  textOutline,
  trainingOutline,
]

/** The key of each, as it is chosen by. */
export const builtInKeys = ['study', 'short', 'text', 'training'] as const
export type BuiltInKey = (typeof builtInKeys)[number]

/**
 * The outline that a directive keeps: the one that was chosen, else the default one of today; null when it
 * asks for no report. Without this it would be taken for a directive of before the second version.
 */
export function outlineToKeep(asksReport: boolean, chosen: Outline | null | undefined): Outline | null {
  return asksReport ? (chosen ?? defaultOutline) : null
}

/** The built-in outline of that key; undefined for the outline of an office. */
export function builtInOutline(key: string): Outline | undefined {
  return builtInOutlines.find((outline) => outline.key === key)
}
