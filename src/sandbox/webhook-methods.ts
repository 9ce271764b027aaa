// setWebhook, deleteWebhook, getWebhookInfo. Delivery itself is webhook-sender.ts.
import { badRequest } from './api-error.ts'
import type { Core } from './core.ts'
import type { Call } from './params.ts'
import { type Polling, setAllowed } from './polling.ts'
import type { WebhookSender } from './webhook-sender.ts'

/** A result with Telegram's description of it. */
export interface Described {
  result: true
  description: string
}

const PORTS = new Set(['', '443', '80', '88', '8443'])

export function setWebhook(core: Core, { params }: Call, polling: Polling, sender: WebhookSender): Described {
  const address = params.url as string
  if (address === '') return deleteWebhook(core, { method: 'deleteWebhook', params, uploads: new Map() })
  checkAddress(address)
  const secretToken = params.secret_token as string | undefined
  if (secretToken !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters')
  }
  const maxConnections = Math.min(100, Math.max(1, (params.max_connections as number | undefined) ?? 40))
  const webhook = { url: address, maxConnections, ...(secretToken && { secretToken }) }
  const isSame = JSON.stringify(core.state.settings.webhook) === JSON.stringify(webhook)
  if (params.drop_pending_updates === true) core.updates.clear()
  if (params.allowed_updates !== undefined) setAllowed(core.state, params.allowed_updates as string[])
  polling.interrupt('setWebhook')
  if (!isSame) core.state.putSettings({ webhook, lastError: undefined })
  sender.restart()
  return { result: true, description: isSame ? 'Webhook is already set' : 'Webhook was set' }
}

export function deleteWebhook(core: Core, { params }: Call): Described {
  if (params.drop_pending_updates === true) core.updates.clear()
  if (!core.state.settings.webhook) return { result: true, description: 'Webhook is already deleted' }
  core.state.putSettings({ webhook: undefined, lastError: undefined })
  return { result: true, description: 'Webhook was deleted' }
}

export function getWebhookInfo(core: Core): Record<string, unknown> {
  const { webhook, lastError, allowedUpdates } = core.state.settings
  return {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: core.updates.pending().length,
    ...(webhook && { max_connections: webhook.maxConnections }),
    ...(lastError && {
      last_error_date: Math.floor(lastError.atMs / 1000),
      last_error_message: lastError.message,
    }),
    ...(allowedUpdates && { allowed_updates: allowedUpdates }),
  }
}

/** HTTPS on the ports that Telegram calls; plain HTTP on any port of this machine. */
function checkAddress(address: string): void {
  const url = URL.parse(address)
  if (!url) throw badRequest('bad webhook: invalid webhook URL specified')
  if (/^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname) && /^https?:$/.test(url.protocol)) return
  if (url.protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  if (!PORTS.has(url.port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443')
  }
}
