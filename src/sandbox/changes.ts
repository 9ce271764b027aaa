// Tells listeners (open pages, waiting tests) that a chat has changed. Carries no content.

export interface Changes {
  emit(chatId: number): void
  on(listener: (chatId: number) => void): () => void
}

/** No listeners yet. */
export function createChanges(): Changes {
  const listeners = new Set<(chatId: number) => void>()
  return {
    emit(chatId) {
      for (const listener of listeners) listener(chatId)
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
