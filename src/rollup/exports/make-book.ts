// The exports by kind.
import type { Db } from '../../platform/database.ts'
import { type ExportBook, withDistinctKeys } from './book.ts'
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

/** Builds the export of that kind. No two columns of a table have one key. */
export async function makeBook(db: Db, kind: ExportKind, question: ExportQuestion): Promise<ExportBook> {
  const book = await makers[kind](db, question)
  return Object.assign(book, { columns: withDistinctKeys(book.columns) })
}
