// The words on invitation cards, to print, cut and hand out. Drawing them is platform/print-cards.ts.
import { dayText } from './dates.ts'
import { type Language, plain, type TextKey, type TextKeyEnd } from './index.ts'

export interface CardToWord {
  unitName: string
  /** Names of the units above, from the root. */
  above: readonly string[]
  duty: TextKeyEnd<'unit-duty-'>
  /** Empty when the holder of the card is not known. */
  name: string
  code: string
}

export interface SheetAbout {
  /** The unit whose subtree the cards are for. */
  unitName: string
  botUsername: string
  /** The link that opens the bot with a code. */
  linkOf: (code: string) => string
  /** The last day on which the codes work. */
  lastDay: string
  /** The contact for questions: a name, an office, a number; empty for the unit itself. */
  help: string
  language: Language
}

/** All words of the sheet. */
export function invitationSheet(cards: readonly CardToWord[], about: SheetAbout) {
  const { botUsername, language, unitName } = about
  const t = (key: TextKey, args: Record<string, string> = {}) => plain(language, key, args)
  return {
    title: t('sheet-title', { unit: unitName }),
    note: t('sheet-note'),
    how: [t('sheet-how-1'), t('sheet-how-2')],
    beforeCode: t('sheet-how-3', { bot: botUsername }),
    after: [
      t('sheet-until', { day: dayText(about.lastDay, language) }),
      t('sheet-help', { help: about.help || unitName }),
    ],
    cards: cards.map((card) => {
      const duty = t(`unit-duty-${card.duty}`)
      return {
        title: card.unitName,
        under: card.above.slice(-2).join(' › '),
        who: card.name === '' ? duty : `${duty}: ${card.name}`,
        link: about.linkOf(card.code),
        code: card.code,
      }
    }),
  }
}
