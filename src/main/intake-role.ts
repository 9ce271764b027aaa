// Where webhook calls come in: stored, then every bot process is told. Used by the web port of any role.
import { sql } from 'kysely'
import { storeUpdates } from '../telegram/updates/intake.ts'
import { createWebhook } from '../telegram/updates/webhook.ts'
import type { Runtime } from './runtime.ts'

/** The channel on which bots hear of stored updates. */
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
