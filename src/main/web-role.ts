// The web port of a process: health, readiness, metrics, the webhook where updates are taken in, and the
// pages for people with duties.
import { deepLink } from '../org/enrolment-code.ts'
import { printCards } from '../platform/print-cards.ts'
import { withinTime } from '../platform/time-limit.ts'
import { invitationSheet } from '../texts/invitation-sheet.ts'
import { createWebApp } from '../web/app.ts'
import type { Runtime } from './runtime.ts'
import { serve } from './serve.ts'

export interface WebRole {
  port: number
  /** Where people reach the pages; undefined while there is no such address. */
  pageUrl: string | undefined
}

export interface WebFace {
  /** Takes the calls to the path of WEBHOOK_URL. */
  webhook?: ((request: Request) => Promise<Response>) | undefined
  /** What the home page leads to. */
  chatUrl?: string | undefined
  /** The bot that invitation cards lead to; without it the pages make none. */
  botUsername?: (() => Promise<string>) | undefined
  /** Only this machine needs the pages: they are at its own address when WEB_URL names none. */
  isLocal?: boolean | undefined
}

/** A person waits no longer for Telegram to say who the bot is. */
const cardsPatienceMs = 10_000

/** Listens on PORT. */
export async function startWebRole(runtime: Runtime, face: WebFace): Promise<WebRole> {
  const { config, db, clock, calendar, log, metrics, onStop } = runtime
  const { botUsername } = face
  let pageUrl = pageUrlOf(config.WEB_URL)
  const app = createWebApp({
    db,
    log,
    metrics,
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

/** The address of the pages without a slash at its end; undefined where WEB_URL is not set. */
export function pageUrlOf(webUrl: string | undefined): string | undefined {
  return webUrl === undefined ? undefined : new URL(webUrl).origin
}

/**
 * The same for a role that can do without: where another process of this machine has the port, it says so and
 * goes on.
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
