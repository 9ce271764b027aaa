// Protects the JSON endpoints, which can act as anybody: only this server's pages and programs on this
// machine may use them. A foreign page in the same browser is refused (Origin), and so is a foreign host name
// that points here (Host).
import type { IncomingMessage } from 'node:http'

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** Whether a request comes from this server's page or from a program that calls it by a name of its own. */
export function isSameOrigin({ headers }: IncomingMessage, ownHost: string): boolean {
  const host = headers.host ?? ''
  const nameOnly = host.replace(/:\d+$/, '')
  if (!LOOPBACK.test(host) && nameOnly !== ownHost) return false
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin } = headers
  return origin === undefined || URL.parse(origin)?.host === host
}
