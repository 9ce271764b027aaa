// What an export is about: which directives, below which unit, by which tree, when.

import { searchKey } from '../../platform/vietnamese-text.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import type { Label, Language } from '../../response/outline.ts'
import type { Scope } from '../scope.ts'
import type { Tree } from '../todays-tree.ts'
import { label } from './book.ts'

export interface ExportQuestion {
  scope: Scope
  /** What the scope is called: '05-CT/TU', the name of a campaign, the days of a period. */
  title: Label
  unitId: number
  unitName: string
  tree: Tree
  /** Of the words in cells. */
  language: Language
  /** For whom it is made, as the file says. */
  madeFor: Label
  now: Date
  calendar: Calendar
}

/** The lines of the sheet of explanations that every export has. */
export function basisOf({ title, unitName, tree, madeFor, now, calendar }: ExportQuestion): Label[] {
  const at = `${calendar.timeOf(now)} ${calendar.dayOf(now)}`
  return [
    label(
      `Phạm vi: ${title.vi}; ${unitName} và các đơn vị trực thuộc.`,
      `Scope: ${title.en}; ${unitName} and the units below it.`,
    ),
    tree === 'then'
      ? label('Theo cây tổ chức lúc phát hành.', 'By the tree as it was at issue.')
      : label('Theo cây tổ chức hiện nay.', "By today's tree."),
    label(`Lập lúc ${at}, theo yêu cầu của ${madeFor.vi}.`, `Made at ${at} for ${madeFor.en}.`),
  ]
}

/** 'so-lieu-05-ct-tu-2026-12-01'. */
export function fileNameOf(kind: string, { title, now, calendar }: ExportQuestion): string {
  const what = searchKey(title.vi)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return [kind, what, calendar.dayOf(now)].filter((part) => part !== '').join('-')
}
