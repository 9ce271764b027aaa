// What the sender asks of a face: turn a delivery that is about to go out into a message. Pure and quick; the
// statement that committed the intent read everything that it needs.
import type { DeliveryPurpose, Json, Urgency } from '../../platform/database-types.ts'
import type { Ask } from '../asks.ts'
import type { OutgoingMessage } from '../messenger.ts'

/**
 * A delivery with what its text may need. `directive` and `obligation` are set when the delivery names
 * them.
 */
export interface DeliveryToSend {
  id: number
  purpose: DeliveryPurpose
  telegramChatId: number
  threadId: number | null
  language: 'vi' | 'en'
  payload: Json | null
  /** Whether this repeats a message of unknown outcome: the text says so. */
  isResend: boolean
  directive?: {
    id: number
    numberText: string
    kind: string
    subject: string
    issuedOn: string
    issuerName: string
    urgency: Urgency
    /** 'LƯU HÀNH NỘI BỘ', written as documents write it; null without one. */
    circulationMark: string | null
    body: string | null
    ackDueAt: Date | null
    reportDueAt: Date | null
    asksReport: boolean
    protect: boolean
    /** Whether a file goes with it: the text becomes a caption and must be short. */
    hasFile: boolean
    /** Further files, sent on request. */
    annexes: number
  }
  obligation?: {
    id: number
    unitName: string
    /** Addressed to a speaker of the unit. */
    toSpeaker?: boolean
    acknowledgedAt: Date | null
    ackDueAt: Date | null
    reportDueAt: Date | null
    reportState: string
  }
  /** Names of the officers that the payload names by id, as they are today. */
  names?: Readonly<Record<string, string>>
  /**
   * Of a reminder's items those that were unanswered when the intent was committed; the others are left
   * out.
   */
  stillOpen?: readonly Ask[]
}

/** Makes the message; the sender adds the file. */
export type ComposeMessage = (delivery: DeliveryToSend) => OutgoingMessage
