// The routes of pages: only signed-in people reach them, every change is a POST from a page of ours, and a
// body that is too large is refused before it is read.
import type { Context, Handler, Hono, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { findWebSession } from '../org/web-session.ts'
import { readSessionCookie } from './cookie.ts'
import type { PageDeps } from './page-deps.ts'
import { Visit } from './visit.tsx'

type Answer = (visit: Visit) => Response | Promise<Response>

export interface Routes {
  get(path: string, answer: Answer): void
  /** `onTooLarge` renders its answer in the frame; only forms with files need more than the usual limit. */
  post(path: string, answer: Answer, upload?: { maxBytes: number; onTooLarge: Answer }): void
}

/** Maximum size of a form without a file, in bytes. */
const usualForm = 64 * 1024

/**
 * Refuses forms from other sites: by the origin that the browser sends, or by the browser's statement that
 * the site is the same.
 */
export function fromOwnPage(deps: Pick<PageDeps, 'pageUrl'>): MiddlewareHandler {
  return csrf({ origin: (origin) => origin === originOf(deps.pageUrl()) })
}

const originOf = (url: string | undefined) => (url === undefined ? null : new URL(url).origin)

/** Routes for signed-in people; others get `signedOut`. */
export function signedInRoutes(app: Hono, deps: PageDeps, signedOut: Handler): Routes {
  const visitOf = async (c: Context): Promise<Visit | null> => {
    const pageUrl = deps.pageUrl()
    const token = pageUrl === undefined ? undefined : readSessionCookie(c, pageUrl)
    const session = token === undefined ? null : await findWebSession(deps.db, token, deps.clock.now())
    return session ? new Visit(c, deps, session) : null
  }
  const visits = new WeakMap<Context, Visit>()
  const known = (c: Context) => visits.get(c)!
  const signedIn: MiddlewareHandler = async (c, next) => {
    const visit = await visitOf(c)
    if (!visit) return (await signedOut(c, next)) as Response
    visits.set(c, visit)
    await next()
  }
  return {
    get: (path, answer) => {
      app.get(path, signedIn, (c) => answer(known(c)))
    },
    post: (path, answer, upload) => {
      const limit = bodyLimit({
        maxSize: upload?.maxBytes ?? usualForm,
        onError: (c) => {
          if (upload) return upload.onTooLarge(known(c))
          throw new HTTPException(413)
        },
      })
      app.post(path, fromOwnPage(deps), signedIn, limit, (c) => answer(known(c)))
    },
  }
}
