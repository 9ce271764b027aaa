// The statements of the sender as values, so that a test can put a wrong one in the place of a right one.
import { findDue, giveBack, giveBackLost, postpone, reapExpired, writeBack } from './delivery.store.ts'
import { commitIntents } from './intent.store.ts'

export interface DeliveryStore {
  findDue: typeof findDue
  commitIntents: typeof commitIntents
  writeBack: typeof writeBack
  giveBack: typeof giveBack
  giveBackLost: typeof giveBackLost
  postpone: typeof postpone
  reapExpired: typeof reapExpired
}

export const deliveryStore: DeliveryStore = {
  findDue,
  commitIntents,
  writeBack,
  giveBack,
  giveBackLost,
  postpone,
  reapExpired,
}
