// Signing in by a link from the chat, and signing out. Opening the link only shows a button, so that programs
// that preview links do not use it up, and says whose link it is, so that nobody works under another person's
// name unawares. An unknown, used or expired link gets the same answer.
import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import {
  endWebSession,
  findWebSession,
  redeemWebLink,
  type WebSession,
  whoseLink,
} from '../org/web-session.ts'
import { type Language, plain, type TextKey } from '../texts/index.ts'
import { dropSessionCookie, readSessionCookie, setSessionCookie } from './cookie.ts'
import { formOf } from './form.ts'
import { renderPage } from './layout.tsx'
import type { PageDeps } from './page-deps.ts'
import { fromOwnPage } from './routes.ts'

/** The language of an unknown person, from the browser's preferences. */
export function languageOf(c: Context): Language {
  return /\ben\b/.test(c.req.header('accept-language')?.split(',')[0] ?? '') ? 'en' : 'vi'
}

export function signInPages(app: Hono, deps: PageDeps): void {
  const sessionOf = async (c: Context): Promise<WebSession | null> => {
    const pageUrl = deps.pageUrl()
    const token = pageUrl === undefined ? undefined : readSessionCookie(c, pageUrl)
    return token === undefined ? null : await findWebSession(deps.db, token, deps.clock.now())
  }

  app.get('/vao', async (c) => {
    const token = c.req.query('ma') ?? ''
    const person = await whoseLink(deps.db, token, deps.clock.now())
    if (!person) return linkOfNoUse(c)
    const language = languageOf(c)
    const t = (key: TextKey) => plain(language, key)
    return c.html(
      renderPage({
        language,
        title: t('web-enter-title'),
        children: (
          <form method="post" action="/vao">
            <p>{plain(language, 'web-enter-what', { name: person.fullName })}</p>
            <input type="hidden" name="ma" value={token} />
            <button type="submit">{t('web-enter-button')}</button>
          </form>
        ),
      }),
    )
  })

  app.post('/vao', fromOwnPage(deps), bodyLimit({ maxSize: 4_096 }), async (c) => {
    const { ma } = await formOf(c)
    const pageUrl = deps.pageUrl()
    const now = deps.clock.now()
    const earlier = await sessionOf(c)
    const redeemed =
      typeof ma === 'string' && pageUrl !== undefined
        ? await deps.db.transaction().execute(async (tx) => {
            const entered = await redeemWebLink(tx, ma, now)
            // The cookie of the earlier session is overwritten: nobody could sign out of it any more.
            if (entered && earlier) await endWebSession(tx, earlier, now)
            return entered
          })
        : null
    if (!redeemed || pageUrl === undefined) return linkOfNoUse(c)
    setSessionCookie(c, redeemed.token, pageUrl)
    return c.redirect('/trang', 303)
  })

  app.post('/ra', fromOwnPage(deps), async (c) => {
    const now = deps.clock.now()
    const session = await sessionOf(c)
    if (session) await deps.db.transaction().execute((tx) => endWebSession(tx, session, now))
    dropSessionCookie(c, deps.pageUrl() ?? 'http://none')
    const language = session?.actor.language ?? languageOf(c)
    return c.html(apart(language, 'web-left-title', 'web-left'))
  })
}

/** The answer to people who are not signed in, or no longer. */
export function signedOut(c: Context) {
  return c.html(apart(languageOf(c), 'web-signed-out-title', 'web-signed-out'), 401)
}

/** The answer to addresses that do not exist. */
export function noSuchPage(c: Context) {
  return c.html(apart(languageOf(c), 'web-nowhere-title', 'web-nowhere'), 404)
}

/** The answer to forms from other sites, and to faults on our side. */
export function failed(c: Context, status: 403 | 413 | 500) {
  const key = status === 500 ? 'web-broken' : 'web-odd'
  return c.html(apart(languageOf(c), `${key}-title`, key), status)
}

function linkOfNoUse(c: Context) {
  return c.html(apart(languageOf(c), 'web-no-link-title', 'web-no-link'), 403)
}

function apart(language: Language, title: TextKey, key: TextKey) {
  return renderPage({ language, title: plain(language, title), children: <p>{plain(language, key)}</p> })
}
