// The statements of the sender as values, so that a test can put a wrong one in the place of a right one.
import { claimDeliveries, giveBack, reapExpired, writeBack } from './delivery.store.ts'
import { commitIntents } from './intent.store.ts'

export interface DeliveryStore {
  claimDeliveries: typeof claimDeliveries
  commitIntents: typeof commitIntents
  writeBack: typeof writeBack
  giveBack: typeof giveBack
  reapExpired: typeof reapExpired
}

export const deliveryStore: DeliveryStore = {
  claimDeliveries,
  commitIntents,
  writeBack,
  giveBack,
  reapExpired,
}
