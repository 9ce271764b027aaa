// The session cookie: for this site only, unreadable for scripts. Where the portal uses TLS it is bound to
// TLS and to this very host (`__Host-`), so that no neighbouring host can plant another person's session.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { sessionLifetimeMs } from '../org/web-lifetimes.ts'

const name = 'thongsuot'

export function readSessionCookie(c: Context, pageUrl: string): string | undefined {
  return isOverTls(pageUrl) ? getCookie(c, name, 'host') : getCookie(c, name)
}

export function setSessionCookie(c: Context, token: string, pageUrl: string): void {
  setCookie(c, name, token, { ...shape(pageUrl), maxAge: sessionLifetimeMs / 1_000 })
}

export function dropSessionCookie(c: Context, pageUrl: string): void {
  deleteCookie(c, name, shape(pageUrl))
}

const isOverTls = (pageUrl: string) => new URL(pageUrl).protocol === 'https:'

function shape(pageUrl: string) {
  const usual = { path: '/', httpOnly: true, sameSite: 'Lax' } as const
  return isOverTls(pageUrl) ? ({ ...usual, secure: true, prefix: 'host' } as const) : usual
}
