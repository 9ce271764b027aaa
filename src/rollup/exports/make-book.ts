// The exports by kind.
import type { Db } from '../../platform/database.ts'
import type { ExportBook } from './book.ts'
import { commendationBook } from './commendation-book.ts'
import { figuresBook } from './figures-book.ts'
import { missingBook } from './missing-book.ts'
import type { ExportQuestion } from './question.ts'
import { reportsBook } from './reports-book.ts'

export const exportKinds = ['figures', 'reports', 'missing', 'commendation'] as const
export type ExportKind = (typeof exportKinds)[number]

const makers: Record<ExportKind, (db: Db, question: ExportQuestion) => Promise<ExportBook>> = {
  figures: figuresBook,
  reports: reportsBook,
  missing: missingBook,
  commendation: commendationBook,
}

/** Builds the export of that kind. */
export async function makeBook(db: Db, kind: ExportKind, question: ExportQuestion): Promise<ExportBook> {
  return await makers[kind](db, question)
}
