// Receives webhook calls: stores the updates, then notifies every bot process. The web port of any role uses
// it.
import { sql } from 'kysely'
import { storeUpdates } from '../telegram/updates/intake.ts'
import { createWebhook } from '../telegram/updates/webhook.ts'
import type { Runtime } from './runtime.ts'

/** The notification channel for stored updates. */
export const updatesStored = 'telegram_update'

/** The handler for the path of WEBHOOK_URL, or undefined without one. */
export function webhookOf(
  runtime: Runtime,
  botId: number,
): ((request: Request) => Promise<Response>) | undefined {
  const { config, db, clock, log, metrics } = runtime
  if (!config.WEBHOOK_URL) return undefined
  return createWebhook({
    secret: config.WEBHOOK_SECRET,
    log,
    async receive(updates) {
      const stored = await storeUpdates(db, botId, updates, clock.now())
      metrics.updatesStored.inc(stored)
      if (stored > 0) await sql`select pg_notify(${updatesStored}, '')`.execute(db)
    },
  })
}
