// Draws invitation cards in a process of its own, so that nobody waits for it; the codes pass through memory
// only.
import type { SheetOfCards } from './draw-cards.ts'
import { runApart } from './run-apart.ts'

const limits = { memoryMb: 1_024, timeMs: 300_000 }
const drawing = new URL('./draw-cards.ts', import.meta.url)

/** The bytes of the PDF. @throws ApartFault when it takes too long or too much memory. */
export async function printCards(sheet: SheetOfCards): Promise<Uint8Array> {
  return await runApart<Uint8Array>(drawing, 'drawCards', sheet, limits)
}
