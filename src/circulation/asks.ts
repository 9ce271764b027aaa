// What a message asks for: the contract between the room that reminds and the sender. The sender looks again
// before it commits the intent. When all that a message asks for is answered, it is not sent. Only this file
// writes the column delivery.asks.
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

/** The value of delivery.asks, without duplicates. */
export function asksColumn(asks: readonly Ask[]): string {
  const unique = new Map(
    asks.map(({ obligationId, about }) => [`${obligationId} ${about}`, { obligationId, about }]),
  )
  return JSON.stringify([...unique.values()])
}
