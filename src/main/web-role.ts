// The web port of a process: health, readiness, metrics, the webhook, and the portal for people with duties.
import { deepLink } from '../org/enrolment-code.ts'
import { printCards } from '../platform/print-cards.ts'
import { withinTime } from '../platform/time-limit.ts'
import { invitationSheet } from '../texts/invitation-sheet.ts'
import { createWebApp } from '../web/app.ts'
import type { Runtime } from './runtime.ts'
import { serve } from './serve.ts'

export interface WebRole {
  port: number
  /** The portal's address; undefined while there is none. */
  pageUrl: string | undefined
}

export interface WebFace {
  /** Handles calls to the path of WEBHOOK_URL. */
  webhook?: ((request: Request) => Promise<Response>) | undefined
  /** The link on the start page. */
  chatUrl?: string | undefined
  /** The bot in the links of invitation cards; without it the portal makes no cards. */
  botUsername?: (() => Promise<string>) | undefined
  /** Only this machine uses the portal: its address is the port's own when WEB_URL is not set. */
  isLocal?: boolean | undefined
}

/** Longest wait for Telegram to say who the bot is, in milliseconds. */
const cardsPatienceMs = 10_000

/** Listens on PORT. */
export async function startWebRole(runtime: Runtime, face: WebFace): Promise<WebRole> {
  const { config, db, clock, calendar, log, metrics, queue, onStop } = runtime
  const { botUsername } = face
  let pageUrl = pageUrlOf(config.WEB_URL)
  const app = createWebApp({
    db,
    log,
    metrics,
    queueState: () => queue.state(),
    chatUrl: () => face.chatUrl,
    webhook:
      config.WEBHOOK_URL && face.webhook
        ? {
            path: new URL(config.WEBHOOK_URL).pathname,
            handle: face.webhook,
          }
        : undefined,
    pages: {
      clock,
      calendar,
      pageUrl: () => pageUrl,
      prepareCards: botUsername
        ? async () => {
            const username = await withinTime(cardsPatienceMs, botUsername())
            return (cards, about) =>
              printCards(
                invitationSheet(cards, {
                  ...about,
                  botUsername: username,
                  linkOf: (code) => deepLink(username, code),
                }),
              )
          }
        : undefined,
    },
  })
  const server = await serve(app, config.PORT)
  if (face.isLocal) pageUrl ??= `http://127.0.0.1:${server.port}`
  onStop('web', () => server.close())
  log.info({ port: server.port, pages: pageUrl }, 'listening')
  return { port: server.port, pageUrl }
}

/** The portal's address without a trailing slash; undefined when WEB_URL is not set. */
export function pageUrlOf(webUrl: string | undefined): string | undefined {
  return webUrl === undefined ? undefined : new URL(webUrl).origin
}

/**
 * Starts the web port of a role that can do without it: when another process of this machine has the port,
 * logs that and continues.
 */
export async function tryWebRole(runtime: Runtime, face: WebFace): Promise<void> {
  try {
    await startWebRole(runtime, face)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    runtime.log.warn(
      { port: runtime.config.PORT },
      'another process has the port; no health checks of this one',
    )
  }
}
