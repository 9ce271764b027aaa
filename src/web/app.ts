// The web port: health, readiness, metrics, the webhook if there is one, the start page, and the portal for
// people with duties.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import type { Db } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { QueueState } from '../platform/queue.ts'
import { plain } from '../texts/index.ts'
import { renderPage, stylesheetPath } from './layout.tsx'
import { isNearby } from './nearby.ts'
import type { PageDeps } from './page-deps.ts'
import { createPages } from './pages.ts'
import { createReadiness } from './readiness.ts'
import { languageOf, noSuchPage } from './sign-in.tsx'

export interface WebDeps {
  db: Db
  log: Log
  metrics: Metrics
  /** How the queue is; a queue in the database needs no asking. */
  queueState?: () => Promise<QueueState>
  /** The link to the chat on the start page. */
  chatUrl: () => string | undefined
  /** Takes webhook calls at `path`. */
  webhook?: { path: string; handle: (request: Request) => Promise<Response> } | undefined
  /** The portal; undefined when there is none. */
  pages?: Omit<PageDeps, 'db' | 'log'> | undefined
}

const stylesheet = readFileSync(path.join(import.meta.dirname, 'page.css'), 'utf8')

/** Makes the application; the caller gives it a port. */
export function createWebApp(deps: WebDeps): Hono {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      // With the usual no-referrer a browser sends forms without an origin, and ours could not be told from
      // others.
      referrerPolicy: 'same-origin',
      // Other names below this one belong to others: their transport is not ours to decide.
      strictTransportSecurity: 'max-age=15552000',
    }),
  )

  // Liveness: this process answers. It does not check the database, because an outage there would restart
  // every process.
  app.get('/healthz', (context) => context.json({ ok: true }))
  const readiness = createReadiness(deps.db, deps.queueState ?? (async () => 'up'))
  app.get('/readyz', async (context) => {
    if (!isNearby(context)) return context.notFound()
    const state = await readiness()
    return context.json(state, state.ok ? 200 : 503)
  })
  app.get('/metrics', async (context) => {
    if (!isNearby(context)) return context.notFound()
    const { contentType, body } = await deps.metrics.render()
    return context.body(body, 200, { 'content-type': contentType })
  })
  const { webhook } = deps
  if (webhook) app.all(webhook.path, (context) => webhook.handle(context.req.raw))

  app.get('/', (context) => context.html(homePage(context, deps.chatUrl())))
  app.get(stylesheetPath, (context) =>
    context.body(stylesheet, 200, { 'content-type': 'text/css', 'cache-control': 'public, max-age=300' }),
  )
  if (deps.pages) app.route('/', createPages({ ...deps.pages, db: deps.db, log: deps.log }))
  app.notFound((context) =>
    context.req.header('accept')?.includes('text/html')
      ? noSuchPage(context)
      : context.json({ ok: false, error: 'not found' }, 404),
  )
  app.onError((error, context) => {
    deps.log.error({ error, path: context.req.path }, 'web: request failed')
    return context.json({ ok: false, error: 'internal error' }, 500)
  })
  return app
}

function homePage(context: Context, chatUrl: string | undefined) {
  const language = languageOf(context)
  const go = chatUrl
    ? html`<p><a class="go" href="${chatUrl}">${plain(language, 'web-open-chat')}</a></p>`
    : ''
  return renderPage({
    language,
    title: plain(language, 'web-title'),
    children: html`<p>${plain(language, 'web-what')}</p>
      ${go}`,
  })
}
