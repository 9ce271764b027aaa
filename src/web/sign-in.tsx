// Signing in by a link from the chat, and signing out. Opening the link only shows a button, so that programs
// that preview links do not use it up. An unknown, used or expired link gets the same answer.
import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { endWebSession, findWebSession, redeemWebLink } from '../org/web-session.ts'
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
  app.get('/vao', (c) => {
    const token = c.req.query('ma') ?? ''
    if (!/^[\w-]{1,200}$/.test(token)) return linkOfNoUse(c)
    const language = languageOf(c)
    const t = (key: TextKey) => plain(language, key)
    return c.html(
      renderPage({
        language,
        title: t('web-enter-title'),
        children: (
          <form method="post" action="/vao">
            <p>{t('web-enter-what')}</p>
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
    const redeemed =
      typeof ma === 'string' && pageUrl !== undefined
        ? await deps.db.transaction().execute((tx) => redeemWebLink(tx, ma, deps.clock.now()))
        : null
    if (!redeemed || pageUrl === undefined) return linkOfNoUse(c)
    setSessionCookie(c, redeemed.token, pageUrl)
    return c.redirect('/trang', 303)
  })

  app.post('/ra', fromOwnPage(deps), async (c) => {
    const token = readSessionCookie(c)
    const now = deps.clock.now()
    const session = token === undefined ? null : await findWebSession(deps.db, token, now)
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
