// What a message asks for: the contract between the room that reminds and the sender, which looks again
// before it commits the intent. Answered, it is asked no more: nothing open, nothing sent. The column
// delivery.asks is written here alone.
import type { DeliveryPurpose } from '../platform/database-types.ts'

/** One thing that a message asks of one obligation. */
export interface Ask {
  obligationId: number
  about: 'ack' | 'report'
}

/** The purposes of messages that ask for an answer. */
export type AskingPurpose = 'reminder' | 'escalation'

const askingPurposes: ReadonlySet<DeliveryPurpose> = new Set<AskingPurpose>(['reminder', 'escalation'])

/** Does a message of that purpose ask for an answer? */
export const isAsking = (purpose: DeliveryPurpose) => askingPurposes.has(purpose)

/** The value of delivery.asks; each thing once. */
export function asksColumn(asks: readonly Ask[]): string {
  const unique = new Map(
    asks.map(({ obligationId, about }) => [`${obligationId} ${about}`, { obligationId, about }]),
  )
  return JSON.stringify([...unique.values()])
}
