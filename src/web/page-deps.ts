// What main gives the pages: parts of the runtime, and what other faces do for them.
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
  /** The contact for questions; '' for the unit itself. */
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
   * The portal's address without a trailing slash; undefined while there is none, and then nobody can sign
   * in.
   */
  pageUrl: () => string | undefined
  /** Prepares drawing invitation cards as a PDF; rejects while the bot of their links is not known. */
  prepareCards?: (() => Promise<DrawCards>) | undefined
}
