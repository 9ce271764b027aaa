// Assembles the pages for people with duties: signing in, and what each person may see and do.
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { auditPage } from './audit.tsx'
import { homePage } from './home.tsx'
import { listPages } from './lists.tsx'
import { needsPersonPages } from './needs-person.tsx'
import { officerImportPages } from './officer-list-upload.tsx'
import type { PageDeps } from './page-deps.ts'
import { signedInRoutes } from './routes.ts'
import { sendingPages } from './sending.tsx'
import { failed, signedOut, signInPages } from './sign-in.tsx'
import { unitImportPages } from './unit-list-upload.tsx'
import { unitPages } from './units.tsx'

/** The pages as an application to mount at `/`. */
export function createPages(deps: PageDeps): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    if (error instanceof HTTPException) return failed(c, error.status === 413 ? 413 : 403)
    deps.log.error({ error, path: c.req.path }, 'web: a page failed')
    return failed(c, 500)
  })
  // A page is for one person: no cache stores it, and going back after signing out shows nothing.
  app.use(async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  signInPages(app, deps)
  const routes = signedInRoutes(app, deps, signedOut)
  homePage(routes)
  unitPages(routes)
  listPages(routes)
  unitImportPages(routes)
  officerImportPages(routes)
  sendingPages(routes)
  needsPersonPages(routes)
  auditPage(routes)
  return app
}
