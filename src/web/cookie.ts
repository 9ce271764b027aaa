// The session cookie: for this site only, unreadable for scripts, over TLS where the portal uses TLS.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import { sessionLifetimeMs } from '../org/web-lifetimes.ts'

const name = 'thongsuot'

export function readSessionCookie(c: Context): string | undefined {
  return getCookie(c, name)
}

export function setSessionCookie(c: Context, token: string, pageUrl: string): void {
  setCookie(c, name, token, { ...shape(pageUrl), maxAge: sessionLifetimeMs / 1_000 })
}

export function dropSessionCookie(c: Context, pageUrl: string): void {
  deleteCookie(c, name, shape(pageUrl))
}

function shape(pageUrl: string): CookieOptions {
  const secure = new URL(pageUrl).protocol === 'https:'
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure }
}
