// What the sender asks of a face: to turn a delivery that is about to be sent into a message. The function is
// pure and quick: the statement that committed the intent has read all that it needs.
import type { DeliveryPurpose, Json, Urgency } from '../../platform/database-types.ts'
import type { Ask } from '../asks.ts'
import type { OutgoingMessage } from '../messenger.ts'

/**
 * A delivery with what its text may need. `directive` and `obligation` are set when the delivery names them.
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
    /** Whether a file goes with it. Then the text becomes a caption and must be short. */
    hasFile: boolean
    /** Number of further files, sent on request. */
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
  /** The present names of the officers in the payload, by id. */
  names?: Readonly<Record<string, string>>
  /** The items of a reminder that were unanswered when the intent was committed. The text names no others. */
  stillOpen?: readonly Ask[]
}

/** Makes the message; the sender adds the file. */
export type ComposeMessage = (delivery: DeliveryToSend) => OutgoingMessage
