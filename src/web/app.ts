// The web port: health, readiness, metrics, the webhook when there is one, and a page that says what this is.
import { Hono } from 'hono'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import type { Db } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import { type Language, plain } from '../texts/index.ts'
import { checkReadiness } from './readiness.ts'

export interface WebDeps {
  db: Db
  log: Log
  metrics: Metrics
  /** Where the chat is, for the page. */
  chatUrl: () => string | undefined
  /** Takes webhook calls at `path`. */
  webhook?: { path: string; handle: (request: Request) => Promise<Response> } | undefined
}

/** Makes the application; the caller gives it a port. */
export function createWebApp(deps: WebDeps): Hono {
  const app = new Hono()
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"] } }))

  // Alive: this process answers. It says nothing of the database, or an outage there would restart every process.
  app.get('/healthz', (context) => context.json({ ok: true }))
  app.get('/readyz', async (context) => {
    const state = await checkReadiness(deps.db)
    return context.json(state, state.ok ? 200 : 503)
  })
  app.get('/metrics', async (context) => {
    const { contentType, body } = await deps.metrics.render()
    return context.body(body, 200, { 'content-type': contentType })
  })
  const { webhook } = deps
  if (webhook) app.all(webhook.path, (context) => webhook.handle(context.req.raw))

  app.get('/', (context) => {
    const language: Language = /\ben\b/.test(context.req.header('accept-language')?.split(',')[0] ?? '')
      ? 'en'
      : 'vi'
    return context.html(homePage(language, deps.chatUrl()))
  })
  app.notFound((context) => context.json({ ok: false, error: 'not found' }, 404))
  app.onError((error, context) => {
    deps.log.error({ error, path: context.req.path }, 'web: request failed')
    return context.json({ ok: false, error: 'internal error' }, 500)
  })
  return app
}

function homePage(language: Language, chatUrl: string | undefined) {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Thông Suốt</title>
        <style>
          body { font: 18px/1.6 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1.25rem; color: #1b1f24; background: #fff }
          h1 { font-size: 1.8rem; color: #a3161b }
          a.go { display: inline-block; padding: .8rem 1.4rem; border-radius: .6rem; background: #a3161b; color: #fff; text-decoration: none }
          @media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #15181c } h1 { color: #ff8a80 } }
        </style>
      </head>
      <body>
        <h1>Thông Suốt</h1>
        <p>${plain(language, 'web-what')}</p>
        ${chatUrl ? html`<p><a class="go" href="${chatUrl}">${plain(language, 'web-open-chat')}</a></p>` : ''}
      </body>
    </html>`
}
