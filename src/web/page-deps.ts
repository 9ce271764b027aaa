// What the pages are given by main: the ground they stand on, and what other faces do for them.
import type { InvitationCard } from '../org/invite-subtree.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import type { Language } from '../texts/index.ts'

export interface CardsAbout {
  unitName: string
  /** 'YYYY-MM-DD', the last day on which the codes work. */
  lastDay: string
  /** Who answers questions; '' for the unit itself. */
  help: string
  language: Language
}

export type DrawCards = (cards: readonly InvitationCard[], about: CardsAbout) => Promise<Uint8Array>

export interface PageDeps {
  db: Db
  clock: Clock
  calendar: Calendar
  log: Log
  /**
   * Where people reach the page, without a slash at the end; undefined while there is none, and then nobody
   * gets in.
   */
  pageUrl: () => string | undefined
  /** Gets ready to draw invitation cards as a PDF; rejects while the bot that they lead to is not known. */
  prepareCards?: (() => Promise<DrawCards>) | undefined
}
