// Invitations as a PDF to print, cut and hand out: puts the words on the cards. Drawing is platform/draw-cards.ts, in a
// thread of its own. Used by the chat and by the command line; the codes pass through memory only.
import { deepLink } from '../org/enrolment-code.ts'
import type { InvitationCard } from '../org/invite-subtree.ts'
import type { PrintedCard, SheetOfCards } from '../platform/draw-cards.ts'
import { runInWorker } from '../platform/run-in-thread.ts'
import { dayText } from '../texts/dates.ts'
import { type Language, plain } from '../texts/index.ts'

export interface SheetAbout {
  /** The unit whose subtree the cards are for. */
  unitName: string
  botUsername: string
  /** The last day on which the codes work. */
  lastDay: string
  /** Who answers questions: a name, an office, a number; empty for the unit itself. */
  help: string
  language: Language
}

const limits = { memoryMb: 1_024, timeMs: 300_000 }
const drawing = new URL('../platform/draw-cards.ts', import.meta.url)

/** The bytes of the PDF. @throws WorkerFault when it takes too long or too much. */
export async function invitationSheet(
  cards: readonly InvitationCard[],
  about: SheetAbout,
): Promise<Uint8Array> {
  return await runInWorker<Uint8Array>(drawing, 'drawCards', sheetOf(cards, about), limits)
}

function sheetOf(cards: readonly InvitationCard[], about: SheetAbout): SheetOfCards {
  const { botUsername, language, unitName } = about
  const t = (key: string, args: Record<string, string> = {}) => plain(language, key, args)
  return {
    title: t('sheet-title', { unit: unitName }),
    note: t('sheet-note'),
    how: [t('sheet-how-1'), t('sheet-how-2')],
    beforeCode: t('sheet-how-3', { bot: botUsername }),
    after: [
      t('sheet-until', { day: dayText(about.lastDay, language) }),
      t('sheet-help', { help: about.help || unitName }),
    ],
    cards: cards.map((card): PrintedCard => {
      const duty = t(`unit-duty-${card.duty}`)
      return {
        title: card.unitName,
        under: card.above.slice(-2).join(' › '),
        who: card.name === '' ? duty : `${duty}: ${card.name}`,
        link: deepLink(botUsername, card.code),
        code: card.code,
      }
    }),
  }
}
