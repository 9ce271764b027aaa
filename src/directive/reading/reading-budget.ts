// What the reading of one file may take, however much is nested in it. One object goes by reference to all
// that is read, so that a thousand small archives share what one large archive may have.

export interface ReadingBudget {
  /** Bytes that archives may still unpack. */
  bytes: number
  /** Parts of archives and attached files that may still be looked at. */
  entries: number
  /** Characters of text that may still be kept. */
  characters: number
}

export const newBudget = (): ReadingBudget => ({
  bytes: 64 * 1024 * 1024,
  entries: 4_000,
  characters: 6_000_000,
})

/** A document in a document in a document is as deep as is looked. */
export const maxNesting = 3

/** As much of the text as may still be kept. */
export function within(budget: ReadingBudget, text: string): string {
  const kept = text.length > budget.characters ? text.slice(0, budget.characters) : text
  budget.characters -= kept.length
  return kept
}
