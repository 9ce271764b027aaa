// The statements of the sender as values, so that a test can replace one by a faulty one.
import { findDue, postpone, reapExpired, release, releaseUnconfirmed, writeBack } from './delivery.store.ts'
import { commitIntents } from './intent.store.ts'

/** The statements of a sender. */
export interface DeliveryStore {
  findDue: typeof findDue
  commitIntents: typeof commitIntents
  writeBack: typeof writeBack
  release: typeof release
  releaseUnconfirmed: typeof releaseUnconfirmed
  postpone: typeof postpone
  reapExpired: typeof reapExpired
}

/** The real statements. */
export const deliveryStore: DeliveryStore = {
  findDue,
  commitIntents,
  writeBack,
  release,
  releaseUnconfirmed,
  postpone,
  reapExpired,
}
